"""Heads ↔ bytes: what is out there, read and written without guessing.

`head.json` is a small pointer that says which rev is out and where its head is kept; that is all
that a run needs to see that nothing changed. The head itself never changes, and stays for
rollback. A pointer or head that is damaged, or of a newer Airdate, is an error: published
identity can't be made up again.
"""

from __future__ import annotations

import gzip
import json
import zlib
from dataclasses import dataclass, replace
from datetime import datetime  # noqa: TC003 - read when a head is written as JSON
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from airdate.errors import AirdateError
from airdate.model import FeedRecord, Manifest, Published, StoredObject
from airdate.store.history import digest_of, head_key
from airdate.store.keys import StoreError, check_key

if TYPE_CHECKING:
    from pydantic import TypeAdapter

POINTER = "head.json"
# Counts up when what is written changes its meaning.
FORMAT = 1


class ManifestError(AirdateError):
    """A head that can't be read."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """`head.json`: the newest rev, the last one that is settled, and where the head is kept."""

    rev: int
    complete_rev: int
    key: str
    sha256: str


@dataclass(frozen=True, slots=True)
class _Kept:
    """A head as it is kept: without what the pointer says."""

    format: int
    rev: int
    made: datetime
    parent: str
    episodes: dict[str, Published]
    feeds: dict[str, FeedRecord]
    objects: dict[str, StoredObject]


def dump(manifest: Manifest) -> bytes:
    """Return the head as compressed JSON, sorted; `load` is its inverse.

    Ten thousand episodes are some 40 MB of JSON. The quickest level makes that a seventh, and the
    next ones hardly less: most of it is digests.
    """
    from pydantic_core import to_json

    kept = _Kept(
        FORMAT,
        manifest.rev,
        manifest.made,
        manifest.parent,
        dict(sorted(manifest.episodes.items())),
        dict(sorted(manifest.feeds.items())),
        dict(sorted(manifest.objects.items())),
    )
    # Some recordings are infinitely quiet.
    return gzip.compress(to_json(kept, inf_nan_mode="constants"), compresslevel=1, mtime=0)


def load(body: bytes, pointer: Pointer) -> Manifest:
    """Return the head that `pointer` names. Raises ManifestError."""
    if digest_of(body) != pointer.sha256:
        raise _damaged(pointer.key, "is not what head.json names")
    manifest = load_kept(body, pointer.key)
    if manifest.rev != pointer.rev:
        raise _damaged(pointer.key, f"is of rev {manifest.rev}, and head.json says {pointer.rev}")
    return replace(manifest, complete_rev=pointer.complete_rev)


def load_kept(body: bytes, key: str) -> Manifest:
    """Return the head that is kept under `key`, settled. Raises ManifestError."""
    kept = _parse(body, key)
    if key != head_key(kept.rev, digest_of(body)):
        raise _damaged(key, "is not what its name says")
    _check(kept, key)
    return Manifest(
        rev=kept.rev,
        complete_rev=kept.rev,
        made=kept.made,
        key=key,
        parent=kept.parent,
        episodes=kept.episodes,
        feeds=kept.feeds,
        objects=kept.objects,
        size=len(body),
        sha256=digest_of(body),
    )


def sealed(manifest: Manifest) -> tuple[Manifest, bytes]:
    """Return the head with the key that it is kept under, and its bytes."""
    body = dump(manifest)
    sha256 = digest_of(body)
    key = head_key(manifest.rev, sha256)
    return replace(manifest, key=key, size=len(body), sha256=sha256), body


def dump_pointer(pointer: Pointer) -> bytes:
    """Return `head.json`."""
    fields = {
        "format": FORMAT,
        "rev": pointer.rev,
        "settled": pointer.complete_rev,
        "key": pointer.key,
        "sha256": pointer.sha256,
    }
    return (json.dumps(fields, indent=2) + "\n").encode()


def load_pointer(body: bytes) -> Pointer:
    """Return what `head.json` says. Raises ManifestError.

    Every run begins with it, most of them to find that nothing changed: so it is read by hand,
    which spares them the time that pydantic takes to load.
    """
    raw = _json(body, POINTER)
    rev, complete_rev, key, sha256 = (raw.get(name) for name in ("rev", "settled", "key", "sha256"))
    if (
        type(rev) is not int
        or type(complete_rev) is not int
        or not 0 <= complete_rev <= rev
        or rev < 1
    ):
        raise _damaged(POINTER, f"says rev {rev!r:.80}, settled {complete_rev!r:.80}")
    if not isinstance(key, str) or not isinstance(sha256, str):
        raise _damaged(POINTER, "does not say where the head is")
    try:
        return Pointer(rev, complete_rev, check_key(key), sha256)
    except StoreError as error:
        raise _damaged(POINTER, f"says that {error.message}") from error


def _json(body: bytes, key: str) -> dict[str, Any]:
    """Read JSON of our own format and no other. Raises ManifestError."""
    try:
        raw = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise _damaged(key, f"is not JSON ({error})") from error
    _demand_format(raw.get("format") if isinstance(raw, dict) else None, key)
    return cast("dict[str, Any]", raw)


def _demand_format(version: object, key: str) -> None:
    """Raise HeadError for what is not ours, or of a newer Airdate."""
    if isinstance(version, int) and version > FORMAT:
        raise ManifestError(
            f"{key} in the store was written by a newer Airdate (format {version})",
            "publish with that version, or a later one",
        )
    if version != FORMAT:
        raise _damaged(key, "does not say that it is Airdate's")


def _parse(body: bytes, key: str) -> _Kept:
    """Read a kept head. Raises ManifestError."""
    from pydantic import ValidationError

    try:
        raw = gzip.decompress(body)
    except (OSError, EOFError, zlib.error) as error:
        raise _damaged(key, f"can't be unpacked ({error})") from error
    try:
        kept = _adapter().validate_json(raw, strict=True)
    except ValidationError as error:
        _json(raw, key)  # says so if it isn't ours at all, or of a newer Airdate
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise _damaged(key, f"is wrong at {where[:200]}: {first['msg']}") from error
    _demand_format(kept.format, key)
    return kept


def _check(kept: _Kept, key: str) -> None:
    """Raise HeadError for what types alone don't forbid."""
    for guid, published in kept.episodes.items():
        known = {media.source for media in published.media}
        # What is no longer live may have been collected; that it was is remembered.
        there = not published.live or known.issuperset(published.current)
        # Without sound there is only an article, whose interview is still coming.
        heard = published.current or not published.media
        whole = published.slugs and heard and there
        if published.guid != guid or not whole:
            raise _damaged(key, f"contradicts itself about the episode {guid[:80]!r}")
    dates = [kept.made]
    dates += [published.changed for published in kept.episodes.values()]
    dates += [record.changed for record in kept.feeds.values()]
    dates += [entry.unused_since for entry in kept.objects.values() if entry.unused_since]
    if any(date.tzinfo is None for date in dates):
        raise _damaged(key, "has a date without a time zone")
    try:
        for name in kept.objects:
            check_key(name)
    except StoreError as error:
        raise _damaged(key, f"says that {error.message}") from error


def _damaged(key: str, what: str) -> ManifestError:
    return ManifestError(
        f"{key} in the store {what}",
        "put the file back from a copy of the store: Airdate does not guess what was published",
    )


@cache
def _adapter() -> TypeAdapter[_Kept]:
    from pydantic import TypeAdapter

    return TypeAdapter(_Kept)

"""Manifests ↔ bytes: what is published, read and written without guessing.

`head.json` is a small pointer to the newest manifest, and all that a run reads to see that nothing
changed. A manifest has the feeds, and lists its shards (see `airdate.store.shards`), which have the
episodes and objects. Neither ever changes, and they stay for rollback. One of the first format is
one file with all of it.

Whatever is damaged, or of a newer Airdate, is an error: published identity can't be made up again.
"""

from __future__ import annotations

import gzip
import json
import zlib
from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - read when a manifest is read as JSON
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

from airdate.errors import AirdateError
from airdate.model import FeedRecord, Published, StoredObject
from airdate.store.history import digest_of, head_key, manifest_key
from airdate.store.keys import StoreError, check_key
from airdate.store.shards import Shard, ShardFile, place_of, shard_adapter

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from airdate.store import Store

POINTER = "head.json"
# Counts up when what is written changes its meaning. The first had all entries in one file.
FORMAT = 2
FIRST_FORMAT = 1

T = TypeVar("T")


class ManifestError(AirdateError):
    """A manifest that can't be read."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """`head.json`: the newest revision, the last complete one, and where its manifest is."""

    rev: int
    complete_rev: int
    key: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Root:
    """A manifest as it is stored, without what is in its shards.

    `shards` are by place, 2 ** n of them; `past` those of earlier manifests' files, by number.
    """

    format: int
    rev: int
    made: datetime
    parent: str
    feeds: dict[str, FeedRecord]
    shards: tuple[ShardFile, ...]
    past: dict[str, ShardFile]

    @property
    def places(self) -> dict[int, ShardFile]:
        """Every shard by its place."""
        past = {-1 - int(number): file for number, file in self.past.items()}
        return dict(enumerate(self.shards)) | past


@dataclass(frozen=True, slots=True)
class WholeManifest:
    """A manifest of the first format: all of it in one file."""

    root: Root
    shard: Shard


# ── head.json ─────────────────────────────────────────────────────────────────────────────────


def dump_pointer(pointer: Pointer) -> bytes:
    """Return `head.json`."""
    fields = {
        "format": FORMAT,
        "rev": pointer.rev,
        "complete": pointer.complete_rev,
        "key": pointer.key,
        "sha256": pointer.sha256,
    }
    return (json.dumps(fields, indent=2) + "\n").encode()


def load_pointer(body: bytes) -> Pointer:
    """Parse `head.json`. Raises ManifestError.

    Every run begins with it, and most end with it, so pydantic is not loaded for it.
    """
    raw = _json(body, POINTER)
    # The first format's word.
    complete = "settled" if raw["format"] == FIRST_FORMAT else "complete"
    rev, complete_rev, key, sha256 = (raw.get(name) for name in ("rev", complete, "key", "sha256"))
    if (
        type(rev) is not int
        or type(complete_rev) is not int
        or not 0 <= complete_rev <= rev
        or rev < 1
    ):
        raise _damaged(POINTER, f"has rev {rev!r:.80} and {complete} {complete_rev!r:.80}")
    if not isinstance(key, str) or not isinstance(sha256, str):
        raise _damaged(POINTER, "does not name a manifest")
    try:
        return Pointer(rev, complete_rev, check_key(key), sha256)
    except StoreError as error:
        raise _damaged(POINTER, f"has an invalid key: {error.message}") from error


def read_pointer(store: Store) -> Pointer | None:
    """Read `head.json`: one small request. None where nothing was published.

    Two equal pointers name the same manifest. Raises ManifestError, StoreError.
    """
    found = store.get(POINTER)
    return load_pointer(found.body) if found else None


# ── Manifests ─────────────────────────────────────────────────────────────────────────────────


def seal_root(root: Root) -> tuple[str, bytes]:
    """Return the key that a manifest is stored under, and its bytes."""
    from pydantic_core import to_json

    body = gzip.compress(to_json(root), compresslevel=1, mtime=0)
    return manifest_key(root.rev, digest_of(body)), body


def load_manifest(body: bytes, key: str) -> Root | WholeManifest:
    """Parse the manifest that is stored under `key`, of either format. Raises ManifestError."""
    packed = _unpacked(body, key)
    raw = _json(packed, key) if len(packed) < _PROBABLY_ROOT else None
    if raw is None or raw["format"] == FIRST_FORMAT:
        return _load_whole(packed, body, key)
    root = _validated(root_adapter(), packed, key)
    if key != manifest_key(root.rev, digest_of(body)):
        raise _damaged(key, "does not match its name")
    _check_root(root, key)
    return root


def load_shard(body: bytes, file: ShardFile, place: int, bits: int) -> Shard:
    """Parse a shard. Raises ManifestError."""
    if digest_of(body) != file.sha256:
        raise _damaged(file.key, "is not the file that its manifest names")
    fields = _validated(shard_adapter(), _unpacked(body, file.key), file.key)
    _demand_format(fields.format, file.key)
    shard = Shard(fields.episodes, fields.objects)
    _check_entries(shard, file.key)
    for guid in shard.episodes:
        if place_of(guid, bits) != place:
            raise _damaged(file.key, f"contradicts itself about the episode {guid[:80]!r}")
    for name, entry in shard.objects.items():
        if place_of(name, bits, entry) != place:
            raise _damaged(file.key, f"contradicts itself about the object {name}")
    return shard


def missing(key: str, named_by: str = POINTER) -> ManifestError:
    """Return the error that a file of a manifest is not in the store."""
    return ManifestError(
        f"{key}, referenced by {named_by}, is missing from the store",
        "Restore it from a backup; Airdate can't reconstruct it.",
    )


def mismatch(pointer: Pointer, reason: str) -> ManifestError:
    """Return the error that a manifest is not the one that `head.json` names."""
    return _damaged(pointer.key, reason)


# ── Checks ────────────────────────────────────────────────────────────────────────────────────


def _check_root(root: Root, key: str) -> None:
    """Raise ManifestError for what types alone don't forbid."""
    count = len(root.shards)
    if not count or count & (count - 1):
        raise _damaged(key, f"has {count} shards, which is not a power of 2")
    if not all(number.isdecimal() for number in root.past):
        raise _damaged(key, "has a shard without a number")
    _check_dates([root.made, *(record.changed for record in root.feeds.values())], key)
    _check_keys([file.key for file in root.places.values()], key)


def _check_entries(shard: Shard, key: str) -> None:
    for guid, published in shard.episodes.items():
        sources = {media.source for media in published.media}
        # What is no longer live may have been collected; the manifest still names it.
        has_files = not published.live or sources.issuperset(published.current)
        # Without audio there is only an article, whose interview is still coming.
        has_audio = published.current or not published.media
        whole = published.slugs and has_audio and has_files
        if published.guid != guid or not whole:
            raise _damaged(key, f"contradicts itself about the episode {guid[:80]!r}")
    dates = [published.changed for published in shard.episodes.values()]
    dates += [entry.unused_since for entry in shard.objects.values() if entry.unused_since]
    _check_dates(dates, key)
    _check_keys(shard.objects, key)


def _check_dates(dates: list[datetime], key: str) -> None:
    if any(date.tzinfo is None for date in dates):
        raise _damaged(key, "has a date without a time zone")


def _check_keys(names: list[str] | dict[str, StoredObject], key: str) -> None:
    try:
        for name in names:
            check_key(name)
    except StoreError as error:
        raise _damaged(key, f"has an invalid key: {error.message}") from error


# ── The first format ──────────────────────────────────────────────────────────────────────────

# Of JSON, in bytes. One of the first format may be 40 MB, which are parsed once, not twice.
_PROBABLY_ROOT = 4_000_000


@dataclass(frozen=True, slots=True)
class _FirstFeed:
    """A feed as the first format has it: `said` is the digest of its channel."""

    slug: str
    guid: str
    digest: str
    said: str
    changed: datetime
    moved_to: str | None = None
    private: bool = False


@dataclass(frozen=True, slots=True)
class _FirstFormat:
    format: int
    rev: int
    made: datetime
    parent: str
    episodes: dict[str, Published]
    feeds: dict[str, _FirstFeed]
    objects: dict[str, StoredObject]


def _load_whole(packed: bytes, body: bytes, key: str) -> WholeManifest:
    """Parse a manifest of the first format. Raises ManifestError."""
    whole = _validated(_first_adapter(), packed, key)
    if whole.format != FIRST_FORMAT:
        raise _damaged(key, "is not Airdate's")
    if key != head_key(whole.rev, digest_of(body)):
        raise _damaged(key, "does not match its name")
    feeds = {slug: _feed(record) for slug, record in whole.feeds.items()}
    shard = Shard(whole.episodes, whole.objects)
    _check_entries(shard, key)
    _check_dates([whole.made, *(record.changed for record in feeds.values())], key)
    return WholeManifest(
        Root(whole.format, whole.rev, whole.made, whole.parent, feeds, (), {}), shard
    )


def _feed(record: _FirstFeed) -> FeedRecord:
    return FeedRecord(
        slug=record.slug,
        guid=record.guid,
        digest=record.digest,
        channel_digest=record.said,
        changed=record.changed,
        moved_to=record.moved_to,
        private=record.private,
    )


# ── JSON ──────────────────────────────────────────────────────────────────────────────────────


def _unpacked(body: bytes, key: str) -> bytes:
    try:
        return gzip.decompress(body)
    except (OSError, EOFError, zlib.error) as error:
        raise _damaged(key, f"can't be unpacked ({error})") from error


def _json(body: bytes, key: str) -> dict[str, Any]:
    """Parse JSON of a format of ours. Raises ManifestError."""
    try:
        raw = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise _damaged(key, f"is not valid JSON ({error})") from error
    _demand_format(raw.get("format") if isinstance(raw, dict) else None, key)
    return cast("dict[str, Any]", raw)


def _validated(adapter: TypeAdapter[T], packed: bytes, key: str) -> T:
    from pydantic import ValidationError

    try:
        return adapter.validate_json(packed, strict=True)
    except ValidationError as error:
        _json(packed, key)  # raises for what isn't ours at all, or is of a newer Airdate
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise _damaged(key, f"is invalid at {where[:200]}: {first['msg']}") from error


def _demand_format(version: object, key: str) -> None:
    """Raise ManifestError for what is not ours, or of a newer Airdate."""
    if isinstance(version, int) and version > FORMAT:
        raise ManifestError(
            f"{key} in the store was written by a newer Airdate (format {version})",
            "Publish with that version or a later one.",
        )
    if type(version) is not int or version < FIRST_FORMAT:
        raise _damaged(key, "is not Airdate's")


def _damaged(key: str, fault: str) -> ManifestError:
    return ManifestError(
        f"{key} in the store {fault}", "Restore it from a backup; Airdate can't reconstruct it."
    )


@cache
def root_adapter() -> TypeAdapter[Root]:
    """Return what reads roots."""
    from pydantic import TypeAdapter

    return TypeAdapter(Root)


@cache
def _first_adapter() -> TypeAdapter[_FirstFormat]:
    from pydantic import TypeAdapter

    return TypeAdapter(_FirstFormat)

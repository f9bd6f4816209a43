"""What the store keeps under `history/` beside what listeners see, and how it is named.

    head.json                                       names the newest manifest
    history/manifests/<rev>-<digest>.json.gz        each manifest: feeds, and its list of shards
    history/shards/<rev>-<place>-<digest>.json.gz   entries of manifests (see `store.shards`)
    history/heads/<rev>-<digest>.json.gz            manifests of the first format, in one file
    history/releases/<digest>.json                  each release as it was published
    history/documents/<digest>                      each page and feed as it was published

Each is named by its digest and never changes. So an episode that can't be made today stays as it
was published, another producer's episode can be taken over, and an earlier manifest can come back
to the byte.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from airdate.model import Artifact, CacheControl, Layer, Place, ProcessingSettings, Release

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import TypeAdapter

    from airdate.model import Published

FOLDER = "history/"
MANIFESTS = f"{FOLDER}manifests/"
SHARDS = f"{FOLDER}shards/"
HEADS = f"{FOLDER}heads/"

# What listeners may notice, and which fields make it up; all other fields are "details".
_PARTS = {
    "title": ("title",),
    "date": ("date",),
    "address": ("slug",),
    "article": ("article",),
    "summary": ("summary",),
    "people": ("persons",),
}


def digest_of(body: bytes) -> str:
    """Return the digest that names an object."""
    return hashlib.sha256(body).hexdigest()


def document_key(sha256: str) -> str:
    """Return where a page or feed with this digest is stored."""
    return f"{FOLDER}documents/{sha256}"


def release_key(digest: str) -> str:
    """Return where the release with this digest is stored."""
    return f"{FOLDER}releases/{digest}.json"


def manifest_key(rev: int, sha256: str) -> str:
    """Return where a manifest is stored."""
    return f"{MANIFESTS}{rev}-{sha256[:16]}.json.gz"


def shard_key(rev: int, place: int, sha256: str) -> str:
    """Return where the shard of a place (below 0: of earlier manifests' files) is stored."""
    name = f"p{-1 - place}" if place < 0 else str(place)
    return f"{SHARDS}{rev}-{name}-{sha256[:16]}.json.gz"


def head_key(rev: int, sha256: str) -> str:
    """Return where a manifest of the first format is stored."""
    return f"{HEADS}{rev}-{sha256[:16]}.json.gz"


def document_copy(artifact: Artifact) -> Artifact:
    """Return the copy of a page or feed that stays in the history."""
    return replace(
        artifact,
        key=document_key(artifact.sha256),
        cache=CacheControl.FOREVER,
        layer=Layer.FILE,
    )


def release_record(release: Release) -> Artifact:
    """Return the release as an object; its sha256 is the digest of all that listeners see."""
    body = encode_release(release)
    return Artifact.of_bytes(
        release_key(digest_of(body)),
        "application/json",
        body,
        layer=Layer.FILE,
        cache=CacheControl.FOREVER,
    )


def encode_release(release: Release) -> bytes:
    """Return a release as it is stored: all that listeners see of it, as canonical JSON."""
    return _canonical(_portable(release))


def decode_release(body: bytes) -> Release:
    """Parse a stored release, without its `changed`, which the manifest has."""
    release: Release = _adapter().validate_json(body, strict=True)
    return release


def release_digest(release: Release) -> str:
    """Return the digest of all that listeners see of a release; `changed` is not part of it."""
    return digest_of(encode_release(release))


def load_release(body: bytes, published: Published) -> Release:
    """Return a release as it was published. Raises ValueError if `body` is not that one.

    The author's own files are not part of it: their paths are empty.
    """
    if digest_of(body) != published.digest:
        raise ValueError(f"the release of {published.slugs[0]} is damaged")
    release: Release = _adapter().validate_json(body, strict=True)
    return replace(release, changed=published.changed)


def parts_of(release: Release) -> dict[str, str]:
    """Return a short digest of each part of a release that listeners may notice a change in."""
    whole: dict[str, Any] = _adapter().dump_python(_portable(release), mode="json")
    episode = whole.pop("episode")
    parts = {name: [episode.pop(field) for field in fields] for name, fields in _PARTS.items()}
    parts["audio"] = [(media["source"], media["sha256"]) for media in whole["media"]]
    parts["cover"] = whole["cover"]
    parts["chapters"] = [whole["chapters"], whole["chapters_key"]]
    parts["transcript"] = whole["transcript"]
    parts["people"] = [parts["people"], whole["photos"]]
    parts["article"] = [parts["article"], whole["figures"]]
    parts["corrections"] = whole["corrections"]
    parts["details"] = episode
    return {name: digest_of(_canonical(part))[:8] for name, part in parts.items()}


def changed_parts(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of the parts that differ."""
    return tuple(name for name in after if before.get(name) != after[name])


def _portable(release: Release) -> Release:
    """Return the release without what only this workspace knows or that listeners never see."""
    episode = replace(
        release.episode,
        place=Place(PurePosixPath()),
        article_line=1,
        interview=Path(),
        tracks=(),
        treatment=ProcessingSettings(),
        intro=None,
        outro=None,
        cover=None,
        transcript=None,
        figures=(),
        chapters=(),
        corrections=(),
        persons=tuple(replace(person, photo=None) for person in release.episode.persons),
    )
    return replace(
        release,
        episode=episode,
        chapters=tuple(replace(chapter, image=None) for chapter in release.chapters),
        changed=episode.date,
    )


def _canonical(value: Any) -> bytes:
    """Return JSON that is the same for the same value."""
    if isinstance(value, Release):
        value = _adapter().dump_python(value, mode="json")
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@cache
def _adapter() -> TypeAdapter[Release]:
    from pydantic import TypeAdapter

    return TypeAdapter(Release)

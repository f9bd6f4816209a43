"""Releases as they were made before, for orders that are the same as then.

An order says all that a release is made of. Where it is the same, the episode is live as it came
out of it, and every file of it is out, there is nothing to make.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from functools import cache
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from airdate.ledger.shelf import Shelf
from airdate.model import (
    Art,
    Chapter,
    Correction,
    Episode,
    EpisodeJob,
    Figure,
    Manifest,
    Media,
    Photo,
    Published,
    Release,
    Transcript,
)
from airdate.publish.episode_images import with_images
from airdate.publish.merge import keys_of
from airdate.store.history import knows_digest, release_digest

if TYPE_CHECKING:
    from pathlib import Path

    from airdate.ledger.cache import Cache


@dataclass(frozen=True, slots=True)
class _Kept:
    """A release without what its order has; `digest` is of all that listeners see of it."""

    digest: str
    media: tuple[Media, ...]
    cover: Art
    chapters: tuple[Chapter, ...]
    chapters_key: str | None
    transcript: Transcript | None
    corrections: tuple[Correction, ...]
    photos: tuple[Photo, ...]
    folder: str
    copies: tuple[Art, ...]
    card: Art | None
    figures: tuple[Figure, ...]


_REST = tuple(each.name for each in fields(_Kept) if each.name != "digest")


class Unchanged:
    """The releases of a workspace's last run, where `manifest` is out."""

    def __init__(self, root: Path, manifest: Manifest, kept: Cache) -> None:
        self._shelf = Shelf(root, "releases")
        self._head = manifest
        self._digest = cache(kept.digest)
        self._said = cache(repr)

    def recall(self, order: EpisodeJob) -> Release | None:
        """Return the release of an order; None where anything of it is to be made."""
        guid = order.episode.guid
        made_of, _, value = self._shelf.get(guid).partition(b"\t")
        published = self._head.episodes.get(guid)
        if published and published.live and value and made_of == self._made_of(order):
            with suppress(ValueError):
                found = _restored(value, order, published)
                if all(map(self._is_out, keys_of(found))):
                    return found
        self._shelf.drop(guid)
        return None

    def remember(self, order: EpisodeJob, release: Release) -> None:
        """Keep a release, if it will come back the same."""
        if order.illustrations:
            return  # their files are named by the chapters' file alone
        digest = release_digest(release)
        kept = _Kept(digest, **{name: getattr(release, name) for name in _REST})
        value = _adapter().dump_json(kept)
        with suppress(ValueError):
            if repr(_release(_adapter().validate_json(value), order, release)) == repr(release):
                self._shelf.put(order.episode.guid, self._made_of(order) + b"\t" + value)

    def keep(self) -> None:
        """Write down what is to be remembered."""
        self._shelf.keep()

    def _made_of(self, order: EpisodeJob) -> bytes:
        """Return the digest of all that an order says, but for when it is and what is out."""
        episode = order.episode
        around = [self._digest(path) for path in (episode.intro, episode.outro) if path]
        rest = (
            self._said(order.feed),
            self._said(order.audio),
            self._said(order.cover),
            repr((order.recordings, order.cues, order.photos, order.figures)),
            order.base,
            order.folder,
            *around,
        )
        said = _episodes().dump_json(episode) + "\0".join(rest).encode(errors="backslashreplace")
        return hashlib.blake2b(said, digest_size=20).hexdigest().encode()

    def _is_out(self, key: str) -> bool:
        entry = self._head.objects.get(key)
        return entry is not None and not entry.is_deleted


def _restored(value: bytes, order: EpisodeJob, published: Published) -> Release:
    """Return what was kept. Raises ValueError where it is not what is out."""
    kept = _adapter().validate_json(value)
    if kept.digest != published.digest:
        raise ValueError(published.guid)
    release = _release(kept, order, published)
    knows_digest(release, kept.digest)
    return release


def _release(kept: _Kept, order: EpisodeJob, dated: Published | Release) -> Release:
    episode = replace(order.episode, persons=with_images(order, kept.photos))
    rest = {name: getattr(kept, name) for name in _REST}
    return Release(episode=episode, changed=dated.changed, **rest)


@cache
def _adapter() -> TypeAdapter[_Kept]:
    return TypeAdapter(_Kept)


@cache
def _episodes() -> TypeAdapter[Episode]:
    return TypeAdapter(Episode)

"""What is out there: `Manifest`, and what it remembers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from airdate.model.released import CacheControl, Layer, Media


@dataclass(frozen=True, slots=True)
class Published:
    """What head remembers of an episode, whatever its slug or state became.

    `slugs`: every slug it was published under, the newest first. `media` is kept for every input
    that was ever published; `current` has the `Media.source` of those that feeds name now, the
    default rendition first. `digest` is of all that listeners see of it, `parts` of each part.
    """

    guid: str
    slugs: tuple[str, ...]
    title: str
    live: bool
    media: tuple[Media, ...]
    current: tuple[str, ...]
    digest: str
    parts: Mapping[str, str]
    changed: datetime


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object in the store, as head knows it.

    `since` is the rev that its key came with. `unused_since` is when it was last left out of
    what is wanted: a page is deleted then, a file waits to be `collected`.
    """

    sha256: str
    size: int
    type: str
    cache: CacheControl
    layer: Layer
    since: int
    unused_since: datetime | None = None
    collected: bool = False

    @property
    def is_deleted(self) -> bool:
        """Whether it is gone once its head is settled, and may come back only as new."""
        return self.collected or (self.layer is Layer.PAGE and self.unused_since is not None)


@dataclass(frozen=True, slots=True)
class FeedRecord:
    """A feed that is out there: its podcast:guid, and when anything in it last changed.

    `digest` is of all that subscribers see, `said` of what it says of itself, without episodes.
    `moved_to` is the address that it sends its subscribers to, if it does. A `private` one has no
    address that all may know.
    """

    slug: str
    guid: str
    digest: str
    said: str
    changed: datetime
    moved_to: str | None = None
    private: bool = False


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is out there, and the identity of every episode ever published.

    `rev` counts up from 1; 0 is a store that nothing was published to. `complete_rev` is the last
    rev whose pages and feeds are all known to be written: while it is behind, the next run writes
    them again. `key` is where this head is kept, as `size` bytes of digest `sha256`; `parent` is
    where the one before it is.
    """

    rev: int
    complete_rev: int
    made: datetime
    key: str
    parent: str
    episodes: Mapping[str, Published]
    feeds: Mapping[str, FeedRecord]
    objects: Mapping[str, StoredObject]
    size: int = 0
    sha256: str = ""

    @property
    def listed(self) -> tuple[str, ...]:
        """The slugs of feeds whose addresses may be told."""
        return tuple(slug for slug, record in self.feeds.items() if not record.private)

    @property
    def is_complete(self) -> bool:
        """Whether all that it names is out."""
        return self.complete_rev == self.rev


EMPTY_MANIFEST = Manifest(
    rev=0,
    complete_rev=0,
    made=datetime(1970, 1, 1, tzinfo=UTC),
    key="",
    parent="",
    episodes={},
    feeds={},
    objects={},
)

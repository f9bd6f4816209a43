"""What is published: `Manifest`, and what it remembers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol, runtime_checkable

from airdate.model.released import CacheControl, Layer, Media


@dataclass(frozen=True, slots=True)
class Published:
    """What a manifest remembers of an episode, whatever its slug or state became.

    `slugs`: every slug it was published under, the newest first. `media` has every input that was
    ever published; `current` has the `Media.source` of those that feeds name now, the default
    rendition first. `digest` is of all that listeners see of it, `parts` of each part.
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
class PublishedSummary:
    """What most questions about a published episode are about.

    `was_private`: whether any of its audio was ever under a URL that nobody can guess.
    """

    guid: str
    slugs: tuple[str, ...]
    title: str
    live: bool
    digest: str
    was_private: bool
    changed: datetime


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object in the store.

    `since` is the revision that its key came with. `unused_since` is when it was last left out of
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
        """Whether it is gone once its manifest is complete, and may come back only as new."""
        return self.collected or (self.layer is Layer.PAGE and self.unused_since is not None)


@dataclass(frozen=True, slots=True)
class FeedRecord:
    """A published feed: its podcast:guid, and when anything in it last changed.

    `digest` is of all that subscribers see, `channel_digest` of the channel without its episodes.
    `moved_to` is the URL that it sends its subscribers to, if it does. A `private` one has no URL
    that everybody may know.
    """

    slug: str
    guid: str
    digest: str
    channel_digest: str
    changed: datetime
    moved_to: str | None = None
    private: bool = False


@runtime_checkable
class Summarized(Protocol):
    """Episodes that can be summarized without being read whole."""

    def summaries(self) -> Iterator[PublishedSummary]:
        """Yield a summary of each."""
        ...


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is published, and the identity of every episode that ever was.

    `rev` counts up from 1; 0 is a store that nothing was published to. `complete_rev` is the last
    revision whose pages and feeds were all written: while it is behind, the next run writes them
    again. `key` is where this manifest is stored, as `size` bytes of digest `sha256`; `parent` is
    where the one before it is.

    `episodes` and `objects` may be views of a database: ask them by key. To go through them all
    reads them all; `summaries` is cheaper.
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
        """The slugs of feeds whose URLs may be shown."""
        return tuple(slug for slug, record in self.feeds.items() if not record.private)

    @property
    def is_complete(self) -> bool:
        """Whether every page and feed of it was written."""
        return self.complete_rev == self.rev

    def summaries(self) -> Iterator[PublishedSummary]:
        """Yield a summary of every episode, live or not, in no particular order."""
        if isinstance(self.episodes, Summarized):
            yield from self.episodes.summaries()
        else:
            yield from map(summarize, self.episodes.values())


def summarize(published: Published) -> PublishedSummary:
    """Return a summary of a published episode."""
    return PublishedSummary(
        published.guid,
        published.slugs,
        published.title,
        published.live,
        published.digest,
        any(media.key.startswith(PRIVATE) for media in published.media),
        published.changed,
    )


# What the keys of private files begin with (see `airdate.store.private`).
PRIVATE = "private/"

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

"""The elements of a feed that feedgen doesn't write: literal ones, and declared podcast tags.

To add a podcast tag that authors write, add its class to `podcast/namespace_tags.py`, its field to
`podcast/author_keys.py`, and a golden pair to `tests/feed/golden/`.

Rules: Apple, https://podcasters.apple.com/support/823-podcast-requirements;
PSP-1, https://github.com/Podcast-Standards-Project/PSP-1-Podcast-RSS-Specification;
the podcast namespace, https://podcasting2.org/docs/podcast-namespace (all read 2026-11).
"""

from __future__ import annotations

from dataclasses import replace
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any, TypeVar

from airdate.feed import derived_tags
from airdate.feed.archive import link
from airdate.feed.item_text import tidy
from airdate.podcast.author_keys import declared_values
from airdate.podcast.codec import element
from airdate.podcast.element import Element, optional
from airdate.podcast.namespace_tags import (
    EpisodeNumber,
    License,
    Locked,
    Medium,
    Podping,
    Season,
    Soundbite,
    TimeSplit,
)
from airdate.podcast.text_types import xml_bool
from airdate.text import clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from airdate.feed.channel import Channel
    from airdate.model import Chapter, Episode, Feed, Owner, Release

# What search engines and some directories go by, in feeds as in pages:
# https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag, read 2026-11.
_UNLISTED = {"name": "robots", "content": "noindex"}

Span = TypeVar("Span", Soundbite, TimeSplit)


def channel(of: Channel) -> tuple[Element, ...]:
    """Return a channel's elements."""
    feed, cover = of.feed, of.base + of.image.key
    owner, blocked = feed.owner, feed.block or feed.private
    return (
        Element("lastBuildDate", format_datetime(of.built)),
        *(link("hub", hub) for hub in optional(feed.hub) if not feed.private),
        Element("itunes:author", feed.author),
        Element("itunes:type", feed.kind),
        Element("itunes:image", attributes={"href": cover}),
        *(_category(names) for names in feed.categories if names),
        Element("itunes:explicit", xml_bool(feed.explicit)),
        *(_owner(each) for each in optional(owner)),
        Element("itunes:block", "Yes" if blocked else None),
        Element("itunes:complete", "Yes" if feed.complete else None),
        Element("itunes:new-feed-url", feed.new_feed_url),
        Element("podcast:guid", feed.guid),
        element(Locked(feed.locked, owner.email if owner else None)),
        element(Medium(feed.medium)),
        Element("podcast:block", "yes" if blocked else None),
        Element("xhtml:meta", attributes=_UNLISTED if feed.private else {}),
        *map(element, _podcasting(of)),
    )


def _podcasting(of: Channel) -> Iterator[Any]:
    """Yield a channel's values of the podcast namespace."""
    feed = of.feed
    yield from license_of(feed)
    yield derived_tags.artwork(of.image, of.base)
    if feed.podping and not feed.private:
        yield Podping(uses=True)
    yield from declared_values(feed)


def item(feed: Feed, release: Release, base: str) -> tuple[Element, ...]:
    """Return an item's elements; times are in seconds.

    An episode without `explicit` has its show's: apps take an item without it for a clean one,
    whatever the channel has.
    """
    episode = release.episode
    explicit = feed.explicit if episode.explicit is None else episode.explicit
    return (
        Element("pubDate", format_datetime(episode.date)),
        *(Element("category", tag) for tag in episode.tags),
        Element("itunes:title", episode.title),
        Element("itunes:duration", _duration(release.media[0].seconds)),
        Element("itunes:image", attributes={"href": base + release.cover.key}),
        Element("itunes:episodeType", episode.kind.value),
        Element("itunes:season", _positive(episode.season)),
        Element("itunes:episode", _positive(episode.number)),
        Element("itunes:explicit", xml_bool(explicit)),
        Element("itunes:block", "Yes" if episode.block else None),
        *map(element, _episode_podcasting(release, base)),
        *_simple_chapters(release.chapters if feed.simple_chapters else ()),
    )


def _episode_podcasting(release: Release, base: str) -> Iterator[Any]:
    """Yield an item's values of the podcast namespace."""
    episode = release.episode
    if episode.season is not None:
        yield Season(episode.season, episode.season_name)
    if episode.number is not None:
        yield EpisodeNumber(episode.number, episode.number_display)
    yield from license_of(episode)
    yield derived_tags.artwork(release.cover, base)
    yield from derived_tags.chapters(release, base)
    yield from derived_tags.transcripts(release, base)
    yield from declared_values(_as_published(release, base))


def _as_published(release: Release, base: str) -> Episode:
    """Return an episode with the times of its published file, and with all of its files."""
    episode = release.episode
    if not (episode.soundbites or episode.values or len(release.media) > 1):
        return episode
    values = (
        replace(each, splits=tuple(_published_times(each.splits, release)))
        for each in episode.values
    )
    return replace(
        episode,
        soundbites=tuple(_published_times(episode.soundbites, release)),
        values=tuple(values),
        enclosures=(*derived_tags.renditions(release, base), *episode.enclosures),
    )


def _category(names: tuple[str, ...]) -> Element:
    """Return a category, with its subcategory inside: Apple reads the first of each."""
    inner = (_category(names[1:]),) if len(names) > 1 else ()
    return Element("itunes:category", attributes={"text": names[0]}, children=inner)


def _owner(owner: Owner) -> Element:
    parts = Element("itunes:name", owner.name), Element("itunes:email", owner.email)
    return Element("itunes:owner", children=parts)


def _published_times(spans: Iterable[Span], release: Release) -> Iterable[Span]:
    """Yield spans with their times in the published file, except those that were cut."""
    timeline = release.media[0].timeline
    for span in spans:
        if timeline is None:
            yield span
            continue
        start = timeline.published(span.start)
        end = timeline.published(span.start + span.duration)
        if start < end:
            yield replace(span, start=start, duration=end - start)


def _simple_chapters(chapters: Iterable[Chapter]) -> Iterable[Element]:
    """Yield Podlove Simple Chapters, if there are chapters."""
    titled = (chapter for chapter in chapters if tidy(chapter.title))
    if inner := tuple(_simple_chapter(chapter) for chapter in titled):
        yield Element("psc:chapters", attributes={"version": "1.2"}, children=inner)


def _simple_chapter(chapter: Chapter) -> Element:
    attributes = {"start": clock(chapter.start), "title": chapter.title, "href": chapter.url}
    return Element("psc:chapter", attributes=attributes)


def license_of(given: Feed | Episode) -> Iterator[License]:
    """Yield the licence of a show or an episode, if it has one."""
    if given.license:
        yield License(given.license, given.license_url)


def _positive(value: int | None) -> str | None:
    """Return a number that Apple takes: 0 is none of its seasons and episodes."""
    return str(value) if value and value > 0 else None


def _duration(seconds: float) -> str:
    """Return whole seconds, at least one: apps take 0 for “unknown”."""
    return str(max(1, round(seconds)))

"""What a feed says beyond feedgen's own words, as literal values: one line a tag.

Absence is a value too: an element without text, attributes and children is dropped when it is
written. To add a tag, add its line here and a golden pair in `tests/feed/golden/`.

Rules: Apple, https://podcasters.apple.com/support/823-podcast-requirements;
PSP-1, https://github.com/Podcast-Standards-Project/PSP-1-Podcast-RSS-Specification;
the podcast namespace, https://podcasting2.org/docs/podcast-namespace (all read 2026-11).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from email.utils import format_datetime
from typing import TYPE_CHECKING, TypeVar

from pipeline.feed.chapters import TYPE as CHAPTERS
from pipeline.text import clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from pipeline.model import Art, Chapter, Feed, Person, Release

T = TypeVar("T")

NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    # gPodder's desktop client shows chapters from these alone.
    "psc": "http://podlove.org/simple-chapters",
}


@dataclass(frozen=True, slots=True)
class Element:
    """One element: a name such as "itunes:author" or "pubDate", its text, attributes, children.

    An attribute that is None or empty is not written.
    """

    name: str
    text: str | None = None
    attributes: Mapping[str, str | None] = field(default_factory=dict)
    children: tuple[Element, ...] = ()


def key(feed: Feed) -> str:
    """Return the key of a feed's file: it never changes, for subscribers know it."""
    return f"feeds/{feed.slug}.xml"


def channel(feed: Feed, image: Art, base: str, built: datetime) -> tuple[Element, ...]:
    """Return what a channel says of itself; `base` is the URL that keys are appended to."""
    owner = feed.owner
    return (
        _link("self", base + key(feed), "application/rss+xml"),
        Element("lastBuildDate", format_datetime(built)),
        Element("itunes:author", feed.author),
        Element("itunes:title", feed.title),
        Element("itunes:type", feed.kind),
        Element("itunes:image", attributes={"href": base + image.key}),
        *(_category(names) for names in feed.categories if names),
        Element("itunes:explicit", _true(feed.explicit)),
        Element("itunes:owner", children=_owner(owner.name, owner.email) if owner else ()),
        Element("itunes:block", "Yes" if feed.block else None),
        Element("itunes:complete", "Yes" if feed.complete else None),
        Element("itunes:new-feed-url", feed.new_feed_url),
        Element("podcast:guid", feed.guid),
        Element("podcast:locked", _yes(feed.locked), {"owner": owner.email if owner else None}),
        Element("podcast:medium", feed.medium),
        Element("podcast:license", feed.license),
        Element("podcast:block", "yes" if feed.block else None),
        *(Element("podcast:funding", each.text, {"url": each.url}) for each in feed.funding),
        *(_person(person) for person in feed.persons),
    )


def item(release: Release, base: str) -> tuple[Element, ...]:
    """Return what an item says of its episode. Chapters and durations are in seconds."""
    episode = release.episode
    season = {"name": episode.season_name}
    return (
        Element("pubDate", format_datetime(episode.date)),
        *(Element("category", tag) for tag in episode.tags),
        Element("itunes:title", episode.title),
        Element("itunes:summary", episode.summary),
        Element("itunes:duration", _duration(release.media[0].seconds)),
        Element("itunes:image", attributes={"href": base + release.cover.key}),
        Element("itunes:episodeType", episode.kind.value),
        Element("itunes:season", _positive(episode.season)),
        Element("itunes:episode", _positive(episode.number)),
        Element("itunes:explicit", None if episode.explicit is None else _true(episode.explicit)),
        *(Element("podcast:season", str(number), season) for number in _given(episode.season)),
        Element("podcast:episode", _number(episode.number)),
        Element("podcast:license", episode.license),
        *(_file("podcast:chapters", base + at, CHAPTERS) for at in _given(release.chapters_key)),
        *(_file("podcast:transcript", base + at.key, at.type) for at in _given(release.transcript)),
        *(_person(person) for person in episode.persons),
        *_simple_chapters(release.chapters),
    )


def _link(rel: str, url: str, type_: str) -> Element:
    return Element("atom:link", attributes={"rel": rel, "href": url, "type": type_})


def _category(names: tuple[str, ...]) -> Element:
    """Return a category, with its subcategory inside: Apple reads the first of each."""
    inner = (_category(names[1:]),) if len(names) > 1 else ()
    return Element("itunes:category", attributes={"text": names[0]}, children=inner)


def _owner(name: str, email: str) -> tuple[Element, ...]:
    return Element("itunes:name", name), Element("itunes:email", email)


def _person(person: Person) -> Element:
    """Return a podcast:person; an item's persons replace the channel's in every app."""
    about = {
        "role": person.role,
        "group": person.group,
        "href": person.url,
        "img": person.image,
    }
    return Element("podcast:person", person.name, about)


def _file(name: str, url: str, type_: str) -> Element:
    return Element(name, attributes={"url": url, "type": type_})


def _simple_chapters(chapters: Iterable[Chapter]) -> Iterable[Element]:
    """Yield Podlove Simple Chapters, if there are chapters."""
    if inner := tuple(_simple_chapter(chapter) for chapter in chapters):
        yield Element("psc:chapters", attributes={"version": "1.2"}, children=inner)


def _simple_chapter(chapter: Chapter) -> Element:
    said = {"start": clock(chapter.start), "title": chapter.title, "href": chapter.url}
    return Element("psc:chapter", attributes=said)


def _given(value: T | None) -> tuple[T, ...]:
    """Return what is there, for a line that is written only if it is."""
    return () if value is None else (value,)


def _duration(seconds: float) -> str:
    """Return whole seconds, at least one: apps take 0 for “unknown”."""
    return str(max(1, round(seconds)))


def _number(value: int | None) -> str | None:
    return None if value is None else str(value)


def _positive(value: int | None) -> str | None:
    """Return a number that Apple takes: 0 is none of its numbers."""
    return str(value) if value and value > 0 else None


def _true(value: bool) -> str:  # noqa: FBT001 - a word for a truth value
    return "true" if value else "false"


def _yes(value: bool) -> str:  # noqa: FBT001 - likewise
    return "yes" if value else "no"

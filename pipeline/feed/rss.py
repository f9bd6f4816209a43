"""A feed as RSS 2.0 bytes. The only place that knows feedgen.

What feedgen would get wrong is emitted by our own elements instead: it raises for
`itunes:explicit` true and false, drops covers whose URL does not end in .jpg or .png, and leaves
out seasons and episodes numbered 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from pipeline import __version__
from pipeline.feed.elements import NAMESPACES, Element, channel, item
from pipeline.text import clean, cut

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from pipeline.model import Art, Feed, Release

TYPE = "application/rss+xml; charset=utf-8"
# https://podcasters.apple.com/support/823-podcast-requirements, read 2026-11
DESCRIPTION_BYTES = 4000


@dataclass(frozen=True, slots=True)
class Notes:
    """What an item says in words: `text` is plain, `html` is sanitised, its links absolute."""

    text: str
    html: str


def key(feed: Feed) -> str:
    """Return the key of a feed's file: it never changes, for subscribers know it."""
    return f"feeds/{feed.slug}.xml"


def rss(  # noqa: PLR0913 - what a feed is made of
    feed: Feed,
    image: Art,
    releases: Sequence[Release],
    notes: Mapping[str, Notes],
    *,
    base: str,
    built: datetime,
) -> bytes:
    """Return the feed with its items in the order given: the same bytes for the same values.

    `notes` are by guid; `base` is the URL that keys are appended to; `built` is said as
    lastBuildDate.
    """
    writer = _writer(feed, image, base, built)
    for release in releases:
        _add(writer, release, notes[release.episode.guid], base)
    return bytes(writer.rss_str(pretty=True))


def _writer(feed: Feed, image: Art, base: str, built: datetime) -> Any:
    """Return feedgen's writer, with the channel filled in."""
    writer = FeedGenerator()
    writer.register_extension("said", _ChannelSays, _ItemSays, atom=False)
    home = feed.link or f"{base}index.html"
    writer.title(clean(feed.title))
    writer.description(cut(clean(feed.description), DESCRIPTION_BYTES))
    writer.language(feed.language)
    writer.copyright(clean(feed.copyright) if feed.copyright else None)
    writer.generator("Airdate", version=__version__)
    writer.lastBuildDate(built)
    writer.image(base + image.key, title=clean(feed.title), link=home)
    writer.link(href=base + key(feed), rel="self", type="application/rss+xml")
    writer.link(href=home, rel="alternate")  # the last link is the one that RSS has room for
    writer.said.elements = channel(feed, image, base)
    return writer


def _add(writer: Any, release: Release, notes: Notes, base: str) -> None:
    episode, media = release.episode, release.media[0]
    entry = FeedEntry()
    entry.title(clean(episode.title))
    entry.link(href=base + release.page_key, rel="alternate")
    entry.description(cut(clean(notes.text), DESCRIPTION_BYTES) or clean(episode.title))
    entry.content(clean(notes.html))
    entry.guid(episode.guid, permalink=False)
    entry.enclosure(base + media.key, media.size, media.type)
    entry.pubDate(episode.date)
    writer.add_entry(entry, order="append")
    entry.said.elements = item(release, base)


class _Says:
    """A list of literal elements, appended to what feedgen wrote."""

    elements: tuple[Element, ...] = ()

    def extend_ns(self) -> dict[str, str]:
        return dict(NAMESPACES)


class _ChannelSays(_Says, BaseExtension):  # type: ignore[misc]  # feedgen is untyped
    def extend_rss(self, feed: Any) -> None:
        _append(feed[0], self.elements)


class _ItemSays(_Says, BaseEntryExtension):  # type: ignore[misc]  # likewise
    def extend_rss(self, feed: Any) -> None:
        _append(feed, self.elements)


def _append(parent: Any, elements: Iterable[Element]) -> None:
    """Write the elements that say something, without what XML forbids."""
    for element in elements:
        if not element.says_something:
            continue
        prefix, name = element.name.split(":")
        made = etree.SubElement(parent, f"{{{NAMESPACES[prefix]}}}{name}")
        made.text = clean(element.text) if element.text else None
        for attribute, value in element.attributes.items():
            if value is not None:
                made.set(attribute, clean(value))
        _append(made, element.children)

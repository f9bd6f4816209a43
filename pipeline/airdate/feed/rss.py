"""A feed as RSS 2.0 bytes. The only place that knows feedgen.

What feedgen would get wrong is emitted by our own elements instead: it raises for
`itunes:explicit` true and false, drops covers whose URL does not end in .jpg or .png, leaves out
seasons and episodes numbered 0, and changes the process's locale to write a date.

Each item becomes bytes by itself: no more than one is ever held as a tree, and one that didn't
change is copied from the feed before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from airdate.feed import archive, elements
from airdate.feed.item_text import ItemText, description, tidy
from airdate.feed.xml_writer import append
from airdate.podcast.element import NAMESPACES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from airdate.feed.channel import Channel
    from airdate.model import Feed, Release
    from airdate.podcast.element import Element

__all__ = ["TYPE", "Document", "ItemText", "documents", "item"]

TYPE = f"{archive.TYPE}; charset=utf-8"

_END = b"</channel>\n</rss>\n"


@dataclass(frozen=True, slots=True)
class Document:
    """A feed's file, or a page of its archive: all before its items, and their guids."""

    key: str
    head: bytes
    guids: tuple[str, ...]

    def body(self, items: Iterable[bytes]) -> bytes:
        """Return the document of the items that `item` made, in the order of `guids`."""
        return b"".join((self.head, *items, _END))


def documents(
    channel: Channel, sizes: Mapping[str, int], changed: Mapping[str, datetime]
) -> tuple[Document, ...]:
    """Return the feed, and the pages of its archive where it would be larger than it may be.

    `sizes` are those of the items that `item` makes, in bytes by guid, the newest first. A page was
    built when the last of its episodes `changed`.
    """
    guids = list(sizes)
    parts = archive.parts(list(sizes.values()), channel.feed.max_page_bytes)
    documents = []
    for page, part in enumerate(parts):
        carried = guids[part.start : part.stop]
        links = tuple(archive.links(channel, page, len(parts) - 1))
        built = max(changed[guid] for guid in carried) if page else channel.built
        head = _head(replace(channel, built=built), links)
        documents.append(Document(archive.at(channel.stem, page), head, tuple(carried)))
    return tuple(documents)


def _head(channel: Channel, links: tuple[Element, ...]) -> bytes:
    """Return everything before the first item."""
    feed, base = channel.feed, channel.base
    writer = FeedGenerator()
    writer.register_extension("own", _ChannelElements, _ItemElements, atom=False)
    writer._FeedGenerator__rss_lastBuildDate = None  # noqa: SLF001 - it is now, by setlocale
    title = tidy(feed.title) or feed.slug
    home = tidy(feed.link) or f"{base}index.html"
    writer.title(title)
    writer.description(description(feed.description) or title)
    writer.language(tidy(feed.language))
    writer.copyright(tidy(feed.copyright))
    writer.generator("Airdate")
    writer.image(base + channel.image.key, title=title, link=home)
    writer.link(href=home, rel="alternate")
    writer.own.elements = (*links, *elements.channel(channel))
    if not feed.simple_chapters:
        writer.own.namespaces = {name: uri for name, uri in NAMESPACES.items() if name != "psc"}
    written = bytes(writer.rss_str(pretty=True))
    return written[: written.rindex(b"</channel>")].rstrip() + b"\n"


def item(feed: Feed, release: Release, text: ItemText, base: str) -> bytes:
    """Return what a feed says of an episode; the namespaces that it uses are declared by the head.

    `base` is the URL that keys are appended to. The same values give the same bytes.
    """
    episode, media = release.episode, release.media[0]
    title = tidy(episode.title) or episode.slug
    times = release.chapters if feed.chapters_in_description else ()
    entry = FeedEntry()
    entry.register_extension("own", _ItemElements, atom=False)
    entry.title(title)
    entry.link(href=base + release.page_key, rel="alternate")
    entry.description(description(text.text, times, title=title) or title)
    if html := tidy(text.html):
        entry.content(html)
    entry.guid(tidy(episode.guid), permalink=False)
    entry.enclosure(base + media.key, media.size, tidy(media.type))
    entry.own.elements = elements.item(feed, release, base)
    return _without_declarations(entry.rss_entry())


def _without_declarations(made: Any) -> bytes:
    etree.Element("rss", nsmap=NAMESPACES).append(made)
    written = etree.tostring(made, encoding="UTF-8", pretty_print=True)
    return b"<item>" + bytes(written[written.index(b">") + 1 :])


class _Elements:
    """A list of literal elements, appended to what feedgen wrote."""

    elements: tuple[Element, ...] = ()
    namespaces: Mapping[str, str] = NAMESPACES

    def extend_ns(self) -> dict[str, str]:
        return dict(self.namespaces)


class _ChannelElements(_Elements, BaseExtension):  # type: ignore[misc]  # feedgen is untyped
    def extend_rss(self, feed: Any) -> None:
        append(feed[0], self.elements)


class _ItemElements(_Elements, BaseEntryExtension):  # type: ignore[misc]  # likewise
    def extend_rss(self, feed: Any) -> None:
        append(feed, self.elements)

"""A feed as RSS 2.0 bytes. The only place that knows feedgen.

What feedgen would get wrong is emitted by our own elements instead: it raises for
`itunes:explicit` true and false, drops covers whose URL does not end in .jpg or .png, leaves out
seasons and episodes numbered 0, and changes the process's locale to write a date.

Each item becomes bytes by itself, so that no more than one is ever held as a tree.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from pipeline.feed.elements import NAMESPACES, Element, channel, item, key
from pipeline.text import clean, cut

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from pipeline.model import Art, Feed, Release

__all__ = ["TYPE", "Notes", "key", "rss"]

TYPE = "application/rss+xml; charset=utf-8"
# https://podcasters.apple.com/support/823-podcast-requirements, read 2026-11
DESCRIPTION_BYTES = 4000

_END = b"</channel>\n</rss>\n"


@dataclass(frozen=True, slots=True)
class Notes:
    """What an item says in words: `text` is plain, `html` is sanitised, its links absolute."""

    text: str
    html: str


def rss(
    feed: Feed,
    image: Art,
    releases: Sequence[Release],
    notes: Mapping[str, Notes],
    *,
    base: str,
    built: datetime,
) -> bytes:
    """Return the feed, its newest item first: the same bytes for the same values.

    `notes` are by guid; `base` is the URL that keys are appended to; `built` is said as
    lastBuildDate.
    """
    out = BytesIO()
    out.write(_head(feed, image, base, built))
    for release in sorted(releases, key=_age, reverse=True):
        out.write(_item(release, notes[release.episode.guid], base))
    out.write(_END)
    return out.getvalue()


def _age(release: Release) -> tuple[datetime, str]:
    return release.episode.date, release.episode.guid


def _head(feed: Feed, image: Art, base: str, built: datetime) -> bytes:
    """Return everything before the first item."""
    writer = FeedGenerator()
    writer.register_extension("said", _ChannelSays, _ItemSays, atom=False)
    writer._FeedGenerator__rss_lastBuildDate = None  # noqa: SLF001 - it is now, by setlocale
    title = _words(feed.title) or feed.slug
    home = _words(feed.link) or f"{base}index.html"
    writer.title(title)
    writer.description(cut(_words(feed.description), DESCRIPTION_BYTES) or title)
    writer.language(_words(feed.language))
    writer.copyright(_words(feed.copyright))
    writer.generator("Airdate")
    writer.image(base + image.key, title=title, link=home)
    writer.link(href=home, rel="alternate")
    writer.said.elements = channel(feed, image, base, built)
    written = bytes(writer.rss_str(pretty=True))
    return written[: written.rindex(b"</channel>")].rstrip() + b"\n"


def _item(release: Release, notes: Notes, base: str) -> bytes:
    """Return one item; the namespaces that it uses are declared by the head."""
    episode, media = release.episode, release.media[0]
    title = _words(episode.title) or episode.slug
    entry = FeedEntry()
    entry.register_extension("said", _ItemSays, atom=False)
    entry.title(title)
    entry.link(href=base + release.page_key, rel="alternate")
    entry.description(cut(_words(notes.text), DESCRIPTION_BYTES) or title)
    entry.content(_words(notes.html))
    entry.guid(_words(episode.guid), permalink=False)
    entry.enclosure(base + media.key, media.size, media.type)
    entry.said.elements = item(release, base)
    return _without_declarations(entry.rss_entry())


def _without_declarations(made: Any) -> bytes:
    etree.Element("rss", nsmap=NAMESPACES).append(made)
    written = etree.tostring(made, encoding="UTF-8", pretty_print=True)
    return b"<item>" + bytes(written[written.index(b">") + 1 :])


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
        made = etree.SubElement(parent, _qualified(element.name))
        made.text = _words(element.text) or None
        for attribute, value in element.attributes.items():
            if said := _words(value):
                made.set(attribute, said)
        _append(made, element.children)
        if not (made.text or made.attrib or len(made)):
            parent.remove(made)


def _qualified(name: str) -> str:
    prefix, _, local = name.rpartition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}" if prefix else local


def _words(text: str | None) -> str:
    """Return the text without what XML forbids, and without space around it, as PSP-1 asks."""
    return clean(text).strip() if text else ""

"""How a long feed is continued: which items are in which document (RFC 5005, section 4).

Documents are filled from the oldest item on, so that one that is full never changes again but
for what its own items say. https://www.rfc-editor.org/rfc/rfc5005, read 2026-11.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from airdate.feed.channel import public_stem
from airdate.podcast.element import Element

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from airdate.feed.channel import Channel
    from airdate.model import Feed

TYPE = "application/rss+xml"

# Of a document's size: the current document is two parts, and leaves room for the channel.
_PART = 0.45


def key(feed: Feed) -> str:
    """Return the key of a feed that all may subscribe to. It never changes."""
    return at(public_stem(feed))


def at(stem: str, page: int = 0) -> str:
    """Return the key of a feed's file, which its subscribers know, or of a page of its archive.

    Pages count from 1, the oldest.
    """
    return f"{stem}/{page}.xml" if page else f"{stem}.xml"


def parts(sizes: Sequence[int], limit: int) -> tuple[range, ...]:
    """Return which items are in the current document, then in each page, the oldest page first.

    `sizes` are the items' bytes, the newest first, `limit` a document's. An item larger than a
    page is one by itself.
    """
    ends, room = [len(sizes)], limit * _PART
    for at in reversed(range(len(sizes))):
        if sizes[at] > room and at + 1 < ends[-1]:
            ends.append(at + 1)
            room = limit * _PART
        room -= sizes[at]
    pages = max(0, len(ends) - 2)
    return range(ends[pages]), *(range(ends[page + 1], ends[page]) for page in range(pages))


def links(channel: Channel, page: int, pages: int) -> Iterator[Element]:
    """Yield where a document is, and those beside it: page 0 is the current one.

    `next` is for apps that page through a feed without knowing archives.
    """
    stem = channel.base + channel.stem
    yield link("self", at(stem, page), TYPE)
    if page:
        yield Element("fh:archive", mark=True)
        yield link("current", at(stem), TYPE)
    if older := page - 1 if page else pages:
        yield link("prev-archive", at(stem, older), TYPE)
        yield link("next", at(stem, older), TYPE)
    if 0 < page < pages:
        yield link("next-archive", at(stem, page + 1), TYPE)


def link(rel: str, url: str, type_: str | None = None) -> Element:
    """Return an atom:link; PSP-1 wants the one to the feed itself."""
    return Element("atom:link", attributes={"rel": rel, "href": url, "type": type_})

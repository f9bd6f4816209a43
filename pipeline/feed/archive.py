"""How a long feed is continued: which items are in which document (RFC 5005, section 4).

Documents are filled from the oldest item on, so that one that is full never changes again but
for what its own items say. https://www.rfc-editor.org/rfc/rfc5005, read 2026-11.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.feed.literal import Element

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.model import Feed

TYPE = "application/rss+xml"

# Of a document's size: the current document is two parts, and leaves room for the channel.
_PART = 0.45


def key(feed: Feed, page: int = 0) -> str:
    """Return the key of a feed's file, which subscribers know, or of a page of its archive.

    Pages count from 1, the oldest. No key ever changes.
    """
    return f"feeds/{feed.slug}/{page}.xml" if page else f"feeds/{feed.slug}.xml"


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


def links(feed: Feed, base: str, page: int, pages: int) -> Iterator[Element]:
    """Yield where a document is, and those beside it: page 0 is the current one.

    `next` is for apps that page through a feed without knowing archives.
    """
    yield link("self", base + key(feed, page), TYPE)
    if page:
        yield Element("fh:archive", mark=True)
        yield link("current", base + key(feed), TYPE)
    if older := page - 1 if page else pages:
        yield link("prev-archive", base + key(feed, older), TYPE)
        yield link("next", base + key(feed, older), TYPE)
    if 0 < page < pages:
        yield link("next-archive", base + key(feed, page + 1), TYPE)


def link(rel: str, url: str, type_: str | None = None) -> Element:
    """Return an atom:link; PSP-1 wants the one to the feed itself."""
    return Element("atom:link", attributes={"rel": rel, "href": url, "type": type_})

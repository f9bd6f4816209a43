"""The feeds of a workspace in one list, for apps to subscribe to.

http://opml.org/spec2.opml, read 2026-11.
"""

from __future__ import annotations

from email.utils import format_datetime
from typing import TYPE_CHECKING

from airdate.feed.archive import key as feed_key
from airdate.feed.item_text import tidy
from airdate.feed.xml_writer import document as written
from airdate.podcast.element import Element

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from airdate.model import Feed

KEY = "feeds/feeds.opml"
TYPE = "text/x-opml; charset=utf-8"


def document(feeds: Sequence[Feed], *, base: str, built: datetime) -> bytes:
    """Return the list, named after the first feed; `base` is the URL that keys are appended to.

    A feed that is blocked from directories is not in it: nothing links to a private one.
    """
    first = feeds[0]
    head = (
        Element("title", tidy(first.title) or first.slug),
        Element("dateModified", format_datetime(built)),
        Element("ownerName", first.author),
    )
    body = tuple(_outline(feed, base) for feed in feeds if not feed.block)
    inner = (Element("head", children=head), Element("body", children=body, mark=True))
    return written(Element("opml", attributes={"version": "2.0"}, children=inner))


def _outline(feed: Feed, base: str) -> Element:
    title = tidy(feed.title) or feed.slug
    attributes = {
        "type": "rss",
        "text": title,
        "title": title,
        "xmlUrl": base + feed_key(feed),
        "htmlUrl": tidy(feed.link) or f"{base}index.html",
        "description": feed.description,
        "language": feed.language,
    }
    return Element("outline", attributes=attributes)

"""A strict reader of our feeds: RSS → values, by the specifications alone.

It knows namespaces by their URIs, and refuses tags that it doesn't know or that come twice and
should not.
"""

from __future__ import annotations

from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from airdate.podcast.namespace_tags import LiveItem
from tests.feed import tags
from tests.feed.tags import Node, UnexpectedError

if TYPE_CHECKING:
    from datetime import datetime

Fields = dict[str, Any]
Tag = tuple[str, Callable[[Node], Any], bool]


def read(feed: bytes) -> tuple[Fields, list[Fields]]:
    """Return what the channel says, and what each item says."""
    root = ET.fromstring(feed)  # noqa: S314 - our own bytes
    if root.tag != "rss" or root.attrib != {"version": "2.0"} or len(root) != 1:
        raise UnexpectedError(root.tag, root.attrib)
    said = channel(root[0])
    return said, said.pop("items", [])


def channel(node: Node) -> Fields:
    return _fields(node, CHANNEL)


def item(node: Node) -> Fields:
    return _fields(node, ITEM)


def live(node: Node) -> LiveItem:
    said = tags.about(node, "status start", "end")
    start = tags.moment(said["start"])
    fields = _fields(node, LIVE)
    url, length, type_ = fields.pop("enclosure")
    if start is None or length:
        raise UnexpectedError(said, length)
    return LiveItem(
        status=said["status"],
        start=start,
        url=url,
        type=type_,
        end=tags.moment(said["end"]),
        links=fields.pop("links", ()),
        value=fields.pop("values", ()),
        **fields,
    )


# ── Which tags may be where: a field, how it is read, and whether it may come again ──────────


def once(field: str, read_: Callable[[Node], Any]) -> Tag:
    return field, read_, False


def again(field: str, read_: Callable[[Node], Any]) -> Tag:
    return field, read_, True


def date(node: Node) -> datetime:
    return parsedate_to_datetime(tags.words(node))


BOTH: dict[str, Tag] = {
    "title": once("title", tags.words),
    "link": once("link", tags.words),
    "description": once("description", tags.words),
    "itunes:image": once("itunes:image", tags.href),
    "itunes:explicit": once("explicit", lambda node: tags.true(tags.words(node))),
    "itunes:block": once("itunes:block", tags.words),
    "podcast:chat": once("chat", tags.chat),
    "podcast:funding": again("funding", tags.funding),
    "podcast:image": again("images", tags.image),
    "podcast:license": once("license", tags.licence),
    "podcast:location": again("locations", tags.location),
    "podcast:person": again("persons", tags.person),
    "podcast:socialInteract": again("social", tags.social),
    "podcast:txt": again("txts", tags.txt),
    "podcast:value": again("values", tags.value),
}
ITEM = BOTH | {
    "category": again("tags", tags.words),
    "content:encoded": once("html", tags.words),
    "enclosure": once("enclosure", tags.enclosure),
    "guid": once("guid", tags.guid),
    "pubDate": once("date", date),
    "itunes:duration": once("duration", lambda node: int(tags.words(node))),
    "itunes:episode": once("itunes:episode", lambda node: int(tags.words(node))),
    "itunes:episodeType": once("kind", tags.words),
    "itunes:title": once("itunes:title", tags.words),
    "itunes:season": once("itunes:season", lambda node: int(tags.words(node))),
    "podcast:alternateEnclosure": again("enclosures", tags.alternate),
    "podcast:chapters": once("chapters_file", tags.chapters_file),
    "podcast:contentLink": again("links", tags.content_link),
    "podcast:episode": once("number", tags.episode),
    "podcast:season": once("season", tags.season),
    "podcast:soundbite": again("soundbites", tags.soundbite),
    "podcast:transcript": again("transcripts", tags.transcript),
    "psc:chapters": once("chapters", tags.simple_chapters),
}
LIVE: dict[str, Tag] = {
    each: tag
    for each, tag in ITEM.items()
    if each
    in {
        "title",
        "description",
        "guid",
        "enclosure",
        "podcast:alternateEnclosure",
        "podcast:chat",
        "podcast:contentLink",
        "podcast:image",
        "podcast:funding",
        "podcast:location",
        "podcast:person",
        "podcast:socialInteract",
        "podcast:txt",
        "podcast:value",
    }
}
CHANNEL = BOTH | {
    "atom:link": again("links", tags.atom_link),
    "copyright": once("copyright", tags.words),
    "docs": once("docs", tags.words),
    "fh:archive": once("archive", tags.words),
    "generator": once("generator", tags.words),
    "image": once("rss_image", tags.rss_image),
    "language": once("language", tags.words),
    "lastBuildDate": once("built", date),
    "itunes:author": once("author", tags.words),
    "itunes:category": again("categories", tags.category),
    "itunes:complete": once("itunes:complete", tags.words),
    "itunes:new-feed-url": once("new_feed_url", tags.words),
    "itunes:owner": once("owner", tags.owner),
    "itunes:type": once("kind", tags.words),
    "podcast:block": again("blocks", tags.block),
    "podcast:guid": once("guid", tags.words),
    "podcast:liveItem": again("live", live),
    "podcast:locked": once("locked", tags.locked),
    "podcast:medium": once("medium", tags.words),
    "podcast:podping": once("podping", tags.podping),
    "podcast:podroll": once("podroll", tags.remotes),
    "podcast:publisher": once("publisher", tags.publisher),
    "podcast:remoteItem": again("remote_items", tags.remote),
    "podcast:trailer": again("trailers", tags.trailer),
    "xhtml:meta": once("robots", tags.robots),
    "podcast:updateFrequency": once("update_frequency", tags.update_frequency),
    "item": again("items", item),
}


def _fields(node: Node, known: dict[str, Tag]) -> Fields:
    """Return what an element says, by the model's names, or the tag's where it has none."""
    tags.only(node, *known)
    said: Fields = {}
    for child in node:
        field, read_, may_repeat = known[tags.name(child)]
        if may_repeat:
            said[field] = (*said.get(field, ()), read_(child))
        elif field in said:
            raise UnexpectedError(tags.name(child), "twice")
        else:
            said[field] = read_(child)
    return said

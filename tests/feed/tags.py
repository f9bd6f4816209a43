"""One tag at a time, strictly: an element → its value, by the specifications alone.

Attributes that are missing or unknown are refused, and so is text beside elements.
"""

from __future__ import annotations

from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from xml.etree import ElementTree as ET

from airdate.model import Chapter, Funding, Owner, Person
from airdate.podcast.namespace_tags import (
    AlternateEnclosure,
    Block,
    Chat,
    ContentLink,
    Image,
    Integrity,
    Location,
    Recipient,
    RemoteItem,
    SocialInteract,
    Soundbite,
    Source,
    TimeSplit,
    Trailer,
    Txt,
    UpdateFrequency,
    Value,
)

PREFIXES = {
    "http://www.w3.org/2005/Atom": "atom",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/syndication/history/1.0": "fh",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "https://podcastindex.org/namespace/1.0": "podcast",
    "http://podlove.org/simple-chapters": "psc",
    "http://www.w3.org/1999/xhtml": "xhtml",
}

Node = ET.Element


class UnexpectedError(Exception):
    """A feed that says what no specification knows."""


def name(node: Node) -> str:
    uri, _, local = node.tag.rpartition("}")
    return f"{PREFIXES[uri.removeprefix('{')]}:{local}" if uri else local


def words(node: Node) -> str:
    """Return the text of an element that has only text."""
    if len(node) or node.attrib:
        raise UnexpectedError(name(node), node.attrib)
    return node.text or ""


def about(node: Node, required: str = "", optional: str = "") -> dict[str, Any]:
    """Return an element's attributes, if all are there that must, and none that must not."""
    allowed = {*required.split(), *optional.split()}
    if not set(required.split()) <= set(node.attrib) <= allowed:
        raise UnexpectedError(name(node), node.attrib)
    return {each: node.get(each) for each in allowed}


def only(node: Node, *inside: str) -> None:
    """Refuse children of other names than these, and text between them."""
    if any(name(child) not in inside for child in node):
        raise UnexpectedError(name(node), [name(child) for child in node])
    between = [node.text, *(child.tail for child in node)]
    if len(node) and any((text or "").strip() for text in between):
        raise UnexpectedError(name(node), between)


def whole(text: str | None) -> int | None:
    return None if text is None else int(text)


def real(text: str | None) -> float | None:
    return None if text is None else float(text)


def true(text: str | None) -> bool:
    return {"true": True, "false": False, None: False}[text]


def yes(node: Node) -> bool:
    return {"yes": True, "no": False}[node.text or ""]


def moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def href(node: Node) -> str:
    return str(about(node, "href")["href"])


def atom_link(node: Node) -> tuple[str, str]:
    said = about(node, "rel href", "type")
    return said["rel"], said["href"]


def category(node: Node) -> tuple[str, ...]:
    only(node, "itunes:category")
    inner = category(node[0]) if len(node) else ()
    return (str(about(node, "text")["text"]), *inner)


def owner(node: Node) -> Owner:
    only(node, "itunes:name", "itunes:email")
    return Owner(words(node[0]), words(node[1]))


def rss_image(node: Node) -> tuple[str, str, str]:
    only(node, "url", "title", "link")
    return words(node[0]), words(node[1]), words(node[2])


def locked(node: Node) -> tuple[bool, str | None]:
    return yes(node), about(node, "", "owner")["owner"]


def person(node: Node) -> Person:
    said = about(node, "", "role group img href")
    return Person(node.text or "", said["role"], said["group"], said["href"], said["img"])


def funding(node: Node) -> Funding:
    return Funding(about(node, "url")["url"], node.text or "")


def licence(node: Node) -> tuple[str, str | None]:
    return node.text or "", about(node, "", "url")["url"]


def season(node: Node) -> tuple[int, str | None]:
    return int(node.text or ""), about(node, "", "name")["name"]


def episode(node: Node) -> tuple[int, str | None]:
    return int(node.text or ""), about(node, "", "display")["display"]


def chapters_file(node: Node) -> tuple[str, str]:
    said = about(node, "url type")
    return said["url"], said["type"]


def robots(node: Node) -> str:
    said = about(node, "name content")
    if said["name"] != "robots":
        raise UnexpectedError(name(node), said)
    return str(said["content"])


def transcript(node: Node) -> tuple[str, str, str | None, str | None]:
    said = about(node, "url type", "language rel")
    return said["url"], said["type"], said["language"], said["rel"]


def soundbite(node: Node) -> Soundbite:
    said = about(node, "startTime duration")
    return Soundbite(float(said["startTime"]), float(said["duration"]), node.text)


def location(node: Node) -> Location:
    said = about(node, "", "rel geo osm country")
    return Location(node.text or "", said["rel"], said["geo"], said["osm"], said["country"])


def trailer(node: Node) -> Trailer:
    said = about(node, "url pubdate", "length type season")
    when = parsedate_to_datetime(said["pubdate"])
    return Trailer(
        title=node.text or "",
        url=said["url"],
        date=when,
        length=whole(said["length"]),
        type=said["type"],
        season=whole(said["season"]),
    )


def alternate(node: Node) -> AlternateEnclosure:
    only(node, "podcast:source", "podcast:integrity")
    said = about(node, "type", "length bitrate height lang title rel codecs default")
    kinds = [name(child) for child in node]
    last = node[-1] if kinds.count("podcast:integrity") == 1 else None
    return AlternateEnclosure(
        type=said["type"],
        sources=tuple(source(child) for child in node if child is not last),
        length=whole(said["length"]),
        bitrate=whole(said["bitrate"]),
        height=whole(said["height"]),
        language=said["lang"],
        title=said["title"],
        rel=said["rel"],
        codecs=said["codecs"],
        default=true(said["default"]),
        integrity=None if last is None else integrity(last),
    )


def source(node: Node) -> Source:
    said = about(node, "uri", "contentType")
    return Source(said["uri"], said["contentType"])


def integrity(node: Node) -> Integrity:
    said = about(node, "type value")
    return Integrity(said["type"], said["value"])


def remote(node: Node) -> RemoteItem:
    said = about(node, "feedGuid", "feedUrl itemGuid medium title")
    return RemoteItem(
        said["feedGuid"], said["feedUrl"], said["itemGuid"], said["medium"], said["title"]
    )


def remotes(node: Node) -> tuple[RemoteItem, ...]:
    only(node, "podcast:remoteItem")
    about(node)
    return tuple(remote(child) for child in node)


def publisher(node: Node) -> RemoteItem:
    (one,) = remotes(node)
    return one


def value(node: Node) -> Value:
    only(node, "podcast:valueRecipient", "podcast:valueTimeSplit")
    said = about(node, "type method", "suggested")
    return Value(
        said["type"],
        said["method"],
        tuple(recipient(child) for child in node if name(child) == "podcast:valueRecipient"),
        said["suggested"],
        tuple(split(child) for child in node if name(child) == "podcast:valueTimeSplit"),
    )


def recipient(node: Node) -> Recipient:
    said = about(node, "type address split", "name customKey customValue fee")
    return Recipient(
        type=said["type"],
        address=said["address"],
        split=int(said["split"]),
        name=said["name"],
        custom_key=said["customKey"],
        custom_value=said["customValue"],
        fee=true(said["fee"]),
    )


def split(node: Node) -> TimeSplit:
    only(node, "podcast:valueRecipient", "podcast:remoteItem")
    said = about(node, "startTime duration", "remoteStartTime remotePercentage")
    far = [remote(child) for child in node if name(child) == "podcast:remoteItem"]
    return TimeSplit(
        start=float(said["startTime"]),
        duration=float(said["duration"]),
        recipients=tuple(
            recipient(child) for child in node if name(child) == "podcast:valueRecipient"
        ),
        remote=far[0] if far else None,
        remote_start=real(said["remoteStartTime"]),
        remote_percentage=whole(said["remotePercentage"]),
    )


def content_link(node: Node) -> ContentLink:
    return ContentLink(href(node), node.text or "")


def social(node: Node) -> SocialInteract:
    said = about(node, "protocol", "uri accountId accountUrl priority")
    return SocialInteract(
        said["protocol"],
        said["uri"],
        said["accountId"],
        said["accountUrl"],
        whole(said["priority"]),
    )


def block(node: Node) -> Block:
    return Block(yes(node), about(node, "", "id")["id"])


def txt(node: Node) -> Txt:
    return Txt(node.text or "", about(node, "", "purpose")["purpose"])


def update_frequency(node: Node) -> UpdateFrequency:
    said = about(node, "", "rrule dtstart complete")
    return UpdateFrequency(
        node.text or "", said["rrule"], moment(said["dtstart"]), true(said["complete"])
    )


def podping(node: Node) -> bool:
    return true(about(node, "usesPodping")["usesPodping"])


def chat(node: Node) -> Chat:
    said = about(node, "server protocol", "accountId space")
    return Chat(said["server"], said["protocol"], said["accountId"], said["space"])


def image(node: Node) -> Image:
    said = about(node, "href", "alt aspect-ratio width height type purpose")
    return Image(
        said["href"],
        said["alt"],
        said["aspect-ratio"],
        whole(said["width"]),
        whole(said["height"]),
        said["type"],
        said["purpose"],
    )


def simple_chapters(node: Node) -> tuple[Chapter, ...]:
    only(node, "psc:chapter")
    if about(node, "version") != {"version": "1.2"}:
        raise UnexpectedError(node.attrib)
    return tuple(simple_chapter(child) for child in node)


def simple_chapter(node: Node) -> Chapter:
    said = about(node, "start title", "href")
    hours, minutes, seconds = said["start"].split(":")
    start = round(int(hours) * 3600 + int(minutes) * 60 + float(seconds), 3)
    return Chapter(start, said["title"], said["href"])


def guid(node: Node) -> str:
    if about(node, "isPermaLink") != {"isPermaLink": "false"}:
        raise UnexpectedError(node.attrib)
    return node.text or ""


def enclosure(node: Node) -> tuple[str, int, str]:
    said = about(node, "url length type")
    return said["url"], int(said["length"]), said["type"]

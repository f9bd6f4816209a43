"""The tags of the podcast namespace, each from its value.

https://podcasting2.org/docs/podcast-namespace, read 2026-11. Dates in attributes are ISO 8601,
but a trailer's, which is RFC 2822; times and durations are seconds.
"""

from __future__ import annotations

from base64 import b64encode
from email.utils import format_datetime
from math import gcd
from typing import TYPE_CHECKING

from airdate.feed.element import Element, number, optional, xml_bool, yes_no

if TYPE_CHECKING:
    from airdate.model import Art, Funding, Media, Person
    from airdate.podcast.namespace_values import (
        AlternateEnclosure,
        Block,
        Chat,
        ContentLink,
        Image,
        LiveItem,
        Location,
        Recipient,
        RemoteItem,
        SocialInteract,
        Soundbite,
        TimeSplit,
        Trailer,
        Txt,
        UpdateFrequency,
        Value,
    )


# They time each sentence, so that players may show them beside the sound; HTML only says when a
# turn begins. https://podcasting2.org/docs/podcast-namespace/tags/transcript, read 2026-11.
_CAPTIONS = {"text/vtt", "application/x-subrip", "application/json"}


def person(value: Person) -> Element:
    """Return a podcast:person; an item's persons replace the channel's in every app."""
    about = {"role": value.role, "group": value.group, "href": value.url, "img": value.image}
    return Element("podcast:person", value.name, about)


def funding(value: Funding) -> Element:
    """Return a podcast:funding."""
    return Element("podcast:funding", value.text, {"url": value.url})


def license_(name: str | None, url: str | None) -> Element:
    """Return a podcast:license: of a well-known name, or a name and where to read it."""
    return Element("podcast:license", name, {"url": url if name else None})


def chapters(url: str, type_: str) -> Element:
    """Return a podcast:chapters."""
    return Element("podcast:chapters", attributes={"url": url, "type": type_})


def transcript(url: str, type_: str, language: str | None) -> Element:
    """Return a podcast:transcript; captions are those that say when each sentence ends."""
    captions = "captions" if type_ in _CAPTIONS else None
    about = {"url": url, "type": type_, "language": language, "rel": captions}
    return Element("podcast:transcript", attributes=about)


def soundbite(value: Soundbite) -> Element:
    """Return a podcast:soundbite."""
    at = {"startTime": number(value.start), "duration": number(value.duration)}
    return Element("podcast:soundbite", value.title, at)


def location(value: Location) -> Element:
    """Return a podcast:location."""
    at = {"rel": value.rel, "geo": value.geo, "osm": value.osm, "country": value.country}
    return Element("podcast:location", value.name, at)


def trailer(value: Trailer) -> Element:
    """Return a podcast:trailer; its date is RFC 2822, unlike all others of the namespace."""
    about = {
        "pubdate": format_datetime(value.date),
        "url": value.url,
        "length": number(value.length),
        "type": value.type,
        "season": number(value.season),
    }
    return Element("podcast:trailer", value.title, about)


def alternate(value: AlternateEnclosure) -> Element:
    """Return a podcast:alternateEnclosure with its sources and integrity."""
    about = {
        "type": value.type,
        "length": number(value.length),
        "bitrate": number(value.bitrate),
        "height": number(value.height),
        "lang": value.language,
        "title": value.title,
        "rel": value.rel,
        "codecs": value.codecs,
        "default": "true" if value.default else None,
    }
    inner = [
        Element("podcast:source", attributes={"uri": each.uri, "contentType": each.type})
        for each in value.sources
    ]
    inner += [_integrity(each.type, each.value) for each in optional(value.integrity)]
    return Element("podcast:alternateEnclosure", None, about, tuple(inner))


def rendition(media: Media, url: str, *, default: bool) -> Element:
    """Return the podcast:alternateEnclosure of a published file, with its digest."""
    about = {
        "type": media.type,
        "length": str(media.size),
        "bitrate": number(round(media.size * 8 / max(1.0, media.seconds))),
        "title": media.rendition,
        "default": "true" if default else None,
    }
    digest = b64encode(bytes.fromhex(media.sha256)).decode()
    source = Element("podcast:source", attributes={"uri": url})
    inner = (source, _integrity("sri", f"sha256-{digest}"))
    return Element("podcast:alternateEnclosure", None, about, inner)


def _integrity(kind: str, value: str) -> Element:
    return Element("podcast:integrity", attributes={"type": kind, "value": value})


def remote(value: RemoteItem) -> Element:
    """Return a podcast:remoteItem."""
    where = {
        "feedGuid": value.feed_guid,
        "feedUrl": value.feed_url,
        "itemGuid": value.item_guid,
        "medium": value.medium,
        "title": value.title,
    }
    return Element("podcast:remoteItem", attributes=where)


def value_(value: Value) -> Element:
    """Return a podcast:value with its recipients and time splits."""
    about = {"type": value.type, "method": value.method, "suggested": value.suggested}
    inner = (*map(_recipient, value.recipients), *map(_split, value.splits))
    return Element("podcast:value", None, about, inner)


def _recipient(value: Recipient) -> Element:
    about = {
        "name": value.name,
        "type": value.type,
        "address": value.address,
        "customKey": value.custom_key,
        "customValue": value.custom_value,
        "split": str(value.split),
        "fee": "true" if value.fee else None,
    }
    return Element("podcast:valueRecipient", attributes=about)


def _split(value: TimeSplit) -> Element:
    about = {
        "startTime": number(value.start),
        "duration": number(value.duration),
        "remoteStartTime": number(value.remote_start),
        "remotePercentage": number(value.remote_percentage),
    }
    inner = (*map(remote, optional(value.remote)), *map(_recipient, value.recipients))
    return Element("podcast:valueTimeSplit", None, about, inner)


def content_link(value: ContentLink) -> Element:
    """Return a podcast:contentLink."""
    return Element("podcast:contentLink", value.text, {"href": value.url})


def social(value: SocialInteract) -> Element:
    """Return a podcast:socialInteract."""
    about = {
        "protocol": value.protocol,
        "uri": value.uri,
        "accountId": value.account_id,
        "accountUrl": value.account_url,
        "priority": number(value.priority),
    }
    return Element("podcast:socialInteract", attributes=about)


def block(value: Block) -> Element:
    """Return a podcast:block, of one service or of all."""
    return Element("podcast:block", yes_no(value.blocked), {"id": value.service})


def txt(value: Txt) -> Element:
    """Return a podcast:txt."""
    return Element("podcast:txt", value.text, {"purpose": value.purpose})


def update_frequency(value: UpdateFrequency) -> Element:
    """Return a podcast:updateFrequency."""
    about = {
        "rrule": value.rule,
        "dtstart": value.start.isoformat() if value.start else None,
        "complete": "true" if value.complete else None,
    }
    return Element("podcast:updateFrequency", value.text, about)


def podping(uses: bool) -> Element:  # noqa: FBT001 - the tag has nothing else
    """Return a podcast:podping, if podpings are sent."""
    return Element("podcast:podping", attributes={"usesPodping": xml_bool(uses) if uses else None})


def chat(value: Chat) -> Element:
    """Return a podcast:chat."""
    about = {
        "server": value.server,
        "protocol": value.protocol,
        "accountId": value.account_id,
        "space": value.space,
    }
    return Element("podcast:chat", attributes=about)


def image(value: Image) -> Element:
    """Return a podcast:image."""
    about = {
        "href": value.url,
        "alt": value.alt,
        "aspect-ratio": value.aspect_ratio,
        "width": number(value.width),
        "height": number(value.height),
        "type": value.type,
        "purpose": value.purpose,
    }
    return Element("podcast:image", attributes=about)


def artwork(art: Art, url: str) -> Element:
    """Return the podcast:image of a published cover."""
    common = gcd(art.width, art.height) or 1
    about = {
        "href": url,
        "aspect-ratio": f"{art.width // common}/{art.height // common}",
        "width": str(art.width),
        "height": str(art.height),
        "type": art.type,
        "purpose": "artwork",
    }
    return Element("podcast:image", attributes=about)


def live(value: LiveItem) -> Element:
    """Return a podcast:liveItem: an item of its own; a stream has no length, so that is 0."""
    when = {
        "status": value.status,
        "start": value.start.isoformat(),
        "end": value.end.isoformat() if value.end else None,
    }
    stream = {"url": value.url, "length": "0", "type": value.type}
    inner = (
        Element("title", value.title),
        Element("description", value.description),
        Element("guid", value.guid, {"isPermaLink": "false"}),
        Element("enclosure", attributes=stream),
        *map(person, value.persons),
        *map(alternate, value.enclosures),
        *map(content_link, value.links),
        *map(chat, optional(value.chat)),
        *map(image, value.images),
    )
    return Element("podcast:liveItem", None, when, inner)

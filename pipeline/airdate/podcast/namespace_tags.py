"""Every tag of the podcast namespace, each declared once, as the value that it is.

An author's keys, feeds, the reading of foreign feeds, lint, the link check and the table in
docs/feeds.md go by these declarations: to add a tag or an attribute, add a class or a field. A
docstring's first line is what docs/feeds.md says of the tag.
https://podcasting2.org/docs/podcast-namespace, read 2026-11.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from annotated_types import MaxLen, MinLen

from airdate.podcast.declaration import ANYWHERE, CHANNEL, ITEMS, TEXT, Attr, Text, plain, tag
from airdate.podcast.text_types import (
    LISTED,
    PROSE,
    Amount,
    Count,
    Country,
    Day,
    Decimal,
    Email,
    Flag,
    Geo,
    Language,
    Lasting,
    Line,
    MailDate,
    MediaType,
    Moment,
    Osm,
    Percent,
    Prose,
    Ratio,
    Seconds,
    Short,
    Title,
    TrueFalse,
    Uri,
    Url,
    Uuid,
    Whole,
    YesNo,
)
from airdate.text import parse_clock

_SPAN = re.compile(r"([0-9:.]+)\s*[-–]\s*([0-9:.]+)(?:\s+(.+))?", re.DOTALL)


def span(value: Any) -> Any:
    """Return the table that "12:31-12:58 Title" means. Raises ValueError."""
    if not isinstance(value, str):
        return value
    match = _SPAN.fullmatch(value.strip())
    if not match:
        raise ValueError(f"is “{value[:60]}”; Write it as `12:31-12:58 Title`.")
    start, end = parse_clock(match[1]), parse_clock(match[2])
    return {"start": start, "duration": round(end - start, 3), "title": match[3]}


# ── The show and its episodes ───────────────────────────────────────────────────────────────

plain("podcast:guid", Uuid, inside=CHANNEL)


@tag("podcast:medium", inside=CHANNEL)
@dataclass(frozen=True, slots=True)
class Medium:
    """What a feed holds: podcast, music, video or another of the namespace's list."""

    medium: Annotated[Line, TEXT]


@tag("podcast:locked", inside=CHANNEL)
@dataclass(frozen=True, slots=True)
class Locked:
    """Whether other platforms may import the feed, and whom to ask."""

    locked: Annotated[YesNo, TEXT]
    owner: Annotated[Email | None, Attr("owner")] = None


@tag("podcast:block", inside=CHANNEL, many=True, shorthand="service", example='"amazon"')
@dataclass(frozen=True, slots=True)
class Block:
    """Whether a service, or any, must not list the feed."""

    blocked: Annotated[YesNo, Text(needed=True)] = True
    service: Annotated[Line | None, Attr("id")] = None


@tag("podcast:license", inside=ANYWHERE)
@dataclass(frozen=True, slots=True)
class License:
    """A licence by its SPDX-like name, or a name and where to read it."""

    name: Annotated[Title, TEXT]
    url: Annotated[Url | None, Attr("url")] = None


@tag("podcast:season", inside=ITEMS)
@dataclass(frozen=True, slots=True)
class Season:
    """The season of an episode."""

    number: Annotated[Count, TEXT]
    name: Annotated[Title | None, Attr("name")] = None


@tag("podcast:episode", inside=ITEMS)
@dataclass(frozen=True, slots=True)
class EpisodeNumber:
    """The number of an episode, and how apps show it."""

    number: Annotated[Decimal, TEXT]
    display: Annotated[Short | None, Attr("display")] = None


@tag("podcast:chapters", inside=ITEMS)
@dataclass(frozen=True, slots=True)
class ChaptersFile:
    """Where the JSON file of an episode's chapters is."""

    url: Annotated[Url, Attr("url")]
    type: Annotated[MediaType, Attr("type")]


@tag("podcast:transcript", inside=ITEMS, many=True)
@dataclass(frozen=True, slots=True)
class TranscriptFile:
    """Where a transcript is; captions say when each sentence begins and ends."""

    url: Annotated[Url, Attr("url")]
    type: Annotated[MediaType, Attr("type")]
    language: Annotated[Language | None, Attr("language")] = None
    rel: Annotated[Literal["captions"] | None, Attr("rel")] = None


@tag("podcast:soundbite", inside=ITEMS, many=True, shorthand=span, example='"12:31-12:58 Title"')
@dataclass(frozen=True, slots=True)
class Soundbite:
    """An excerpt that promotes the episode; `start` and `duration` are times in the recording."""

    start: Annotated[Seconds, Attr("startTime")]
    duration: Annotated[Lasting, Attr("duration")]
    title: Annotated[Title | None, TEXT] = None


@tag("podcast:trailer", inside=CHANNEL, many=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class Trailer:
    """A trailer for the show or a season; `length` is in bytes."""

    title: Annotated[Title, TEXT]
    date: Annotated[MailDate, Attr("pubdate")]
    url: Annotated[Url, Attr("url")]
    length: Annotated[Whole | None, Attr("length")] = None
    type: Annotated[MediaType | None, Attr("type")] = None
    season: Annotated[Count | None, Attr("season")] = None


@tag("podcast:updateFrequency", inside=CHANNEL)
@dataclass(frozen=True, slots=True)
class UpdateFrequency:
    """When episodes are published; `rule` is a recurrence rule (RFC 5545)."""

    text: Annotated[Title, TEXT]
    rule: Annotated[Line | None, Attr("rrule")] = None
    start: Annotated[Day | None, Attr("dtstart")] = None
    complete: Annotated[Flag, Attr("complete")] = False


@tag("podcast:podping", inside=CHANNEL)
@dataclass(frozen=True, slots=True)
class Podping:
    """Whether changes of the feed are announced by Podping."""

    uses: Annotated[TrueFalse, Attr("usesPodping", missing="false")] = False


@tag("podcast:txt", inside=ANYWHERE, many=True, shorthand="text", example='"text"')
@dataclass(frozen=True, slots=True)
class Txt:
    """Text for software that recognises its purpose, such as proof of ownership."""

    text: Annotated[str, MinLen(1), MaxLen(4000), PROSE, TEXT]
    purpose: Annotated[Title | None, Attr("purpose")] = None


# ── People, places, images ──────────────────────────────────────────────────────────────────


@tag("podcast:person", inside=ANYWHERE, many=True, shorthand="name", example='"Name"')
@dataclass(frozen=True, slots=True)
class Person:
    """Someone who takes part in a show or an episode; `image` is a URL."""

    name: Annotated[Title, TEXT]
    role: Annotated[Line, Attr("role", missing="host")] = "guest"
    group: Annotated[Line, Attr("group", missing="cast")] = "cast"
    url: Annotated[Url | None, Attr("href")] = None
    image: Annotated[Url | None, Attr("img")] = None


@tag("podcast:location", inside=ANYWHERE, many=True, shorthand="name", example='"Malmö"')
@dataclass(frozen=True, slots=True)
class Location:
    """A place that the episode is about (`rel`: `subject`) or was recorded in (`creator`).

    `geo` is an RFC 5870 URI, `osm` a letter and an OpenStreetMap id, `country` ISO 3166-1.
    """

    name: Annotated[Title, TEXT]
    rel: Annotated[Literal["subject", "creator"] | None, Attr("rel")] = None
    geo: Annotated[Geo | None, Attr("geo")] = None
    osm: Annotated[Osm | None, Attr("osm")] = None
    country: Annotated[Country | None, Attr("country")] = None


@tag("podcast:image", inside=ANYWHERE, many=True, shorthand="url", example='"https://…"')
@dataclass(frozen=True, slots=True)
class Image:
    """An image beside the cover; `width` and `height` are in pixels."""

    url: Annotated[Url, Attr("href")]
    alt: Annotated[Line | None, Attr("alt")] = None
    aspect_ratio: Annotated[Ratio | None, Attr("aspect-ratio")] = None
    width: Annotated[Whole | None, Attr("width")] = None
    height: Annotated[Whole | None, Attr("height")] = None
    type: Annotated[MediaType | None, Attr("type")] = None
    purpose: Annotated[Title | None, Attr("purpose")] = None


@tag("podcast:images", inside=ANYWHERE, deprecated="Write <podcast:image> once for each size.")
@dataclass(frozen=True, slots=True)
class ImageSet:
    """Several sizes of one image: the namespace's former element."""

    srcset: Annotated[Prose, Attr("srcset")]


# ── Links to elsewhere ──────────────────────────────────────────────────────────────────────


@tag("podcast:funding", inside=ANYWHERE, many=True)
@dataclass(frozen=True, slots=True)
class Funding:
    """Where listeners can support the show financially."""

    url: Annotated[Url, Attr("url")]
    text: Annotated[Title, Text(missing="")]


@tag("podcast:contentLink", inside=ITEMS, many=True)
@dataclass(frozen=True, slots=True)
class ContentLink:
    """The same content on another site."""

    url: Annotated[Url, Attr("href")]
    text: Annotated[Line, TEXT]


@tag(
    "podcast:socialInteract",
    inside=ANYWHERE,
    many=True,
    shorthand="protocol",
    example='"disabled"',
)
@dataclass(frozen=True, slots=True)
class SocialInteract:
    """Where people discuss the episode; the lowest `priority` comes first."""

    protocol: Annotated[Line, Attr("protocol")]
    uri: Annotated[Uri | None, Attr("uri")] = None
    account_id: Annotated[Line | None, Attr("accountId")] = None
    account_url: Annotated[Url | None, Attr("accountUrl")] = None
    priority: Annotated[Count | None, Attr("priority")] = None


@tag("podcast:chat", inside=ANYWHERE)
@dataclass(frozen=True, slots=True)
class Chat:
    """Where listeners chat."""

    server: Annotated[Line, Attr("server")]
    protocol: Annotated[Line, Attr("protocol")]
    account_id: Annotated[Line | None, Attr("accountId")] = None
    space: Annotated[Line | None, Attr("space")] = None


# ── The same in another form ────────────────────────────────────────────────────────────────


@tag(
    "podcast:source",
    inside=frozenset({"alternateEnclosure"}),
    many=True,
    shorthand="uri",
    example='"https://…"',
)
@dataclass(frozen=True, slots=True)
class Source:
    """Where the file is; `type` is that of the transport, such as a torrent."""

    uri: Annotated[Uri, Attr("uri")]
    type: Annotated[MediaType | None, Attr("contentType")] = None


@tag("podcast:integrity", inside=frozenset({"alternateEnclosure"}))
@dataclass(frozen=True, slots=True)
class Integrity:
    """A Subresource Integrity string, or a PGP signature, to verify the file by."""

    type: Annotated[Literal["sri", "pgp-signature"], Attr("type")]
    value: Annotated[Prose, Attr("value")]


@tag("podcast:alternateEnclosure", inside=ITEMS, many=True)
@dataclass(frozen=True, slots=True)
class AlternateEnclosure:
    """The episode in another file, such as a video.

    `length` in bytes, `bitrate` in bits per second, `height` in pixels of video.
    """

    type: Annotated[MediaType, Attr("type")]
    sources: Annotated[tuple[Source, ...], MinLen(1), LISTED]
    length: Annotated[Count | None, Attr("length")] = None
    bitrate: Annotated[Decimal | None, Attr("bitrate")] = None
    height: Annotated[Whole | None, Attr("height")] = None
    language: Annotated[Language | None, Attr("lang")] = None
    title: Annotated[Short | None, Attr("title")] = None
    rel: Annotated[Short | None, Attr("rel")] = None
    codecs: Annotated[Line | None, Attr("codecs")] = None
    default: Annotated[Flag, Attr("default")] = False
    integrity: Integrity | None = None


# ── Other feeds ─────────────────────────────────────────────────────────────────────────────


@tag(
    "podcast:remoteItem",
    inside=CHANNEL | {"podroll", "publisher", "valueTimeSplit"},
    many=True,
    shorthand="feed_guid",
    example='"9b024349-…"',
)
@dataclass(frozen=True, slots=True)
class RemoteItem:
    """Another feed, or an item of it."""

    feed_guid: Annotated[Uuid, Attr("feedGuid")]
    feed_url: Annotated[Url | None, Attr("feedUrl")] = None
    item_guid: Annotated[Line | None, Attr("itemGuid")] = None
    medium: Annotated[Line | None, Attr("medium")] = None
    title: Annotated[Line | None, Attr("title")] = None


@tag("podcast:podroll", inside=CHANNEL)
@dataclass(frozen=True, slots=True)
class Podroll:
    """Shows that this one recommends."""

    shows: tuple[RemoteItem, ...]


@tag("podcast:publisher", inside=CHANNEL)
@dataclass(frozen=True, slots=True)
class Publisher:
    """The feed of the publisher that this show belongs to."""

    feed: RemoteItem


# ── Money ───────────────────────────────────────────────────────────────────────────────────


@tag("podcast:valueRecipient", inside=frozenset({"value", "valueTimeSplit"}), many=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Someone who receives a share of payments."""

    name: Annotated[Line | None, Attr("name")] = None
    type: Annotated[Line, Attr("type")]
    address: Annotated[Line, Attr("address")]
    custom_key: Annotated[Line | None, Attr("customKey")] = None
    custom_value: Annotated[Line | None, Attr("customValue")] = None
    split: Annotated[Count, Attr("split")]
    fee: Annotated[Flag, Attr("fee")] = False


@tag("podcast:valueTimeSplit", inside=frozenset({"value"}), many=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class TimeSplit:
    """Other recipients for part of the recording, listed here or in another feed."""

    start: Annotated[Seconds, Attr("startTime")]
    duration: Annotated[Lasting, Attr("duration")]
    remote_start: Annotated[Seconds | None, Attr("remoteStartTime")] = None
    remote_percentage: Annotated[Percent | None, Attr("remotePercentage")] = None
    remote: RemoteItem | None = None
    recipients: Annotated[tuple[Recipient, ...], LISTED] = ()


@tag("podcast:value", inside=ANYWHERE, many=True)
@dataclass(frozen=True, slots=True)
class Value:
    """How listeners can pay while they listen."""

    type: Annotated[Line, Attr("type")]
    method: Annotated[Line, Attr("method")]
    recipients: Annotated[tuple[Recipient, ...], MinLen(1), LISTED]
    suggested: Annotated[Amount | None, Attr("suggested")] = None
    splits: Annotated[tuple[TimeSplit, ...], LISTED] = ()


# ── Live ────────────────────────────────────────────────────────────────────────────────────


@tag("podcast:liveItem", inside=CHANNEL, many=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class LiveItem:
    """A live stream; `url` is the stream, `links` are other places to hear it.

    A stream has no length, so that is 0.
    """

    status: Annotated[Literal["pending", "live", "ended"], Attr("status")]
    start: Annotated[Moment, Attr("start")]
    end: Annotated[Moment | None, Attr("end")] = None
    title: Annotated[Line, Text(of="title")]
    description: Annotated[Prose | None, Text(of="description")] = None
    guid: Annotated[Line, Text(of="guid")]
    permalink: Annotated[TrueFalse, Attr("isPermaLink", of="guid", missing="true")] = False
    url: Annotated[Url, Attr("url", of="enclosure")]
    length: Annotated[Count, Attr("length", of="enclosure")] = 0
    type: Annotated[MediaType, Attr("type", of="enclosure")]
    persons: Annotated[tuple[Person, ...], LISTED] = ()
    enclosures: Annotated[tuple[AlternateEnclosure, ...], LISTED] = ()
    links: Annotated[tuple[ContentLink, ...], MinLen(1), LISTED]
    chat: Chat | None = None
    images: Annotated[tuple[Image, ...], LISTED] = ()
    funding: Annotated[tuple[Funding, ...], LISTED] = ()
    locations: Annotated[tuple[Location, ...], LISTED] = ()
    social: Annotated[tuple[SocialInteract, ...], LISTED] = ()
    txts: Annotated[tuple[Txt, ...], LISTED] = ()
    value: Annotated[tuple[Value, ...], LISTED] = ()

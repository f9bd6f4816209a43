"""The values of the podcast namespace that go into a feed as the author wrote them.

Frozen and plain, as those in `airdate.model`, which has the few that more than feeds speak of.
https://podcasting2.org/docs/podcast-namespace, read 2026-11.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

    from airdate.model import Person


@dataclass(frozen=True, slots=True)
class Soundbite:
    """A stretch worth hearing first (podcast:soundbite); `start` and `duration` in seconds."""

    start: float
    duration: float
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Location:
    """A place that is talked about (`rel` subject) or recorded at (creator): podcast:location.

    `geo` is an RFC 5870 URI, `osm` a letter and an OpenStreetMap id, `country` ISO 3166-1.
    """

    name: str
    rel: str | None = None
    geo: str | None = None
    osm: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Trailer:
    """A file that whets the appetite for the show or a season (podcast:trailer); bytes."""

    title: str
    url: str
    date: datetime
    length: int | None = None
    type: str | None = None
    season: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where an alternate enclosure's file is; `type` where the transport has its own."""

    uri: str
    type: str | None = None


@dataclass(frozen=True, slots=True)
class Integrity:
    """How to tell that a file is whole: a Subresource Integrity string or a PGP signature."""

    type: Literal["sri", "pgp-signature"]
    value: str


@dataclass(frozen=True, slots=True)
class AlternateEnclosure:
    """The same in another form (podcast:alternateEnclosure).

    `length` in bytes, `bitrate` in bits per second, `height` in pixels of video.
    """

    type: str
    sources: tuple[Source, ...]
    length: int | None = None
    bitrate: int | None = None
    height: int | None = None
    language: str | None = None
    title: str | None = None
    rel: str | None = None
    codecs: str | None = None
    default: bool = False
    integrity: Integrity | None = None


@dataclass(frozen=True, slots=True)
class RemoteItem:
    """Another feed, or an item in it (podcast:remoteItem)."""

    feed_guid: str
    feed_url: str | None = None
    item_guid: str | None = None
    medium: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets a share of what listeners send (podcast:valueRecipient)."""

    type: str
    address: str
    split: int
    name: str | None = None
    custom_key: str | None = None
    custom_value: str | None = None
    fee: bool = False


@dataclass(frozen=True, slots=True)
class TimeSplit:
    """Other recipients for a while, here or in another feed (podcast:valueTimeSplit); seconds."""

    start: float
    duration: float
    recipients: tuple[Recipient, ...] = ()
    remote: RemoteItem | None = None
    remote_start: float | None = None
    remote_percentage: int | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """How listeners can pay while they listen (podcast:value)."""

    type: str
    method: str
    recipients: tuple[Recipient, ...]
    suggested: str | None = None
    splits: tuple[TimeSplit, ...] = ()


@dataclass(frozen=True, slots=True)
class ContentLink:
    """The same, on somebody else's site (podcast:contentLink)."""

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class SocialInteract:
    """Where an episode is talked about (podcast:socialInteract); the lowest priority is first."""

    protocol: str
    uri: str | None = None
    account_id: str | None = None
    account_url: str | None = None
    priority: int | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """Whether a service, or every one, must not list the feed (podcast:block)."""

    blocked: bool
    service: str | None = None


@dataclass(frozen=True, slots=True)
class Txt:
    """Free text for those who know its purpose (podcast:txt)."""

    text: str
    purpose: str | None = None


@dataclass(frozen=True, slots=True)
class UpdateFrequency:
    """When episodes come (podcast:updateFrequency); `rule` is an RFC 5545 RRULE."""

    text: str
    rule: str | None = None
    start: datetime | None = None
    complete: bool = False


@dataclass(frozen=True, slots=True)
class Chat:
    """Where listeners talk to each other (podcast:chat)."""

    server: str
    protocol: str
    account_id: str | None = None
    space: str | None = None


@dataclass(frozen=True, slots=True)
class Image:
    """An image for a purpose (podcast:image); `width` and `height` in pixels."""

    url: str
    alt: str | None = None
    aspect_ratio: str | None = None
    width: int | None = None
    height: int | None = None
    type: str | None = None
    purpose: str | None = None


@dataclass(frozen=True, slots=True)
class LiveItem:
    """A stream, announced (podcast:liveItem); `url` is the stream, `links` where else it is."""

    guid: str
    title: str
    status: Literal["pending", "live", "ended"]
    start: datetime
    url: str
    type: str
    links: tuple[ContentLink, ...]
    end: datetime | None = None
    description: str | None = None
    persons: tuple[Person, ...] = ()
    enclosures: tuple[AlternateEnclosure, ...] = ()
    chat: Chat | None = None
    images: tuple[Image, ...] = ()

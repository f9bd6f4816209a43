"""Keys for the podcast namespace, in feeds and in front matter: one table a tag, one line a key.

Limits and shapes: https://podcasting2.org/docs/podcast-namespace, read 2026-11. A table's keys are
the fields of the value that it makes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from airdate.model import Person
from airdate.podcast import namespace_values
from airdate.text import parse_clock
from airdate.workspace.read.field_types import (
    Language,
    Line,
    Moment,
    Prose,
    Seconds,
    Table,
    Url,
    Uuid,
    listed,
    matching,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

_SOUNDBITE = re.compile(r"([0-9:.]+)\s*[-–]\s*([0-9:.]+)(?:\s+(.+))?", re.DOTALL)
_GEO = re.compile(r"geo:-?\d{1,2}(\.\d+)?,-?\d{1,3}(\.\d+)?(,-?\d+(\.\d+)?)?(;[\w=;.-]+)?")
_OSM = re.compile(r"[NWR]\d{1,15}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_TYPE = re.compile(r"[a-z]+/[A-Za-z0-9.+-]+")
_RATIO = re.compile(r"\d{1,5}/\d{1,5}")

Short = Annotated[Line, Field(max_length=32)]
Title = Annotated[Line, Field(max_length=128)]
Count = Annotated[int, Field(ge=0)]
Whole = Annotated[int, Field(ge=1)]
Lasting = Annotated[Seconds, Field(gt=0)]
Type = Annotated[str, matching(_TYPE, "write a type such as audio/mpeg")]


class ValueTable(Table):
    """A table that makes a value of the same fields."""

    makes: ClassVar[type]


def value(said: Any) -> Any:
    """Return the value that a table makes, and those of the tables within; else what it is."""
    if isinstance(said, tuple):
        return values(said)
    if not isinstance(said, ValueTable):
        return said
    return said.makes(**{name: value(getattr(said, name)) for name in type(said).model_fields})


def values(said: Iterable[Any]) -> tuple[Any, ...]:
    """Return the values that tables make."""
    return tuple(value(each) for each in said)


def _short(key: str) -> BeforeValidator:
    """Return what lets one word stand for a table that has nothing but this key."""
    return BeforeValidator(lambda value: {key: value} if isinstance(value, str) else value)


def _span(value: Any) -> Any:
    """Take "12:31-12:58 Title" for a soundbite."""
    if not isinstance(value, str):
        return value
    match = _SOUNDBITE.fullmatch(value.strip())
    if not match:
        raise ValueError(f"is {value[:60]!r}; write it as “12:31-12:58 Title”")
    start, end = parse_clock(match[1]), parse_clock(match[2])
    return {"start": start, "duration": round(end - start, 3), "title": match[3]}


class SoundbiteTable(ValueTable):
    """A stretch worth hearing first; "12:31-12:58 Title" will do."""

    makes = namespace_values.Soundbite
    start: Seconds
    duration: Lasting
    title: Title | None = None


class LocationTable(ValueTable):
    """A place; its name alone will do."""

    makes = namespace_values.Location
    name: Title
    rel: Literal["subject", "creator"] | None = None
    geo: Annotated[str, matching(_GEO, "write it as geo:55.6059,13.0007")] | None = None
    osm: Annotated[str, matching(_OSM, "write N, W or R and the number")] | None = None
    country: Annotated[str, matching(_COUNTRY, "write a code such as SE")] | None = None


class TrailerTable(ValueTable):
    """A trailer; its date has a zone."""

    makes = namespace_values.Trailer
    title: Title
    url: Url
    date: Moment
    length: Whole | None = None
    type: Type | None = None
    season: Count | None = None


class SourceTable(ValueTable):
    """Where an alternate enclosure is; its address alone will do."""

    makes = namespace_values.Source
    uri: Line
    type: Type | None = None


class IntegrityTable(ValueTable):
    """How to tell that a file is whole."""

    makes = namespace_values.Integrity
    type: Literal["sri", "pgp-signature"]
    value: Prose


class AlternateEnclosureTable(ValueTable):
    """The same in another form."""

    makes = namespace_values.AlternateEnclosure
    type: Type
    sources: Annotated[
        tuple[Annotated[SourceTable, _short("uri")], ...],
        BeforeValidator(listed),
        Field(min_length=1),
    ]
    length: Count | None = None
    bitrate: Whole | None = None
    height: Whole | None = None
    language: Language | None = None
    title: Short | None = None
    rel: Short | None = None
    codecs: Line | None = None
    default: bool = False
    integrity: IntegrityTable | None = None


class RemoteItemTable(ValueTable):
    """Another feed, or an item in it; the feed's guid alone will do."""

    makes = namespace_values.RemoteItem
    feed_guid: Uuid
    feed_url: Url | None = None
    item_guid: Line | None = None
    medium: Line | None = None
    title: Line | None = None


RemoteItemOf = Annotated[RemoteItemTable, _short("feed_guid")]


class RecipientTable(ValueTable):
    """Who gets a share."""

    makes = namespace_values.Recipient
    type: Line
    address: Line
    split: Count
    name: Line | None = None
    custom_key: Line | None = None
    custom_value: Line | None = None
    fee: bool = False


class TimeSplitTable(ValueTable):
    """Other recipients for a while: here, or those of another feed."""

    makes = namespace_values.TimeSplit
    start: Seconds
    duration: Lasting
    recipients: tuple[RecipientTable, ...] = ()
    remote: RemoteItemOf | None = None
    remote_start: Seconds | None = None
    remote_percentage: Annotated[int, Field(ge=0, le=100)] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if bool(self.recipients) == bool(self.remote):
            raise ValueError("names nobody, or too many; write either `recipients` or `remote`")
        return self


class ValueKeys(ValueTable):
    """How listeners can pay."""

    makes = namespace_values.Value
    type: Line
    method: Line
    recipients: Annotated[tuple[RecipientTable, ...], Field(min_length=1)]
    suggested: Line | None = None
    splits: tuple[TimeSplitTable, ...] = ()


class ContentLinkTable(ValueTable):
    """The same, on somebody else's site."""

    makes = namespace_values.ContentLink
    url: Url
    text: Line


class SocialInteractTable(ValueTable):
    """Where it is talked about; "disabled" alone: nowhere."""

    makes = namespace_values.SocialInteract
    protocol: Line
    uri: Line | None = None
    account_id: Line | None = None
    account_url: Url | None = None
    priority: Count | None = None

    @model_validator(mode="after")
    def _somewhere(self) -> Self:
        if self.uri is None and self.protocol != "disabled":
            raise ValueError("has no `uri`; write the address of the first post")
        return self


class BlockTable(ValueTable):
    """Whether a service must not list the feed; its slug alone will do."""

    makes = namespace_values.Block
    blocked: bool = True
    service: Line | None = None


class TxtTable(ValueTable):
    """Free text; text alone will do."""

    makes = namespace_values.Txt
    text: Annotated[Prose, Field(min_length=1, max_length=4000)]
    purpose: Title | None = None


class UpdateFrequencyTable(ValueTable):
    """When episodes come."""

    makes = namespace_values.UpdateFrequency
    text: Title
    rule: Line | None = None
    start: Moment | None = None
    complete: bool = False


class ChatTable(ValueTable):
    """Where listeners talk to each other."""

    makes = namespace_values.Chat
    server: Line
    protocol: Line
    account_id: Line | None = None
    space: Line | None = None


class ImageTable(ValueTable):
    """An image; its address alone will do."""

    makes = namespace_values.Image
    url: Url
    alt: Line | None = None
    aspect_ratio: Annotated[str, matching(_RATIO, "write it as 16/9")] | None = None
    width: Whole | None = None
    height: Whole | None = None
    type: Type | None = None
    purpose: Title | None = None


Images = Annotated[tuple[Annotated[ImageTable, _short("url")], ...], BeforeValidator(listed)]


class LivePersonTable(ValueTable):
    """Somebody who will be heard; a name alone will do."""

    makes = Person
    name: Line
    role: Line = "guest"
    group: Line = "cast"
    url: Url | None = None
    image: Url | None = None


class LiveItemTable(ValueTable):
    """A stream, announced; its dates have a zone."""

    makes = namespace_values.LiveItem
    guid: Line
    title: Line
    status: Literal["pending", "live", "ended"]
    start: Moment
    url: Url
    type: Type
    links: Annotated[tuple[ContentLinkTable, ...], Field(min_length=1)]
    end: Moment | None = None
    description: Prose | None = None
    persons: tuple[Annotated[LivePersonTable, _short("name")], ...] = ()
    enclosures: tuple[AlternateEnclosureTable, ...] = ()
    chat: ChatTable | None = None
    images: Images = ()


# ── Lists; one thing may stand without brackets ─────────────────────────────────────────────

Soundbites = Annotated[
    tuple[Annotated[SoundbiteTable, BeforeValidator(_span)], ...], BeforeValidator(listed)
]
Locations = Annotated[tuple[Annotated[LocationTable, _short("name")], ...], BeforeValidator(listed)]
Values = Annotated[tuple[ValueKeys, ...], BeforeValidator(listed)]
Social = Annotated[
    tuple[Annotated[SocialInteractTable, _short("protocol")], ...], BeforeValidator(listed)
]
Blocks = Annotated[tuple[Annotated[BlockTable, _short("service")], ...], BeforeValidator(listed)]
Txts = Annotated[tuple[Annotated[TxtTable, _short("text")], ...], BeforeValidator(listed)]
RemoteItems = Annotated[tuple[RemoteItemOf, ...], BeforeValidator(listed)]
ContentLinks = Annotated[tuple[ContentLinkTable, ...], BeforeValidator(listed)]

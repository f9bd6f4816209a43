"""What authors say in the podcast namespace: the keys of feeds and episodes, in a feed's order.

The author's files, the values of a workspace and what feeds say have these fields; to give a
declared tag a key, add its field here.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, get_type_hints

from airdate.podcast.declaration import Tag, extras_of, tag_within
from airdate.podcast.namespace_tags import (
    AlternateEnclosure,
    Block,
    Chat,
    ContentLink,
    Funding,
    Image,
    LiveItem,
    Location,
    Person,
    Podroll,
    Publisher,
    RemoteItem,
    SocialInteract,
    Soundbite,
    Trailer,
    Txt,
    UpdateFrequency,
    Value,
)
from airdate.podcast.text_types import LISTED

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Named:
    """The author's name for a field that has another one in values."""

    key: str


@dataclass(frozen=True, slots=True)
class Within:
    """The tag that holds a field's values."""

    cls: type[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowKeys:
    """Of a show."""

    blocks: Annotated[tuple[Block, ...], LISTED] = ()
    chat: Chat | None = None
    funding: Annotated[tuple[Funding, ...], LISTED] = ()
    images: Annotated[tuple[Image, ...], LISTED] = ()
    locations: Annotated[tuple[Location, ...], LISTED] = ()
    persons: tuple[Person, ...] = ()
    remote_items: Annotated[tuple[RemoteItem, ...], LISTED] = ()
    social: Annotated[tuple[SocialInteract, ...], LISTED] = ()
    trailers: Annotated[tuple[Trailer, ...], LISTED] = ()
    txts: Annotated[tuple[Txt, ...], LISTED] = ()
    update_frequency: UpdateFrequency | None = None
    values: Annotated[tuple[Value, ...], LISTED, Named("value")] = ()
    podroll: Annotated[tuple[RemoteItem, ...], LISTED, Within(Podroll)] = ()
    publisher: Annotated[RemoteItem | None, Within(Publisher)] = None
    live: Annotated[tuple[LiveItem, ...], LISTED] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeKeys:
    """Of an episode."""

    chat: Chat | None = None
    links: Annotated[tuple[ContentLink, ...], LISTED] = ()
    funding: Annotated[tuple[Funding, ...], LISTED] = ()
    images: Annotated[tuple[Image, ...], LISTED] = ()
    locations: Annotated[tuple[Location, ...], LISTED] = ()
    persons: tuple[Person, ...] = ()
    social: Annotated[tuple[SocialInteract, ...], LISTED] = ()
    soundbites: Annotated[tuple[Soundbite, ...], LISTED] = ()
    txts: Annotated[tuple[Txt, ...], LISTED] = ()
    values: Annotated[tuple[Value, ...], LISTED, Named("value")] = ()
    enclosures: Annotated[tuple[AlternateEnclosure, ...], LISTED] = ()


# Persons are written in several lists, and have a photo: the workspace reads them by itself.
_READ_APART = "persons"


class Key(NamedTuple):
    """A key of an author's file: the field of its values, their annotation, default and tag."""

    name: str
    field: str
    hint: Any
    default: Any
    tag: Tag
    within: type[Any] | None


def keys_of(table: type[Any]) -> tuple[Key, ...]:
    """Return the author's keys of ShowKeys or EpisodeKeys, or of what extends them."""
    return _keys_of(table)  # type: ignore[arg-type]  # python/mypy#11469


@cache
def _keys_of(table: type[Any]) -> tuple[Key, ...]:
    declared = next(each for each in table.__mro__ if each in {ShowKeys, EpisodeKeys})
    hints = get_type_hints(declared, include_extras=True)
    return tuple(_key(each.name, hints[each.name], each.default) for each in fields(declared))


def _key(field: str, hint: Any, default: Any) -> Key:
    extras = tuple(extras_of(hint))
    name = next((each.key for each in extras if isinstance(each, Named)), field)
    within = next((each.cls for each in extras if isinstance(each, Within)), None)
    found = tag_within(hint)
    if found is None:
        raise TypeError(f"{field} has no declared tag")
    return Key(name, field, hint, default, found, within)


def typed_keys(table: type[Any]) -> dict[str, tuple[Any, Any]]:
    """Return the annotation and the default of each key that an author's file may have."""
    return {key.name: (key.hint, key.default) for key in keys_of(table) if key.field != _READ_APART}


def values_of(table: type[Any], written: Any) -> dict[str, Any]:
    """Return the fields that an author's file fills."""
    return {
        key.field: getattr(written, key.name) for key in keys_of(table) if key.field != _READ_APART
    }


def declared_values(values: ShowKeys | EpisodeKeys) -> Iterator[Any]:
    """Yield the declared values of a show or an episode, in the order of its feed."""
    for key in keys_of(type(values)):
        found = getattr(values, key.field)
        if key.within and found:
            yield key.within(found)
        elif isinstance(found, tuple):
            yield from found
        elif is_dataclass(found):
            yield found

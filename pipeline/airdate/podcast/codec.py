"""Declared values → elements, and what is in values."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from airdate.podcast.declaration import Attr, Children, Field, Tag, Text, tag_of
from airdate.podcast.element import Element

if TYPE_CHECKING:
    from collections.abc import Iterator


class Part(NamedTuple):
    """The fields that stand in one element: in the tag itself (""), or in its child `of`."""

    of: str
    attributes: dict[str, Field]
    text: Field | None


class Layout(NamedTuple):
    """Where each field stands: in the element, in its children, or as declared children."""

    own: Part
    children: dict[str, Part | Field]


@cache
def layout_of(declared: Tag) -> Layout:
    """Return where the fields of a tag stand."""
    children: dict[str, Part | Field] = {}
    for field in declared.fields:
        if isinstance(field.place, Children):
            children[field.tag] = field
        elif field.of:
            children[field.of] = _gathered(declared, field.of)
    return Layout(_gathered(declared, ""), children)


def _gathered(declared: Tag, of: str) -> Part:
    here = [each for each in declared.fields if each.of == of]
    attributes = {each.place.name: each for each in here if isinstance(each.place, Attr)}
    return Part(of, attributes, next((each for each in here if isinstance(each.place, Text)), None))


def element(value: Any) -> Element:
    """Return the element of a declared value."""
    name, layout = _layout_of_class(type(value))  # type: ignore[arg-type]  # python/mypy#11469
    own = _part(layout.own, name, value)
    if not layout.children:
        return own
    return own._replace(children=tuple(_children(layout, value)))


@cache
def _layout_of_class(cls: type[Any]) -> tuple[str, Layout]:
    declared = tag_of(cls)
    if declared is None:
        raise TypeError(f"{cls.__name__} is not declared as a tag")
    return declared.name, layout_of(declared)


def _children(layout: Layout, value: Any) -> Iterator[Element]:
    for each in layout.children.values():
        if isinstance(each, Part):
            yield _part(each, each.of, value)
        elif found := getattr(value, each.name):
            yield from map(element, found if isinstance(found, tuple) else (found,))


def _part(part: Part, name: str, value: Any) -> Element:
    attributes = {key: _written(field, value) for key, field in part.attributes.items()}
    return Element(name, _written(part.text, value) if part.text else None, attributes)


def _written(field: Field, value: Any) -> str | None:
    found = getattr(value, field.name)
    return None if found is None else field.kind.format(found)


class Located(NamedTuple):
    """A declared value, and the author's keys that lead to it."""

    keys: tuple[str | int, ...]
    value: Any


def walk(found: Any, keys: tuple[str | int, ...] = ()) -> Iterator[Located]:
    """Yield every declared value within a value or a tuple of them, outer ones first."""
    if isinstance(found, tuple):
        for at, each in enumerate(found):
            yield from walk(each, (*keys, at))
    elif declared := tag_of(type(found)):
        yield Located(keys, found)
        for field in declared.fields:
            if isinstance(field.place, Children):
                inner = getattr(found, field.name)
                yield from walk(inner, (*keys, field.name)) if inner else ()


def urls_in(
    found: Any, keys: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield the addresses within a value, and the keys that lead to them."""
    for inner, each in walk(found, keys):
        declared = tag_of(type(each))
        for field in declared.fields if declared else ():
            if field.kind.is_address and (address := getattr(each, field.name)):
                yield (*inner, field.name), address

"""Declared values ↔ elements: values are written as XML, and foreign XML is read as values."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from airdate.podcast.declaration import TAGS, Attr, Children, Field, Tag, Text, tag_of
from airdate.podcast.element import Element

if TYPE_CHECKING:
    from collections.abc import Iterator

    from airdate.podcast.xml_tree import Node

T = TypeVar("T")


class Fault(NamedTuple):
    """A text that is not of its kind: where ("@url", "" for the element's text), and the kind."""

    at: str
    text: str
    wish: str


@dataclass(frozen=True, slots=True)
class Parsed(Generic[T]):
    """An element of a foreign feed, and the value that it is; None where it lacks what it needs.

    `unknown` are the attributes ("@email") and elements in it that have no place in the value.
    What has faults or unknown parts is kept whole in `node.xml`.
    """

    node: Node
    value: T | None
    faults: tuple[Fault, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether the value holds everything that the element says."""
        return self.value is not None and not self.faults and not self.unknown


class _Part(NamedTuple):
    """The fields that stand in one element: in the tag itself (""), or in its child `of`."""

    of: str
    attributes: dict[str, Field]
    text: Field | None


class _Layout(NamedTuple):
    """Where each field stands: in the element, in its children, or as declared children."""

    own: _Part
    children: dict[str, _Part | Field]


@cache
def _layout(declared: Tag) -> _Layout:
    children: dict[str, _Part | Field] = {}
    for field in declared.fields:
        if isinstance(field.place, Children):
            children[field.tag] = field
        elif field.of:
            children[field.of] = _gathered(declared, field.of)
    return _Layout(_gathered(declared, ""), children)


def _gathered(declared: Tag, of: str) -> _Part:
    here = [each for each in declared.fields if each.of == of]
    attributes = {each.place.name: each for each in here if isinstance(each.place, Attr)}
    return _Part(
        of, attributes, next((each for each in here if isinstance(each.place, Text)), None)
    )


# ── Writing ─────────────────────────────────────────────────────────────────────────────────


def element(value: Any) -> Element:
    """Return the element of a declared value."""
    declared = tag_of(type(value))
    if declared is None:
        raise TypeError(f"{type(value).__name__} is not declared as a tag")
    layout = _layout(declared)
    own = _part(layout.own, declared.name, value)
    return own._replace(children=tuple(_children(layout, value)))


def _children(layout: _Layout, value: Any) -> Iterator[Element]:
    for each in layout.children.values():
        if isinstance(each, _Part):
            yield _part(each, each.of, value)
        elif found := getattr(value, each.name):
            yield from map(element, found if isinstance(found, tuple) else (found,))


def _part(part: _Part, name: str, value: Any) -> Element:
    attributes = {key: _written(field, value) for key, field in part.attributes.items()}
    return Element(name, _written(part.text, value) if part.text else None, attributes)


def _written(field: Field, value: Any) -> str | None:
    found = getattr(value, field.name)
    return None if found is None else field.kind.format(found)


# ── Reading ─────────────────────────────────────────────────────────────────────────────────


def value(node: Node) -> Parsed[Any] | None:
    """Return what an element says; None where its name is not declared."""
    if not (declared := TAGS.get(node.name)):
        return None
    layout = _layout(declared)
    faults: list[Fault] = []
    unknown = list(_unknown(node, layout))
    given: dict[str, Any] = {}
    for field in declared.fields:
        if isinstance(field.place, Children):
            found = _nested(node, field, faults, unknown)
        else:
            found = _read(node, field, faults)
        if found is not None:
            given[field.name] = found
    made: Any = None
    if all(field.optional or field.name in given for field in declared.fields):
        made = declared.cls(**given) if declared.cls else given.get("text", "")
    return Parsed(node, made, tuple(faults), tuple(unknown))


def _read(node: Node, field: Field, faults: list[Fault]) -> Any:
    """Return the value of a text or an attribute; None where it is not there or can't be read."""
    place = field.place
    holder = node.first(field.of) if field.of else node
    name = place.name if isinstance(place, Attr) else ""
    text = (holder.attributes.get(name, "") if name else holder.text) if holder else ""
    if not text.strip():
        return None if field.missing is None else field.kind.parse(field.missing)
    try:
        return field.kind.parse(text.strip())
    except ValueError:
        faults.append(Fault(f"{field.of}@{name}" if name else field.of, text, field.kind.wish))
        return None


def _nested(node: Node, field: Field, faults: list[Fault], unknown: list[str]) -> Any:
    """Return the values of declared child elements; None where there are none."""
    values = []
    for child in node.all(field.tag):
        parsed = value(child)
        if parsed is None or parsed.value is None:
            unknown.append(field.tag)
            continue
        values.append(parsed.value)
        faults += (each._replace(at=f"{field.tag}/{each.at}") for each in parsed.faults)
        unknown += (f"{field.tag}/{name}" for name in parsed.unknown)
    if field.place is Children.MANY:
        return tuple(values) or None
    return values[0] if values else None


def _unknown(node: Node, layout: _Layout) -> Iterator[str]:
    """Yield the attributes, texts and children that have no place in the value."""
    yield from _unplaced(node, layout.own)
    before: set[str] = set()
    for child in node.children:
        place = layout.children.get(child.name)
        again = child.name in before and getattr(place, "place", None) is not Children.MANY
        before.add(child.name)
        if place is None or again:
            yield child.name
        elif isinstance(place, _Part):
            yield from (f"{child.name}/{name}" for name in _unplaced(child, place))
            yield from (f"{child.name}/{inner.name}" for inner in child.children)


def _unplaced(node: Node, part: _Part) -> Iterator[str]:
    yield from (f"@{name}" for name in node.attributes if name not in part.attributes)
    if node.text and not part.text:
        yield "text()"


@dataclass(frozen=True, slots=True)
class Contents:
    """A channel or an item of a foreign feed: what is declared as values, the rest as it is.

    Both are in document order; items are left to be read by themselves.
    """

    parsed: tuple[Parsed[Any], ...]
    unknown: tuple[Node, ...]

    def all(self, kind: type[T]) -> tuple[T, ...]:
        """Return all values of a type."""
        return tuple(each.value for each in self.parsed if isinstance(each.value, kind))

    def texts(self, name: str) -> tuple[Any, ...]:
        """Return the values of a tag that has only text."""
        found = (each for each in self.parsed if each.node.name == name)
        return tuple(each.value for each in found if each.value is not None)


def read(node: Node) -> Contents:
    """Return what a channel or an item says; what is not declared is kept byte for byte."""
    children = [(child, value(child)) for child in node.children if child.name != "item"]
    return Contents(
        tuple(parsed for _, parsed in children if parsed),
        tuple(child for child, parsed in children if not parsed),
    )


# ── What is in values ───────────────────────────────────────────────────────────────────────


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


def urls(found: Any) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield the addresses within a value, and the keys that lead to them."""
    for keys, each in walk(found):
        declared = tag_of(type(each))
        for field in declared.fields if declared else ():
            if field.kind.is_address and (address := getattr(each, field.name)):
                yield (*keys, field.name), address

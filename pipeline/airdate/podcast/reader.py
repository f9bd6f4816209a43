"""Foreign feeds → values: what is declared is read, what is not is kept byte for byte.

tree = xml_tree.read(data)
contents = read(item)         # of a channel, an item or a live item
contents.all(Person)          # the values of a type
[node.xml for node in contents.unknown]
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from airdate.podcast import namespace_tags, rss_tags  # noqa: F401 - declare their tags
from airdate.podcast.codec import Layout, Part, layout_of
from airdate.podcast.declaration import TAGS, Attr, Children, Field

if TYPE_CHECKING:
    from collections.abc import Iterator

    from airdate.podcast.xml_tree import Node

__all__ = ["TAGS", "Contents", "Fault", "Parsed", "read", "value"]

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


def value(node: Node) -> Parsed[Any] | None:
    """Return what an element says; None where its name is not declared."""
    if not (declared := TAGS.get(node.name)):
        return None
    layout = layout_of(declared)
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


def _unknown(node: Node, layout: Layout) -> Iterator[str]:
    """Yield the attributes, texts and children that have no place in the value."""
    yield from _unplaced(node, layout.own)
    before: set[str] = set()
    for child in node.children:
        place = layout.children.get(child.name)
        again = child.name in before and getattr(place, "place", None) is not Children.MANY
        before.add(child.name)
        if place is None or again:
            yield child.name
        elif isinstance(place, Part):
            yield from (f"{child.name}/{name}" for name in _unplaced(child, place))
            yield from (f"{child.name}/{inner.name}" for inner in child.children)


def _unplaced(node: Node, part: Part) -> Iterator[str]:
    yield from (f"@{name}" for name in node.attributes if name not in part.attributes)
    if node.text and not part.text:
        yield "text()"

"""How a tag is declared: a frozen dataclass whose fields say where in the XML each value stands.

    @tag("podcast:soundbite", inside=ITEMS, many=True, shorthand=span)
    @dataclass(frozen=True, slots=True)
    class Soundbite:
        start: Annotated[Seconds, Attr("startTime")]
        title: Annotated[Title | None, TEXT] = None

A field of other declared types holds child elements; one with none of these is not in the XML.
Attributes and children are written in the order of the fields.
"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields
from enum import Enum
from functools import cached_property
from types import NoneType, UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Literal,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from annotated_types import MaxLen

from airdate.podcast.text_types import ANY_TEXT, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")

CHANNEL = frozenset({"channel"})
# "All tags valid in item are valid here": the namespace's live-item.md, read 2026-11.
ITEMS = frozenset({"item", "liveItem"})
ANYWHERE = CHANNEL | ITEMS


@dataclass(frozen=True, slots=True)
class Attr:
    """A field that is an attribute: of the element, or of the child `of`.

    `missing` is what the attribute means where it is not there. `needed`: the namespace demands
    it, though an author may leave it out.
    """

    name: str
    of: str = ""
    missing: str | None = None
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A field that is the text of the element, or of the child `of`; the rest as for Attr."""

    of: str = ""
    missing: str | None = None
    needed: bool = False


TEXT = Text()


class Children(Enum):
    """A field of declared types, one or several: child elements."""

    ONE = "one"
    MANY = "many"


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """A field of a declared tag; `longest` in characters, 0: no limit.

    `needed`: the namespace demands it; `optional`: there is a value without it. `kind` is that of
    a text or an attribute, `tag` that of child elements.
    """

    name: str
    place: Attr | Text | Children
    needed: bool
    kind: Kind = ANY_TEXT
    tag: str = ""
    longest: int = 0
    optional: bool = False

    @property
    def missing(self) -> str | None:
        """What it means that it is not there, as a text."""
        return None if isinstance(self.place, Children) else self.place.missing

    @property
    def of(self) -> str:
        """The child element that holds the text or the attribute, "" for the element itself."""
        return "" if isinstance(self.place, Children) else self.place.of


@dataclass(frozen=True, eq=False)
class Tag:
    """An element: its parents without their namespace, how often, and what makes its value.

    `cls` is the declared dataclass; None: a tag that has only text, of `kind`. `deprecated` says
    what to write instead. `example` is what an author may write in short. `needed`: it says
    nothing without text.
    """

    name: str
    inside: frozenset[str]
    many: bool = False
    cls: type[Any] | None = None
    kind: Kind = ANY_TEXT
    needed: bool = False
    longest: int = 0
    deprecated: str | None = None
    example: str = ""

    @property
    def once(self) -> bool:
        """Whether a parent has at most one."""
        return not self.many

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """Everything that can stand in it."""
        if self.cls:
            return tuple(_fields(self.cls, get_type_hints(self.cls, include_extras=True)))
        return (Field("text", TEXT, self.needed, self.kind, "", self.longest, not self.needed),)

    @cached_property
    def attributes(self) -> dict[str, Field]:
        """Its attributes, by name."""
        return {
            field.place.name: field
            for field in self.fields
            if isinstance(field.place, Attr) and not field.of
        }

    @cached_property
    def text(self) -> Field | None:
        """Its text, if it may have any."""
        found = (each for each in self.fields if isinstance(each.place, Text) and not each.of)
        return next(found, None)

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The child elements that it must have."""
        needed = (each.of or each.tag for each in self.fields if each.needed)
        return tuple(dict.fromkeys(name for name in needed if name))


TAGS: dict[str, Tag] = {}
_BY_CLASS: dict[type[Any], Tag] = {}


def tag(
    name: str,
    *,
    inside: frozenset[str],
    many: bool = False,
    shorthand: str | Callable[[Any], Any] | None = None,
    example: str = "",
    deprecated: str | None = None,
) -> Callable[[type[T]], type[T]]:
    """Declare a dataclass as the value of a tag.

    `shorthand` is the field that a single word stands for, or what makes a table of that word.
    """

    def declare(cls: type[T]) -> type[T]:
        declared = Tag(name, inside, many, cls, deprecated=deprecated, example=example)
        TAGS[name] = _BY_CLASS[cls] = declared
        _prepare_for_pydantic(cls, _key(shorthand) if isinstance(shorthand, str) else shorthand)
        return cls

    return declare


def plain(
    name: str,
    hint: Any,
    *,
    inside: frozenset[str],
    many: bool = False,
    needed: bool = True,
    deprecated: str | None = None,
) -> Tag:
    """Declare a tag that has only text; its value is that text, read as `hint` says."""
    kind, longest = _kind(hint)
    made = Tag(name, inside, many, None, kind, needed, longest, deprecated)
    TAGS[name] = made
    return made


def _prepare_for_pydantic(cls: type[Any], shorthand: Callable[[Any], Any] | None) -> None:
    """Have pydantic refuse unknown keys and take the shorthand in what authors write.

    Authors' files come as Python values. JSON is what was valid once and is stored.
    """

    def schema(_cls: type[Any], source: Any, handler: Callable[[Any], Any]) -> Any:
        from pydantic_core import core_schema

        made = {**handler(source)}
        # The reference has to lead to the whole, or a second use would skip what is added here.
        ref = made.pop("ref", None)
        strict: Any = {**made, "schema": {**made["schema"], "extra_behavior": "forbid"}}
        if shorthand:
            strict = core_schema.no_info_before_validator_function(shorthand, strict)
        return core_schema.json_or_python_schema(made, strict, ref=ref)

    cls.__get_pydantic_core_schema__ = classmethod(schema)


def tag_of(cls: type[Any]) -> Tag | None:
    """Return what a class is declared as, by itself or by the one that it extends."""
    return next((_BY_CLASS[each] for each in cls.__mro__ if each in _BY_CLASS), None)


def tag_within(hint: Any) -> Tag | None:
    """Return what an annotation such as `tuple[Location, ...]` has declared values of."""
    return next(filter(None, map(tag_of, _classes(hint))), None)


def local(name: str) -> str:
    """Return a tag's name without its namespace."""
    return name.rpartition(":")[2]


def _fields(cls: type[Any], hints: dict[str, Any]) -> Iterator[Field]:
    for each in fields(cls):
        hint = hints[each.name]
        optional = each.default is not MISSING
        place = next((part for part in extras_of(hint) if isinstance(part, Attr | Text)), None)
        if place:
            kind, longest = _kind(hint)
            needed = place.needed or not (optional or place.missing is not None)
            yield Field(each.name, place, needed, kind, longest=longest, optional=optional)
        elif child := tag_within(hint):
            many = Children.MANY if tuple in _origins(hint) else Children.ONE
            yield Field(each.name, many, not optional, tag=child.name, optional=optional)


def _kind(hint: Any) -> tuple[Kind, int]:
    """Return the kind of value that a hint describes, and its most characters."""
    longest = next((part.max_length for part in extras_of(hint) if isinstance(part, MaxLen)), 0)
    found = next((part for part in extras_of(hint) if isinstance(part, Kind)), None)
    return found or _choice(hint), longest


def _choice(hint: Any) -> Kind:
    """Return the kind that a Literal is."""
    words = next(get_args(each) for each in _parts(hint) if get_origin(each) is Literal)
    *most, last = (f"`{word}`" for word in words)

    def parse(text: str) -> str:
        if text not in words:
            raise ValueError(text)
        return text

    return Kind(f"{', '.join(most)} or {last}" if most else last, parse)


def _parts(hint: Any) -> Iterator[Any]:
    """Yield a hint and everything that it is made of."""
    yield hint
    if get_origin(hint) is not Literal:
        for inner in get_args(hint):
            yield from _parts(inner)


def extras_of(hint: Any) -> Iterator[Any]:
    """Yield what an annotation says beside its type, the types within it too."""
    for part in _parts(hint):
        yield from getattr(part, "__metadata__", ())


def _classes(hint: Any) -> Iterator[type[Any]]:
    return (part for part in _parts(hint) if isinstance(part, type) and part is not NoneType)


def _origins(hint: Any) -> set[Any]:
    skipped = {Annotated, Union, UnionType}
    return {get_origin(part) for part in _parts(hint)} - skipped


def _key(name: str) -> Callable[[Any], Any]:
    """Return what lets one word stand for a table that has nothing but this key."""
    return lambda value: {name: value} if isinstance(value, str) else value

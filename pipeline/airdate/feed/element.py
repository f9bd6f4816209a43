"""What a feed is made of: literal elements, and how values read as text in them."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T")

_NONE: Mapping[str, str | None] = MappingProxyType({})

NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "fh": "http://purl.org/syndication/history/1.0",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    # gPodder's desktop client shows chapters from these alone.
    "psc": "http://podlove.org/simple-chapters",
}
# Declared where they are used.
RARE_NAMESPACES = {"xhtml": "http://www.w3.org/1999/xhtml"}


class Element(NamedTuple):
    """One element: a name such as "itunes:author" or "pubDate", its text, attributes, children.

    What is None or empty is not written, and neither is an element with nothing in it, unless it
    is a mark: said by being there. An element whose text has nothing that can be written is left
    out, whatever its attributes.
    """

    name: str
    text: str | None = None
    attributes: Mapping[str, str | None] = _NONE
    children: tuple[Element, ...] = ()
    mark: bool = False


def optional(value: T | None) -> tuple[T, ...]:
    """Return what is there, for a line that is written only if it is."""
    return () if value is None else (value,)


def number(value: float | None) -> str | None:
    """Return a number to three places: 60, 12.5; seconds need no more."""
    return None if value is None else f"{value:.3f}".rstrip("0").rstrip(".")


def positive(value: int | None) -> str | None:
    """Return a number that Apple takes: 0 is none of its seasons and episodes."""
    return str(value) if value and value > 0 else None


def xml_bool(value: bool) -> str:  # noqa: FBT001 - a word for a truth value
    """Return "true" or "false"."""
    return "true" if value else "false"


def yes_no(value: bool) -> str:  # noqa: FBT001 - likewise
    """Return "yes" or "no"."""
    return "yes" if value else "no"

"""What a feed is made of: literal elements, and the namespaces that they are from."""

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
# What apps "must also recognize" as identical: the podcast namespace's 1.0.md, read 2026-11.
IDENTICAL = {
    "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md": NAMESPACES[
        "podcast"
    ]
}
# Misspelt URIs of the namespaces that apps read.
MISSPELT = {
    **dict.fromkeys(
        (
            "https://podcastindex.org/namespace/1.0/",
            "http://podcastindex.org/namespace/1.0",
            "https://www.podcastindex.org/namespace/1.0",
            "https://podcastindex.org/namespace/1",
        ),
        NAMESPACES["podcast"],
    ),
    **dict.fromkeys(
        (
            "https://www.itunes.com/dtds/podcast-1.0.dtd",
            "http://www.itunes.com/DTDs/Podcast-1.0.dtd",
            "http://www.itunes.com/dtds/podcast-1.0.dtd/",
            "http://www.itunes.com/dtds/podcast",
        ),
        NAMESPACES["itunes"],
    ),
    **dict.fromkeys(
        ("https://www.w3.org/2005/Atom", "http://www.w3.org/2005/Atom/"), NAMESPACES["atom"]
    ),
    **dict.fromkeys(
        (
            "https://purl.org/rss/1.0/modules/content/",
            "http://purl.org/rss/1.0/modules/content",
        ),
        NAMESPACES["content"],
    ),
    **dict.fromkeys(
        (
            "https://podlove.org/simple-chapters",
            "https://podlove.org/simple-chapters/",
            "http://podlove.org/simple-chapters/",
        ),
        NAMESPACES["psc"],
    ),
}
# What is meant by URIs that are none of NAMESPACES.
MEANT = MISSPELT | IDENTICAL


class Element(NamedTuple):
    """One element: a name such as "itunes:author" or "pubDate", its text, attributes, children.

    What is None or empty is not written, and neither is an element with nothing in it, unless it
    is a `mark`, whose presence is its meaning. An element whose text has no character that XML
    allows is left out, whatever its attributes.
    """

    name: str
    text: str | None = None
    attributes: Mapping[str, str | None] = _NONE
    children: tuple[Element, ...] = ()
    mark: bool = False


def optional(value: T | None) -> tuple[T, ...]:
    """Return a tuple of the value, empty for None."""
    return () if value is None else (value,)

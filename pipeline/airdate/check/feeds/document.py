"""The document of anyone's feed: its channel, its items, and how it was served."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from airdate.check import urls
from airdate.check.urls import Link
from airdate.model import Place
from airdate.podcast import xml_tree
from airdate.podcast.xml_tree import Node, Tree, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import PurePosixPath

# What a file is, by its first bytes in lower case, if it isn't XML.
_BEGINNINGS = {
    b"{": "JSON",
    b"[": "JSON",
    b"<!doctype html": "a web page",
    b"<html": "a web page",
    b"#extm3u": "a playlist",
    b"id3": "an audio file",
    b"\x1f\x8b": "a compressed file",
    b"pk\x03\x04": "a compressed file",
    b"---": "Markdown with front matter",
}
_ROOTS = {
    "atom:feed": "an Atom feed",
    "rdf:RDF": "an RSS 1.0 feed",
    "opml": "an OPML list of feeds",
    "html": "a web page",
    "{http://www.w3.org/1999/xhtml}:html": "a web page",
    "urlset": "a site map",
}
# Where apps fetch something: elements, and the attribute with the URL ("" is the text).
_FETCHED = {
    "enclosure": "url",
    "itunes:image": "href",
    "link": "",
    "podcast:chapters": "url",
    "podcast:source": "uri",
    "podcast:trailer": "url",
    "podcast:transcript": "url",
    "url": "",
}


@dataclass(frozen=True, slots=True)
class Served:
    """How a server answered: the URL requested, those it redirected to, and the headers."""

    url: str
    hops: tuple[str, ...]
    headers: Mapping[str, str]

    @property
    def address(self) -> str:
        """The URL at which the feed was found in the end."""
        return self.hops[-1] if self.hops else self.url


@dataclass(frozen=True)
class Document:
    """A feed that was parsed at `now`; `size` in bytes, `served` None for a file.

    `nodes` are all of its elements, in their order; `by_name` has those of each name.
    """

    path: PurePosixPath
    now: datetime
    size: int
    tree: Tree
    channel: Node
    items: tuple[Node, ...]
    nodes: tuple[Node, ...]
    by_name: Mapping[str, list[Node]]
    served: Served | None = None

    def at(self, node: Node) -> Place:
        """Return where an element begins."""
        return Place(self.path, node.line, node.column)

    @property
    def start(self) -> Place:
        """Where the channel begins: the place of what is missing in it."""
        return self.at(self.channel)

    @cached_property
    def fetched(self) -> tuple[Link, ...]:
        """What apps fetch or open: the first URL with each scheme on each host."""
        first: dict[tuple[str, bool], Link] = {}
        for node in self.nodes:
            if node.name in _FETCHED:
                name = _FETCHED[node.name]
                address = node.attributes.get(name, "").strip() if name else node.text
                if host := urls.host_of(address):
                    key = host, address.lower().startswith("https")
                    first.setdefault(key, Link(self.at(node), address))
        return tuple(first.values())


def document(data: bytes, path: PurePosixPath, now: datetime, served: Served | None) -> Document:
    """Parse a feed. Raises UnreadableError."""
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        raise UnreadableError("feed-not-rss", "feed is empty", "Use the URL of an RSS feed.")
    if other := _first_bytes(data):
        raise _not_rss(other, "Use the URL of an RSS feed.")
    tree = xml_tree.read(data)
    root = tree.root
    if root.name != "rss":
        other = _ROOTS.get(root.name, f"XML of another kind (<{root.name}>)")
        hint = "Publish an RSS 2.0 feed, or use its URL; podcast apps read no other."
        raise _not_rss(other, hint, root.line, root.column)
    channel = root.first("channel")
    if channel is None:
        message, hint = "feed has no <channel>", "Put everything into one `<channel>`."
        raise UnreadableError("feed-not-rss", message, hint, root.line)
    nodes = tuple(root.walk())
    by_name: dict[str, list[Node]] = {}
    for node in nodes:
        by_name.setdefault(node.name, []).append(node)
    return Document(
        path=path,
        now=now,
        size=len(data),
        tree=tree,
        channel=channel,
        items=tuple(channel.all("item")),
        nodes=nodes,
        by_name=by_name,
        served=served,
    )


def _not_rss(other: str, hint: str, line: int = 0, column: int = 0) -> UnreadableError:
    return UnreadableError("feed-not-rss", f"not an RSS feed, but {other}", hint, line, column)


def _first_bytes(data: bytes) -> str | None:
    """Return what this is by its first bytes, None if it may be XML."""
    start = data[:200].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(b"{") and b"jsonfeed.org" in data[:2000]:
        return "a JSON Feed"
    return next((name for first, name in _BEGINNINGS.items() if start.startswith(first)), None)

"""What is looked for in addresses, and in how a feed was served."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airdate.check import hosts
from airdate.check.core import Finding
from airdate.check.feeds import value_types
from airdate.model import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from airdate.check.feeds.document import Document, Served
    from airdate.podcast.xml_tree import Node

LARGE_BYTES = 5_000_000
_TYPES = ("application/rss+xml", "application/xml", "text/xml")
# Where apps fetch something: tags, and the attribute with the address ("" is the text).
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


def address_plain(doc: Document) -> Iterator[Finding]:
    """Find addresses without encryption; on the site of the show, once."""
    told: set[str] = set()
    for node, address in _addresses(doc):
        host = value_types.host(address)
        if address.lower().startswith("http://") and not hosts.is_local(host) and host not in told:
            told.add(host)
            what = f"the address {address[:80]} is not https"
            yield Finding(doc.at(node), what, "write it with https://, and all others on that host")


def address_local(doc: Document) -> Iterator[Finding]:
    """Find addresses that nobody else can reach, each host once."""
    yield from _on_hosts(
        doc, hosts.is_local, "is a name that listeners can't reach", "write the public address"
    )


def address_placeholder(doc: Document) -> Iterator[Finding]:
    """Find addresses that were made up for examples, each host once."""
    hint = "write the real address"
    yield from _on_hosts(doc, hosts.is_placeholder, "is a name for examples", hint)


def served_type(doc: Document) -> Iterator[Finding]:
    """Find a feed that is served as something else."""
    said = _header(doc.served, "content-type").lower().partition(";")[0].strip()
    if doc.served and said not in _TYPES:
        what = f"the server says that it is {said}" if said else "the server says no type"
        yield Finding(_top(doc), what, "have it say application/rss+xml; charset=utf-8")


def served_charset(doc: Document) -> Iterator[Finding]:
    """Find a server that contradicts the feed about its encoding."""
    _, _, charset = _header(doc.served, "content-type").lower().partition("charset=")
    charset = charset.partition(";")[0].strip(" \"'")
    encoding = (doc.tree.encoding or "utf-8").lower()
    if charset and charset != encoding:
        what = f"the server says {charset}, the feed {encoding}"
        yield Finding(_top(doc), what, "have both say utf-8")


def served_plain(doc: Document) -> Iterator[Finding]:
    """Find a feed to which the way leads through an address without encryption."""
    addresses = (doc.served.url, *doc.served.hops) if doc.served else ()
    for address in addresses:
        if address.startswith("http://") and not hosts.is_local(value_types.host(address)):
            yield Finding(
                _top(doc), f"it is found by way of {address[:80]}", "use https:// all along"
            )
            return


def served_uncached(doc: Document) -> Iterator[Finding]:
    """Find a server by which apps can't tell that nothing is new."""
    if doc.served and not (_header(doc.served, "etag") or _header(doc.served, "last-modified")):
        hint = "have the server send one of both"
        yield Finding(_top(doc), "it is served without ETag and Last-Modified", hint)


def feed_large(doc: Document) -> Iterator[Finding]:
    """Find feeds that are much to fetch every hour."""
    if doc.size > LARGE_BYTES:
        what = f"it has {doc.size / 1_000_000:.1f} MB, which every app fetches again and again"
        yield Finding(_top(doc), what, "continue it in pages (RFC 5005), or shorten its notes")


def _on_hosts(doc: Document, odd: hosts.Test, what: str, hint: str) -> Iterator[Finding]:
    told: set[str] = set()
    for node, address in _addresses(doc):
        host = value_types.host(address)
        if host and odd(host) and host not in told:
            told.add(host)
            yield Finding(doc.at(node), f"{host} {what}: {address[:80]}", hint)


def _addresses(doc: Document) -> Iterator[tuple[Node, str]]:
    """Yield what apps fetch or open."""
    for node in doc.nodes:
        if node.name in _FETCHED:
            name = _FETCHED[node.name]
            address = node.attributes.get(name, "").strip() if name else node.text
            if value_types.is_url(address):
                yield node, address


def _header(served: Served | None, name: str) -> str:
    return served.headers.get(name, "") if served else ""


def _top(doc: Document) -> Place:
    return Place(doc.path)

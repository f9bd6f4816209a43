"""Rules about where a feed is, and how it is served."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airdate.check import hosts, references, urls
from airdate.check.core import Finding, Rule, on_document
from airdate.model import Place, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from airdate.check.feeds.document import Document, Served
    from airdate.podcast.xml_tree import Node

LARGE_BYTES = 5_000_000
_TYPES = ("application/rss+xml", "application/xml", "text/xml")


def self_link_missing(doc: Document) -> Iterator[Finding]:
    """Find feeds that don't name their own URL."""
    if not _self_links(doc):
        hint = 'Add `<atom:link rel="self" type="application/rss+xml" href="https://…"/>`.'
        yield Finding(doc.start, "feed has no link to itself", hint)


def self_link_invalid(doc: Document) -> Iterator[Finding]:
    """Find a link to itself that lacks what PSP-1 requires of it, or that leads elsewhere."""
    for node in _self_links(doc):
        address, type_ = node.attributes.get("href", ""), node.attributes.get("type")
        if not urls.is_url(address):
            message = f"feed's link to itself is “{address[:60]}”"
            yield Finding(doc.at(node), message, "Write it out: `https://…`.")
        elif type_ != "application/rss+xml":
            message = f"feed's link to itself has type {type_}"
            yield Finding(doc.at(node), message, 'Write `type="application/rss+xml"`.')
        if doc.served and address not in {doc.served.url, *doc.served.hops}:
            yield Finding(
                doc.at(node),
                f"feed's link to itself leads to {address}",
                f"Write {doc.served.address}, or check the feed at that URL.",
            )


def moved(doc: Document) -> Iterator[Finding]:
    """Find feeds that redirect their subscribers."""
    node = doc.channel.first("itunes:new-feed-url")
    own = {each.attributes.get("href") for each in _self_links(doc)}
    own |= {doc.served.address} if doc.served else set()
    if node and node.text and node.text not in own:
        message = f"feed has moved to {node.text}"
        yield Finding(doc.at(node), message, "Check the feed at that URL instead.")


def type_invalid(doc: Document) -> Iterator[Finding]:
    """Find a feed that is served as something else."""
    type_ = _header(doc.served, "content-type").lower().partition(";")[0].strip()
    if doc.served and type_ not in _TYPES:
        message = f"Content-Type is {type_}" if type_ else "response has no Content-Type"
        yield Finding(_top(doc), message, "Send `application/rss+xml; charset=utf-8`.")


def charset_mismatch(doc: Document) -> Iterator[Finding]:
    """Find a server that contradicts the feed about its encoding."""
    _, _, charset = _header(doc.served, "content-type").lower().partition("charset=")
    charset = charset.partition(";")[0].strip(" \"'")
    encoding = (doc.tree.encoding or "utf-8").lower()
    if charset and charset != encoding:
        message = f"charset is {charset} in Content-Type, and {encoding} in the feed"
        yield Finding(_top(doc), message, "Use utf-8 in both.")


def insecure(doc: Document) -> Iterator[Finding]:
    """Find a feed that is reached through a URL without encryption."""
    addresses = (doc.served.url, *doc.served.hops) if doc.served else ()
    for address in addresses:
        if address.startswith("http://") and not hosts.is_local(urls.host_of(address)):
            message = f"feed is reached through {address[:80]}, which is not encrypted"
            yield Finding(_top(doc), message, "Use https in every redirect.")
            return


def no_validator(doc: Document) -> Iterator[Finding]:
    """Find a server that apps can't ask whether anything is new."""
    if doc.served and not (_header(doc.served, "etag") or _header(doc.served, "last-modified")):
        yield Finding(
            _top(doc),
            "response has neither ETag nor Last-Modified, so apps download the feed again every "
            "time",
            "Make the server send one.",
        )


def too_large(doc: Document) -> Iterator[Finding]:
    """Find feeds that take long to fetch every hour."""
    if doc.size > LARGE_BYTES:
        yield Finding(
            _top(doc),
            f"feed is {doc.size / 1_000_000:.1f} MB, and apps fetch it every hour",
            "Split it into pages (RFC 5005) or shorten show notes.",
        )


def _self_links(doc: Document) -> list[Node]:
    links = doc.channel.all("atom:link")
    return [each for each in links if each.attributes.get("rel") == "self"]


def _header(served: Served | None, name: str) -> str:
    return served.headers.get(name, "") if served else ""


def _top(doc: Document) -> Place:
    return Place(doc.path)


RULES = tuple(
    Rule(code, why, source, (on_document(find),), Severity.WARNING, demand)
    for code, why, source, find, demand in (
        (
            "self-link-missing",
            "PSP-1 requires it",
            references.PSP,
            self_link_missing,
            references.FOR_PSP,
        ),
        (
            "self-link-invalid",
            "apps subscribe to the URL it names",
            references.PSP,
            self_link_invalid,
            references.FOR_PSP,
        ),
        (
            "feed-moved",
            "apps follow it to the new URL",
            references.APPLE_823,
            moved,
            references.NONE,
        ),
        (
            "served-type",
            "apps may refuse the feed",
            references.APPLE_823,
            type_invalid,
            references.ALL,
        ),
        (
            "served-charset-mismatch",
            "apps show wrong letters",
            references.HTTP,
            charset_mismatch,
            references.NONE,
        ),
        (
            "served-insecure",
            "others on the network can change it",
            references.HTTP,
            insecure,
            references.NONE,
        ),
        (
            "served-no-validator",
            "apps download it when nothing is new",
            references.HTTP,
            no_validator,
            references.NONE,
        ),
        (
            "feed-too-large",
            "apps fetch the feed every hour",
            references.PAGED,
            too_large,
            references.NONE,
        ),
    )
)

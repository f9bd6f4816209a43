"""What is looked for in what a feed says of the show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airdate.check.core import Finding
from airdate.check.feeds import value_types
from airdate.check.languages import meant
from airdate.podcast.categories import is_known, near

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from airdate.check.feeds.document import Document
    from airdate.podcast.xml_tree import Node

    Find = Callable[[Document], Iterator[Finding]]

_IMAGES = (".jpg", ".jpeg", ".png")


def missing(name: str, hint: str) -> Find:
    """Return what finds a channel without a tag, or with an empty one."""

    def find(doc: Document) -> Iterator[Finding]:
        node = doc.channel.first(name)
        if node is None or not (node.text or node.attributes or node.children):
            yield Finding(doc.start, f"the show has no <{name}>", hint)

    return find


title_missing = missing("title", "write the show's title")
description_missing = missing("description", "say what the show is about")
link_missing = missing("link", "write the address of the show's site")
language_missing = missing("language", "write a code of ISO 639 such as en or de-AT")
category_missing = missing("itunes:category", "write one of Apple's list")
explicit_missing = missing("itunes:explicit", "write true or false")
artwork_missing = missing(
    "itunes:image", 'write <itunes:image href="https://…"/>: a square of 1400 to 3000 pixels'
)
author_missing = missing("itunes:author", "write who makes the show")
owner_missing = missing("itunes:owner", "write <itunes:owner> with <itunes:email>")
guid_missing = missing("podcast:guid", "write the show's own UUID, and keep it for ever")
locked_missing = missing("podcast:locked", "write yes or no: whether others may import the feed")


def self_missing(doc: Document) -> Iterator[Finding]:
    """Find feeds that don't say where they are."""
    if not _self(doc):
        hint = '<atom:link rel="self" type="application/rss+xml" href="https://…"/> says it'
        yield Finding(doc.start, "the feed does not say where it is", hint)


def self_odd(doc: Document) -> Iterator[Finding]:
    """Find a link to itself that lacks what PSP-1 wants of it, or that leads elsewhere."""
    for node in _self(doc):
        address, type_ = node.attributes.get("href", ""), node.attributes.get("type")
        if not value_types.is_url(address):
            yield Finding(doc.at(node), "the link to itself is no address", "write it whole")
        elif type_ != "application/rss+xml":
            hint = 'write type="application/rss+xml"'
            yield Finding(doc.at(node), f"the link to itself has the type {type_}", hint)
        if doc.served and address not in {doc.served.url, *doc.served.hops}:
            hint = f"write {doc.served.address}, or name the address that it says"
            yield Finding(doc.at(node), f"the feed says that it is at {address}", hint)


def moved(doc: Document) -> Iterator[Finding]:
    """Find feeds that send their subscribers elsewhere."""
    node = doc.channel.first("itunes:new-feed-url")
    own = {each.attributes.get("href") for each in _self(doc)}
    own |= {doc.served.address} if doc.served else set()
    if node and node.text and node.text not in own:
        what = f"the feed has moved to {node.text}"
        yield Finding(doc.at(node), what, "look at that one; this one is no longer the show's")


def category_unknown(doc: Document) -> Iterator[Finding]:
    """Find categories that Apple does not know; the fault is told once."""
    for node in doc.channel.all("itunes:category"):
        for names, at in _categories(node):
            if not is_known(names):
                meant_ = near(names)
                hint = (
                    f"Did you mean “{' › '.join(meant_)}”?" if meant_ else "look it up in the list"
                )
                yield Finding(
                    doc.at(at), f"“{' › '.join(names)}” is none of Apple's categories", hint
                )
                break


def _categories(node: Node) -> Iterator[tuple[tuple[str, ...], Node]]:
    name = node.attributes.get("text", "")
    yield (name,), node
    for below in node.all("itunes:category"):
        yield (name, below.attributes.get("text", "")), below


def language_unknown(doc: Document) -> Iterator[Finding]:
    """Find codes that are no language's."""
    node = doc.channel.first("language")
    if node and node.text and not value_types.is_language(node.text):
        said = meant(node.text)
        hint = f"Did you mean {said}?" if said else "write one of ISO 639, such as en or de-AT"
        yield Finding(doc.at(node), f"{node.text[:40]} is no language's code", hint)


def explicit_odd(doc: Document) -> Iterator[Finding]:
    """Find older words for whether something is explicit."""
    for node in doc.nodes:
        if node.name == "itunes:explicit" and node.text not in {"true", "false"}:
            is_so = node.text.lower() in {"yes", "explicit", "true"}
            what = f"<itunes:explicit> is “{node.text[:20]}”"
            yield Finding(doc.at(node), what, f"write {'true' if is_so else 'false'}")


def artwork_type(doc: Document) -> Iterator[Finding]:
    """Find artwork whose name does not end as Apple wants it."""
    for node in doc.nodes:
        address = node.attributes.get("href", "") if node.name == "itunes:image" else ""
        path = address.partition("?")[0].partition("#")[0].lower()
        if address and not path.endswith(_IMAGES):
            what = f"the artwork's address ends in “…{address[-20:]}”"
            yield Finding(
                doc.at(node), what, "use a JPEG or PNG file whose name ends in .jpg or .png"
            )


def items_none(doc: Document) -> Iterator[Finding]:
    """Find feeds with nothing to listen to."""
    remote = doc.channel.first("podcast:remoteItem", "podcast:liveItem")
    if not doc.items and not remote:
        yield Finding(doc.start, "there is no episode in it", "publish one, were it a trailer")


def _self(doc: Document) -> list[Node]:
    links = doc.channel.all("atom:link")
    return [each for each in links if each.attributes.get("rel") == "self"]

"""What is looked for in a feed's tags of the podcast namespace, beyond their kinds of values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airdate.check.core import Finding
from airdate.check.feeds import value_types
from airdate.check.podcast_rules import unpayable, unsaid
from airdate.podcast import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from airdate.check.feeds.document import Document
    from airdate.podcast.xml_tree import Node


def social_nowhere(doc: Document) -> Iterator[Finding]:
    """Find places to talk that have no address."""
    for node in _all(doc, "podcast:socialInteract"):
        protocol = node.attributes.get("protocol", "")
        if protocol not in {"", "disabled"} and not node.attributes.get("uri", "").strip():
            hint = 'write the address of the first post, or protocol="disabled"'
            yield Finding(doc.at(node), f"<{node.name}> has no `uri`", hint)


def split_odd(doc: Document) -> Iterator[Finding]:
    """Find time splits for nobody, or for both kinds of recipients."""
    for node in _all(doc, "podcast:valueTimeSplit"):
        here, there = node.all("podcast:valueRecipient"), node.all("podcast:remoteItem")
        if bool(here) == bool(there) or len(there) > 1:
            what = f"a time split has {len(here)} recipients and {len(there)} remote items"
            yield Finding(doc.at(node), what, "write recipients, or one <podcast:remoteItem>")


def value_address(doc: Document) -> Iterator[Finding]:
    """Find recipients to whom nothing can be sent."""
    for node in _all(doc, "podcast:valueRecipient"):
        kind, address = node.attributes.get("type", ""), node.attributes.get("address", "")
        if address and (what := unpayable(kind, address)):
            yield Finding(doc.at(node), what, "copy the address from the recipient's wallet")


def licence_unknown(doc: Document) -> Iterator[Finding]:
    """Find licences that nobody can read: not well known, and without an address."""
    for node in _all(doc, "podcast:license"):
        if node.text and not node.attributes.get("url") and not vocabulary.is_licence(node.text):
            what = f"“{node.text[:60]}” is no licence that is known by its name"
            yield Finding(doc.at(node), what, "write its `url`, or a name such as cc-by-4.0")


def protocol_unknown(doc: Document) -> Iterator[Finding]:
    """Find protocols that no app speaks."""
    known = {
        "podcast:chat": vocabulary.CHAT_PROTOCOLS,
        "podcast:socialInteract": vocabulary.SOCIAL_PROTOCOLS,
    }
    for node in _all(doc, *known):
        said = node.attributes.get("protocol", "").strip()
        if said and said.lower() not in known[node.name]:
            hint = f"the protocols are {', '.join(sorted(known[node.name]))}"
            yield Finding(doc.at(node), f"no app speaks the protocol “{said[:40]}”", hint)


def podroll_self(doc: Document) -> Iterator[Finding]:
    """Find shows that recommend themselves."""
    guid = doc.channel.first("podcast:guid")
    for node in _all(doc, "podcast:remoteItem"):
        named = node.attributes.get("feedGuid", "").lower()
        if guid and named == guid.text.lower() and node.inside == "podcast:podroll":
            yield Finding(doc.at(node), "the show recommends itself", "name other shows")


def live_odd(doc: Document) -> Iterator[Finding]:
    """Find streams that end before they begin, or are still announced though they are over."""
    for node in _all(doc, "podcast:liveItem"):
        start, end = (value_types.moment(node.attributes.get(key, "")) for key in ("start", "end"))
        status = node.attributes.get("status", "")
        if start and end and end <= start:
            yield Finding(doc.at(node), "a stream ends before it begins", "correct its times")
        elif end and end < doc.now and status != "ended":
            what = f"a stream is said to be {status}, and ended on {end:%d %B %Y}"
            yield Finding(doc.at(node), what, 'write status="ended"')


def txt_odd(doc: Document) -> Iterator[Finding]:
    """Find texts that do not say what their purpose asks for."""
    for node in _all(doc, "podcast:txt"):
        if what := unsaid(node.attributes.get("purpose"), node.text):
            yield Finding(doc.at(node), what, "write true or false")


def _all(doc: Document, *names: str) -> Iterator[Node]:
    return (node for node in doc.nodes if node.name in names)

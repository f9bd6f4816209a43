"""Rules about what directories list a show by: categories, owner, author, rating."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airdate.check import references
from airdate.check.core import Finding, Rule, on_channel, on_document
from airdate.check.feeds.presence import channel_without
from airdate.model import Severity
from airdate.podcast import categories

if TYPE_CHECKING:
    from collections.abc import Iterator

    from airdate.check.feeds.document import Document
    from airdate.check.inputs import Channel


def owner_missing(channel: Channel) -> Iterator[Finding]:
    """Find feeds without an owner."""
    if not channel.has_owner:
        yield Finding(channel.place, "show has no owner", f"Add {channel.names.owner}.")


def category_missing(channel: Channel) -> Iterator[Finding]:
    """Find feeds without a category."""
    if not channel.categories:
        yield Finding(channel.place, "show has no category", f"Add {channel.names.category}.")


def category_unknown(channel: Channel) -> Iterator[Finding]:
    """Find categories that are not in Apple's list."""
    for names, place in channel.categories:
        if not categories.is_known(names):
            near = categories.near(names)
            yield Finding(
                place,
                f"unknown category “{' › '.join(names)}”",
                f"Did you mean “{' › '.join(near)}”?" if near else "Choose one from Apple's list.",
            )


def author_missing(doc: Document) -> Iterator[Finding]:
    """Find channels without an author."""
    yield from channel_without(doc, "itunes:author", "Add `<itunes:author>`.")


def explicit_missing(doc: Document) -> Iterator[Finding]:
    """Find channels that don't declare whether they are explicit."""
    yield from channel_without(doc, "itunes:explicit", "Add `<itunes:explicit>`: true or false.")


def explicit_invalid(doc: Document) -> Iterator[Finding]:
    """Find older values of whether something is explicit."""
    for node in doc.nodes:
        if node.name == "itunes:explicit" and node.text not in {"true", "false"}:
            is_explicit = node.text.lower() in {"yes", "explicit", "true"}
            yield Finding(
                doc.at(node),
                f"<itunes:explicit> is “{node.text[:20]}”",
                f"Write `{'true' if is_explicit else 'false'}`.",
            )


def link_missing(doc: Document) -> Iterator[Finding]:
    """Find channels without a website."""
    yield from channel_without(doc, "link", "Add `<link>` with the URL of the show's website.")


def locked_missing(doc: Document) -> Iterator[Finding]:
    """Find channels that don't declare whether they may be imported elsewhere."""
    yield from channel_without(doc, "podcast:locked", "Add `<podcast:locked>`: yes or no.")


def items_missing(doc: Document) -> Iterator[Finding]:
    """Find feeds without an episode."""
    remote = doc.channel.first("podcast:remoteItem", "podcast:liveItem")
    if not doc.items and not remote:
        yield Finding(doc.start, "feed has no episodes", "Publish one, such as a trailer.")


RULES = (
    Rule(
        "owner-missing",
        "directories send their confirmation to the owner",
        references.YOUTUBE,
        (on_channel(owner_missing),),
        Severity.WARNING,
        frozenset({"youtube", "spotify"}),
    ),
    Rule(
        "category-missing",
        "directories list shows by category",
        references.APPLE_823,
        (on_channel(category_missing),),
        Severity.WARNING,
        references.BOTH,
    ),
    Rule(
        "category-unknown",
        "directories recognise only the names in Apple's list",
        references.APPLE_823,
        (on_channel(category_unknown),),
        Severity.WARNING,
        references.FOR_APPLE,
    ),
    Rule(
        "author-missing",
        "apps show the author",
        references.PSP,
        (on_document(author_missing),),
        Severity.WARNING,
        frozenset({"spotify"}),
    ),
    Rule(
        "explicit-missing",
        "Apple requires it",
        references.APPLE_823,
        (on_document(explicit_missing),),
        Severity.WARNING,
        references.BOTH,
    ),
    Rule(
        "explicit-invalid",
        "Apple reads only true and false",
        references.APPLE_823,
        (on_document(explicit_invalid),),
        Severity.WARNING,
        references.BOTH,
    ),
    Rule(
        "link-missing",
        "PSP-1 requires it",
        references.PSP,
        (on_document(link_missing),),
        Severity.WARNING,
        references.FOR_PSP,
    ),
    Rule(
        "locked-missing",
        "without it, anyone may import the feed elsewhere",
        references.PSP,
        (on_document(locked_missing),),
        Severity.WARNING,
    ),
    Rule(
        "items-missing",
        "Apple doesn't list empty shows",
        references.APPLE_823,
        (on_document(items_missing),),
        Severity.WARNING,
        references.FOR_APPLE,
    ),
)

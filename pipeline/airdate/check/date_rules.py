"""Rules about dates."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from airdate.check import references
from airdate.check.core import Finding, Rule, on_document, on_show
from airdate.check.feeds import value_types
from airdate.check.feeds.presence import items_without, label
from airdate.check.title_rules import owner_name
from airdate.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from airdate.check.feeds.document import Document
    from airdate.check.inputs import ShowInput
    from airdate.model import Place
    from airdate.podcast.xml_tree import Node

_EXAMPLE = "Tue, 24 Nov 2026 18:00:00 +0000"


def duplicate(given: ShowInput) -> Iterator[Finding]:
    """Find two episodes of a feed with the same date."""
    first: dict[tuple[str, datetime], Place] = {}
    for each in given.summaries:
        if each.draft or each.date is None:
            continue
        owners = [first.setdefault((feed, each.date), each.place) for feed in each.feeds]
        owner = next((place for place in owners if place != each.place), None)
        if owner:
            yield Finding(
                each.place.at("date"),
                f"{owner_name(owner)} also has date {each.date:%Y-%m-%d %H:%M}",
                "Set the dates at least a minute apart.",
            )


def missing(doc: Document) -> Iterator[Finding]:
    """Find items without a date."""
    yield from items_without(doc, "pubDate", f"Add `<pubDate>`, such as `{_EXAMPLE}`.")


def invalid(doc: Document) -> Iterator[Finding]:
    """Find dates that are not as RFC 822 writes them."""
    for node, text in _dates(doc):
        if text and value_types.date(text) is None:
            yield Finding(
                doc.at(node), f"“{text[:40]}” is not an RFC 822 date", f"Write it as `{_EXAMPLE}`."
            )


def future(doc: Document) -> Iterator[Finding]:
    """Find items from the future: apps hide them, or show them first for ever."""
    for item in doc.items:
        node = item.first("pubDate")
        date = value_types.date(node.text) if node else None
        if node and date and date.tzinfo and date > doc.now + timedelta(days=1):
            message = f"{label(item)} is dated {node.text}, in the future"
            yield Finding(doc.at(node), message, "Publish it on that date.")


def _dates(doc: Document) -> Iterator[tuple[Node, str]]:
    for node in doc.nodes:
        if node.name in {"pubDate", "lastBuildDate"}:
            yield node, node.text


RULES = (
    Rule(
        "date-duplicate",
        "apps sort episodes by date, and show these in any order",
        references.APPLE_823,
        (on_show(duplicate),),
        Severity.WARNING,
    ),
    Rule(
        "date-missing",
        "apps sort episodes by date",
        references.APPLE_823,
        (on_document(missing),),
        Severity.WARNING,
        frozenset({"spotify"}),
    ),
    Rule(
        "date-invalid",
        "apps can't sort the episode",
        references.MAIL_DATES,
        (on_document(invalid),),
        Severity.WARNING,
        references.PLAYED,
    ),
    Rule(
        "date-future",
        "apps hide it, or keep it at the top",
        references.MAIL_DATES,
        (on_document(future, depends_on_now=True),),
        Severity.WARNING,
    ),
)

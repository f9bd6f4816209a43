"""Rules about descriptions and summaries: what apps show of a show or an episode."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from airdate.check import references
from airdate.check.core import Finding, Rule, on_channel, on_document, on_item
from airdate.check.feeds.presence import label
from airdate.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from airdate.check.feeds.document import Document
    from airdate.check.inputs import Channel, Item, Text

MAX_BYTES = 4000  # of UTF-8, by Apple's page 823
# Apple shows these in a description; <br> is not in its list, and honoured nevertheless.
_SHOWN = {"p", "ol", "ul", "li", "a", "br"}
_OPENING = re.compile(r"<([a-zA-Z][a-zA-Z0-9]*)(?=[\s/>])")
_MAX_NAMES = 4  # tags named in one message


def show_description_missing(channel: Channel) -> Iterator[Finding]:
    """Find feeds without a description."""
    if not any(text.value for text in channel.descriptions):
        yield Finding(channel.place, "show has no description", f"Add {channel.names.description}.")


def description_too_long(subject: Channel | Item) -> Iterator[Finding]:
    """Find descriptions that apps cut."""
    yield from _too_long("description", subject.descriptions)


def summary_too_long(subject: Channel | Item) -> Iterator[Finding]:
    """Find summaries that apps cut."""
    yield from _too_long("summary", subject.summaries)


def _too_long(name: str, texts: Iterable[Text]) -> Iterator[Finding]:
    for text, place in texts:
        if (size := len(text.encode())) > MAX_BYTES:
            yield Finding(
                place, f"{name} is {size} bytes long; the limit is {MAX_BYTES}", "Shorten it."
            )


def item_description_missing(doc: Document) -> Iterator[Finding]:
    """Find items without a description."""
    for item in doc.items:
        texts = item.all("description", "content:encoded", "itunes:summary")
        if not any(node.text for node in texts):
            message = f"{label(item)} has no description"
            yield Finding(doc.at(item), message, "Add `<description>`.")


def description_markup(doc: Document) -> Iterator[Finding]:
    """Find markup in descriptions that apps leave out, of the show and of items."""
    for within in (doc.channel, *doc.items):
        for node in within.all("description"):
            names = dict.fromkeys(name.lower() for name in _OPENING.findall(node.text))
            if dropped := [f"<{name}>" for name in names if name not in _SHOWN]:
                yield Finding(
                    doc.at(node),
                    f"description contains {', '.join(dropped[:_MAX_NAMES])}",
                    "Use only <p>, <ol>, <ul>, <li> and <a>; put the rest in `<content:encoded>`.",
                )


RULES = (
    Rule(
        "description-missing",
        "directories don't list shows without a description",
        references.PSP,
        (on_channel(show_description_missing),),
        Severity.WARNING,
        references.ALL,
    ),
    Rule(
        "description-too-long",
        "apps cut it",
        references.APPLE_823,
        (on_channel(description_too_long), on_item(description_too_long)),
        Severity.WARNING,
        references.FOR_APPLE,
    ),
    Rule(
        "summary-too-long",
        "apps cut it",
        references.APPLE_823,
        (on_channel(summary_too_long), on_item(summary_too_long)),
        Severity.WARNING,
    ),
    Rule(
        "episode-description-missing",
        "listeners can't see what the episode is about",
        references.PSP,
        (on_document(item_description_missing),),
        Severity.WARNING,
    ),
    Rule(
        "description-markup",
        "apps drop other tags, with what they mean",
        references.APPLE_TAGS,
        (on_document(description_markup),),
        Severity.WARNING,
    ),
)

"""Rules about titles and episode numbers: what apps show first, and sort by."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from airdate.check import references
from airdate.check.core import Finding, Rule, on_channel, on_document, on_item, on_items
from airdate.model import EpisodeKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from airdate.check.feeds.document import Document
    from airdate.check.inputs import Channel, Item
    from airdate.model import EpisodeSummary, Place

# "Ep. 12", "Episode 12", "Folge 12", "#12", "S2E5": numbers that have a field of their own.
_NUMBERED = re.compile(
    r"(?:(?:episode|epis[oó]dio|[ée]pisode|folge|ep\.?|#)\s*[0-9]+|s[0-9]+\s*e[0-9]+)\b",
    re.IGNORECASE,
)
_SEPARATORS = ":|–—-·•"
_LEADING = re.compile(rf"([0-9]{{1,9}})\s*[{re.escape(_SEPARATORS)}.]\s")
_SEPARATOR = re.compile(f"[{re.escape(_SEPARATORS)}]")
# What is left of an entity that was escaped twice, or of HTML.
_MARKUP = re.compile(r"&(amp|lt|gt|quot|apos|nbsp|#\d+|#x[0-9a-fA-F]+);|</?[a-z]+[^>]*>")


def angle_brackets(subject: Item | Channel) -> Iterator[Finding]:
    """Find titles that YouTube refuses."""
    for title, place in subject.titles:
        if "<" in title or ">" in title:
            yield Finding(place, "title contains < or >", "Remove them.")


def markup(subject: Item | Channel) -> Iterator[Finding]:
    """Find titles in which listeners would see markup."""
    for title, place in subject.titles:
        if match := _MARKUP.search(title):
            yield Finding(
                place,
                f"title contains markup: “{match[0][:20]}”",
                "Write plain text, escaped once at most.",
            )


def has_number(item: Item) -> Iterator[Finding]:
    """Find titles that begin with the episode's number."""
    for title, place in item.shown_titles:
        if match := _NUMBERED.match(title) or _own_number(title, item.number):
            yield Finding(
                place,
                f"title starts with a number: “{match[0].strip()}”",
                f"Move it to {item.names.number}; apps show it beside the title.",
            )


def _own_number(title: str, number: int | None) -> re.Match[str] | None:
    """Return where a title such as "12: Trust" begins with the episode's own number."""
    match = _LEADING.match(title)
    return match if match and int(match[1]) == number else None


def has_show_title(item: Item) -> Iterator[Finding]:
    """Find titles that begin or end with the show's."""
    for title, place in item.titles:
        parts = [part.strip() for part in _SEPARATOR.split(title.casefold())]
        if len(parts) > 1 and item.show_titles & {parts[0], parts[-1]}:
            yield Finding(
                place,
                f"title repeats the show's: “{title[:80]}”",
                "Leave the show's title out; apps show it beside.",
            )


def number_missing(item: Item) -> Iterator[Finding]:
    """Find episodes of serial shows without a number."""
    if item.serial and item.full and not item.has_number:
        yield Finding(
            item.place.at("title"),
            f"{item.label} has no episode number, and the show is a serial",
            f"Add {item.names.number}, a whole number from 1.",
        )


def number_duplicate(summaries: Iterable[EpisodeSummary]) -> Iterator[Finding]:
    """Find full episodes of one feed with the same number in the same season."""
    first: dict[tuple[str, int | None, int], Place] = {}
    for each in summaries:
        if each.draft or each.kind is not EpisodeKind.FULL or not each.number:
            continue
        owners = {
            first.setdefault((feed, each.season, each.number), each.place) for feed in each.feeds
        }
        for owner in sorted(owners - {each.place}):
            yield Finding(
                each.place.at("episode"),
                f"{owner_name(owner)} also has episode number {each.number}",
                "Change one number, or its season.",
            )


def owner_name(place: Place) -> str:
    """Return what to call another episode: its folder, or a foreign item's line."""
    return f"the item on line {place.line}" if place.line else str(place.path.parent)


def item_title_missing(doc: Document) -> Iterator[Finding]:
    """Find items without a title."""
    for item in doc.items:
        if not any(title.text for title in item.all("title", "itunes:title")):
            yield Finding(doc.at(item), "item has no title", "Add `<title>`.")


def show_title_missing(doc: Document) -> Iterator[Finding]:
    """Find channels without a title."""
    node = doc.channel.first("title")
    if node is None or not node.text:
        yield Finding(doc.start, "show has no title", "Add `<title>`.")


RULES = (
    Rule(
        "title-missing",
        "apps show an episode by its title",
        references.APPLE_823,
        (on_document(item_title_missing),),
        Severity.WARNING,
        references.ALL,
    ),
    Rule(
        "show-title-missing",
        "apps and directories list a show by its title",
        references.APPLE_823,
        (on_document(show_title_missing),),
    ),
    Rule(
        "title-angle-brackets",
        "YouTube refuses such titles",
        references.YOUTUBE,
        (on_item(angle_brackets), on_channel(angle_brackets)),
        Severity.WARNING,
        references.FOR_YOUTUBE,
    ),
    Rule(
        "title-markup",
        "listeners see the markup",
        references.RSS_PROFILE,
        (on_item(markup), on_channel(markup)),
        Severity.WARNING,
    ),
    Rule(
        "title-has-number",
        "apps show the number beside the title",
        references.APPLE_823,
        (on_item(has_number),),
        Severity.WARNING,
    ),
    Rule(
        "title-has-show-title",
        "apps show the show's title beside the episode's",
        references.APPLE_823,
        (on_item(has_show_title),),
        Severity.WARNING,
    ),
    Rule(
        "episode-number-missing",
        "apps sort a serial by its episode numbers",
        references.APPLE_823,
        (on_item(number_missing),),
        Severity.WARNING,
        references.FOR_APPLE,
    ),
    Rule(
        "episode-number-duplicate",
        "apps sort a season by its episode numbers",
        references.APPLE_823,
        (on_items(number_duplicate),),
        Severity.WARNING,
    ),
)

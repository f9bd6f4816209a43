"""Rules about chapters."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from airdate.check import references
from airdate.check.core import Finding, Rule, on_document, on_episode
from airdate.model import Severity
from airdate.text import plain_clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from airdate.check.feeds.document import Document
    from airdate.check.inputs import EpisodeInput

MIN_IN_DESCRIPTION = 3  # by Apple's page 5316
# The namespace names the first, and uses the second in an example.
_TYPES = {"", "application/json+chapters", "application/json"}


def out_of_order(given: EpisodeInput) -> Iterator[Finding]:
    """Find chapters that start before the one above."""
    for at, (before, chapter) in enumerate(pairwise(given.episode.chapters), 1):
        if chapter.start <= before.start:
            yield Finding(
                given.episode.place.at("chapters", at),
                f"chapter “{chapter.title}” starts at {plain_clock(chapter.start)}, "
                f"not after “{before.title}”",
                "Sort chapters by their start times.",
            )


def out_of_range(given: EpisodeInput) -> Iterator[Finding]:
    """Find chapters that start after the end."""
    if not given.recording:
        return
    seconds = given.recording.measurement.seconds
    for at, chapter in enumerate(given.episode.chapters):
        if chapter.start >= seconds:
            yield Finding(
                given.episode.place.at("chapters", at),
                f"chapter “{chapter.title}” starts at {plain_clock(chapter.start)}, "
                f"after the interview ends ({plain_clock(round(seconds))})",
                "Correct the chapter's start time.",
            )


def start_late(given: EpisodeInput) -> Iterator[Finding]:
    """Find chapters that leave out the beginning."""
    chapters = given.episode.chapters
    if chapters and chapters[0].start > 0:
        yield Finding(
            given.episode.place.at("chapters", 0),
            f"first chapter starts at {plain_clock(chapters[0].start)}",
            "Start it at 0:00.",
        )


def too_few(given: EpisodeInput) -> Iterator[Finding]:
    """Find chapters in a description that are too few for Apple to recognise them."""
    count = len(given.episode.chapters)
    if 0 < count < MIN_IN_DESCRIPTION and any(
        feed.carries(given.episode) for feed in given.show.with_chapters_in_description
    ):
        yield Finding(
            given.episode.place.at("chapters"),
            f"the description lists {count} {'chapter' if count == 1 else 'chapters'}",
            f"Write {MIN_IN_DESCRIPTION} or more; Apple reads fewer as plain text.",
        )


def type_invalid(doc: Document) -> Iterator[Finding]:
    """Find chapters of a type that apps don't request."""
    for item in doc.items:
        for node in item.all("podcast:chapters"):
            if (type_ := node.attributes.get("type", "")) not in _TYPES:
                yield Finding(
                    doc.at(node),
                    f"chapters have type {type_[:40]}",
                    "Write `application/json+chapters`.",
                )


RULES = (
    Rule(
        "chapters-out-of-order",
        "players sort chapters by their start times",
        references.APPLE_5316,
        (on_episode(out_of_order),),
        Severity.WARNING,
    ),
    Rule(
        "chapters-out-of-range",
        "players can't seek past the end of the audio",
        references.APPLE_5316,
        (on_episode(out_of_range),),
        Severity.WARNING,
    ),
    Rule(
        "chapters-start-late",
        "the beginning has no chapter",
        references.APPLE_5316,
        (on_episode(start_late),),
        Severity.WARNING,
    ),
    Rule(
        "chapters-too-few",
        "Apple recognises chapters in a description from three on",
        references.APPLE_5316,
        (on_episode(too_few),),
        Severity.WARNING,
    ),
    Rule(
        "chapters-type",
        "apps skip chapters of other types",
        references.PODCASTING,
        (on_document(type_invalid),),
        Severity.WARNING,
    ),
)

"""Rules about transcripts."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from airdate.check import references
from airdate.check.core import Finding, Rule, on_document, on_episode
from airdate.check.feeds.value_types import extension
from airdate.model import Severity
from airdate.text import plain_clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from airdate.check.feeds.document import Document
    from airdate.check.inputs import EpisodeInput

# Cues stay on screen until they are read, so the last one may end after the audio.
LINGERING_SECONDS = 2.0
_TYPES = {
    "text/vtt": (".vtt",),
    "application/x-subrip": (".srt",),
    "application/srt": (".srt",),
    "application/json": (".json",),
    "text/html": (".html", ".htm"),
    "text/plain": (".txt",),
}
_EXTENSIONS = frozenset(each for extensions in _TYPES.values() for each in extensions)


def out_of_range(given: EpisodeInput) -> Iterator[Finding]:
    """Find transcripts that end after the recording."""
    if not given.recording or not given.cues:
        return
    last, seconds = max(cue.end for cue in given.cues), given.recording.measurement.seconds
    if last > seconds + LINGERING_SECONDS:
        yield Finding(
            given.episode.place.at("transcript"),
            f"transcript ends at {plain_clock(round(last))}, after the interview "
            f"({plain_clock(round(seconds))})",
            "Check that it belongs to this episode.",
        )


def too_short(given: EpisodeInput) -> Iterator[Finding]:
    """Find transcripts that leave out more than half of the interview."""
    if not given.recording or not given.cues:
        return
    last, seconds = max(cue.end for cue in given.cues), given.recording.measurement.seconds
    if last < seconds / 2:
        yield Finding(
            given.episode.place.at("transcript"),
            f"transcript ends at {plain_clock(round(last))}, and the interview at "
            f"{plain_clock(round(seconds))}",
            "Check that it is complete, and belongs to this episode.",
        )


def out_of_order(given: EpisodeInput) -> Iterator[Finding]:
    """Find transcripts that go back in time; two people may speak at once."""
    back = next((after for cue, after in pairwise(given.cues) if after.start < cue.start), None)
    if back:
        yield Finding(
            given.episode.place.at("transcript"),
            f"transcript goes back to {plain_clock(round(back.start))}: “{back.text[:40]}”",
            "Sort its cues by their start times.",
        )


def speaker_unknown(given: EpisodeInput) -> Iterator[Finding]:
    """Find speakers who are not listed, by their name or a part of it."""
    speakers = sorted({cue.speaker for cue in given.cues if cue.speaker})
    if not speakers:
        return
    feeds = [feed for feed in given.show.feeds if feed.carries(given.episode)]
    people = (*given.episode.persons, *(person for feed in feeds for person in feed.persons))
    listed = [_words(person.name) for person in people]
    for name in speakers:
        if not any(_words(name) <= words for words in listed):
            yield Finding(
                given.episode.place.at("transcript"),
                f"speaker “{name}” in the transcript is not listed in the episode",
                f"Add {name} to `guests` or `hosts`, spelt as in the transcript.",
            )


def _words(name: str) -> frozenset[str]:
    return frozenset(name.casefold().split())


def type_invalid(doc: Document) -> Iterator[Finding]:
    """Find transcripts of types that apps don't read, or that their names contradict."""
    for item in doc.items:
        for node in item.all("podcast:transcript"):
            type_ = node.attributes.get("type", "").lower().partition(";")[0].strip()
            end, extensions = extension(node.attributes.get("url", "")), _TYPES.get(type_, ())
            if type_ and not extensions:
                yield Finding(
                    doc.at(node), f"transcript has type {type_[:40]}", "Write `text/vtt`."
                )
            elif extensions and end in _EXTENSIONS.difference(extensions):
                yield Finding(
                    doc.at(node),
                    f"transcript has type {type_}, and its name ends in {end}",
                    "Correct one of them.",
                )


RULES = (
    Rule(
        "transcript-out-of-range",
        "the transcript may belong to another episode",
        references.PODCASTING,
        (on_episode(out_of_range),),
        Severity.WARNING,
    ),
    Rule(
        "transcript-too-short",
        "readers miss the rest",
        references.PODCASTING,
        (on_episode(too_short),),
        Severity.WARNING,
    ),
    Rule(
        "transcript-out-of-order",
        "players follow cues by their start times",
        references.PODCASTING,
        (on_episode(out_of_order),),
        Severity.WARNING,
    ),
    Rule(
        "speaker-unknown",
        "apps and pages can't show who is speaking",
        references.PODCASTING,
        (on_episode(speaker_unknown),),
        Severity.WARNING,
    ),
    Rule(
        "transcript-type",
        "apps skip transcripts of other types",
        references.PODCASTING,
        (on_document(type_invalid),),
        Severity.WARNING,
    ),
)

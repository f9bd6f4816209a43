"""JSON and HTML transcripts → cues."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING, Any

from airdate.errors import TranscriptError
from airdate.model import Cue
from airdate.text import clean, parse_clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Speech rate, for the length of words without an end: about 15 characters a second.
_CHARACTERS_A_SECOND = 15

# No part can match across "<", so that hostile text takes linear time.
_TOKEN = re.compile(
    r"<(?P<closing>/?)(?P<tag>cite|time|p)(?:\s[^<>]*)?>|<[^<>]*>|(?P<text>[^<]+|<)", re.IGNORECASE
)


def parse_json(text: str) -> tuple[Cue, ...]:
    """Return the cues of podcast transcript JSON; a missing end is the next start."""
    try:
        document: Any = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 0)
        raise TranscriptError("transcript is not valid JSON", "Export it again.", line) from error
    segments = document.get("segments")
    if not isinstance(segments, list):
        raise TranscriptError(
            "transcript has no `segments`", "Export it as podcast transcript JSON."
        )
    cues = [_segment(number, segment) for number, segment in enumerate(segments, 1)]
    return tuple(_ended(cue for cue in cues if cue.text))


def _segment(number: int, segment: Any) -> Cue:
    try:
        start = float(segment["startTime"])
        end = float(segment.get("endTime", start))
        speaker, body = segment.get("speaker"), segment["body"]
    except (TypeError, KeyError, ValueError, AttributeError, OverflowError) as error:
        raise TranscriptError(
            f"segment {number} has no startTime or body", "Export it again."
        ) from error
    if not 0 <= start <= end < float("inf"):
        raise TranscriptError(
            f"segment {number} goes from {start} to {end} seconds", "Correct its times."
        )
    return Cue(start, end, _plain(str(body)), _plain(str(speaker or "")) or None)


def parse_html(text: str) -> tuple[Cue, ...]:
    """Parse an HTML transcript: `<cite>` speaker, `<time>` start, `<p>` text.

    A paragraph without a speaker or time of its own has those before it.
    """
    speaker: str | None = None
    start: float | None = None
    cues = []
    for tag, words, line in _pieces(clean(text)):
        if tag == "cite":
            speaker = words.removesuffix(":").rstrip() or None
        elif tag == "time":
            start = _start(words, line)
        elif start is None:
            raise TranscriptError(
                "first paragraph has no time", "Write `<time>0:00</time>` above it.", line
            )
        else:
            cues.append(Cue(start, start, words, speaker))
    return tuple(_ended(cues))


def _pieces(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield what is in `<cite>`, `<time>` and `<p>`: the tag, plain text, and its line."""
    tag, pieces, line = "", [""], 1
    for token in _TOKEN.finditer(text + "<p>"):
        if token["tag"]:
            words = _plain(unescape("".join(pieces)))
            if tag and (words or tag != "p"):
                yield tag, words, line
            tag, pieces = "" if token["closing"] else token["tag"].lower(), []
        elif tag and token["text"]:
            pieces.append(token["text"])
        line += token[0].count("\n")


def _start(written: str, line: int) -> float:
    try:
        return round(parse_clock(written), 3)
    except ValueError as error:
        raise TranscriptError(
            f"“{written[:60]}” is not a time", "Write it as `1:02:03`.", line
        ) from error


def _ended(cues: Iterable[Cue]) -> Iterator[Cue]:
    """Yield the cues by start; one without an end lasts to the next, the last by speech rate."""
    ordered = sorted(cues, key=lambda cue: cue.start)
    for cue, after in zip(ordered, (*ordered[1:], None), strict=False):
        if cue.end > cue.start:
            yield cue
        elif after and after.start > cue.start:
            yield replace(cue, end=after.start)
        else:
            yield replace(cue, end=cue.start + max(1.0, len(cue.text) / _CHARACTERS_A_SECOND))


def _plain(text: str) -> str:
    return " ".join(clean(text).split())

"""VTT and SRT → cues: blocks of lines separated by blank lines, each with its times."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from itertools import groupby
from typing import TYPE_CHECKING

from airdate.errors import TranscriptError
from airdate.model import Cue
from airdate.text import WORD_JOINER, clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Line = tuple[int, str]
    Words = Callable[[str], Iterable[tuple[str | None, str]]]

_TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,6}))?"
_TIMING = re.compile(rf"\s*{_TIME}\s+-->\s+{_TIME}(?:\s.*)?")
_LIKE_A_TIMING = re.compile(r"\s*[\d:.,]+\s*[-–—]+>")
# No part of these patterns can match across "<", so that hostile text takes linear time.
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s([^<>]*)>")
_TAG = re.compile(r"<[^<>]*>")
_SRT_TAG = re.compile(r"</?(?:b|i|u|s|font)(?:\s[^<>]*)?>|\{\\[^{}]*\}", re.IGNORECASE)
# "Name: words": a name is short and has no full stop in it.
_NAMED = re.compile(r"([^\W\d_][^:.!?\n]{0,39}):\s+(?=\S)")
_NO_CUE = ("NOTE", "STYLE", "REGION")


def parse_vtt(text: str) -> tuple[Cue, ...]:
    """Parse WebVTT; speakers are in `<v Name>`, or before a colon."""
    header, *rest = _blocks(text)
    blocks = [header[1:]] if any(_TIMING.fullmatch(line) for _, line in header) else []
    blocks += [block for block in rest if not _is_note(block)]
    return _speakers_named(tuple(_cues(blocks, _vtt_words)))


def parse_srt(text: str) -> tuple[Cue, ...]:
    """Return the cues of SRT; the speaker is before a colon, and written when it changes."""
    named = _speakers_named(tuple(_cues(_blocks(text), _srt_words)))
    return tuple(_speaking_on(named))


def _blocks(text: str) -> Iterator[list[Line]]:
    """Yield runs of non-blank lines, each line with its number from 1."""
    lines = enumerate(re.split(r"\r\n|\r|\n", clean(text)), 1)
    for blank, block in groupby(lines, key=lambda line: not line[1].strip()):
        if not blank:
            yield list(block)


def _is_note(block: list[Line]) -> bool:
    words = block[0][1].split(maxsplit=1)
    return words[0] in _NO_CUE and not any(_TIMING.fullmatch(line) for _, line in block[:2])


def _cues(blocks: Iterable[list[Line]], words: Words) -> Iterator[Cue]:
    for block in blocks:
        at = _timings(block)
        # A cue ends with its block, or a line before the next one's timing where that follows
        # without a blank line: the line is the next one's number.
        ends = [index - 1 for index in at[1:]] + [len(block)]
        for index, end in zip(at, ends, strict=True):
            start, stop = _times(*block[index])
            payload = "\n".join(line for _, line in block[index + 1 : end])
            for speaker, text in words(payload):
                if text:
                    yield Cue(start, stop, text, speaker)


def _timings(block: list[Line]) -> list[int]:
    """Return the indices of a block's timings; the first or second line has to be one."""
    found = []
    for index, (number, line) in enumerate(block):
        if _TIMING.fullmatch(line):
            found.append(index)
        elif _LIKE_A_TIMING.match(line):
            raise TranscriptError(
                f"“{line.strip()[:60]}” is not a valid timing",
                "Write it as `00:01:02.000 --> 00:01:04.500`.",
                number,
            )
    if not found or found[0] > 1:
        number, line = block[0]
        raise TranscriptError(
            f"“{line.strip()[:60]}” has no timing",
            "Write a line such as `00:01:02.000 --> 00:01:04.500` above it, without a blank line.",
            number,
        )
    return found


def _times(number: int, line: str) -> tuple[float, float]:
    timing = _TIMING.fullmatch(line)
    parts = timing.groups() if timing else ()
    start, end = _seconds(parts[:4]), _seconds(parts[4:])
    if end < start:
        raise TranscriptError("cue ends before it starts", "Swap its times.", number)
    return start, end


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = (part or "0" for part in parts)
    whole = int(hours) * 3600 + int(minutes) * 60 + int(seconds)
    return (whole * 1_000_000 + int(fraction.ljust(6, "0"))) / 1_000_000


def _vtt_words(payload: str) -> Iterator[tuple[str | None, str]]:
    """Yield speakers and their words: a cue may have more than one voice."""
    pieces = _VOICE.split(payload)
    yield None, _plain(_TAG.sub("", pieces[0]))
    for name, words in zip(pieces[1::2], pieces[2::2], strict=True):
        yield _plain(name) or None, _plain(_TAG.sub("", words))


def _srt_words(payload: str) -> Iterator[tuple[str | None, str]]:
    words = _SRT_TAG.sub("", payload).replace(WORD_JOINER, "")
    yield None, " ".join(words.split())


def _plain(text: str) -> str:
    return " ".join(clean(unescape(text)).split())


def _speakers_named(cues: tuple[Cue, ...]) -> tuple[Cue, ...]:
    """Split "Name: words", if the first cue is written so and no cue has a voice.

    Otherwise a colon is only a colon.
    """
    if any(cue.speaker for cue in cues) or not cues or not _NAMED.match(cues[0].text):
        return cues
    return tuple(_named(cue) for cue in cues)


def _named(cue: Cue) -> Cue:
    if match := _NAMED.match(cue.text):
        return replace(cue, speaker=match[1].strip(), text=cue.text[match.end() :])
    return cue


def _speaking_on(cues: Iterable[Cue]) -> Iterator[Cue]:
    """Yield the cues; one without a speaker gets that of the cue before."""
    speaker: str | None = None
    for cue in cues:
        speaker = cue.speaker or speaker
        yield replace(cue, speaker=speaker)

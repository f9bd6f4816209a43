"""Cues → VTT, SRT, JSON, HTML and plain text."""

from __future__ import annotations

import json as json_
import re
from html import escape
from itertools import groupby
from textwrap import TextWrapper
from typing import TYPE_CHECKING

from airdate.model import Cue
from airdate.text import WORD_JOINER, clean, clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# What the podcast namespace recommends for closed captions.
_VTT_LINE = TextWrapper(65, break_long_words=False, break_on_hyphens=False)
_SRT_COLUMNS, _SRT_LINES = 32, 2
_SRT_LINE = TextWrapper(_SRT_COLUMNS, break_on_hyphens=False)
# SRT has no way to write a word that looks like a tag: players hide it, unless it is not quite one.
_SRT_TAG = re.compile(r"<(?=/?(?:b|i|u|s|font)\b)|\{(?=\\)", re.IGNORECASE)


def vtt(cues: Iterable[Cue]) -> bytes:
    """Return WebVTT with speakers in `<v>`, as Apple reads them, in lines of 65 characters."""
    return "\n".join(["WEBVTT\n", *(_vtt_cue(cue) for cue in _written(cues))]).encode()


def srt(cues: Iterable[Cue]) -> bytes:
    """Return SRT, cards of two lines of 32 characters; a name where the speaker changes."""
    cards = [card for cue in _introduced(_written(cues)) for card in _cards(cue)]
    return "\n".join(_srt_card(number, card) for number, card in enumerate(cards, 1)).encode()


def json(cues: Iterable[Cue]) -> bytes:
    """Return podcast transcript JSON 1.0; times in seconds."""
    document = {"version": "1.0.0", "segments": [_segment(cue) for cue in _written(cues)]}
    return (json_.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def html(cues: Iterable[Cue]) -> bytes:
    """Return an HTML transcript: who speaks, since when, and what."""
    return "".join(_paragraph(cue) for cue in _written(cues)).encode()


def plain(cues: Iterable[Cue]) -> bytes:
    """Return plain text: a paragraph for each turn, beginning with who speaks."""
    turns = groupby(_written(cues), key=lambda cue: cue.speaker)
    texts = [(name, " ".join(cue.text for cue in turn)) for name, turn in turns]
    return "\n".join(f"{name}: {text}\n" if name else f"{text}\n" for name, text in texts).encode()


def _written(cues: Iterable[Cue]) -> Iterator[Cue]:
    """Yield the cues that have words, without what no format can say."""
    for cue in cues:
        text, speaker = _plain(cue.text), _plain(cue.speaker or "")
        start = round(cue.start, 3)
        if text:
            yield Cue(start, max(round(cue.end, 3), round(start + 0.001, 3)), text, speaker or None)


def _vtt_cue(cue: Cue) -> str:
    voice = f"<v {_escape(cue.speaker)}>" if cue.speaker else ""
    lines = "\n".join(_escape(line) for line in _VTT_LINE.wrap(cue.text))
    return f"{_clock(cue.start)} --> {_clock(cue.end)}\n{voice}{lines}\n"


def _introduced(cues: Iterable[Cue]) -> Iterator[Cue]:
    """Yield the cues, beginning with a name where the speaker is another than before."""
    before: str | None = None
    for cue in cues:
        changed = cue.speaker and cue.speaker != before
        before = cue.speaker
        yield Cue(cue.start, cue.end, f"{cue.speaker}: {cue.text}") if changed else cue


def _cards(cue: Cue) -> Iterator[Cue]:
    """Yield a cue in cards, each for as long as its share of the letters."""
    lines = _SRT_LINE.wrap(_SRT_TAG.sub(rf"\g<0>{WORD_JOINER}", cue.text))
    cards = ["\n".join(lines[at : at + _SRT_LINES]) for at in range(0, len(lines), _SRT_LINES)]
    letters, done = sum(map(len, cards)), 0
    for card in cards:
        start, done = done, done + len(card)
        lasts = cue.end - cue.start
        yield Cue(cue.start + lasts * start / letters, cue.start + lasts * done / letters, card)


def _srt_card(number: int, card: Cue) -> str:
    start, end = (_clock(at).replace(".", ",") for at in (card.start, card.end))
    return f"{number}\n{start} --> {end}\n{card.text}\n"


def _segment(cue: Cue) -> dict[str, str | float]:
    who = {"speaker": cue.speaker} if cue.speaker else {}
    return {**who, "startTime": cue.start, "endTime": cue.end, "body": cue.text}


def _paragraph(cue: Cue) -> str:
    cite = f"<cite>{escape(cue.speaker)}:</cite>\n" if cue.speaker else ""
    return f"{cite}<time>{clock(cue.start)}</time>\n<p>{escape(cue.text)}</p>\n"


def _plain(text: str) -> str:
    return " ".join(clean(text).split())


def _clock(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

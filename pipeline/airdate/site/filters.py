"""Filters of templates: times, people, turns of a transcript, plain text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from airdate.model import Cue, Person

# What Markdown could take for markup.
_MARKDOWN = re.compile(r"[\\`*_\[\]<>#]")
PAUSE_SECONDS = 4.0  # a silence after which the same speaker begins a new paragraph
TURN_CHARACTERS = 600


@dataclass(frozen=True, slots=True)
class Turn:
    """The words of one speaker until another speaks; `start` in seconds."""

    start: float
    speaker: str | None
    text: str


def turns(cues: Iterable[Cue]) -> Iterator[Turn]:
    """Yield the turns of a transcript: cues of one speaker that follow each other."""
    turn: list[Cue] = []
    characters = 0
    for cue in cues:
        if turn and _begins_turn(turn, cue, characters):
            yield _turn(turn)
            turn, characters = [], 0
        turn.append(cue)
        characters += len(cue.text)
    if turn:
        yield _turn(turn)


def _begins_turn(turn: list[Cue], cue: Cue, characters: int) -> bool:
    paused = cue.start - turn[-1].end > PAUSE_SECONDS
    return cue.speaker != turn[0].speaker or paused or characters > TURN_CHARACTERS


def _turn(turn: list[Cue]) -> Turn:
    return Turn(turn[0].start, turn[0].speaker, " ".join(each.text for each in turn))


def plain_seconds(seconds: float) -> str:
    """Return seconds as media fragments have them: whole, or with at most three decimals."""
    return f"{seconds:.3f}".rstrip("0").rstrip(".")


def media_links(html: str, media_url: str) -> str:
    """Return an article's HTML with links to a moment leading into the recording itself.

    So they play without a script too. `media_url` is the recording's, up to the time of its
    fragment; empty where there is none.
    """
    return html.replace('href="#t=', f'href="{media_url}') if media_url else html


def role(person: Person, strings: Mapping[str, str]) -> str:
    """Return what somebody does in an episode; hosts and guests in the page's language."""
    name = person.role.lower()
    return strings[name] if name in {"host", "guest"} else person.role


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of plain text, parted by blank lines."""
    return [" ".join(each.split()) for each in text.split("\n\n") if each.strip()]


def first_line(text: str) -> str:
    """Return the first paragraph."""
    return next(iter(paragraphs(text)), "")


def one_line(text: str) -> str:
    """Return the text in one line."""
    return " ".join(text.split())


def as_markdown(text: str) -> str:
    """Return the text in one line, which Markdown takes for nothing but text."""
    return _MARKDOWN.sub(r"\\\g<0>", one_line(text))

"""How templates say things: times, persons, turns of a transcript."""

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
    """What one speaker says until another does; `start` in seconds."""

    start: float
    speaker: str | None
    text: str


def turns(cues: Iterable[Cue]) -> Iterator[Turn]:
    """Yield the turns of a transcript: cues of one speaker that follow each other."""
    said: list[Cue] = []
    for cue in cues:
        if said and _begins_turn(said, cue):
            yield _turn(said)
            said = []
        said.append(cue)
    if said:
        yield _turn(said)


def _begins_turn(said: list[Cue], cue: Cue) -> bool:
    length = sum(len(each.text) for each in said)
    paused = cue.start - said[-1].end > PAUSE_SECONDS
    return cue.speaker != said[0].speaker or paused or length > TURN_CHARACTERS


def _turn(said: list[Cue]) -> Turn:
    return Turn(said[0].start, said[0].speaker, " ".join(each.text for each in said))


def plain_seconds(seconds: float) -> str:
    """Return seconds as media fragments have them: whole, or with at most three decimals."""
    return f"{seconds:.3f}".rstrip("0").rstrip(".")


def heard_from(html: str, moment: str) -> str:
    """Return an article's HTML, its links to a moment leading into the recording itself.

    So they play without a script too; `moment` is the recording's address up to the time.
    """
    return html.replace('href="#t=', f'href="{moment}') if moment else html


def role(person: Person, say: Mapping[str, str]) -> str:
    """Return what somebody does in an episode; hosts and guests are said in the page's language."""
    said = person.role.lower()
    return say[said] if said in {"host", "guest"} else person.role


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

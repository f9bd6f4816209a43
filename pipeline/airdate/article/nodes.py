"""Parts of an article, and the words around them."""

from __future__ import annotations

from dataclasses import dataclass

BOXES = ("tip", "advocate", "sources")
DIRECTIVES = ("interview", "quote", *BOXES)
# Words around the author's, by key; a page may have them in another language.
ENGLISH = {
    "tip": "Tip",
    "advocate": "Where to find help",
    "sources": "Sources",
    "listen": "Listen to the interview",
    "listen_at": "Listen, {0}",
    "corrections": "Corrections",
    "corrected_at": "at {0}",
}


@dataclass(frozen=True, slots=True)
class Prose:
    """Running text, as clean HTML."""

    html: str


@dataclass(frozen=True, slots=True)
class Box:
    """A box beside the text: its kind is one of BOXES."""

    kind: str
    title: str
    html: str


@dataclass(frozen=True, slots=True)
class Player:
    """The place of the player."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch of the interview to be quoted, in seconds; `line` counts as a slip's."""

    start: float
    end: float
    line: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """What one speaker says before another does; who it is may not be known."""

    speaker: str | None
    text: str


@dataclass(frozen=True, slots=True)
class ResolvedQuote:
    """A stretch of the published file, in seconds, with the words that are spoken in it."""

    start: float
    end: float
    sentences: tuple[Sentence, ...]


Part = Prose | Box | Player | Quote | ResolvedQuote


@dataclass(frozen=True, slots=True)
class DirectiveError:
    """A directive that can't be followed; `line` counts from 1 within the article.

    It is `grave` where readers would miss what the author put there.
    """

    line: int
    what: str
    hint: str
    grave: bool = False


@dataclass(frozen=True, slots=True)
class Article:
    """An article's parts, and what is wrong with its directives."""

    parts: tuple[Part, ...]
    slips: tuple[DirectiveError, ...]

    @property
    def places_player(self) -> bool:
        """Whether the author placed the player; else it is above the article."""
        return any(isinstance(part, Player) for part in self.parts)


def plain_seconds(seconds: float) -> str:
    """Return a time as media fragments have it, to the millisecond."""
    return f"{seconds:.3f}".rstrip("0").rstrip(".")


def fragment(part: Quote | ResolvedQuote) -> str:
    """Return the stretch as a media fragment has it: https://www.w3.org/TR/media-frags/."""
    return f"{plain_seconds(part.start)},{plain_seconds(part.end)}"

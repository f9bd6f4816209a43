"""The words of a quote: the sentences of the transcript that lie in it."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from airdate.article.nodes import ResolvedQuote, Sentence
from airdate.text import sentence_ends

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from airdate.model import Cue


def words_of(start: float, end: float, cues: Sequence[Cue]) -> ResolvedQuote:
    """Return the words of sentences that lie in the stretch by half, or of the one around it."""
    middle = (start + end) / 2
    near = (cue for cue in cues if cue.start <= end and start <= cue.end)
    pieces = [piece for cue in near for piece in _sentences(cue)]
    within = [each for each in pieces if start <= (each.start + each.end) / 2 <= end]
    around = [each for each in pieces if each.start <= middle <= each.end]
    turns = groupby(within or around, key=lambda each: each.speaker)
    sentences = (Sentence(speaker, " ".join(each.text for each in turn)) for speaker, turn in turns)
    return ResolvedQuote(start, end, tuple(sentences))


def _sentences(cue: Cue) -> Iterator[Cue]:
    """Yield a cue's sentences: each lasts as long as its share of the letters."""
    pace = (cue.end - cue.start) / max(len(cue.text), 1)
    for begin, end in pairwise(sorted({0, *sentence_ends(cue.text), len(cue.text)})):
        if text := cue.text[begin:end].strip():
            yield replace(
                cue, start=cue.start + begin * pace, end=cue.start + end * pace, text=text
            )

"""Words → sentences: some transcribers write a cue for each word, which is unreadable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airdate.model import Cue

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WORDS_PER_CUE = 1.5  # a file with at most so many on average is one of single words
_LONGEST = 120  # characters: two lines of captions
_PAUSE = 1.5  # seconds
_ENDS = (".", "?", "!", "…", "。", "？", "！")


def merged(cues: Sequence[Cue]) -> tuple[Cue, ...]:
    """Merge cues up to the end of a sentence, a change of speaker, a pause, or two lines.

    Cues of more than single words are returned unchanged.
    """
    if sum(len(cue.text.split()) for cue in cues) > len(cues) * _WORDS_PER_CUE:
        return tuple(cues)
    return tuple(_sentences(cues))


def _sentences(cues: Sequence[Cue]) -> Iterator[Cue]:
    sentence: Cue | None = None
    for cue in cues:
        if sentence is None:
            sentence = cue
        elif _continues(sentence, cue):
            sentence = Cue(
                sentence.start,
                max(sentence.end, cue.end),
                f"{sentence.text} {cue.text}",
                sentence.speaker,
            )
        else:
            yield sentence
            sentence = cue
    if sentence:
        yield sentence


def _continues(sentence: Cue, cue: Cue) -> bool:
    return (
        cue.speaker == sentence.speaker
        and not sentence.text.endswith(_ENDS)
        and cue.start - sentence.end < _PAUSE
        and len(sentence.text) + 1 + len(cue.text) <= _LONGEST
    )

"""Words → sentences: some transcribers time each word, which nobody can read one at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airdate.model import Cue

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WORDS_A_CUE = 1.5  # on average: at most so many, and it is a file of words
_LONGEST = 120  # characters: two lines of captions
_PAUSE = 1.5  # seconds
_ENDS = (".", "?", "!", "…", "。", "？", "！")


def joined(cues: Sequence[Cue]) -> tuple[Cue, ...]:
    """Return cues that end with a sentence, a speaker, a pause, or after two lines.

    Those of a file that has more than single words are returned as they are.
    """
    if sum(len(cue.text.split()) for cue in cues) > len(cues) * _WORDS_A_CUE:
        return tuple(cues)
    return tuple(_sentences(cues))


def _sentences(cues: Sequence[Cue]) -> Iterator[Cue]:
    said: Cue | None = None
    for cue in cues:
        if said is None:
            said = cue
        elif _goes_on(said, cue):
            said = Cue(said.start, max(said.end, cue.end), f"{said.text} {cue.text}", said.speaker)
        else:
            yield said
            said = cue
    if said:
        yield said


def _goes_on(said: Cue, cue: Cue) -> bool:
    return (
        cue.speaker == said.speaker
        and not said.text.endswith(_ENDS)
        and cue.start - said.end < _PAUSE
        and len(said.text) + 1 + len(cue.text) <= _LONGEST
    )

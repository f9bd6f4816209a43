"""What feeds of every format share: their words, cleaned and cut."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from airdate.text import clean, cut

if TYPE_CHECKING:
    from collections.abc import Sequence

    from airdate.model import Chapter

# https://podcasters.apple.com/support/823-podcast-requirements, read 2026-11
DESCRIPTION_BYTES = 4000
# Apple makes chapters of at least so many times, the first of which is 0:
# https://podcasters.apple.com/support/5482-using-chapters-on-apple-podcasts
_FEWEST_CHAPTERS = 3


@dataclass(frozen=True, slots=True)
class ItemText:
    """The words of an item: `text` is plain, `html` is sanitised, its links absolute."""

    text: str
    html: str


def tidy(text: str | None) -> str:
    """Return the text without what XML forbids, and without space around it, as PSP-1 asks."""
    if not text:
        return ""
    # What can be printed has nothing that XML forbids; most of what is written can.
    return text.strip() if text.isprintable() else _cleaned(text)


@lru_cache(maxsize=16)  # an article's HTML is in the items of each format, and of each feed
def _cleaned(text: str) -> str:
    return clean(text).strip()


def description(text: str, chapters: Sequence[Chapter] = (), *, title: str = "") -> str:
    """Return plain text of at most 4000 bytes, and below it, within them, when chapters start.

    Chapters are left out where they are too few, or leave no room for words; what is before the
    first has the episode's `title`.
    """
    times = _times(chapters, title)
    room = DESCRIPTION_BYTES - len(times.encode())
    if room < DESCRIPTION_BYTES // 2:
        times, room = "", DESCRIPTION_BYTES
    return (cut(tidy(text), room) + times).strip()


def _times(chapters: Sequence[Chapter], title: str) -> str:
    """Return a line for each chapter, below two line ends."""
    lines = [f"{_clock(chapter.start)} {tidy(chapter.title)}" for chapter in chapters]
    if chapters and chapters[0].start > 0:
        lines.insert(0, f"{_clock(0)} {tidy(title)}")
    return "\n\n" + "\n".join(lines) if len(lines) >= _FEWEST_CHAPTERS else ""


def _clock(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"

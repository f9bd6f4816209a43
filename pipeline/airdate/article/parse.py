"""An article: Markdown and `:::` directives → parts of clean HTML. Pure.

    ::: interview            the player stands here
    ::: quote 12:31-12:58    the words of that stretch, from the transcript
    ::: tip [Title]          a box; likewise advocate and sources
    …
    :::

The whole text is rendered once, so that footnotes and references work across boxes; then it is
cut where the directives stood, and every part is sanitised by itself: no part can leave a tag
open for the next. Whatever HTML an author writes, only what is listed here is left of it.
"""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING

import pyromark

from airdate.article.directives import span_of, with_marks
from airdate.article.figures import illustrated
from airdate.article.nodes import (
    BOXES,
    ENGLISH,
    Article,
    Box,
    Part,
    Player,
    Prose,
    Quote,
    plain_seconds,
)
from airdate.article.quotes import words_of
from airdate.article.sanitize import cleaned
from airdate.text import clean, parse_clock

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from airdate.article.directives import Marker
    from airdate.article.nodes import DirectiveError
    from airdate.model import Cue, Release

_OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_SMART_PUNCTUATION
)
# A link to a moment or a stretch, as nh3 writes it.
_MOMENT = re.compile(r'href="#t=([\d:.]+)(?:[,-]([\d:.]+))?"')
# The page's own title is its only first heading.
_H1 = re.compile(r"<(/?)h1(?=[\s>])", re.IGNORECASE)


def parse(markdown: str, strings: Mapping[str, str] = ENGLISH) -> Article:
    """Return the article. Text that Markdown can't make sense of stays text; nothing raises.

    `strings` has the titles of boxes that have none of their own, by kind.
    """
    return _parse(markdown, tuple(strings[kind] for kind in BOXES))


@lru_cache(maxsize=8)  # an episode's page and its items are rendered one after the other
def _parse(markdown: str, titles: tuple[str, ...]) -> Article:
    strings = dict(zip(BOXES, titles, strict=True))
    text = clean(markdown)
    # No author can write this by accident, and writing it on purpose makes another one.
    mark = f"cut{hashlib.sha256(text.encode()).hexdigest()[:24]}"
    marked, cuts, slips = with_marks(text, mark)
    rendered = _H1.sub(r"<\1h2", pyromark.html(marked, options=_OPTIONS))
    first, *pieces = rendered.split(f"<p>{mark}-")
    opened: list[Part] = [Prose(first)]
    for piece in pieces:
        number, _, rest = piece.partition("</p>")
        opened += _opened(cuts[int(number)], rest, strings)
    ids: set[str] = set()
    return Article(tuple(part for each in opened if (part := cleaned(each, ids))), slips)


def slips(markdown: str) -> tuple[DirectiveError, ...]:
    """Return what can't be followed in an article, without rendering it."""
    return with_marks(clean(markdown), "")[2]


def _opened(cut: Marker, piece: str, strings: Mapping[str, str]) -> tuple[Part, ...]:
    """Return what begins at a directive, with the HTML up to the next one."""
    if cut.kind == "interview":
        return Player(), Prose(piece)
    if cut.kind == "quote":
        span = span_of(cut.title)
        return (*((Quote(*span, cut.line),) if span else ()), Prose(piece))
    return (Box(cut.kind, cut.title or strings[cut.kind], piece) if cut.kind else Prose(piece),)


def of(release: Release, strings: Mapping[str, str] = ENGLISH, root: str = "") -> Article:
    """Return a release's article with the words of its quotes; images' keys come after `root`."""
    cues = release.transcript.cues if release.transcript else ()
    timeline = release.media[0].timeline if release.media else None
    parsed = parse(release.episode.article, strings)
    if release.figures:
        parsed = illustrated(parsed, release.figures, root)
    return quoted(parsed, cues, timeline.published if timeline else float)


def quoted(
    article: Article, cues: Sequence[Cue], published_time: Callable[[float], float] = float
) -> Article:
    """Return the article with the words of its quotes; links are to times of the published file.

    `published_time` maps a time of the recording to one of that file, which `cues` are of. A
    stretch in which nobody speaks has no words.
    """
    return replace(
        article, parts=tuple(_resolved(part, cues, published_time) for part in article.parts)
    )


def _resolved(part: Part, cues: Sequence[Cue], published_time: Callable[[float], float]) -> Part:
    match part:
        case Quote():
            return words_of(published_time(part.start), published_time(part.end), cues)
        case Prose() | Box():
            if 'href="#t=' not in part.html:
                return part
            return replace(part, html=_MOMENT.sub(partial(_moved, published_time), part.html))
        case _:
            return part


def _moved(published_time: Callable[[float], float], link: re.Match[str]) -> str:
    """Return a link to a moment, in seconds of the published file; what is no time stays."""
    with suppress(ValueError):
        times = [plain_seconds(published_time(parse_clock(time))) for time in link.groups() if time]
        return f'href="#t={",".join(times)}"'
    return link[0]

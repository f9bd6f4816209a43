"""An article: Markdown and `:::` directives → parts of clean HTML. Pure.

    ::: interview            the player stands here
    ::: quote 12:31-12:58    what is said there, from the transcript
    ::: tip [Title]          a box; likewise advocate and sources
    …
    :::

The whole text is rendered once, so that footnotes and references work across boxes; then it is
cut where the directives stood, and every part is sanitised by itself: no part can leave a tag
open for the next. Whatever HTML an author writes, only what is listed here is left of it.
"""

from __future__ import annotations

import hashlib
import html
import re
from contextlib import suppress
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import partial
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin

import nh3
import pyromark

from pipeline.text import clean, parse_clock, sentence_ends, short_clock, slugify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from pipeline.model import Correction, Cue, Release

BOXES = ("tip", "advocate", "sources")
DIRECTIVES = ("interview", "quote", *BOXES)
# What is said around the author's words; a page may say it in another language.
ENGLISH = {
    "tip": "Tip",
    "advocate": "Where to find help",
    "sources": "Sources",
    "listen": "Listen to the interview",
    "hear_it": "Hear it, {0}",
    "corrections": "Corrections",
    "corrected_at": "at {0}",
}

_OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_SMART_PUNCTUATION
)
_TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "div", "blockquote", "pre", "figure"),
    *("strong", "em", "b", "i", "u", "s", "del", "ins", "sub", "sup", "mark", "small", "code"),
    *("kbd", "samp", "abbr", "q", "cite", "time", "a", "img", "figcaption"),
    *("ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {
    "*": {"id", "lang", "dir"},
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start"},
    "abbr": {"title"},
    "time": {"datetime"},
    "div": {"class"},
    "sup": {"class"},
}
_CLASSES = {"footnote-definition", "footnote-definition-label", "footnote-reference"}
_GONE_WITH_CONTENT = {"script", "style", "iframe", "object", "svg", "math", "template", "noscript"}
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_DIRECTIVE = re.compile(r" {0,3}:::\s*([A-Za-z]\S*)?\s*(.*?)\s*")
_SPAN = re.compile(r"([\d:.]+)\s*[-–—]\s*([\d:.]+)")
# What Markdown could take for markup in words that are not the author's.
_SIGN = re.compile(r"[\\`*_\[\]<>#]")
# A link to a moment or a stretch, as nh3 writes it.
_MOMENT = re.compile(r'href="#t=([\d:.]+)(?:[,-]([\d:.]+))?"')
_HEADING = re.compile(r"<(h[2-6])>(.*?)</\1>", re.DOTALL)
# The page's own title is its only first heading.
_H1 = re.compile(r"<(/?)h1(?=[\s>])", re.IGNORECASE)
_OPEN = ("the box has no end", "close it with a line of three colons")
_AGAIN = ("the interview stands further up already", "delete one of the two lines")
_TAG = re.compile(r"<[^>]*>")
_BLOCK_END = re.compile(r"</(?:p|h[2-6]|li|tr|blockquote|pre|dt|dd|div|figcaption)>|<br>|<hr>")


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
    """The place where the interview is heard."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch of the interview to be quoted, in seconds; `line` counts as a slip's."""

    start: float
    end: float
    line: int


@dataclass(frozen=True, slots=True)
class Said:
    """What one speaker says before another does; who it is may not be known."""

    speaker: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """A stretch of the published file, in seconds, with the words that are said in it."""

    start: float
    end: float
    said: tuple[Said, ...]


Part = Prose | Box | Player | Quote | Quoted


@dataclass(frozen=True, slots=True)
class Slip:
    """A directive that can't be followed; `line` counts from 1 within the article.

    It is `grave` where readers would miss what the author put there.
    """

    line: int
    what: str
    mend: str
    grave: bool = False


@dataclass(frozen=True, slots=True)
class Article:
    """An article's parts, and what is wrong with its directives."""

    parts: tuple[Part, ...]
    slips: tuple[Slip, ...]

    @property
    def places_player(self) -> bool:
        """Whether the author said where the interview stands; else it is above the article."""
        return any(isinstance(part, Player) for part in self.parts)


def parse(markdown: str, say: Mapping[str, str] = ENGLISH) -> Article:
    """Return the article. Text that Markdown can't make sense of stays text; nothing raises.

    `say` has the titles of boxes that have none of their own, by kind.
    """
    text = clean(markdown)
    # No author can write this by accident, and writing it on purpose makes another one.
    mark = f"cut{hashlib.sha256(text.encode()).hexdigest()[:24]}"
    marked, cuts, slips = _mark(text, mark)
    rendered = _H1.sub(r"<\1h2", pyromark.html(marked, options=_OPTIONS))
    pieces = re.split(rf"<p>{mark}-(\d+)</p>", rendered)
    opened: list[Part] = [Prose(pieces[0])]
    for number, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        opened += _opened(cuts[int(number)], piece, say)
    ids: set[str] = set()
    return Article(tuple(part for each in opened if (part := _cleaned(each, ids))), slips)


def _opened(cut: _Cut, piece: str, say: Mapping[str, str]) -> tuple[Part, ...]:
    """Return what begins at a directive, with the HTML up to the next one."""
    if cut.kind == "interview":
        return Player(), Prose(piece)
    if cut.kind == "quote":
        span = _span(cut.title)
        return (*((Quote(*span, cut.line),) if span else ()), Prose(piece))
    return (Box(cut.kind, cut.title or say[cut.kind], piece) if cut.kind else Prose(piece),)


def of(release: Release, say: Mapping[str, str] = ENGLISH) -> Article:
    """Return a release's article, with the words of its quotes."""
    cues = release.transcript.cues if release.transcript else ()
    timeline = release.media[0].timeline if release.media else None
    return quoted(
        parse(release.episode.article, say), cues, timeline.published if timeline else float
    )


def quoted(
    article: Article, cues: Sequence[Cue], heard: Callable[[float], float] = float
) -> Article:
    """Return the article with the words of its quotes, and with links to what is heard when.

    `cues` and what `heard` makes of the recording's time are on the published file's. A stretch
    in which nobody says anything has no words.
    """
    return replace(article, parts=tuple(_heard(part, cues, heard) for part in article.parts))


def _heard(part: Part, cues: Sequence[Cue], heard: Callable[[float], float]) -> Part:
    match part:
        case Quote():
            return _quoted(heard(part.start), heard(part.end), cues)
        case Prose() | Box():
            return replace(part, html=_MOMENT.sub(partial(_moved, heard), part.html))
        case _:
            return part


def _moved(heard: Callable[[float], float], link: re.Match[str]) -> str:
    """Return a link to a moment, in seconds of the published file; what is no time stays."""
    with suppress(ValueError):
        times = [_plain_seconds(heard(parse_clock(said))) for said in link.groups() if said]
        return f'href="#t={",".join(times)}"'
    return link[0]


def plain(article: Article) -> str:
    """Return the article's running text, without markup and boxes, a line a paragraph."""
    prose = "".join(part.html for part in article.parts if isinstance(part, Prose))
    text = html.unescape(_TAG.sub("", _BLOCK_END.sub("\n", prose)))
    return "\n".join(line for each in text.splitlines() if (line := " ".join(each.split())))


def feed_html(
    article: Article,
    page_url: str,
    base: str,
    corrections: Sequence[Correction] = (),
    say: Mapping[str, str] = ENGLISH,
) -> str:
    """Return HTML for apps: links absolute, the player's place said in words.

    Corrections come last; their times are those of the published file.
    """
    whole = "".join(_in_feed(part, page_url, say) for part in article.parts)
    whole += _corrections_in_feed(corrections, page_url, say)
    return nh3.clean(
        whole,
        tags=_TAGS - {"div"},
        attributes={"a": {"href", "title"}, "img": {"src", "alt"}, "ol": {"start"}},
        link_rel=None,
        url_relative=lambda url: page_url + url if url.startswith("#") else urljoin(base, url),
    )


def _in_feed(part: Part, page_url: str, say: Mapping[str, str]) -> str:
    match part:
        case Player():
            return f"<p>{_link(page_url, say['listen'])}</p>"
        case Quote() | Quoted():
            said = "".join(f"<p>{_attributed(each)}</p>" for each in _said(part))
            return f"<blockquote>{said}<p>{_hear(part, page_url, say)}</p></blockquote>"
        case Box():
            return f"<h3>{html.escape(part.title)}</h3>{part.html}"
        case Prose():
            return part.html


def _corrections_in_feed(
    corrections: Sequence[Correction], page_url: str, say: Mapping[str, str]
) -> str:
    if not corrections:
        return ""
    items = "".join(f"<li>{_corrected(each, page_url, say)}</li>" for each in corrections)
    return f"<h3>{html.escape(say['corrections'])}</h3><ul>{items}</ul>"


def _corrected(correction: Correction, page_url: str, say: Mapping[str, str]) -> str:
    said = html.escape(f"{correction.date.date()}: {correction.text}")
    if correction.at is None:
        return said
    at = say["corrected_at"].format(short_clock(correction.at))
    return f"{said} ({_link(f'{page_url}#t={_plain_seconds(correction.at)}', at)})"


def corrections_in_words(
    corrections: Iterable[Correction], say: Mapping[str, str] = ENGLISH
) -> str:
    """Return corrections as plain text, a line each; nothing where there are none."""
    lines = []
    for each in corrections:
        at = "" if each.at is None else f", {say['corrected_at'].format(short_clock(each.at))}"
        lines.append(f"{each.date.date()}{at}: {each.text}")
    return "\n".join([f"{say['corrections']}:", *lines]) if lines else ""


def _said(part: Quote | Quoted) -> tuple[Said, ...]:
    return part.said if isinstance(part, Quoted) else ()


def _attributed(said: Said) -> str:
    who = f"<b>{html.escape(said.speaker)}:</b> " if said.speaker else ""
    return who + html.escape(said.text)


def _hear(part: Quote | Quoted, page_url: str, say: Mapping[str, str]) -> str:
    return _link(f"{page_url}#t={fragment(part)}", say["hear_it"].format(short_clock(part.start)))


def _link(url: str, words: str) -> str:
    return f'<a href="{html.escape(url)}">{html.escape(words)}</a>'


def fragment(part: Quote | Quoted) -> str:
    """Return the stretch as a media fragment has it: https://www.w3.org/TR/media-frags/."""
    return f"{_plain_seconds(part.start)},{_plain_seconds(part.end)}"


def _plain_seconds(seconds: float) -> str:
    return f"{seconds:.3f}".rstrip("0").rstrip(".")


def twin(
    markdown: str, quotes: Iterable[Quoted], page_url: str, say: Mapping[str, str] = ENGLISH
) -> str:
    """Return Markdown for other readers: what directives do is said in plain Markdown.

    `quotes` are those of the article, in its order.
    """
    waiting = iter(quotes)
    lines = [
        line if kind is None else _in_markdown(kind, title, waiting, page_url, say)
        for line, kind, title in _lines(clean(markdown))
    ]
    return "\n".join(lines).strip() + "\n"


def _in_markdown(
    kind: str, title: str, quotes: Iterator[Quoted], page_url: str, say: Mapping[str, str]
) -> str:
    if kind == "interview":
        return f"[{say['listen']}]({page_url})"
    if kind == "quote" and _span(title) and (quote := next(quotes, None)):
        hear = say["hear_it"].format(short_clock(quote.start))
        said = [f"> {_plainly(each)}" for each in quote.said]
        return "\n>\n".join([*said, f"> [{hear}]({page_url}#t={fragment(quote)})"]) + "\n"
    return f"**{title or say[kind]}**\n" if kind in BOXES else ""


def _plainly(said: Said) -> str:
    """Return words that Markdown takes for nothing else."""
    words = f"{said.speaker}: {said.text}" if said.speaker else said.text
    return _SIGN.sub(r"\\\g<0>", words)


# ── Quotes ──────────────────────────────────────────────────────────────────────────────────


def _quoted(start: float, end: float, cues: Sequence[Cue]) -> Quoted:
    """Return the words of sentences that lie in the stretch by half, or of the one around it."""
    middle = (start + end) / 2
    near = (cue for cue in cues if cue.start <= end and start <= cue.end)
    pieces = [piece for cue in near for piece in _sentences(cue)]
    within = [each for each in pieces if start <= (each.start + each.end) / 2 <= end]
    around = [each for each in pieces if each.start <= middle <= each.end]
    turns = groupby(within or around, key=lambda each: each.speaker)
    said = (Said(speaker, " ".join(each.text for each in turn)) for speaker, turn in turns)
    return Quoted(start, end, tuple(said))


def _sentences(cue: Cue) -> Iterator[Cue]:
    """Yield a cue's sentences: each lasts as long as its share of the letters."""
    pace = (cue.end - cue.start) / max(len(cue.text), 1)
    for begin, end in pairwise(sorted({0, *sentence_ends(cue.text), len(cue.text)})):
        if text := cue.text[begin:end].strip():
            yield replace(
                cue, start=cue.start + begin * pace, end=cue.start + end * pace, text=text
            )


# ── Directives ──────────────────────────────────────────────────────────────────────────────


class _Cut(NamedTuple):
    """Where a directive stands; the kind of a box's end is empty."""

    kind: str
    title: str
    line: int


def _mark(text: str, mark: str) -> tuple[str, tuple[_Cut, ...], tuple[Slip, ...]]:
    """Return the text with a mark for each directive, the directives, and slips.

    Directives in code stay as they are.
    """
    lines: list[str] = []
    cuts: list[_Cut] = []
    slips: list[Slip] = []
    opened = 0
    for number, (line, kind, title) in enumerate(_lines(text), 1):
        if kind is None:
            lines.append(line)
            continue
        again = kind == "interview" and any(cut.kind == kind for cut in cuts)
        slip = Slip(number, *_AGAIN) if again else _slip(number, kind, title, opened)
        if slip:
            slips.append(slip)
            if again or kind not in DIRECTIVES:
                continue
        opened = number if kind in BOXES else 0
        lines += ["", f"{mark}-{len(cuts)}", ""]
        cuts.append(_Cut(kind, title, number))
    if opened:
        slips.append(Slip(opened, *_OPEN))
    return "\n".join(lines), tuple(cuts), tuple(slips)


def _lines(text: str) -> Iterator[tuple[str, str | None, str]]:
    """Yield each line; with it, where it is a directive outside of code, its kind and title."""
    fence = ""
    for line in text.split("\n"):
        fence = _fence(fence, line)
        directive = None if fence else _DIRECTIVE.fullmatch(line)
        yield (line, (directive[1] or "").lower(), directive[2]) if directive else (line, None, "")


def _fence(fence: str, line: str) -> str:
    """Return the fence of the code block that the line is in, if it is in one."""
    found = _FENCE.match(line)
    if not found:
        return fence
    if not fence:
        return found[1]
    closes = found[1].startswith(fence) and not line.strip().strip(fence[0])
    return "" if closes else fence


def _slip(number: int, kind: str, title: str, opened: int) -> Slip | None:
    if kind in DIRECTIVES and opened:
        return Slip(opened, *_OPEN)
    if not kind and not opened:
        return Slip(number, "no box is open here", "delete the colons")
    if kind == "quote" and not _span(title):
        mend = "write when it begins and ends: `::: quote 12:31-12:58`"
        return Slip(number, "the quote has no times", mend, grave=True)
    if kind and kind not in DIRECTIVES:
        near = get_close_matches(kind, DIRECTIVES, n=1)
        mend = f"Did you mean `::: {near[0]}`?" if near else f"there are {', '.join(DIRECTIVES)}"
        return Slip(number, f"there is no directive `{kind[:40]}`", mend)
    return None


def _span(said: str) -> tuple[float, float] | None:
    """Return when a stretch begins and ends, in seconds, or None where it is none."""
    if match := _SPAN.fullmatch(said):
        with suppress(ValueError):
            start, end = parse_clock(match[1]), parse_clock(match[2])
            return (start, end) if start < end else None
    return None


# ── Cleaning ────────────────────────────────────────────────────────────────────────────────


def _cleaned(part: Part, ids: set[str]) -> Part | None:
    """Return the part with clean HTML, or None if nothing is left to read or see."""
    if not isinstance(part, Prose | Box):
        return part
    safe = nh3.clean(
        part.html,
        tags=_TAGS,
        clean_content_tags=_GONE_WITH_CONTENT,
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener",
    )
    said = _headed(safe, ids).strip()
    if isinstance(part, Box):
        return Box(part.kind, part.title, said)
    return Prose(said) if said else None


def _attribute(_tag: str, name: str, value: str) -> str | None:
    """Keep an author's ids apart from the page's own, and links to them with them."""
    if name == "id":
        return f"a-{slugify(value)}"
    if name == "href" and value.startswith("#") and not value.startswith("#t="):
        return f"#a-{slugify(value[1:])}"
    if name == "class" and value not in _CLASSES:
        return None
    return value


def _headed(safe: str, ids: set[str]) -> str:
    """Give every heading an id of its own, so that it can be linked to."""

    def with_id(match: re.Match[str]) -> str:
        words = slugify(html.unescape(_TAG.sub("", match[2])))
        name = next(each for each in _names(f"a-{words}") if each not in ids)
        ids.add(name)
        return f'<{match[1]} id="{name}">{match[2]}</{match[1]}>'

    return _HEADING.sub(with_id, safe)


def _names(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}-{number}"
        number += 1

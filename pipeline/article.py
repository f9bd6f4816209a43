"""An article: Markdown and `:::` directives → parts of clean HTML. Pure.

    ::: interview            the player stands here
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
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import nh3
import pyromark

from pipeline.text import clean, slugify

if TYPE_CHECKING:
    from collections.abc import Iterator

BOXES = {"tip": "Tip", "advocate": "Where to find help", "sources": "Sources"}
DIRECTIVES = ("interview", *BOXES)

_OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_SMART_PUNCTUATION
)
_TAGS = {
    "p",
    "br",
    "hr",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "strong",
    "em",
    "b",
    "i",
    "u",
    "s",
    "del",
    "ins",
    "sub",
    "sup",
    "mark",
    "small",
    "code",
    "pre",
    "kbd",
    "samp",
    "abbr",
    "q",
    "cite",
    "blockquote",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "a",
    "img",
    "figure",
    "figcaption",
    "div",
    "time",
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
_HEADING = re.compile(r"<(h[2-6])>(.*?)</\1>", re.DOTALL)
# The page's own title is its only first heading.
_H1 = re.compile(r"<(/?)h1(?=[\s>])", re.IGNORECASE)
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


Part = Prose | Box | Player


@dataclass(frozen=True, slots=True)
class Slip:
    """A directive that can't be followed; `line` counts from 1 within the article."""

    line: int
    what: str
    mend: str


@dataclass(frozen=True, slots=True)
class Article:
    """An article's parts, and what is wrong with its directives."""

    parts: tuple[Part, ...]
    slips: tuple[Slip, ...]

    @property
    def places_player(self) -> bool:
        """Whether the author said where the interview stands; else it is above the article."""
        return any(isinstance(part, Player) for part in self.parts)


def parse(markdown: str) -> Article:
    """Return the article. Text that Markdown can't make sense of stays text; nothing raises."""
    text = clean(markdown)
    # No author can write this by accident, and writing it on purpose makes another one.
    mark = f"cut{hashlib.sha256(text.encode()).hexdigest()[:24]}"
    marked, cuts, slips = _mark(text, mark)
    rendered = _H1.sub(r"<\1h2", pyromark.html(marked, options=_OPTIONS))
    pieces = re.split(rf"<p>{mark}-(\d+)</p>", rendered)
    opened: list[Part] = [Prose(pieces[0])]
    for number, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        kind, title = cuts[int(number)]
        if kind == "interview":
            opened += [Player(), Prose(piece)]
        else:
            opened.append(Box(kind, title, piece) if kind else Prose(piece))
    ids: set[str] = set()
    return Article(tuple(part for each in opened if (part := _cleaned(each, ids))), slips)


def plain(article: Article) -> str:
    """Return the article's running text, without markup and boxes, a line a paragraph."""
    prose = "".join(part.html for part in article.parts if isinstance(part, Prose))
    text = html.unescape(_TAG.sub("", _BLOCK_END.sub("\n", prose)))
    return "\n".join(line for each in text.splitlines() if (line := " ".join(each.split())))


def feed_html(article: Article, page_url: str, base: str) -> str:
    """Return HTML for apps: links absolute, the player's place said in words."""
    listen = f'<p><a href="{html.escape(page_url)}">Listen to the interview</a></p>'
    whole = "".join(_in_feed(part, listen) for part in article.parts)
    return nh3.clean(
        whole,
        tags=_TAGS - {"div"},
        attributes={"a": {"href", "title"}, "img": {"src", "alt"}, "ol": {"start"}},
        link_rel=None,
        url_relative=lambda url: page_url + url if url.startswith("#") else urljoin(base, url),
    )


def _in_feed(part: Part, listen: str) -> str:
    if isinstance(part, Player):
        return listen
    title = f"<h3>{html.escape(part.title)}</h3>" if isinstance(part, Box) else ""
    return title + part.html


# ── Directives ──────────────────────────────────────────────────────────────────────────────


def _mark(text: str, mark: str) -> tuple[str, tuple[tuple[str, str], ...], tuple[Slip, ...]]:
    """Return the text with a mark for each directive, the kind and title of each, and slips.

    The kind of a box's end is empty. Directives in code stay as they are.
    """
    lines: list[str] = []
    cuts: list[tuple[str, str]] = []
    slips: list[Slip] = []
    fence, opened = "", 0
    for number, line in enumerate(text.split("\n"), 1):
        fence = _fence(fence, line)
        directive = None if fence else _DIRECTIVE.fullmatch(line)
        if not directive:
            lines.append(line)
            continue
        kind, title = (directive[1] or "").lower(), directive[2]
        if slip := _slip(number, kind, opened):
            slips.append(slip)
            if kind not in DIRECTIVES:
                continue
        opened = number if kind in BOXES else 0
        lines += ["", f"{mark}-{len(cuts)}", ""]
        cuts.append((kind, title or BOXES.get(kind, "")))
    if opened:
        slips.append(Slip(opened, "the box has no end", "close it with a line of three colons"))
    return "\n".join(lines), tuple(cuts), tuple(slips)


def _fence(fence: str, line: str) -> str:
    """Return the fence of the code block that the line is in, if it is in one."""
    found = _FENCE.match(line)
    if not found:
        return fence
    if not fence:
        return found[1]
    closes = found[1].startswith(fence) and not line.strip().strip(fence[0])
    return "" if closes else fence


def _slip(number: int, kind: str, opened: int) -> Slip | None:
    if kind in BOXES and opened:
        return Slip(opened, "the box has no end", "close it with a line of three colons")
    if not kind and not opened:
        return Slip(number, "no box is open here", "delete the colons")
    if kind and kind not in DIRECTIVES:
        near = get_close_matches(kind, DIRECTIVES, n=1)
        mend = f"Did you mean `::: {near[0]}`?" if near else f"there are {', '.join(DIRECTIVES)}"
        return Slip(number, f"there is no directive `{kind[:40]}`", mend)
    return None


# ── Cleaning ────────────────────────────────────────────────────────────────────────────────


def _cleaned(part: Part, ids: set[str]) -> Part | None:
    """Return the part with clean HTML, or None if nothing is left to read or see."""
    if isinstance(part, Player):
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

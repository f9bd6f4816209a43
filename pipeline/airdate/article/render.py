"""Articles in other forms: plain text, HTML for apps, Markdown for other readers."""

from __future__ import annotations

import html
import re
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import nh3

from airdate.article.directives import lines_of, span_of
from airdate.article.nodes import (
    BOXES,
    ENGLISH,
    Article,
    Box,
    Part,
    Player,
    Prose,
    Quote,
    ResolvedQuote,
    Sentence,
    fragment,
    plain_seconds,
)
from airdate.article.sanitize import TAG, TAGS
from airdate.text import clean, short_clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from airdate.model import Correction

# What Markdown could take for markup in words that are not the author's.
_SIGN = re.compile(r"[\\`*_\[\]<>#]")
_BLOCK_END = re.compile(r"</(?:p|h[2-6]|li|tr|blockquote|pre|dt|dd|div|figcaption)>|<br>|<hr>")


def plain(article: Article) -> str:
    """Return the article's running text, without markup and boxes, a line a paragraph."""
    prose = "".join(part.html for part in article.parts if isinstance(part, Prose))
    text = html.unescape(TAG.sub("", _BLOCK_END.sub("\n", prose)))
    return "\n".join(line for each in text.splitlines() if (line := " ".join(each.split())))


def feed_html(
    article: Article,
    page_url: str,
    corrections: Sequence[Correction] = (),
    strings: Mapping[str, str] = ENGLISH,
) -> str:
    """Return HTML for apps: links absolute, as from the page; a link in the player's place.

    Corrections come last; their times are those of the published file.
    """
    whole = "".join(_in_feed(part, page_url, strings) for part in article.parts)
    whole += _corrections_in_feed(corrections, page_url, strings)
    return nh3.clean(
        whole,
        tags=TAGS - {"div"},
        attributes={"a": {"href", "title"}, "img": {"src", "alt"}, "ol": {"start"}},
        link_rel=None,
        url_relative=partial(urljoin, page_url),
    )


def _in_feed(part: Part, page_url: str, strings: Mapping[str, str]) -> str:
    match part:
        case Player():
            return f"<p>{_link(page_url, strings['listen'])}</p>"
        case Quote() | ResolvedQuote():
            sentences = "".join(f"<p>{_attributed(each)}</p>" for each in _sentences(part))
            return f"<blockquote>{sentences}<p>{_listen(part, page_url, strings)}</p></blockquote>"
        case Box():
            return f"<h3>{html.escape(part.title)}</h3>{part.html}"
        case Prose():
            return part.html


def _corrections_in_feed(
    corrections: Sequence[Correction], page_url: str, strings: Mapping[str, str]
) -> str:
    if not corrections:
        return ""
    items = "".join(f"<li>{_corrected(each, page_url, strings)}</li>" for each in corrections)
    return f"<h3>{html.escape(strings['corrections'])}</h3><ul>{items}</ul>"


def _corrected(correction: Correction, page_url: str, strings: Mapping[str, str]) -> str:
    text = html.escape(f"{correction.date.date()}: {correction.text}")
    if correction.at is None:
        return text
    at = strings["corrected_at"].format(short_clock(correction.at))
    return f"{text} ({_link(f'{page_url}#t={plain_seconds(correction.at)}', at)})"


def corrections_in_words(
    corrections: Iterable[Correction], strings: Mapping[str, str] = ENGLISH
) -> str:
    """Return corrections as plain text, a line each; nothing where there are none."""
    lines = []
    for each in corrections:
        at = "" if each.at is None else f", {strings['corrected_at'].format(short_clock(each.at))}"
        lines.append(f"{each.date.date()}{at}: {each.text}")
    return "\n".join([f"{strings['corrections']}:", *lines]) if lines else ""


def _sentences(part: Quote | ResolvedQuote) -> tuple[Sentence, ...]:
    return part.sentences if isinstance(part, ResolvedQuote) else ()


def _attributed(sentence: Sentence) -> str:
    speaker = f"<b>{html.escape(sentence.speaker)}:</b> " if sentence.speaker else ""
    return speaker + html.escape(sentence.text)


def _listen(part: Quote | ResolvedQuote, page_url: str, strings: Mapping[str, str]) -> str:
    return _link(
        f"{page_url}#t={fragment(part)}", strings["listen_at"].format(short_clock(part.start))
    )


def _link(url: str, words: str) -> str:
    return f'<a href="{html.escape(url)}">{html.escape(words)}</a>'


def markdown_alternate(
    markdown: str,
    quotes: Iterable[ResolvedQuote],
    page_url: str,
    strings: Mapping[str, str] = ENGLISH,
) -> str:
    """Return Markdown for other readers: directives are replaced by plain Markdown.

    `quotes` are those of the article, in its order.
    """
    waiting = iter(quotes)
    lines = [
        line if kind is None else _in_markdown(kind, title, waiting, page_url, strings)
        for line, kind, title in lines_of(clean(markdown))
    ]
    return "\n".join(lines).strip() + "\n"


def _in_markdown(
    kind: str,
    title: str,
    quotes: Iterator[ResolvedQuote],
    page_url: str,
    strings: Mapping[str, str],
) -> str:
    if kind == "interview":
        return f"[{strings['listen']}]({page_url})"
    if kind == "quote" and span_of(title) and (quote := next(quotes, None)):
        listen = strings["listen_at"].format(short_clock(quote.start))
        sentences = [f"> {_plainly(each)}" for each in quote.sentences]
        return "\n>\n".join([*sentences, f"> [{listen}]({page_url}#t={fragment(quote)})"]) + "\n"
    return f"**{title or strings[kind]}**\n" if kind in BOXES else ""


def _plainly(sentence: Sentence) -> str:
    """Return words that Markdown takes for nothing else."""
    words = f"{sentence.speaker}: {sentence.text}" if sentence.speaker else sentence.text
    return _SIGN.sub(r"\\\g<0>", words)

"""Whatever HTML an author writes, only what is listed here is left of it."""

from __future__ import annotations

import html
import re
from functools import cache
from typing import TYPE_CHECKING

import nh3

from airdate.article.nodes import Box, Part, Prose
from airdate.text import slugify

if TYPE_CHECKING:
    from collections.abc import Iterator

TAGS = {
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
_HEADING = re.compile(r"<(h[2-6])>(.*?)</\1>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")


def cleaned(part: Part, ids: set[str]) -> Part | None:
    """Return the part with clean HTML, or None if nothing is left to read or see."""
    if not isinstance(part, Prose | Box):
        return part
    html_ = _headed(_cleaner().clean(part.html), ids).strip()
    if isinstance(part, Box):
        return Box(part.kind, part.title, html_)
    return Prose(html_) if html_ else None


@cache
def _cleaner() -> nh3.Cleaner:
    # Made once: that takes as long as to clean an article.
    return nh3.Cleaner(
        tags=TAGS,
        clean_content_tags=_GONE_WITH_CONTENT,
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener",
    )


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
        words = slugify(html.unescape(TAG.sub("", match[2])))
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

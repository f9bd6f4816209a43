"""The images of an article: which there are, and where they are once they are published. Pure."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import unquote

from airdate.article.inline import code_spans
from airdate.article.nodes import Box, Prose

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from airdate.article.nodes import Article, Part
    from airdate.model import Art, Figure

# An image as nh3 writes it: its attributes in any order, each in double quotes.
_IMAGE = re.compile(r'<img\b(?:[^>"]|"[^"]*")*>')
_SOURCE = re.compile(r' src="([^"]*)"')
_SIZES = re.compile(r' (?:width|height)="[^"]*"')
_ELSEWHERE = re.compile(r"(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
# Where Markdown, or HTML in it, names an image or a link's target.
_NAMED = (
    r"(?P<before>\]\(\s*<?|^ {{0,3}}\[[^\]]+\]:\s*<?|\bsrc\s*=\s*[\"']?)(?P<name>{})(?=[\s>)\"']|$)"
)


def may_have_images(markdown: str) -> bool:
    """Whether it is worth looking for images: most articles have none."""
    return "![" in markdown or "<img" in markdown.lower()


def images(article: Article) -> tuple[str, ...]:
    """Return the addresses of an article's images, as they are named, each once."""
    texts = (part.html for part in article.parts if isinstance(part, Prose | Box))
    tags = (tag for text in texts for tag in _IMAGE.findall(text))
    found = (_SOURCE.search(tag) for tag in tags)
    return tuple(dict.fromkeys(html.unescape(each[1]) for each in found if each))


def is_elsewhere(address: str) -> bool:
    """Whether an image is on the web, and not one of the author's files."""
    return bool(_ELSEWHERE.match(address))


def file_name(address: str) -> str:
    """Return the name of the file that an image's address names."""
    return unquote(address.partition("#")[0].partition("?")[0])


def illustrated(article: Article, figures: Iterable[Figure], root: str = "") -> Article:
    """Return an article whose images are the published ones; their keys come after `root`."""
    named = {figure.name: figure.art for figure in figures}
    return replace(article, parts=tuple(_part(part, named, root) for part in article.parts))


def _part(part: Part, named: Mapping[str, Art], root: str) -> Part:
    if not isinstance(part, Prose | Box):
        return part
    return replace(part, html=_IMAGE.sub(partial(_published, named, root), part.html))


def _published(named: Mapping[str, Art], root: str, tag: re.Match[str]) -> str:
    source = _SOURCE.search(tag[0])
    art = named.get(html.unescape(source[1])) if source else None
    if art is None:
        return tag[0]
    source_ = f' src="{html.escape(root + art.key)}" width="{art.width}" height="{art.height}"'
    rest = _SIZES.sub("", _SOURCE.sub("", tag[0])).removeprefix("<img")
    return f'<img{source_} loading="lazy"{rest}'


def with_image_urls(markdown: str, urls: Iterable[tuple[str, str]]) -> str:
    """Return Markdown in which images have other addresses; code stays as it is."""
    by_name = dict(urls)
    if not by_name:
        return markdown
    code = code_spans(markdown)
    named = re.compile(_NAMED.format("|".join(map(re.escape, by_name))), re.MULTILINE)

    def renamed(match: re.Match[str]) -> str:
        if any(start <= match.start() < end for start, end in code):
            return match[0]
        return match["before"] + by_name[match["name"]]

    return named.sub(renamed, markdown)

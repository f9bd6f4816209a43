"""An article as readers see it, line by line: without code, entities resolved. Pure."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from airdate.model import Episode

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
_MARKED = re.compile("[`&]|~~~")
_CODE = re.compile(r"(`+).+?\1")


def prose(episode: Episode) -> Iterator[str]:
    """Yield the article's lines, and empty ones where there is code.

    A fence ends with as many of its signs: https://spec.commonmark.org/0.31.2/#fenced-code-blocks
    """
    if not _MARKED.search(episode.article):  # most articles: nothing to leave out or resolve
        yield from episode.article.split("\n")
        return
    opened = ""
    for line in episode.article.split("\n"):
        fence, rest = match.groups() if (match := _FENCE.match(line)) else ("", line)
        if opened:
            ends = fence.startswith(opened) and not rest.strip()
            opened = "" if ends else opened
            yield ""
        elif fence:
            opened = fence
            yield ""
        else:
            yield unescape(_CODE.sub("", line)).replace("\n", " ")


def text(episode: Episode) -> str:
    """Return all of an article's lines."""
    return "\n".join(prose(episode)) if _MARKED.search(episode.article) else episode.article

"""`:::` directives in Markdown: found, judged, and marked where they stand."""

from __future__ import annotations

import re
from contextlib import suppress
from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

from airdate.article.nodes import BOXES, DIRECTIVES, DirectiveError
from airdate.text import parse_clock

if TYPE_CHECKING:
    from collections.abc import Iterator

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_DIRECTIVE = re.compile(r" {0,3}:::\s*([A-Za-z]\S*)?\s*(.*?)\s*")
_SPAN = re.compile(r"([\d:.]+)\s*[-–—]\s*([\d:.]+)")
_OPEN = ("box is not closed", "Add a line `:::`.")
_AGAIN = ("`::: interview` appears twice", "Remove one of the two lines.")


class Marker(NamedTuple):
    """Where a directive stands; the kind of a box's end is empty."""

    kind: str
    title: str
    line: int


def with_marks(text: str, mark: str) -> tuple[str, tuple[Marker, ...], tuple[DirectiveError, ...]]:
    """Return the text with a mark for each directive, the directives, and slips.

    Directives in code stay as they are.
    """
    lines: list[str] = []
    cuts: list[Marker] = []
    slips: list[DirectiveError] = []
    opened = 0
    for number, (line, kind, title) in enumerate(lines_of(text), 1):
        if kind is None:
            lines.append(line)
            continue
        again = kind == "interview" and any(cut.kind == kind for cut in cuts)
        slip = DirectiveError(number, *_AGAIN) if again else _slip(number, kind, title, opened)
        if slip:
            slips.append(slip)
            if again or kind not in DIRECTIVES:
                continue
        opened = number if kind in BOXES else 0
        lines += ["", f"{mark}-{len(cuts)}", ""]
        cuts.append(Marker(kind, title, number))
    if opened:
        slips.append(DirectiveError(opened, *_OPEN))
    return "\n".join(lines), tuple(cuts), tuple(slips)


def lines_of(text: str) -> Iterator[tuple[str, str | None, str]]:
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


def _slip(number: int, kind: str, title: str, opened: int) -> DirectiveError | None:
    if kind in DIRECTIVES and opened:
        return DirectiveError(opened, *_OPEN)
    if not kind and not opened:
        return DirectiveError(number, "`:::` without an open box", "Delete the colons.")
    if kind == "quote" and not span_of(title):
        hint = "Write when it starts and ends: `::: quote 12:31-12:58`."
        return DirectiveError(number, "quote has no times", hint, grave=True)
    if kind and kind not in DIRECTIVES:
        near = get_close_matches(kind, DIRECTIVES, n=1)
        hint = f"Did you mean `::: {near[0]}`?" if near else f"Use one of: {', '.join(DIRECTIVES)}."
        return DirectiveError(number, f"unknown directive `{kind[:40]}`", hint)
    return None


def span_of(text: str) -> tuple[float, float] | None:
    """Return when a stretch begins and ends, in seconds, or None where it is none."""
    if match := _SPAN.fullmatch(text):
        with suppress(ValueError):
            start, end = parse_clock(match[1]), parse_clock(match[2])
            return (start, end) if start < end else None
    return None

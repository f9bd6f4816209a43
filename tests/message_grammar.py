"""The grammar of problems, by CONTRIBUTING.md: message, hint and why."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from airdate.model import Problem

# Names that are written with a capital wherever they stand.
_NAMES = (
    r"(Apple|YouTube|Amazon|Spotify|PSP-1|RSS|XML|HTTP|UTF-8|FFmpeg|S3"
    r"|Content-(Type|Length)|ETag)\b"
)
_STARTS = re.compile(rf"[a-z0-9“`<(/.]|[^\W_]*[/:.@]|{_NAMES}")
# What a reader stops at: no subject, no fault named, or words for people used of data.
_AWKWARD = re.compile(
    r"^(it|its|there (is|are|was|were))\b|\bis no\b|\bnobody\b|\bwhoever\b|\bone of both\b"
    r"|\btold\b|\bsays? that\b|\bthe sound\b|\bmend",
    re.IGNORECASE,
)
# By these faults the reader needs to see which one it is: “…”, `…`, <…>, a number or a path.
_WITH_VALUE = re.compile(
    r".*-(unknown|duplicate|out-of-range|too-long)|(key|value|link|date)-invalid"
)
_VALUE = re.compile(r"[“`<\d/]")
_QUOTED = re.compile(r"“[^”]*”|`[^`]*`")
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")


def faults(problem: Problem) -> list[str]:
    """Return what is wrong with how a problem is worded."""
    return [
        *(f"code {problem.code}" for _ in [0] if not _CODE.fullmatch(problem.code)),
        *(f"message {fault}: {problem.message}" for fault in _of_message(problem)),
        *(f"hint {fault}: {problem.hint}" for fault in _of_hint(problem.hint)),
        *(f"why {fault}: {problem.why}" for fault in of_why(problem.why)),
    ]


def _of_message(problem: Problem) -> Iterator[str]:
    message = problem.message
    if not _STARTS.match(message):
        yield "starts with a capital"
    if message.endswith((".", "!", "?", ";", ",")):
        yield "ends with a stop"
    if "\n" in message:
        yield "has several lines"
    if match := _AWKWARD.search(_QUOTED.sub("", message)):
        yield f"has “{match[0]}”"
    if _WITH_VALUE.fullmatch(problem.code) and not _VALUE.search(message):
        yield "shows no value"


def _of_hint(hint: str) -> Iterator[str]:
    if not re.match(r"[A-Z]", hint):
        yield "doesn't start with a capital"
    if not hint.rstrip(")").endswith((".", "?")):
        yield "doesn't end with a full stop"
    if "\n" in hint:
        yield "has several lines"
    if match := _AWKWARD.search(_QUOTED.sub("", hint)):
        yield f"has “{match[0]}”"


def of_why(why: str) -> Iterator[str]:
    """Yield what is wrong with a reason, which completes "because"."""
    if why and not _STARTS.match(why):
        yield "starts with a capital"
    if why.endswith("."):
        yield "ends with a stop"
    if match := _AWKWARD.search(why):
        yield f"has “{match[0]}”"

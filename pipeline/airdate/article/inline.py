"""The words, links and images of an article's Markdown, with the lines on which they are. Pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any, NamedTuple

import pyromark

if TYPE_CHECKING:
    from collections.abc import Iterable

_NEWLINE = re.compile(b"\n")
# The extensions that pages have; quotes and dashes stay as typed, so that words are found again.
_OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_STRIKETHROUGH
)


class Target(NamedTuple):
    """Where a link or an image leads, as written; `line` counts from 1 within the article."""

    address: str
    line: int
    is_image: bool


@dataclass(frozen=True, slots=True)
class Inline:
    """An article without markup and code.

    `lines` has, for each piece of `text`, the offset at which it starts and the article's line.
    """

    text: str
    lines: tuple[tuple[int, int], ...]
    targets: tuple[Target, ...]

    def line_at(self, offset: int) -> int:
        """Return the article's line, from 1, of an offset in the text."""
        at = bisect_right(self.lines, (offset, 2**63)) - 1
        return self.lines[at][1] if at >= 0 else 1


def read_inline(markdown: str) -> Inline:
    """Read the words, links and images of an article; directives count as words."""
    reader = _Reader(markdown)
    for event, span in pyromark.events_with_range(markdown, options=_OPTIONS):
        reader.take(event, span["start"], span["end"])
    return Inline("".join(reader.texts), tuple(reader.lines), tuple(reader.targets))


def code_spans(markdown: str) -> tuple[tuple[int, int], ...]:
    """Return where code begins and ends, in characters."""
    source = markdown.encode("utf-8", "surrogatepass")
    spans = [
        (span["start"], span["end"])
        for event, span in pyromark.events_with_range(markdown, options=_OPTIONS)
        if isinstance(event, dict) and ("Code" in event or _is_code_block(event.get("Start")))
    ]
    at = [len(source[:end].decode("utf-8", "surrogatepass")) for span in spans for end in span]
    return tuple(zip(at[::2], at[1::2], strict=True))


def _is_code_block(tag: Any) -> bool:
    return isinstance(tag, dict) and "CodeBlock" in tag


class _Reader:
    """Collects from the events of one article. Ranges are in bytes of UTF-8."""

    def __init__(self, markdown: str) -> None:
        self.texts: list[str] = []
        self.lines: list[tuple[int, int]] = []
        self.targets: list[Target] = []
        self._source = markdown.encode("utf-8", "surrogatepass")
        self._newlines = [each.start() for each in _NEWLINE.finditer(self._source)]
        self._offset = 0
        self._in_code = False

    def take(self, event: Any, start: int, end: int) -> None:
        """Take one event."""
        if event in ("SoftBreak", "HardBreak"):
            self._put("\n", start)
        elif not isinstance(event, dict):
            return
        elif "Text" in event:
            self._put("" if self._in_code else event["Text"], start)
        elif "Start" in event:
            self._start(event["Start"], start, end)
        elif "End" in event:
            self._end(event["End"], end)
        elif html := event.get("Html") or event.get("InlineHtml"):
            self._put(html, start)
            self._html(html, start, end)

    def _start(self, tag: Any, start: int, end: int) -> None:
        if not isinstance(tag, dict):
            return
        self._in_code = self._in_code or _is_code_block(tag)
        for name in ("Link", "Image"):
            if name in tag:
                self._target(tag[name]["dest_url"], start, end, is_image=name == "Image")

    def _end(self, tag: Any, end: int) -> None:
        """Separate blocks by line breaks; some ends are words, those of lists and headings not."""
        if not isinstance(tag, str) or tag not in _WITHIN_WORDS:
            self._in_code = False
            self._put("\n", end)

    def _html(self, html: str, start: int, end: int) -> None:
        for name, address in _attributes(html):
            self._target(address, start, end, is_image=name == "img")

    def _put(self, text: str, at: int) -> None:
        if text:
            self.lines.append((self._offset, self._line(at)))
            self.texts.append(text)
            self._offset += len(text)

    def _target(self, address: str, start: int, end: int, *, is_image: bool) -> None:
        """Add a link or an image, on the line that has its address (of a reference: elsewhere)."""
        written = address.encode("utf-8", "surrogatepass")
        at = self._source.find(written, start, end)
        at = self._source.find(written) if at < 0 else at
        self.targets.append(Target(address, self._line(at if at >= 0 else start), is_image))

    def _line(self, at: int) -> int:
        return bisect_right(self._newlines, at - 1) + 1


_WITHIN_WORDS = {"Emphasis", "Strong", "Strikethrough", "Link", "Image"}


def _attributes(html: str) -> Iterable[tuple[str, str]]:
    """Return the element and the URL of each `href` and `src`."""
    parser = _Attributes()
    parser.feed(html)
    return parser.found


class _Attributes(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [(tag, url) for name, url in attrs if name in {"href", "src"} and url]

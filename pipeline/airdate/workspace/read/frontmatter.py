"""`episode.md`: its front matter with the line of every key, and the article.

YAML may be hostile: aliases (ten lines can become a billion) are refused, size and depth are
bounded. Every plain value stays text as typed, so that "12:31" is no number in base 60 and the
title "No" no boolean; the schema converts them. A key without a value is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from airdate.errors import AirdateError

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_BYTES = 256_000
MAX_DEPTH = 12
Path_ = tuple[str | int, ...]

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL = "tag:yaml.org,2002:null"


class FrontMatterError(AirdateError):
    """Invalid front matter; `line` counts from 1 in the file."""

    def __init__(self, message: str, hint: str, line: int) -> None:
        super().__init__(message, hint)
        self.line = line


@dataclass(frozen=True, slots=True)
class Document:
    """An `episode.md`: `lines` has the line of each value by its path of keys and indices."""

    values: Mapping[str, Any]
    lines: Mapping[Path_, int]
    article: str
    article_line: int

    def line_of(self, keys: Path_) -> int:
        """Return the line of a value, or of the nearest that holds it."""
        for end in range(len(keys), 0, -1):
            if keys[:end] in self.lines:
                return self.lines[keys[:end]]
        return 0

    def line_with(self, text: str) -> int:
        """Return the first line of the article with this text, or 0."""
        lines = enumerate(self.article.split("\n"), self.article_line)
        return next((number for number, line in lines if text in line), 0)


def parse(text: str) -> Document:
    """Return the front matter and the article. Raises FrontMatterError."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    if lines[0].strip() != "---":
        raise FrontMatterError(
            "no front matter", "Start the file with `---`, `title: …`, `---`.", 1
        )
    end = next((at for at, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        raise FrontMatterError(
            "front matter is not closed", "Add a line `---` after the last key.", 1
        )
    values, places = _read("\n".join(lines[1:end]))
    return Document(values, places, "\n".join(lines[end + 1 :]), end + 2)


def _read(text: str) -> tuple[dict[str, Any], dict[Path_, int]]:
    _refuse_bombs(text)
    try:
        node = yaml.compose(text, Loader=_Loader)
    except (yaml.YAMLError, ValueError) as error:
        raise _not_yaml(error) from error
    if node is None:
        return {}, {}
    if not isinstance(node, yaml.MappingNode):
        raise FrontMatterError(
            "front matter has no `key: value` lines", "Write, for example, `title: My title`.", 2
        )
    places: dict[Path_, int] = {}
    values = _value(node, (), places)
    return values, places


def _refuse_bombs(text: str) -> None:
    """Raise FrontMatterError if it is too large, too deep or uses aliases."""
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise FrontMatterError(
            f"front matter is larger than {MAX_BYTES // 1000} kB", "Move text into the article.", 1
        )
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_Loader):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            line = _line(event.start_mark)
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise FrontMatterError(
                    "front matter uses a YAML anchor or alias (& or *)",
                    "Write the value out, or quote it if it only begins with & or *.",
                    line,
                )
            if depth > MAX_DEPTH:
                raise FrontMatterError(
                    f"front matter is nested more than {MAX_DEPTH} levels deep",
                    "Use fewer levels.",
                    line,
                )
    except (yaml.YAMLError, ValueError) as error:
        raise _not_yaml(error) from error


def _not_yaml(error: Exception) -> FrontMatterError:
    mark = getattr(error, "problem_mark", None)
    reason = getattr(error, "problem", None) or getattr(error, "reason", None) or "invalid text"
    return FrontMatterError(
        f"front matter is not valid YAML: {reason}",
        "Quote values that contain `:`, `#`, `[`, `{` or quotation marks.",
        _line(mark),
    )


def _line(mark: Any) -> int:
    """Return the line in the file: YAML counts from 0, and begins after the line ---."""
    return mark.line + 2 if mark else 1


def _value(node: yaml.Node, path: Path_, places: dict[Path_, int]) -> Any:
    """Return dictionaries, lists, texts and None; add the line of each to `places`."""
    places[path] = _line(node.start_mark)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, places)
    if isinstance(node, yaml.SequenceNode):
        return [_value(each, (*path, at), places) for at, each in enumerate(node.value)]
    return None if node.tag == _NULL else node.value


def _mapping(node: yaml.MappingNode, path: Path_, places: dict[Path_, int]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    names: set[str] = set()
    for name, value in node.value:
        line = _line(name.start_mark)
        if not isinstance(name, yaml.ScalarNode):
            raise FrontMatterError(
                "a key is a list or table, not a word", "Write `key: value`.", line
            )
        if name.value in names:
            raise FrontMatterError(f"duplicate key `{name.value}`", "Remove one.", line)
        names.add(name.value)
        parsed = _value(value, (*path, name.value), places)
        places[(*path, name.value)] = line
        if parsed is not None:
            values[name.value] = parsed
    return values

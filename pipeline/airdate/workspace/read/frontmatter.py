"""`episode.md` → what its front matter says, with the line of every key, and the article.

YAML from others is hostile: aliases (with which ten lines become a billion) are refused, size
and depth are bounded. Every plain value stays the text that the author typed, so that "12:31" is
no number in base 60 and the title "No" no truth value; the schema says what each has to be.
A key with nothing after it says nothing.
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
    """Front matter that can't be read; `line` counts from 1 in the file."""

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

    def line_with(self, words: str) -> int:
        """Return the first line of the article that has these words, or 0."""
        lines = enumerate(self.article.split("\n"), self.article_line)
        return next((number for number, line in lines if words in line), 0)


def parse(text: str) -> Document:
    """Return the front matter and the article. Raises FrontMatterError."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    if lines[0].strip() != "---":
        raise FrontMatterError(
            "it has no front matter", "begin the file with a line ---, `title: …` and a line ---", 1
        )
    end = next((at for at, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        raise FrontMatterError("its front matter has no end", "close it with a line ---", 1)
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
            "its front matter is not `key: value` lines", "write for instance `title: My title`", 2
        )
    places: dict[Path_, int] = {}
    values = _value(node, (), places)
    return values, places


def _refuse_bombs(text: str) -> None:
    """Raise FrontMatterError for what is too large, too deep, or refers to itself."""
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise FrontMatterError(
            f"its front matter is larger than {MAX_BYTES // 1000} kB", "move text to the article", 1
        )
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_Loader):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            line = _line(event.start_mark)
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise FrontMatterError(
                    "it has YAML anchors or aliases (& and *)",
                    "write the value out, or in quotes if it only begins with & or *",
                    line,
                )
            if depth > MAX_DEPTH:
                raise FrontMatterError("it is nested too deeply", "make it flatter", line)
    except (yaml.YAMLError, ValueError) as error:
        raise _not_yaml(error) from error


def _not_yaml(error: Exception) -> FrontMatterError:
    mark = getattr(error, "problem_mark", None)
    reason = getattr(error, "problem", None) or getattr(error, "reason", None) or "it is not text"
    return FrontMatterError(
        f"its front matter is not YAML: {reason}",
        "put text with : # [ { or quotes in it between quotes",
        _line(mark),
    )


def _line(mark: Any) -> int:
    """Return the line in the file: YAML counts from 0, and begins after the line ---."""
    return mark.line + 2 if mark else 1


def _value(node: yaml.Node, path: Path_, places: dict[Path_, int]) -> Any:
    """Return dictionaries, lists, texts and None; note the line of each."""
    places[path] = _line(node.start_mark)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, places)
    if isinstance(node, yaml.SequenceNode):
        return [_value(each, (*path, at), places) for at, each in enumerate(node.value)]
    return None if node.tag == _NULL else node.value


def _mapping(node: yaml.MappingNode, path: Path_, places: dict[Path_, int]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    seen: set[str] = set()
    for name, value in node.value:
        line = _line(name.start_mark)
        if not isinstance(name, yaml.ScalarNode):
            raise FrontMatterError("a key is not a word", "write `key: value`", line)
        if name.value in seen:
            raise FrontMatterError(f"`{name.value}` is there twice", "keep one of them", line)
        seen.add(name.value)
        said = _value(value, (*path, name.value), places)
        places[(*path, name.value)] = line
        if said is not None:
            values[name.value] = said
    return values

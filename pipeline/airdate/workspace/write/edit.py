"""Edits of one value in an author's file: every other character stays as it was. Pure.

The old value's text is searched for from its line on. The result is parsed again: it must differ
in that value alone, or the edit fails.
"""

from __future__ import annotations

import json
import re
import tomllib
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from airdate.text import clean
from airdate.workspace.read import frontmatter, toml

if TYPE_CHECKING:
    from collections.abc import Callable

    from airdate.workspace.read.validation_messages import Keys

    Read = Callable[[str], Any]

_BOM = "\ufeff"
_TRIES = 20  # occurrences of the old text that are tried


def read_toml(text: str) -> dict[str, Any]:
    """Return the values of TOML text. Raises ValueError."""
    return tomllib.loads(text.removeprefix(_BOM))


def read_front_matter(text: str) -> dict[str, Any]:
    """Return the values of front matter. Raises FrontMatterError."""
    return dict(frontmatter.parse(text).values)


def with_value(text: str, read: Read, keys: Keys, old: str, new: str) -> str | None:
    """Return the file with `old` replaced by `new` at `keys`; None if that is impossible."""
    wanted = _changed(read(text), keys, old, new)
    at = _offset(text, _line(text, read, keys))
    for _ in range(_TRIES):
        at = text.find(old, at)
        if at < 0:
            return None
        candidate = text[:at] + new + text[at + len(old) :]
        if _parses_to(candidate, read, wanted):
            return candidate
        at += 1
    return None


def with_key(text: str, read: Read, key: str, value: str) -> str | None:
    """Return the file with one more key, above all others; None if that is impossible.

    A key without a value gets it in place.
    """
    quoted = json.dumps(value, ensure_ascii=False)
    if read is read_front_matter:
        empty = re.compile(rf"^{key}:[ \t]*(#[^\r\n]*)?(\r?)$", re.MULTILINE)
        whole = f"{key}: {quoted}"
        candidate = empty.sub(lambda m: f"{whole} {m[1] or ''}".rstrip() + m[2], text, count=1)
        if candidate == text:
            candidate = _inserted(text, 1, whole)
    else:
        rows = enumerate(text.split("\n"))
        first = next((at for at, row in rows if not re.match(r"\ufeff?\s*(#.*)?$", row)), 0)
        candidate = _inserted(text, first, f"{key} = {quoted}")
    return candidate if _parses_to(candidate, read, {**read(text), key: value}) else None


def _inserted(text: str, at: int, line: str) -> str:
    """Return the text with one more line, with the line ending of the others."""
    lines = text.split("\n")
    end = "\r" if lines[0].endswith("\r") else ""
    return "\n".join([*lines[:at], line + end, *lines[at:]])


def tidied(text: str, *, markdown: bool) -> str:
    """Return a file without characters that XML forbids and without trailing white space.

    Two spaces at the end of a line are a line break in an article: only front matter is trimmed.
    """
    bom, text = (_BOM, text[1:]) if text.startswith(_BOM) else ("", text)
    lines = clean(text).split("\n")
    last = len(lines)
    if markdown:
        ends = (at for at, line in enumerate(lines[1:], 1) if line.rstrip() == "---")
        last = next(ends, 0)
    return bom + "\n".join([*map(_trimmed, lines[:last]), *lines[last:]])


def _trimmed(line: str) -> str:
    return line.rstrip(" \t\r") + ("\r" if line.endswith("\r") else "")


def _parses_to(text: str, read: Read, wanted: Any) -> bool:
    try:
        return bool(read(text) == wanted)
    except (ValueError, frontmatter.FrontMatterError):
        return False


def _changed(values: Any, keys: Keys, old: str, new: str) -> Any:
    """Return the values with `old` replaced within the value at `keys`."""
    values = deepcopy(values)
    inner = values
    for key in keys[:-1]:
        inner = inner[key]
    inner[keys[-1]] = inner[keys[-1]].replace(old, new, 1)
    return values


def _line(text: str, read: Read, keys: Keys) -> int:
    if read is read_front_matter:
        return frontmatter.parse(text).line_of(keys)
    return toml.line_of(text, keys)


def _offset(text: str, line: int) -> int:
    """Return the offset of a line; lines count from 1."""
    return sum(len(each) + 1 for each in text.split("\n")[: max(0, line - 1)])

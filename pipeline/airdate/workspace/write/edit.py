"""One value of an author's file, written anew: every other character stays as it was. Pure.

The text of the old value is looked for from its line on, and what comes out is read back: it has
to say what it said before but for that value, or nothing is changed.
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
_TRIES = 20  # how often the old text may stand in the file before the right place


def read_toml(text: str) -> dict[str, Any]:
    """Return what TOML says. Raises ValueError."""
    return tomllib.loads(text.removeprefix(_BOM))


def read_front_matter(text: str) -> dict[str, Any]:
    """Return what front matter says. Raises FrontMatterError."""
    return dict(frontmatter.parse(text).values)


def with_value(text: str, read: Read, keys: Keys, old: str, new: str) -> str | None:
    """Return the file with `new` for the text `old` at `keys`; None where that can't be done."""
    wanted = _changed(read(text), keys, old, new)
    at = _offset(text, _line(text, read, keys))
    for _ in range(_TRIES):
        at = text.find(old, at)
        if at < 0:
            return None
        candidate = text[:at] + new + text[at + len(old) :]
        if _says(candidate, read, wanted):
            return candidate
        at += 1
    return None


def with_key(text: str, read: Read, key: str, value: str) -> str | None:
    """Return the file with one more key, above all others; None where that can't be done.

    A key that is there with nothing after it gets its value where it stands.
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
    return candidate if _says(candidate, read, {**read(text), key: value}) else None


def _inserted(text: str, at: int, line: str) -> str:
    """Return the text with one more line, ended as the others are."""
    lines = text.split("\n")
    end = "\r" if lines[0].endswith("\r") else ""
    return "\n".join([*lines[:at], line + end, *lines[at:]])


def tidied(text: str, *, markdown: bool) -> str:
    """Return a file without characters that no feed may hold, and white space at lines' ends.

    In an article two spaces at the end of a line are a line break: only front matter is tidied.
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


def _says(text: str, read: Read, wanted: Any) -> bool:
    try:
        return bool(read(text) == wanted)
    except (ValueError, frontmatter.FrontMatterError):
        return False


def _changed(values: Any, keys: Keys, old: str, new: str) -> Any:
    """Return the values with one text replaced within the value at `keys`."""
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
    """Return where a line begins; lines count from 1."""
    return sum(len(each) + 1 for each in text.split("\n")[: max(0, line - 1)])

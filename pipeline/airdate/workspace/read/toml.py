"""TOML files, with the line of a key where a search finds it: `tomllib` has no positions."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from airdate.workspace.read.validation_messages import Keys

MAX_BYTES = 256_000
_NAME = re.compile(r"[a-z0-9-]{1,100}")
_AT = re.compile(r"\(at line (\d+), column \d+\)")


class TomlError(ValueError):
    """A file that is not valid TOML; `line` counts from 1, 0 is unknown."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.line = line


def read(path: Path) -> tuple[dict[str, Any], str]:
    """Return a file's values and its text. Raises TomlError and OSError."""
    if path.stat().st_size > MAX_BYTES:
        raise TomlError(f"larger than {MAX_BYTES // 1000} kB")
    try:
        text = path.read_bytes().decode("utf-8-sig")
        return tomllib.loads(text), text
    except UnicodeDecodeError as error:
        raise TomlError("not UTF-8") from error
    except RecursionError as error:
        raise TomlError("nested too deeply") from error
    except tomllib.TOMLDecodeError as error:
        at = _AT.search(str(error))
        raise TomlError(_AT.sub("", str(error)).strip(), int(at[1]) if at else 0) from error
    except ValueError as error:  # a whole number of more digits than Python reads
        raise TomlError("a number has too many digits") from error


def extended(text: str) -> str | None:
    """Return the name of the feed that a feed's file extends, if it names a valid one."""
    try:
        name = tomllib.loads(text).get("extends")
    except (ValueError, RecursionError):
        return None
    return name if isinstance(name, str) and _NAME.fullmatch(name) else None


def line_of(text: str, keys: Keys) -> int:
    """Return the line of a key, or of the nearest table that holds it; 0 if none is found."""
    names = [key for key in keys if isinstance(key, str)]
    table, found = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.fullmatch(r"\s*\[+\s*([^\]]+?)\s*\]+\s*(#.*)?", line):
            table = header[1]
            if table == ".".join(names):
                return number
        for depth in range(len(names), 0, -1):
            path = ".".join(names[:depth])
            key = re.escape(path.removeprefix(f"{table}.") if table else path)
            if (not table or path.startswith(f"{table}.")) and re.match(rf'\s*"?{key}"?\s*=', line):
                if depth == len(names):
                    return number
                found = found or number
    return found

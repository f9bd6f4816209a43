"""Lines of keys, found by reading a file again: only problems need them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from airdate.workspace.read import frontmatter, toml
from airdate.workspace.read.source import leads_into

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path, PurePosixPath

    from airdate.model import Place, Problem
    from airdate.workspace.read.validation_messages import Keys

    Find = Callable[[PurePosixPath, Keys], tuple[PurePosixPath, int]]

_MAX_DEPTH = 10  # files that a feed extends, each through the one before


def located(root: Path, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems, each once, with the lines of their keys.

    The problem of a key that a feed inherits moves to the file that sets it.
    """
    text_of = cache(lambda path: _text(root, path))

    def place(at: Place) -> Place:
        if at.line or not at.keys:
            return at
        path, line = _found(text_of, at.path, at.keys)
        return replace(at, path=path, line=line)

    return tuple(
        dict.fromkeys(replace(problem, place=place(problem.place)) for problem in problems)
    )


def _found(
    text_of: Callable[[PurePosixPath], str], path: PurePosixPath, keys: Keys
) -> tuple[PurePosixPath, int]:
    """Return the file that sets a key, and the line; the first file and 0 if none does."""
    current = path
    for _ in range(_MAX_DEPTH):
        text = text_of(current)
        if line := _line(current, text, keys):
            return current, line
        parent = toml.extended(text) if current.suffix == ".toml" else None
        if parent is None:
            break
        current = current.with_name(f"{parent}.toml")
    return path, 0


def _line(path: PurePosixPath, text: str, keys: Keys) -> int:
    if path.suffix == ".toml":
        return toml.line_of(text, keys)
    try:
        return frontmatter.parse(text).line_of(keys)
    except frontmatter.FrontMatterError:
        return 0


def _text(root: Path, path: PurePosixPath) -> str:
    """Return the text of a file of the workspace; empty if it can't be read."""
    file = root / path
    try:
        return file.read_bytes().decode("utf-8-sig") if leads_into(file, root) else ""
    except (OSError, UnicodeDecodeError, ValueError):
        return ""

"""Where in a file a key is: known once the file is read again, which is done for problems alone."""

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

_MOST = 10  # files that a feed extends, one by way of the other


def located(root: Path, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems, those of keys with the lines on which these are, each once.

    What a feed inherits is told of the file in which it is written.
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
    """Return the file in which a key is written, and its line; the first file and 0 if in none."""
    here = path
    for _ in range(_MOST):
        text = text_of(here)
        if line := _line(here, text, keys):
            return here, line
        parent = toml.extended(text) if here.suffix == ".toml" else None
        if parent is None:
            break
        here = here.with_name(f"{parent}.toml")
    return path, 0


def _line(path: PurePosixPath, text: str, keys: Keys) -> int:
    if path.suffix == ".toml":
        return toml.line_of(text, keys)
    try:
        return frontmatter.parse(text).line_of(keys)
    except frontmatter.FrontMatterError:
        return 0


def _text(root: Path, path: PurePosixPath) -> str:
    """Return what is in a file of the workspace; nothing where that can't be read."""
    file = root / path
    try:
        return file.read_bytes().decode("utf-8-sig") if leads_into(file, root) else ""
    except (OSError, UnicodeDecodeError, ValueError):
        return ""

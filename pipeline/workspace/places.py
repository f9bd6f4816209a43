"""Where in a file a key is: known once the file is read again, which is done for problems alone."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from pipeline.workspace import frontmatter, toml
from pipeline.workspace.source import leads_into

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path, PurePosixPath

    from pipeline.model import Place, Problem
    from pipeline.workspace.told import Keys

    Lines = Callable[[Keys], int]


def located(root: Path, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems, those of keys with the lines on which these are."""
    lines_of = cache(lambda path: _lines(root, path))

    def place(at: Place) -> Place:
        return at if at.line or not at.keys else replace(at, line=lines_of(at.path)(at.keys))

    return tuple(replace(problem, place=place(problem.place)) for problem in problems)


def _lines(root: Path, path: PurePosixPath) -> Lines:
    """Return what gives the line of a file's keys: 0 where that can't be known."""
    file = root / path
    try:
        if not leads_into(file, root):
            return lambda _keys: 0
        text = file.read_bytes().decode("utf-8-sig")
        if path.suffix == ".toml":
            return lambda keys: toml.line_of(text, keys)
        document = frontmatter.parse(text)
    except (OSError, UnicodeDecodeError, frontmatter.FrontMatterError):
        return lambda _keys: 0
    return document.line_of

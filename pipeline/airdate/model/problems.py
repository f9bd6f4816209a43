"""Problems: faults of a workspace or a feed, and their places."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import PurePosixPath


class Severity(StrEnum):
    """How much a problem matters: an error stops a publish."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a problem is: a file, relative to the workspace, a line and a column from 1.

    0 is unknown. `keys` lead to the value in the file, from which its line can be found.
    """

    path: PurePosixPath
    line: int = 0
    column: int = 0
    keys: tuple[str | int, ...] = field(default=(), compare=False)

    def at(self, *keys: str | int) -> Place:
        """Return the place of a value in this file."""
        return replace(self, keys=keys)

    def __str__(self) -> str:
        ends = (f":{number}" for number in (self.line, self.column) if number)
        return f"{self.path}{''.join(ends)}"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong: where, what, what to do, the source of the rule, and its reason."""

    code: str
    severity: Severity
    place: Place
    message: str
    hint: str
    source: str = ""
    why: str = ""

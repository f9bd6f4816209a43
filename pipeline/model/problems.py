"""Problems: what is wrong in a workspace, and where."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath


class Severity(StrEnum):
    """How much a problem matters: an error stops a publish."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a problem is: a file, relative to the workspace, and a line from 1 (0: unknown)."""

    path: PurePosixPath
    line: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else str(self.path)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a workspace: where, what, how to mend it, and who says so."""

    code: str
    severity: Severity
    place: Place
    what: str
    mend: str
    source: str = ""

"""One of the author's files while it is read: where its keys are, and what is wrong with it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from pipeline.model import Place, Problem, Severity
from pipeline.workspace.schema import Table
from pipeline.workspace.told import Keys, named, told

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Model = TypeVar("Model", bound=Table)


@dataclass(slots=True)
class Source:
    """A file below `root`; `line_of` gives the line of a key (0: unknown).

    `severity` is what its problems are at most: those of a draft stop nothing.
    """

    root: Path
    path: Path
    line_of: Callable[[Keys], int] = lambda _keys: 0
    severity: Severity = Severity.ERROR
    problems: list[Problem] = field(default_factory=list)

    def place(self, keys: Keys = ()) -> Place:
        """Return where a key is, or the file."""
        return Place(PurePosixPath(self.path.relative_to(self.root)), self.line_of(keys))

    def tell(self, code: str, what: str, mend: str, keys: Keys = (), line: int = 0) -> None:
        """Note a problem of a key, or of a line."""
        place = Place(self.place().path, line) if line else self.place(keys)
        self.problems.append(Problem(code, self.severity, place, what, mend))

    def validated(self, model: type[Model], values: Mapping[str, Any]) -> Model | None:
        """Return what the file says, or None with every problem noted."""
        try:
            return model.model_validate(values)
        except ValidationError as error:
            for keys, what, mend in told(error, model):
                code = "missing-key" if what.endswith("is missing") else "bad-value"
                code = "unknown-key" if "no key that Airdate knows" in what else code
                self.tell(code, what, mend, keys)
            return None

    def is_inside(self) -> bool:
        """Whether the file itself is in the workspace, else with a problem noted."""
        if leads_into(self.path, self.root):
            return True
        self.tell("outside", "it leads out of the workspace", "copy what it leads to here")
        return False

    def file(self, name: str | None, keys: Keys, folders: tuple[Path, ...]) -> Path | None:
        """Return a file that the author named, looked for in `folders`; None with a problem noted.

        A symbolic link may not lead out of the folder.
        """
        if name is None:
            return None
        for folder in folders:
            path = folder / name
            if path.exists():
                if leads_into(path, folder):
                    return path
                self.tell(
                    "outside", f"`{named(keys)}` leads out of its folder", "copy the file in", keys
                )
                return None
        self.tell("file-missing", f"there is no file {name}", "put it there, or correct it", keys)
        return None


def leads_into(path: Path, folder: Path) -> bool:
    """Whether a path, all symbolic links followed, ends below a folder."""
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))

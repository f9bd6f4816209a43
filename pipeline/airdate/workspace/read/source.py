"""One of the author's files while it is read: where its keys are, and what is wrong with it."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from airdate.model import Place, Problem, Severity
from airdate.text import forbidden
from airdate.workspace.read.schema import Table
from airdate.workspace.read.validation_messages import Keys, named, told

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Model = TypeVar("Model", bound=Table)


@dataclass(slots=True)
class Source:
    """A file below `root`; `line_of` gives the line of a key (0: unknown).

    `severity` is what its problems are at most: those of a draft stop nothing. Keys that are
    `inherited` are written in another file, and their problems are told there.
    """

    root: Path
    path: Path
    line_of: Callable[[Keys], int] = lambda _keys: 0
    severity: Severity = Severity.ERROR
    problems: list[Problem] = field(default_factory=list)
    inherited: frozenset[str] = frozenset()

    def place(self, keys: Keys = ()) -> Place:
        """Return where a key is, or the file."""
        return Place(PurePosixPath(self.path.relative_to(self.root)), self.line_of(keys))

    def tell(self, code: str, what: str, hint: str, keys: Keys = (), line: int = 0) -> None:
        """Note a problem of a key, or of a line."""
        if keys and keys[0] in self.inherited:
            return
        place = Place(self.place().path, line) if line else self.place(keys)
        self.problems.append(Problem(code, self.severity, place, what, hint))

    def warn(self, code: str, what: str, hint: str, keys: Keys = ()) -> None:
        """Note something about a key that stops nothing."""
        self.problems.append(Problem(code, Severity.WARNING, self.place(keys), what, hint))

    def validated(self, model: type[Model], values: Mapping[str, Any]) -> Model | None:
        """Return what the file says, or None with every problem noted."""
        try:
            return model.model_validate(values)
        except ValidationError as error:
            for keys, what, hint in told(error, model):
                code = "missing-key" if what.endswith("is missing") else "bad-value"
                code = "unknown-key" if "no key that Airdate knows" in what else code
                self.tell(code, what, hint, keys)
            return None

    def may_be_read(self) -> bool:
        """Whether the file itself is in the workspace and no device, else with a problem noted."""
        if not leads_into(self.path, self.root):
            self.tell("outside", "it leads out of the workspace", "copy what it leads to here")
            return False
        if is_device(self.path):
            self.tell("file-unreadable", "it is a pipe or a device", "write a file instead")
            return False
        return True

    def listed(self) -> list[Path]:
        """Return what is in this folder but hidden files; a problem is noted if it can't be read.

        A folder that is not there is empty; one that may not be read could hide every episode.
        """
        try:
            paths = sorted(path for path in self.path.iterdir() if not path.name.startswith("."))
        except FileNotFoundError:
            return []
        except OSError as error:
            self.tell(
                "file-unreadable",
                f"the folder can't be read: {error.strerror}",
                "see that it is a folder, and that you may read it",
            )
            return []
        return [path for path in paths if self._is_named(path)]

    def _is_named(self, path: Path) -> bool:
        """Whether a file's name can be written down, else with a problem noted."""
        if not forbidden(path.name) and path.name.splitlines() == [path.name]:
            return True
        self.tell(
            "bad-name",
            f"the name {path.name!a} has signs in it that are no text",
            "rename it; UTF-8 without control characters is fine",
        )
        return False

    def file(self, name: str | None, keys: Keys, folders: tuple[Path, ...]) -> Path | None:
        """Return a file that the author named, looked for in `folders`; None with a problem noted.

        A symbolic link may not lead out of the folder.
        """
        if name is None:
            return None
        for folder in folders:
            if is_there(path := folder / name):
                return path if self._is_usable(path, folder, keys) else None
        self.tell("file-missing", f"there is no file {name}", "put it there, or correct it", keys)
        return None

    def _is_usable(self, path: Path, folder: Path, keys: Keys) -> bool:
        if not leads_into(path, folder):
            self.tell(
                "outside", f"`{named(keys)}` leads out of its folder", "copy the file in", keys
            )
        elif is_shut(path):
            self.tell(
                "file-unreadable",
                f"`{named(keys)}` can't be read: it is in a folder that you may not enter",
                "see that you may",
                keys,
            )
        elif is_device(path):
            self.tell(
                "file-unreadable",
                f"`{named(keys)}` is a pipe or a device",
                "put a file there instead",
                keys,
            )
        else:
            return True
        return False


def is_there(path: Path) -> bool:
    """Whether there is a file, or may be one where nobody may look."""
    return is_shut(path) or os.path.exists(path)  # noqa: PTH110 - Path's raises where access ends


def is_folder(path: Path) -> bool:
    """Whether there is a folder, or may be one: what it hides is told when it is read."""
    return is_shut(path) or os.path.isdir(path)  # noqa: PTH112 - Path's raises where access ends


def is_shut(path: Path) -> bool:
    """Whether it can't even be seen what this is."""
    try:
        path.stat()
    except PermissionError:
        return True
    except OSError:
        return False
    return False


def is_device(path: Path) -> bool:
    """Whether reading this could last for ever: it is a pipe, a socket or a device."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def leads_into(path: Path, folder: Path) -> bool:
    """Whether a path, all symbolic links followed, ends below a folder."""
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))

"""An author's file while it is read: the lines of its keys, and its problems."""

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
from airdate.workspace.read.validation_messages import Keys, invalid_keys, named

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Model = TypeVar("Model", bound=Table)


@dataclass(slots=True)
class Source:
    """A file below `root`; `line_of` returns the line of a key (0: unknown).

    `severity` is that of its problems: a draft has only warnings. Problems of `inherited` keys are
    left out: they are reported for the file that sets them.
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

    def report(self, code: str, message: str, hint: str, keys: Keys = (), line: int = 0) -> None:
        """Add a problem of a key, or of a line."""
        if keys and keys[0] in self.inherited:
            return
        place = Place(self.place().path, line) if line else self.place(keys)
        self.problems.append(Problem(code, self.severity, place, message, hint))

    def warn(self, code: str, message: str, hint: str, keys: Keys = ()) -> None:
        """Add a warning about a key."""
        self.problems.append(Problem(code, Severity.WARNING, self.place(keys), message, hint))

    def validated(self, model: type[Model], values: Mapping[str, Any]) -> Model | None:
        """Return the file's validated values; None with every problem added."""
        try:
            return model.model_validate(values)
        except ValidationError as error:
            for each in invalid_keys(error, model):
                self.report(each.code, each.message, each.hint, each.keys)
            return None

    def may_be_read(self) -> bool:
        """Whether this is a file inside the workspace; if not, a problem is added."""
        if not leads_into(self.path, self.root):
            self.report(
                "path-outside-workspace",
                f"{self.path.name} is a link to a file outside the workspace",
                "Replace it by a copy of the file.",
            )
            return False
        if is_device(self.path):
            self.report(
                "file-unreadable",
                f"{self.path.name} is a pipe or device, not a file",
                "Replace it by a regular file.",
            )
            return False
        return True

    def listed(self) -> list[Path]:
        """Return the files of this folder, without hidden ones; none if it doesn't exist.

        A folder that can't be read is a problem: it could hide every episode.
        """
        try:
            paths = sorted(path for path in self.path.iterdir() if not path.name.startswith("."))
        except FileNotFoundError:
            return []
        except OSError as error:
            self.report(
                "file-unreadable",
                f"cannot read the folder {self.path.name}: {error.strerror}",
                "Make it a folder that your user may read.",
            )
            return []
        return [path for path in paths if self._has_valid_name(path)]

    def _has_valid_name(self, path: Path) -> bool:
        """Whether a file's name is UTF-8 on one line; if not, a problem is added."""
        if not forbidden(path.name) and path.name.splitlines() == [path.name]:
            return True
        self.report(
            "name-invalid",
            f"file name {path.name!a} has control characters or is not UTF-8",
            "Rename it.",
        )
        return False

    def file(self, name: str | None, keys: Keys, folders: tuple[Path, ...]) -> Path | None:
        """Return a named file, from the first of `folders` that has it; None with a problem added.

        A symbolic link must not point outside its folder.
        """
        if name is None:
            return None
        for folder in folders:
            if is_there(path := folder / name):
                return path if self._is_usable(path, folder, keys) else None
        self.report(
            "file-missing", f"file not found: {name}", "Add the file, or correct the name.", keys
        )
        return None

    def _is_usable(self, path: Path, folder: Path, keys: Keys) -> bool:
        if not leads_into(path, folder):
            self.report(
                "path-outside-workspace",
                f"`{named(keys)}` points outside its folder",
                "Copy the file into the folder.",
                keys,
            )
        elif is_shut(path):
            self.report(
                "file-unreadable",
                f"cannot read the file of `{named(keys)}`: no access to its folder",
                "Make the folder accessible to your user.",
                keys,
            )
        elif is_device(path):
            self.report(
                "file-unreadable",
                f"`{named(keys)}` is a pipe or device, not a file",
                "Replace it by a regular file.",
                keys,
            )
        else:
            return True
        return False


def is_there(path: Path) -> bool:
    """Whether a file exists, or may exist in a folder without access."""
    return is_shut(path) or os.path.exists(path)  # noqa: PTH110 - Path's raises where access ends


def is_folder(path: Path) -> bool:
    """Whether this is a folder, or may be one: reading it later reports why it can't be."""
    return is_shut(path) or os.path.isdir(path)  # noqa: PTH112 - Path's raises where access ends


def is_shut(path: Path) -> bool:
    """Whether a path has no permission even to stat it."""
    try:
        path.stat()
    except PermissionError:
        return True
    except OSError:
        return False
    return False


def is_device(path: Path) -> bool:
    """Whether this is a pipe, socket or device: reading one may never end."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def leads_into(path: Path, folder: Path) -> bool:
    """Whether a path is below a folder once all symbolic links are resolved."""
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))

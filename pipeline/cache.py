"""Results by key, in a folder that may be deleted at any time.

A key is a digest of everything that a result depends on, so there is nothing to invalidate.
Entries are written beside their place and renamed into it: killing a run leaves no half-entry.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")

STALE_SECONDS = 24 * 3600  # longer than any one entry takes to make


def key(stage: str, version: int, *inputs: str | float | None) -> str:
    """Return the key of what `stage`, in this version of its code, makes of `inputs`."""
    return hashlib.sha256(json.dumps([stage, version, *inputs]).encode()).hexdigest()


class Cache:
    """A folder of results: small values as JSON, and files."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._beside = root / "writing"

    def value(self, kind: type[T], entry: str, make: Callable[[], T]) -> T:
        """Return the value kept under `entry`, made first if it is not there or unreadable."""
        adapter = TypeAdapter(kind)
        path = self._path(entry, ".json")
        with suppress(OSError, ValidationError):
            return adapter.validate_json(path.read_bytes())
        result = make()
        with self._writing(path) as beside:
            beside.write_bytes(to_json(result, inf_nan_mode="strings"))
        return result

    def file(self, entry: str, suffix: str, make: Callable[[Path], None]) -> Path:
        """Return the file kept under `entry`; else `make` writes it, to the path it is given."""
        path = self._path(entry, suffix)
        if not path.exists():
            with self._writing(path) as beside:
                make(beside)
        return path

    def digest(self, path: Path) -> str:
        """Return the sha256 of a file; read once for each size and time of change."""
        stat = path.stat()
        entry = key("digest", 1, os.fspath(path), stat.st_size, stat.st_mtime_ns, stat.st_ino)
        return self.value(str, entry, lambda: file_digest(path))

    def sweep(self) -> None:
        """Remove what runs that were killed more than a day ago left half-written."""
        for folder in self._beside.glob("*"):
            if folder.stat().st_mtime < time.time() - STALE_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)

    def _path(self, entry: str, suffix: str) -> Path:
        return self._root / entry[:2] / f"{entry[2:]}{suffix}"

    @contextmanager
    def _writing(self, path: Path) -> Iterator[Path]:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._beside.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self._beside) as folder:
            beside = Path(folder) / path.name
            yield beside
            beside.replace(path)


def file_digest(path: Path) -> str:
    """Return the sha256 of a file's bytes, as hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

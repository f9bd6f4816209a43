"""What was made of many small things, in one file: read at once, and written at once.

`Cache` has a file for each result; ten thousand of those take a second to open. A shelf says of
itself what it depends on, and is empty where that is another, or where it is not whole.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from airdate.ledger import seen

if TYPE_CHECKING:
    from collections.abc import Iterable

FOLDER = ".airdate/cache/shelves"


class Shelf:
    """Values of one line each, by name; what nobody asks for is not kept any longer."""

    def __init__(self, root: Path, name: str, *depends: str) -> None:
        """Read what was kept of a workspace by this code, and with the same in `depends`."""
        self._path = root / FOLDER / name
        self._depends = _digest([seen.code(), *depends])
        self._before = _read(self._path, self._depends)
        self._now: dict[bytes, bytes] = {}

    def get(self, name: str) -> bytes:
        """Return the value of this name, which stays; nothing if there is none."""
        entry = _entry(name)
        value = self._before.get(entry, b"")
        if value:
            self._now[entry] = value
        return value

    def put(self, name: str, value: bytes) -> None:
        """Keep a value under a name from now on."""
        self._now[_entry(name)] = value

    def drop(self, name: str) -> None:
        """Keep nothing under a name."""
        self._now.pop(_entry(name), None)

    def keep(self) -> None:
        """Write down what is to be known the next time. A disk that is full keeps nothing."""
        if self._now == self._before:
            return
        lines = b"".join(b"%b\t%b\n" % each for each in self._now.items())
        digest = hashlib.sha256(lines).hexdigest()
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            _write(self._path, f"{self._depends}\n{digest}\n".encode(), lines)
            self._before = dict(self._now)


def _entry(name: str) -> bytes:
    return name.encode("unicode_escape")  # has no tabs and line breaks, whatever a file is called


def _read(path: Path, depends: str) -> dict[bytes, bytes]:
    """Return what is kept in a file; nothing if it is of another time, or not whole."""
    with suppress(OSError, ValueError):
        said, digest, lines = path.read_bytes().split(b"\n", 2)
        if (said.decode(), digest.decode()) == (depends, hashlib.sha256(lines).hexdigest()):
            return dict(line.split(b"\t", 1) for line in lines.split(b"\n")[:-1])
    return {}


def _write(path: Path, *parts: bytes) -> None:
    """Write a file beside its place and rename it into it: it is there whole, or as it was."""
    number, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(number, "wb") as file:
            file.writelines(parts)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


def _digest(said: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(said).encode(errors="surrogateescape")).hexdigest()

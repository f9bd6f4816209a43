"""Files: replaced whole or not at all, digested, locked."""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import shutil
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FROM_UMASK = 0o666
_POLL_SECONDS = 0.01


@contextmanager
def replacing(path: Path, *, mode: int | None = None, sync: bool = False) -> Iterator[Path]:
    """Yield a new, empty file beside `path`; rename it to `path` unless the body raises.

    Readers find the old file or the new one, whole. The new file gets `mode`, else the
    permissions of the file that it replaces, else the umask's. `sync`: survives a power cut.
    """
    # A random name, since two processes may write the same file at the same time; a hidden one,
    # since nothing reads hidden files, should a kill leave it behind.
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")
    os.close(os.open(beside, os.O_CREAT | os.O_EXCL, _FROM_UMASK if mode is None else mode))
    try:
        if mode is None:
            with suppress(FileNotFoundError):
                shutil.copymode(path, beside)
        yield beside
        if sync:
            _fsync(beside)
        beside.replace(path)
        if sync:
            _fsync(path.parent)  # the rename itself is in the folder
    finally:
        beside.unlink(missing_ok=True)


def file_digest(path: Path) -> str:
    """Return the sha256 of a file's bytes, as hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class FileLock:
    """A lock between processes, which the system frees if the one that holds it is killed.

    By hand, since filelock imports asyncio, which takes as long as all else at a command's start,
    and its bookkeeping takes several times as long as the write of a small file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._number = -1

    def acquire(self, seconds: float) -> bool:
        """Wait up to `seconds` for the lock; return whether it is held now. Raises OSError."""
        end = time.monotonic() + seconds
        number = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            while not _is_locked(number):
                if time.monotonic() > end:
                    return False
                time.sleep(_POLL_SECONDS)
            self._number, number = number, -1
        finally:
            if number >= 0:
                os.close(number)
        return True

    def release(self) -> None:
        """Free the lock, if it is held."""
        if self._number >= 0:
            os.close(self._number)
            self._number = -1


def _is_locked(number: int) -> bool:
    """Lock an open file without waiting; return whether that was possible."""
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _fsync(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)

"""Write files whole or not at all, and digest them."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FROM_UMASK = 0o666


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


def _fsync(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)

"""A store in a directory, for any web server to serve.

A write goes to a temporary file on the same disk, is made to last (fsync), and takes its place
by one rename under a lock. So a reader needs no lock, and a kill leaves a temporary file at most,
which the next write sweeps away.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import stat
import tempfile
import threading
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from airdate.files import FileLock
from airdate.store import (
    Condition,
    Conflict,
    Found,
    Precondition,
    Stat,
    StoreError,
    Version,
    blocks,
    changed,
    check_key,
    ignore_progress,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from io import BufferedReader

    from airdate.model import Artifact

# The lock is held for one rename at a time: after this, the process that holds it must hang.
_LOCK_SECONDS = 60
# Begins with a dot, which no key does: never an object, and web servers hide it.
_OWN = ".airdate"

_SPACE = "Free some space, then publish again."
_PERMISSION = "permission denied: {path}", "Make it readable and writable for your user."
_FILE_IN_THE_WAY = "a file is where {path} needs a folder", "Move that file away."
_ERRORS = {
    errno.ENOSPC: ("disk full: {path}", _SPACE),
    errno.EDQUOT: ("disk quota exceeded: {path}", _SPACE),
    errno.EFBIG: ("file too large for the disk: {path}", "Publish to another disk."),
    errno.EROFS: ("read-only disk: {path}", "Mount it writable, or use another folder."),
    errno.EACCES: _PERMISSION,
    errno.EPERM: _PERMISSION,
    errno.ENOTDIR: _FILE_IN_THE_WAY,
    errno.EEXIST: _FILE_IN_THE_WAY,
    errno.EISDIR: ("a folder is where {path} needs a file", "Move that folder away."),
    errno.ENOENT: ("folder not found: {path}", "Create it, or correct `url` in `[storage]`."),
    errno.ELOOP: ("{path} is a symbolic link", "Replace it by the file itself."),
    errno.ENAMETOOLONG: ("name too long for this disk: {path}", "Use shorter slugs."),
    errno.EXDEV: ("{path} is not on the disk of its store", "Keep a store on one disk."),
    errno.EIO: ("disk error: {path}", "Check the disk, then publish again."),
}


class DirectoryStore:
    """Objects as files below `root`, which is made by the first write if its parent is there."""

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()
        self._swept = False
        self._turn = threading.Lock()

    def get(self, key: str) -> Found | None:
        """Return an object, whole and of one write."""
        with _reading(self._path(key)) as file:
            if file is None:
                return None
            body = file.read()
            return Found(body, _version(file, hashlib.sha256(body).hexdigest()))

    def stat(self, key: str) -> Stat | None:
        """Return an object's size and digest, read from the disk again."""
        with _reading(self._path(key)) as file:
            if file is None:
                return None
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            return Stat(os.fstat(file.fileno()).st_size, sha256, _version(file, sha256))

    def put(
        self,
        artifact: Artifact,
        condition: Condition,
        sent: Callable[[int], None] = ignore_progress,
    ) -> Version:
        """Write beside, then rename under the lock if the condition holds."""
        path = self._path(artifact.key)
        with _in_words(path), self._temporary() as (file, temporary):
            self._demand(artifact.key, condition)  # before a large file is copied in vain
            _fill(file, artifact, sent)
            version = _version(file, artifact.sha256)
            with self._lock():
                self._demand(artifact.key, condition)
                self._make_folders(path.parent)
                temporary.replace(path)
                _sync(path.parent)
        return version

    def delete(self, key: str, condition: Condition) -> None:
        """Unlink under the lock if the condition holds."""
        path = self._path(key)
        with _in_words(path):
            if not path.exists():
                return
            with self._lock():
                if not path.exists():
                    return
                self._demand(key, condition)
                path.unlink()
                _sync(path.parent)

    def _path(self, key: str) -> Path:
        """Return the key's path, unless a symbolic link leads out of the store."""
        path = self.root / check_key(key)
        if self._leads_out(key):
            raise StoreError(
                f"symbolic link leads out of {self.root}: {path.parent}",
                "Replace it by a real folder.",
            )
        return path

    def _leads_out(self, key: str) -> bool:
        """Whether a symbolic link leads from the store to the folder of `key` elsewhere."""
        folder = os.fspath(self.root)
        for name in key.split("/")[:-1]:
            folder = f"{folder}/{name}"
            if os.path.islink(folder):  # noqa: PTH114 - for each key: a Path costs ten times that
                parent = (self.root / key).parent.resolve()
                return not parent.is_relative_to(self.root.resolve())
        return False

    def _demand(self, key: str, condition: Condition) -> None:
        if condition is Precondition.NONE:
            return
        if condition is Precondition.IF_ABSENT:
            if os.path.lexists(f"{self.root}/{key}"):  # whose folder the caller has checked
                raise Conflict(key)
            return
        there = self.stat(key)
        if there is None or there.version != condition:
            raise Conflict(key)

    def _make_folders(self, folder: Path) -> None:
        """Create a folder and its parents, durably."""
        if folder.is_dir():
            self._path((folder / "x").relative_to(self.root).as_posix())
            return
        self._make_folders(folder.parent)
        folder.mkdir()
        _sync(folder.parent)

    @contextmanager
    def _temporary(self) -> Iterator[tuple[BinaryIO, Path]]:
        """Open a temporary file, locked so that no sweeper takes it; gone afterwards."""
        own = self.root / _OWN
        if not own.is_dir():
            self.root.mkdir(exist_ok=True)
            own.mkdir(exist_ok=True)
        self._sweep()
        number, name = _locked_file(own)
        with os.fdopen(number, "w+b") as file:
            try:
                yield file, Path(name)
            finally:
                Path(name).unlink(missing_ok=True)

    def _sweep(self) -> None:
        """Remove what killed writers left, once: a living one holds a lock on its file."""
        if self._swept:
            return
        for path in (self.root / _OWN).glob("*.part"):
            with suppress(FileNotFoundError, BlockingIOError), path.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink()
        self._swept = True

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """Lock the store against other writers, for one rename."""
        with self._turn:  # threads of this process would poll for each other
            lock = FileLock(self.root / _OWN / "lock")
            if not lock.acquire(_LOCK_SECONDS):
                raise StoreError(
                    f"{self.root} has been locked by another process for {_LOCK_SECONDS} s",
                    "Wait for it or stop it, then publish again.",
                )
            try:
                yield
            finally:
                lock.release()


def _locked_file(folder: Path) -> tuple[int, str]:
    """Open a new temporary file, locked before any sweeper could remove it."""
    while True:
        number, name = tempfile.mkstemp(dir=folder, suffix=".part")
        fcntl.flock(number, fcntl.LOCK_EX)
        if os.fstat(number).st_nlink:
            return number, name
        os.close(number)  # a sweeper came before the lock


@contextmanager
def _in_words(path: Path) -> Iterator[None]:
    """Raise StoreError for the system's errors."""
    try:
        yield
    except OSError as error:
        message, hint = _ERRORS.get(
            error.errno or 0,
            (f"cannot use {{path}}: {error.strerror}", "Check the disk and its permissions."),
        )
        raise StoreError(message.format(path=path), hint) from error


@contextmanager
def _reading(path: Path) -> Iterator[BufferedReader | None]:
    """Open an object as it is at this moment; None where there is none."""
    with _in_words(path):
        try:
            number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except (FileNotFoundError, NotADirectoryError):
            yield None
            return
        if not stat.S_ISREG(os.fstat(number).st_mode):
            os.close(number)
            raise StoreError(f"{path} is not a regular file", "Move it away.")
        with os.fdopen(number, "rb") as file:
            yield file


def _version(file: BinaryIO, sha256: str) -> Version:
    """Identify a write, even of the same bytes: each one is a new file."""
    status = os.fstat(file.fileno())
    return Version(f"{sha256}-{status.st_ino}-{status.st_mtime_ns}")


def _fill(file: BinaryIO, artifact: Artifact, sent: Callable[[int], None]) -> None:
    """Write the body, checked as it goes by, and make it last."""
    digest = hashlib.sha256()
    size = 0
    for block in blocks(artifact):
        file.write(block)
        digest.update(block)
        size += len(block)
        sent(len(block))
    if (size, digest.hexdigest()) != (artifact.size, artifact.sha256):
        raise changed(artifact)
    file.flush()
    os.fchmod(file.fileno(), 0o644)  # mkstemp's 0600 would keep web servers out
    os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """Make a rename in `folder` durable."""
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    finally:
        os.close(number)

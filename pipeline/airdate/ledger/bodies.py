"""Bytes that wait to be published: in one file that is appended to, with an index in the ledger."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import tempfile
import threading
import weakref
from contextlib import suppress
from itertools import accumulate
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

FLUSH_BYTES = 1 << 20


class LedgerError(Exception):
    """The ledger's file can't be used any more: set it aside, and run again without it."""


class Bodies:
    """Bytes by their sha256. May be used from several threads.

    Ten thousand pages are some 300 MB: SQLite would take three times as long for them. What can't
    be written, since the disk is full, stays in memory. Bytes count only if they have their
    digest, whatever a crash left of the file.
    """

    def __init__(self, db: sqlite3.Connection, path: Path | None = None) -> None:
        """Use a file of the workspace, or one that is gone with the process."""
        self._db, self._path = db, path
        self._lock = threading.RLock()
        self._pending: dict[str, bytes] = {}
        self._pending_size, self._pending_limit = 0, FLUSH_BYTES
        self._fd: int | None = None
        self._end = 0

    def put(self, sha256: str, body: bytes) -> None:
        """Keep bytes until they are published. Raises LedgerError."""
        with self._lock:
            if sha256 not in self._pending:
                self._pending[sha256] = body
                self._pending_size += len(body)
            if self._pending_size > self._pending_limit:
                self.flush()

    def get(self, sha256: str) -> bytes | None:
        """Return the bytes, or None where they don't wait here. Raises LedgerError."""
        with self._lock:
            if (body := self._pending.get(sha256)) is not None:
                return body
            row = self._rows("SELECT start, size FROM body WHERE sha256 = ?", sha256)
            for start, size in row:
                with suppress(OSError):
                    body = os.pread(self._file(), size, start)
                    return body if hashlib.sha256(body).hexdigest() == sha256 else None
        return None

    def digests(self) -> set[str]:
        """Return the digests of all bytes that wait. Raises LedgerError."""
        with self._lock, suppress(OSError):
            self._file()
            rows = self._rows("SELECT sha256 FROM body")
            return {*self._pending, *(sha256 for (sha256,) in rows)}
        return set(self._pending)

    def clear(self) -> None:
        """Drop all: what was to be published is out."""
        with self._lock, suppress(sqlite3.Error, OSError):
            self._pending, self._pending_size = {}, 0
            self._db.execute("DELETE FROM body")
            os.ftruncate(self._file(), 0)
            self._end = 0

    def flush(self) -> None:
        """Write what is in memory to the file, if that can be. Raises LedgerError."""
        with self._lock:
            if not self._pending:
                return
            try:
                _write(self._file(), b"".join(self._pending.values()), self._end)
            except OSError:
                self._pending_limit *= 2
                return
            ends = accumulate(map(len, self._pending.values()), initial=self._end)
            self._insert(
                [
                    (sha256, start, len(body))
                    for (sha256, body), start in zip(self._pending.items(), ends, strict=False)
                ]
            )
            self._end += self._pending_size
            self._pending, self._pending_size = {}, 0

    def _insert(self, rows: list[tuple[str, int, int]]) -> None:
        try:
            self._db.executemany("INSERT OR REPLACE INTO body VALUES (?, ?, ?)", rows)
        except sqlite3.Error as error:
            raise LedgerError(str(error)) from error

    def _rows(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        try:
            return self._db.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise LedgerError(str(error)) from error

    def _file(self) -> int:
        """Return the file, opened when it is first needed. Raises OSError, LedgerError."""
        if self._fd is None:
            self._fd = fd = _opened(self._path)
            weakref.finalize(self, os.close, fd)
            ((end,),) = self._rows("SELECT coalesce(max(start + size), 0) FROM body")
            if os.fstat(fd).st_size < end:  # a run was killed, or the file was replaced
                self.clear()
            else:
                self._end = end
        return self._fd


def _opened(path: Path | None) -> int:
    """Open a file of the workspace, or a temporary one without a name. Raises OSError."""
    if path is not None:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    fd, name = tempfile.mkstemp()
    os.unlink(name)  # noqa: PTH108 - a name, as mkstemp gives it
    return fd


def _write(fd: int, body: bytes, start: int) -> None:
    """Write all of some bytes at a place. Raises OSError."""
    rest = memoryview(body)
    while rest:
        written = os.pwrite(fd, rest, start)
        rest, start = rest[written:], start + written

"""The ledger: small results of earlier runs, in one SQLite file that may be deleted at any time.

One row for each stage and subject, with the digest of its inputs. A row counts only while these
are the same; downstream stages depend on its digest, never on its decoded value. One process at a
time writes: it holds a file lock, and others work on a copy in memory.

Whatever is wrong with the file (damage, another version, a disk that is full or read-only), the
ledger is set aside and made anew: it costs time, never correctness.
"""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from airdate.files import FileLock
from airdate.ledger.bodies import Bodies, LedgerError
from airdate.ledger.code import code_digest
from airdate.ledger.sql_tables import TABLES
from airdate.ledger.verification import Verification, is_wanted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

V = TypeVar("V")

_INLINE_BYTES = 1000
# Of a row, its value, wherever it is.
_VALUE = """COALESCE(value, (
    SELECT v.value FROM stage_value v
    WHERE v.stage = r.stage AND v.target = r.target AND v.subject = r.subject
)) FROM stage_row r"""

FILE = ".airdate/ledger.db"
BODIES = ".bodies"
_WAIT_SECONDS = 0.5  # for another run to end, before this one works on a copy


def digest_of(*parts: bytes | str) -> bytes:
    """Compute a digest of parts, in order; 16 bytes."""
    chunks: list[bytes] = []
    for part in parts:
        body = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        chunks += len(body).to_bytes(8, "little"), body
    return hashlib.blake2b(b"".join(chunks), digest_size=16).digest()


@dataclass(frozen=True, slots=True)
class Stage(Generic[V]):
    """One kind of result. The code that makes it is an input, by declaration.

    `sources` are the rooms, or files of rooms, that it runs: "feed", "article/render.py".
    `encode` gives canonical bytes: their digest is what downstream stages depend on.
    """

    name: str
    sources: tuple[str, ...]
    encode: Callable[[V], bytes]
    decode: Callable[[bytes], V]

    def inputs(self, *parts: bytes | str) -> bytes:
        """Compute the digest of a subject's inputs, with that of the code."""
        return digest_of(self.name, code_digest(*self.sources), *parts)


class Ledger:
    """Rows of stages, and bodies that wait to be published; `target` is where they go.

    Rows of one target (a public URL and a store) don't disturb those of another: a preview and a
    publish of one workspace share the file. Raises LedgerError from every method that writes.
    """

    def __init__(
        self,
        db: sqlite3.Connection,
        target: str = "",
        lock: FileLock | None = None,
        bodies: Path | None = None,
    ) -> None:
        self.db = db
        self.target = target
        self.bodies = Bodies(db, bodies)
        self.verification = Verification(is_on=is_wanted())
        self.opened: Ledger = self  # the one of which this is a view, for another target
        self._lock = lock

    def aimed(self, target: str) -> Ledger:
        """Return the same ledger for another target. Closing it is left to this one."""
        aimed = Ledger(self.db, target)
        aimed.bodies, aimed.verification = self.bodies, self.verification
        aimed.opened = self.opened
        return aimed

    def close(self) -> None:
        """Close the file, for other runs."""
        with suppress(LedgerError):
            self.bodies.flush()
        with suppress(sqlite3.Error):
            self.db.close()
        if self._lock:
            self._lock.release()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do all that is written within, or nothing. One within another is part of it."""
        if self.db.in_transaction:
            yield
            return
        try:
            self.db.execute("BEGIN IMMEDIATE")
            yield
            self.db.execute("COMMIT")
        except sqlite3.Error as error:
            self._roll_back()
            raise LedgerError(str(error)) from error
        except BaseException:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        with suppress(sqlite3.Error):
            self.db.execute("ROLLBACK")

    def rows(self, query: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query. Raises LedgerError."""
        try:
            yield from self.db.execute(query, values)
        except sqlite3.Error as error:
            raise LedgerError(str(error)) from error

    def _fetch(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return small rows at once: faster than one by one. Raises LedgerError."""
        try:
            return self.db.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise LedgerError(str(error)) from error

    def inputs(self, stage: Stage[Any]) -> dict[str, bytes]:
        """Return the digest of each subject's inputs as of the last time."""
        query = "SELECT subject, inputs FROM stage_row WHERE stage = ? AND target = ?"
        return dict(self._fetch(query, stage.name, self.target))

    def digests(self, stage: Stage[Any]) -> dict[str, bytes]:
        """Return the digest of each subject's value."""
        query = "SELECT subject, digest FROM stage_row WHERE stage = ? AND target = ?"
        return dict(self._fetch(query, stage.name, self.target))

    def sizes(self, stage: Stage[Any]) -> dict[str, tuple[bytes, int]]:
        """Return the digest of each subject's value, and its size in bytes when encoded."""
        query = "SELECT subject, digest, size FROM stage_row WHERE stage = ? AND target = ?"
        rows = self._fetch(query, stage.name, self.target)
        return {subject: (digest, size) for subject, digest, size in rows}

    def load(self, stage: Stage[V], subject: str) -> V | None:
        """Return a subject's value, or None where there is no row."""
        query = f"SELECT {_VALUE} WHERE stage = ? AND target = ? AND subject = ?"
        for (value,) in self.rows(query, stage.name, self.target, subject):
            return stage.decode(value)
        return None

    def values(self, stage: Stage[V]) -> Iterator[tuple[str, V]]:
        """Yield every subject with its value."""
        query = f"SELECT subject, {_VALUE} WHERE stage = ? AND target = ?"
        for subject, value in self.rows(query, stage.name, self.target):
            yield subject, stage.decode(value)

    def values_but(self, stage: Stage[V], digest: bytes) -> Iterator[V]:
        """Yield the values that have another digest, in the order of their subjects."""
        query = f"SELECT {_VALUE} WHERE stage = ? AND target = ? AND digest <> ? ORDER BY subject"
        for (value,) in self.rows(query, stage.name, self.target, digest):
            yield stage.decode(value)

    def write(self, stage: Stage[V], rows: Iterable[tuple[str, bytes, V]]) -> None:
        """Write rows: subject, the digest of its inputs, value."""
        with self.transaction():
            for subject, inputs, value in rows:
                self._write(stage, subject, inputs, stage.encode(value))

    def _write(self, stage: Stage[Any], subject: str, inputs: bytes, body: bytes) -> None:
        digest, key = digest_of(body), (stage.name, self.target, subject)
        self.verification.compare(*key, digest)
        inline = body if len(body) <= _INLINE_BYTES else None
        row = (*key, inputs, digest, len(body), inline)
        self.db.execute("INSERT OR REPLACE INTO stage_row VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        if inline is None:
            self.db.execute("INSERT OR REPLACE INTO stage_value VALUES (?, ?, ?, ?)", (*key, body))

    def forget(self, stage: Stage[Any], subjects: Iterable[str]) -> None:
        """Remove the rows of subjects that are no more."""
        query = "DELETE FROM stage_row WHERE stage = ? AND target = ? AND subject = ?"
        with self.transaction():
            self.db.executemany(query, ((stage.name, self.target, each) for each in subjects))

    def stale(self, stage: Stage[Any], inputs: Mapping[str, bytes]) -> list[str]:
        """Return the subjects whose inputs are new, in order; forget those that are no more.

        An empty digest, of inputs that leave doubt, is never the same.
        """
        before = self.inputs(stage)
        self.forget(stage, before.keys() - inputs.keys())
        stale = {
            subject
            for subject, digest in inputs.items()
            if not digest or before.get(subject) != digest
        }
        stale.update(self.to_verify(stage, [each for each in inputs if each not in stale]))
        return [subject for subject in inputs if subject in stale]

    def to_verify(self, stage: Stage[Any], fresh: Sequence[str]) -> list[str]:
        """Return a sample of unchanged subjects to be made again, where that is asked for."""
        sample = self.verification.sample(fresh)
        digests = self.digests(stage) if sample else {}
        for subject in sample:
            self.verification.expect(stage.name, self.target, subject, digests[subject])
        return sample


# ── The file ──────────────────────────────────────────────────────────────────────────────────


def open_ledger(root: Path, target: str = "") -> Ledger:
    """Open the workspace's ledger; one in memory where its file can't be used.

    While another run holds the file, this one works on a copy of it.
    """
    path = root / FILE
    lock = FileLock(path.with_suffix(".lock"))
    try:
        path.parent.mkdir(exist_ok=True)
        if not lock.acquire(_WAIT_SECONDS):
            return Ledger(_copied(path), target)
    except OSError:
        return Ledger(_in_memory(), target)
    for _ in range(2):
        with suppress(sqlite3.Error):
            return Ledger(_opened(path), target, lock, path.with_suffix(BODIES))
        set_aside(root)
    lock.release()
    return Ledger(_in_memory(), target)


def ledger_in_memory(target: str = "") -> Ledger:
    """Return an empty ledger that is gone with the process."""
    return Ledger(_in_memory(), target)


def set_aside(root: Path) -> None:
    """Remove a ledger that can't be used."""
    path = root / FILE
    for ending in (".db", ".db-wal", ".db-shm", BODIES):
        with suppress(OSError):
            path.with_suffix(ending).unlink(missing_ok=True)


def _opened(path: Path) -> sqlite3.Connection:
    """Open the file, or make it. Raises sqlite3.Error, also where it is of another version."""
    db = _connected(str(path))
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        (version,) = db.execute("PRAGMA user_version").fetchone()
        if version == 0:
            _create(db)
        elif version != _version():
            raise sqlite3.DatabaseError("made by another version")
    except sqlite3.Error:
        db.close()
        raise
    return db


def _copied(path: Path) -> sqlite3.Connection:
    """Return a copy in memory of a ledger that another run writes; an empty one in doubt."""
    db = _connected(":memory:")
    with suppress(sqlite3.Error):
        source = _connected(f"file:{path}?mode=ro", uri=True)
        try:
            source.backup(db)
        finally:
            source.close()
        if db.execute("PRAGMA user_version").fetchone()[0] == _version():
            db.execute("DELETE FROM body")  # their bytes are the other run's
            return db
    db.close()
    return _in_memory()


def _in_memory() -> sqlite3.Connection:
    db = _connected(":memory:")
    _create(db)
    return db


def _connected(name: str, *, uri: bool = False) -> sqlite3.Connection:
    # Deploying reads bodies from its threads; `Bodies` takes care that only one does at a time.
    return sqlite3.connect(name, isolation_level=None, check_same_thread=False, uri=uri)


def _create(db: sqlite3.Connection) -> None:
    db.executescript(TABLES)
    db.execute(f"PRAGMA user_version = {_version()}")


def _version() -> int:
    """Return what tells one schema from another: 31 bits of its digest, and never 0."""
    return int.from_bytes(digest_of(TABLES)[:4], "little") >> 1 or 1

"""Results by key, in a folder that may be deleted at any time.

A key is a digest of all that a result depends on, the code too: nothing is ever invalidated.
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
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from airdate.files import file_digest
from airdate.ledger import json_codec, scan
from airdate.ledger.code import code_digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

T = TypeVar("T")

_DAY_SECONDS = 24 * 3600  # longer than any one entry takes to make
_IN_USE_SECONDS = 3600
_PREFIX = 2  # letters of a key that name its folder


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of result, and the code that makes it: rooms or files, as `code_digest` takes them."""

    name: str
    sources: tuple[str, ...]

    def key(self, *inputs: str | float | None) -> str:
        """Compute the key of what this code makes of `inputs`."""
        parts = [self.name, code_digest(*self.sources).hex(), *inputs]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


_DIGEST = Kind("digest", ())


class Cache:
    """A folder of results: small values as JSON, and files."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._beside = root / "writing"

    def value(self, kind: type[T], entry: str, make: Callable[[], T]) -> T:
        """Return the value kept under `entry`, made first if it is not there or unreadable."""
        path = self._path(entry, ".json")
        with suppress(OSError, ValueError):
            value = json_codec.decode(kind, path.read_bytes())
            _mark_used(path)
            return value
        result = make()
        with self._folder() as folder:
            beside = folder / path.name
            beside.write_bytes(json_codec.encode(result))
            _put(beside, path)
        return result

    def file(self, entry: str, suffix: str, make: Callable[[Path], None]) -> Path:
        """Return the file kept under `entry`; else `make` writes it, to the path it is given."""
        return self.files([(entry, suffix)], lambda missing: make(missing[0]))[0]

    def files(
        self, wanted: Sequence[tuple[str, str]], make: Callable[[dict[int, Path]], None]
    ) -> list[Path]:
        """Return the files kept under entries, each with its suffix.

        `make` writes those that are missing, together: it is given a path for each, by its place
        among `wanted`.
        """
        paths = [self._path(entry, suffix) for entry, suffix in wanted]
        missing = {at: path for at, path in enumerate(paths) if not _mark_used(path)}
        if missing:
            with self._folder() as folder:
                beside = {at: folder / f"{at}{path.suffix}" for at, path in missing.items()}
                make(beside)
                for at, path in missing.items():
                    _put(beside[at], path)
        return paths

    def digest(self, path: Path) -> str:
        """Return the sha256 of a file; read once for each size and time of change.

        Some tools put the time of the contents back; that of the file's status nobody can.
        """
        stat = path.stat()
        times = stat.st_mtime_ns, stat.st_ctime_ns
        if max(times) >= time.time_ns() - scan.TICK_NS:  # it may change again, and look the same
            return file_digest(path)
        entry = _DIGEST.key(os.fspath(path), stat.st_size, *times, stat.st_ino)
        return self.value(str, entry, lambda: file_digest(path))

    def trim(self, max_bytes: int, now: float | None = None) -> int:
        """Delete what was used longest ago, until at most `max_bytes` are left; return bytes freed.

        Nothing is deleted that was used in the last hour, by a run that may still be at work. What
        runs that were killed left half-written is deleted after a day.
        """
        now = time.time() if now is None else now
        self._sweep(now)
        entries = [*self._entries()]
        excess = sum(size for _, size, _ in entries) - max_bytes
        freed = 0
        for used, size, path in sorted(entries):
            if freed >= excess or used > now - _IN_USE_SECONDS:
                break
            with suppress(OSError):
                os.unlink(path)  # noqa: PTH108 - scandir's paths are text
                freed += size
        return freed

    def trim_daily(self, max_bytes: int) -> None:
        """Trim the cache, once a day: walking it takes a moment."""
        mark = self._root / "trimmed"
        with suppress(OSError):
            if not mark.exists() or mark.stat().st_mtime < time.time() - _DAY_SECONDS:
                self.trim(max_bytes)
                mark.touch()

    def _entries(self) -> Iterator[tuple[float, int, str]]:
        """Yield each entry's time of last use, in seconds since the epoch, its size and path."""
        with suppress(OSError):
            for folder in os.scandir(self._root):
                if folder.is_dir() and len(folder.name) == _PREFIX:
                    for entry in os.scandir(folder):
                        status = entry.stat()
                        yield status.st_mtime, status.st_size, entry.path

    def _sweep(self, now: float) -> None:
        for folder in self._beside.glob("*"):
            with suppress(OSError):
                if folder.stat().st_mtime < now - _DAY_SECONDS:
                    shutil.rmtree(folder, ignore_errors=True)

    def _path(self, entry: str, suffix: str) -> Path:
        return self._root / entry[:_PREFIX] / f"{entry[_PREFIX:]}{suffix}"

    @contextmanager
    def _folder(self) -> Iterator[Path]:
        """Yield a folder to write in, on the cache's disk; gone afterwards."""
        self._beside.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self._beside) as folder:
            yield Path(folder)


def _mark_used(path: Path) -> bool:
    """Set the time of an entry's last use; return whether there is one."""
    try:
        os.utime(path)
    except OSError:
        return path.exists()  # a cache that can't be written to can be read
    return True


def _put(beside: Path, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside.replace(path)

"""What is said of recordings and images while nothing is made of them, by what the disk says.

A recording's level over time is needed to master it and for nothing else, and an hour of it is as
large as a book. So a workspace is surveyed by outlines; `whole` gives the rest, from the cache.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import TypeAdapter

from airdate import audio
from airdate.art import artwork
from airdate.ledger import seen
from airdate.ledger.cache import Cache, Kind
from airdate.ledger.shelf import Shelf
from airdate.model import Picture, Recording

if TYPE_CHECKING:
    from pathlib import Path

MEASURE = Kind("measure", ("audio", "model/measured.py"))
INSPECT = Kind("inspect", ("art", "model/measured.py"))

Value = TypeVar("Value", Recording, Picture)


class Outlines:
    """Recordings and images of a workspace, looked at when the disk's clock gave `began`."""

    def __init__(self, root: Path, kept: Cache, began: int) -> None:
        self._shelf = Shelf(root, "files", MEASURE.key(), INSPECT.key())
        self._kept = kept
        self._began = began

    def known(self, kind: type[Value], path: Path, how: str = "") -> Value | None:
        """Return what is known of a file that is as it was; `how` it was looked at."""
        name = f"{kind.__name__}\0{how}\0{path}"
        said, _, value = self._shelf.get(name).partition(b"\t")
        if value and said == _status(path)[0]:
            with suppress(ValueError):
                found: Value = _adapter(kind.__name__).validate_json(value)
                return found
        self._shelf.drop(name)
        return None

    def recording(self, path: Path, *, accept_damage: bool) -> Recording:
        """Measure a recording, and return its outline. Raises AudioError, OSError."""
        before = _status(path)
        found = outline(whole(path, self._kept, accept_damage=accept_damage))
        self._remember(found, path, before, str(accept_damage))
        return found

    def picture(self, path: Path) -> Picture:
        """Return what an image is. Raises ArtworkError, OSError."""
        before = _status(path)
        entry = INSPECT.key(str(path), self._kept.digest(path))
        found = self._kept.value(Picture, entry, lambda: artwork.inspect(path))
        self._remember(found, path, before, "")
        return found

    def keep(self) -> None:
        """Write down what is to be known the next time."""
        self._shelf.keep()

    def _remember(
        self, found: Recording | Picture, path: Path, before: tuple[bytes, int], how: str
    ) -> None:
        said, changed = before
        if not said or changed >= self._began - seen.TICK_NS:
            return  # it may have changed while it was read, or again within the same tick
        kind = type(found).__name__
        value = _adapter(kind).dump_json(found)
        with suppress(ValueError):
            if _adapter(kind).validate_json(value) == found:  # what is infinite is no JSON
                self._shelf.put(f"{kind}\0{how}\0{path}", said + b"\t" + value)


def outline(recording: Recording) -> Recording:
    """Return a recording without its level over time."""
    return replace(recording, measurement=replace(recording.measurement, peaks=(), levels=()))


def whole(path: Path, kept: Cache, *, accept_damage: bool) -> Recording:
    """Return a recording with its level over time, measured once. Raises AudioError, OSError."""
    entry = MEASURE.key(kept.digest(path), accept_damage)
    return kept.value(Recording, entry, lambda: audio.measure(path, accept_damage=accept_damage))


def _status(path: Path) -> tuple[bytes, int]:
    """Return what the disk says of a file, and when it last changed; nothing if that is little."""
    with suppress(OSError):
        status = os.lstat(path)
        if stat.S_ISREG(status.st_mode):
            return seen.line("", status).encode(), status.st_ctime_ns
    return b"", 0


@cache
def _adapter(kind: str) -> TypeAdapter[Any]:
    return TypeAdapter({"Recording": Recording, "Picture": Picture}[kind])

"""Episodes as they were read before, for folders of which the disk says that nothing changed.

Reading and judging ten thousand files takes ten seconds; asking the disk about them, a fraction of
one. An episode is decoded only where somebody asks for it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast, overload

from airdate.ledger import PROGRAM, LedgerError, Stage, digest_of
from airdate.ledger.json_codec import decode, encode
from airdate.ledger.scan import file_state
from airdate.workspace.read.dates import parse_date
from airdate.workspace.read.source import leads_into

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from zoneinfo import ZoneInfo

    from airdate.ledger import Ledger
    from airdate.ledger.scan import Scan
    from airdate.model import Draft, Episode, Problem, Settings


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of one folder: an episode or a draft, and what is wrong with it.

    `date` is the episode's as it is written: a time zone is not kept in a row.
    """

    episode: Episode | Draft | None
    date: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    date: str
    episode: Episode


def _encode(row: _Row) -> bytes:
    return json.dumps(row.date).encode() + b"\n" + encode(row.episode)


def _decode(body: bytes) -> _Row:
    from airdate.model import Episode

    date, _, episode = body.partition(b"\n")
    return _Row(json.loads(date), decode(Episode, episode))


EPISODE: Stage[_Row] = Stage("episode", PROGRAM, _encode, _decode)
# Files outside an episode's folder that it names, one path a line; only where there are some.
OUTSIDE: Stage[str] = Stage("episode files elsewhere", PROGRAM, str.encode, bytes.decode)


class EpisodeRows(Sequence["Episode"]):
    """A workspace's episodes, each decoded whenever it is asked for."""

    def __init__(self, ledger: Ledger, folders: Sequence[str], zone: ZoneInfo) -> None:
        self._ledger = ledger
        self._folders = folders
        self._zone = zone

    def __len__(self) -> int:
        return len(self._folders)

    @overload
    def __getitem__(self, at: int) -> Episode: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Episode]: ...
    def __getitem__(self, at: int | slice) -> Episode | Sequence[Episode]:
        if isinstance(at, slice):
            return EpisodeRows(self._ledger, self._folders[at], self._zone)
        return self._load(self._folders[at])

    def __iter__(self) -> Iterator[Episode]:
        return iter(self._all)

    @cached_property
    def _all(self) -> tuple[Episode, ...]:
        return tuple(map(self._load, self._folders))

    def _load(self, folder: str) -> Episode:
        return load_episode(self._ledger, folder, self._zone)


def load_episode(ledger: Ledger, folder: str, zone: ZoneInfo) -> Episode:
    """Return the episode of a folder, by its name; a date without a zone is in `zone`."""
    row = ledger.load(EPISODE, folder)
    if row is None:
        raise LedgerError(f"the row of {folder} is gone")
    return replace(row.episode, date=parse_date(row.date, zone))


@dataclass(frozen=True, slots=True)
class Readings:
    """What came of all folders."""

    episodes: EpisodeRows
    drafts: tuple[Draft, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads an episode's folder; `shared` is the digest of all that it depends on elsewhere.

    It is empty where that leaves doubt: then all is read.
    """

    read: Callable[[Path], Reading]
    shared: bytes
    zone: ZoneInfo
    scan: Scan | None


def shared_digest(root: Path, settings: Settings, zone: ZoneInfo | None) -> bytes:
    """Compute the digest of what every episode's reading depends on beside its own folder.

    Where the folders really are is part of it: links above an episode could come to lead out of
    the workspace.
    """
    places = (str(root), os.path.realpath(root), os.path.realpath(root / "episodes"))
    return digest_of(*places, repr(zone), repr(settings.audio))


def refresh_episodes(ledger: Ledger, reader: Reader, folders: Iterable[Path]) -> Readings:
    """Read the folders that changed."""
    from airdate.model import Draft, Episode

    states = _States(reader, folders)
    outside = dict(ledger.values(OUTSIDE))
    inputs = {name: states.digest(name, outside.get(name, "")) for name in states.folders}
    stale = ledger.stale(EPISODE, inputs)
    readings = {name: reader.read(states.folders[name]) for name in stale}
    fresh = {name: each for name, each in readings.items() if isinstance(each.episode, Episode)}
    with ledger.transaction():
        ledger.forget(EPISODE, readings.keys() - fresh.keys())
        ledger.forget(OUTSIDE, readings.keys())
        for name, reading in fresh.items():
            _write(ledger, states, name, reading)
    here = ledger.inputs(EPISODE)
    rows = EpisodeRows(ledger, [name for name in states.folders if name in here], reader.zone)
    drafts = (each.episode for each in readings.values())
    return Readings(
        rows,
        tuple(each for each in drafts if isinstance(each, Draft)),
        tuple(problem for each in readings.values() for problem in each.problems),
    )


def _write(ledger: Ledger, states: _States, name: str, reading: Reading) -> None:
    """Write an episode's row; one with problems is read every time, so that they are reported."""
    row = _Row(reading.date, cast("Episode", reading.episode))
    outside = "\n".join(_outside(states.folders[name], row.episode))
    inputs = b"" if reading.problems else states.digest(name, outside)
    ledger.write(EPISODE, [(name, inputs, row)])
    if outside:
        ledger.write(OUTSIDE, [(name, b"", outside)])


class _States:
    """What the disk says of all folders, as it was before any is read."""

    def __init__(self, reader: Reader, folders: Iterable[Path]) -> None:
        self.folders = {folder.name: folder for folder in folders}
        self._scan = reader.scan
        self._shared = reader.shared and EPISODE.inputs(reader.shared)
        self._file = cache(self._outside_state)

    def digest(self, name: str, outside: str) -> bytes:
        """Compute the digest of a folder's inputs; an empty one where the disk leaves doubt.

        `outside` has the files elsewhere that its episode names, one a line.
        """
        states = [self._folder(name), *map(self._file, outside.splitlines())]
        if None in states or not self._shared:
            return b""
        return digest_of(self._shared, *(each for each in states if each))

    def _folder(self, name: str) -> str | None:
        state = self._scan.folder(name) if self._scan else None
        is_certain = self._scan and state and state.is_settled(self._scan.began)
        return state.lines if state and is_certain else None

    def _outside_state(self, path: str) -> str | None:
        root = next(iter(self.folders.values())).parents[1]
        try:
            state = file_state(path)
        except OSError:
            return None
        is_settled = self._scan is not None and state.is_settled(self._scan.began)
        is_certain = is_settled and leads_into(Path(path), root)
        return state.lines if is_certain else None


def _outside(folder: Path, episode: Episode) -> list[str]:
    """Return the files of an episode that are not in its folder, sorted."""
    named = {episode.intro, episode.outro, *(person.photo for person in episode.persons)}
    return sorted(str(path) for path in named if path and not path.is_relative_to(folder))

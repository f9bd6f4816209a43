"""What is in the files that an author named: sound measured, images and transcripts read.

Every file that can't be used becomes a problem with its place; none stops the others.
Files that are not there at all are left to `check`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, TypeVar

from airdate import audio, transcript
from airdate.art import artwork
from airdate.ledger import PROGRAM, LedgerError, Stage
from airdate.ledger.cache import Kind
from airdate.ledger.json_codec import decode, encode
from airdate.model import (
    EpisodeProbe,
    Picture,
    Place,
    Problem,
    Recording,
    Severity,
)
from airdate.workspace.read.episode_rows import EPISODE, load_episode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from concurrent.futures import Executor, Future

    from airdate.errors import AirdateError
    from airdate.ledger import Ledger
    from airdate.ledger.cache import Cache
    from airdate.model import Cue, Episode, Workspace

Value = TypeVar("Value")

MEASURE = Kind("measure", ("audio", "errors.py", "files.py", "model/measured.py", "text.py"))
INSPECT = Kind("inspect", artwork.SOURCES)
UNUSABLE = {
    audio.AudioError: "recording-unusable",
    artwork.ArtworkError: "image-unusable",
    transcript.TranscriptError: "transcript-unusable",
}


PROBE: Stage[EpisodeProbe] = Stage(
    "probe",
    PROGRAM,
    encode,
    partial(decode, EpisodeProbe),
)


@dataclass(frozen=True, slots=True)
class Probes:
    """What is in a workspace's files: a row for each episode, and the show's own images.

    `problems` are those of the show's images.
    """

    pictures: Mapping[Path, Picture]
    problems: tuple[Problem, ...]
    ledger: Ledger

    def of(self, episode: Episode) -> EpisodeProbe:
        """Return what is in the files of an episode."""
        return self.row(episode.place.path.parent.name)

    def row(self, folder: str) -> EpisodeProbe:
        """Return what is in the files of the episode in this folder, by its name."""
        row = self.ledger.load(PROBE, folder)
        if row is None:
            raise LedgerError(f"the probe of {folder} is gone")
        return row


def probe(workspace: Workspace, ledger: Ledger, cache_: Cache, pool: Executor) -> Probes:
    """Probe every file that the workspace names; of episodes, only those of changed folders."""
    files = _Files(workspace.root, cache_, pool)
    before = ledger.inputs(EPISODE)
    inputs = {name: each and PROBE.inputs(each) for name, each in before.items()}
    zone = workspace.settings.zone
    begun = {
        name: files.of_episode(load_episode(ledger, name, zone))
        for name in ledger.stale(PROBE, inputs)
    }
    ledger.write(PROBE, ((name, inputs[name], _episode(each)) for name, each in begun.items()))
    images = _read(files.of_show(workspace))
    return Probes(images.pictures, images.problems, ledger)


def whole(path: Path, cache_: Cache, *, accept_damage: bool) -> Recording:
    """Measure a recording once for its content. Raises AudioError, OSError."""
    entry = MEASURE.key(cache_.digest(path), accept_damage)
    return cache_.value(Recording, entry, lambda: audio.measure(path, accept_damage=accept_damage))


def without_levels(recording: Recording) -> Recording:
    """Return a recording without its level over time.

    That is needed to master it and for nothing else, and an hour of it is as large as a book.
    """
    return replace(recording, measurement=replace(recording.measurement, peaks=(), levels=()))


def is_drawing(path: Path | None) -> bool:
    """Whether an image is a drawing (SVG): it is published as it is."""
    return path is not None and path.suffix.lower() == ".svg"


# ── Files ───────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Jobs:
    """Files that are being read, by path."""

    recordings: Mapping[Path, Future[Recording]]
    around: Mapping[Path, Future[Recording]]
    pictures: Mapping[Path, Future[Picture]]
    transcript: Mapping[Path, Future[tuple[Cue, ...]]]
    root: Path


@dataclass(frozen=True, slots=True)
class _Read:
    recordings: Mapping[Path, Recording]
    around: Mapping[Path, Recording]
    pictures: Mapping[Path, Picture]
    transcript: Mapping[Path, tuple[Cue, ...]]
    problems: tuple[Problem, ...]


class _Files:
    """Reads files in a pool, each once a run."""

    def __init__(self, root: Path, cache_: Cache, pool: Executor) -> None:
        self._root, self._cache, self._pool = root, cache_, pool
        self._recording = cache(self._submit_recording)
        self._picture = cache(self._submit_picture)

    def of_episode(self, episode: Episode) -> _Jobs:
        around = (path for path in (episode.intro, episode.outro) if path)
        damaged = episode.treatment.accept_damage
        read = [episode.transcript] if episode.transcript else []
        return _Jobs(
            {path: self._recording(path, damaged) for path in episode.recordings},
            {path: self._recording(path, False) for path in around},  # noqa: FBT003
            self._pictures(_pictures(episode)),
            {path: self._pool.submit(transcript.read, path) for path in read},
            self._root,
        )

    def of_show(self, workspace: Workspace) -> _Jobs:
        images = [feed.image for feed in workspace.feeds]
        images += [person.photo for feed in workspace.feeds for person in feed.persons]
        images += [each for each in (workspace.settings.site.logo,) if not is_drawing(each)]
        return _Jobs({}, {}, self._pictures(images), {}, self._root)

    def _pictures(self, paths: Iterable[Path | None]) -> dict[Path, Future[Picture]]:
        return {path: self._picture(path) for path in paths if path}

    def _submit_recording(self, path: Path, accept_damage: bool) -> Future[Recording]:  # noqa: FBT001
        return self._pool.submit(_measure, path, self._cache, accept_damage=accept_damage)

    def _submit_picture(self, path: Path) -> Future[Picture]:
        return self._pool.submit(_inspect, path, self._cache)


def _measure(path: Path, cache_: Cache, *, accept_damage: bool) -> Recording:
    return without_levels(whole(path, cache_, accept_damage=accept_damage))


def _inspect(path: Path, cache_: Cache) -> Picture:
    entry = INSPECT.key(str(path), cache_.digest(path))
    return cache_.value(Picture, entry, lambda: artwork.inspect(path))


def _pictures(episode: Episode) -> Iterator[Path | None]:
    yield episode.cover
    yield from (person.photo for person in episode.persons)
    yield from (mark.image for mark in episode.chapters)
    yield from (path for _, path in episode.figures)


def _episode(jobs: _Jobs) -> EpisodeProbe:
    read = _read(jobs)
    recordings = tuple(read.recordings[path] for path in jobs.recordings if path in read.recordings)
    return EpisodeProbe(
        recordings=recordings if len(recordings) == len(jobs.recordings) else (),
        pictures=tuple(read.pictures.items()),
        cues=next(iter(read.transcript.values()), None),
        problems=read.problems,
        around=tuple(each.sha256 for each in read.around.values()),
    )


def _read(jobs: _Jobs) -> _Read:
    """Wait for files; those that can't be used become problems."""
    problems: list[Problem] = []
    recordings = _done(jobs.recordings, jobs.root, problems)
    around = _done(jobs.around, jobs.root, problems)
    pictures = _done(jobs.pictures, jobs.root, problems)
    cues = _done(jobs.transcript, jobs.root, problems)
    return _Read(recordings, around, pictures, cues, tuple(problems))


def _done(
    jobs: Mapping[Path, Future[Value]], root: Path, problems: list[Problem]
) -> dict[Path, Value]:
    values: dict[Path, Value] = {}
    for path, job in jobs.items():
        try:
            values[path] = job.result()
        except FileNotFoundError:
            continue
        except OSError as error:
            problems.append(_unreadable(path, root, error))
        except tuple(UNUSABLE) as error:
            problems.append(_unusable(path, root, error))
    return values


def _unusable(path: Path, root: Path, error: AirdateError) -> Problem:
    line = error.line if isinstance(error, transcript.TranscriptError) else 0
    place = Place(PurePosixPath(path.relative_to(root)), line)
    return Problem(UNUSABLE[type(error)], Severity.ERROR, place, error.message, error.hint)


def _unreadable(path: Path, root: Path, error: OSError) -> Problem:
    return Problem(
        "file-unreadable",
        Severity.ERROR,
        Place(PurePosixPath(path.relative_to(root))),
        f"cannot read {path.name}: {error.strerror}",
        "Make it a file that your user may read.",
    )

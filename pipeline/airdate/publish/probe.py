"""What is in the files that an author named: sound measured, images and transcripts read.

Every file that can't be used becomes a problem with its place; none stops the others.
Files that are not there at all are left to `check`.
"""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, TypeVar

from airdate import audio, transcript
from airdate.art import artwork
from airdate.model import Picture, Place, ProbeResults, Problem, Recording, Severity
from airdate.publish.outlines import Outlines

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import Executor
    from pathlib import Path

    from airdate.errors import AirdateError
    from airdate.ledger.cache import Cache
    from airdate.model import Workspace

Name = TypeVar("Name")
Value = TypeVar("Value")

UNUSABLE = (audio.AudioError, artwork.ArtworkError, transcript.TranscriptError)


def probe(workspace: Workspace, kept: Cache, pool: Executor, began: int) -> ProbeResults:
    """Return what is in every recording, image and transcript of the workspace.

    It began when the disk's clock gave `began`, in nanoseconds. Recordings come as outlines.
    """
    outlines = Outlines(workspace.root, kept, began)
    episodes = workspace.episodes
    damaged = {
        path
        for episode in episodes
        if episode.treatment.accept_damage
        for path in episode.recordings
    }
    heard, ignore_progress = _read_all(
        {
            (episode.slug, path): path
            for episode in episodes
            for path in (*episode.recordings, episode.intro, episode.outro)
            if path
        },
        lambda path: outlines.known(Recording, path, str(path in damaged)),
        lambda path: outlines.recording(path, accept_damage=path in damaged),
        pool,
        workspace.root,
    )
    images = [*(feed.image for feed in workspace.feeds), *(episode.cover for episode in episodes)]
    images += [person.photo for feed in workspace.feeds for person in feed.persons]
    images += [person.photo for episode in episodes for person in episode.persons]
    images += [mark.image for episode in episodes for mark in episode.chapters]
    images += [path for episode in episodes for _, path in episode.figures]
    images += [each for each in (workspace.settings.site.logo,) if not is_drawing(each)]
    pictures, unseen = _read_all(
        {path: path for path in images if path},
        lambda path: outlines.known(Picture, path),
        outlines.picture,
        pool,
        workspace.root,
    )
    transcripts, unread = _read_all(
        {episode.slug: episode.transcript for episode in episodes if episode.transcript},
        lambda _path: None,
        transcript.read,
        pool,
        workspace.root,
    )
    outlines.keep()
    whole = [
        each
        for each in episodes
        if each.recordings and all((each.slug, path) in heard for path in each.recordings)
    ]
    return ProbeResults(
        recordings={each.slug: heard[each.slug, each.recordings[0]] for each in whole},
        pictures=pictures,
        transcripts=transcripts,
        problems=(*ignore_progress, *unseen, *unread),
        tracks={
            each.slug: tuple(heard[each.slug, path] for path in each.recordings)
            for each in whole
            if each.tracks
        },
    )


def is_drawing(path: Path | None) -> bool:
    """Whether an image is lines (SVG) and no pixels: it goes out as it is."""
    return path is not None and path.suffix.lower() == ".svg"


def _read_all(
    files: Mapping[Name, Path],
    known: Callable[[Path], Value | None],
    read: Callable[[Path], Value],
    pool: Executor,
    root: Path,
) -> tuple[dict[Name, Value], tuple[Problem, ...]]:
    """Read each file that is there: the values by name, and the problems of the others."""
    # Work is handed out for what is not known, and for nothing else: that has its price.
    jobs = {
        name: value if (value := known(path)) is not None else pool.submit(read, path)
        for name, path in files.items()
    }
    values: dict[Name, Value] = {}
    problems: list[Problem] = []
    for name, job in jobs.items():
        try:
            values[name] = job.result() if isinstance(job, Future) else job
        except FileNotFoundError:
            continue
        except OSError as error:
            problems.append(_unreadable(files[name], root, error))
        except UNUSABLE as error:
            problems.append(_unusable(files[name], root, error))
    return values, tuple(dict.fromkeys(problems))  # an intro is read for many episodes


def _unusable(path: Path, root: Path, error: AirdateError) -> Problem:
    code = {
        audio.AudioError: "recording-unusable",
        artwork.ArtworkError: "image-unusable",
        transcript.TranscriptError: "transcript-unusable",
    }[type(error)]
    line = error.line if isinstance(error, transcript.TranscriptError) else 0
    place = Place(PurePosixPath(path.relative_to(root)), line)
    return Problem(code, Severity.ERROR, place, error.message, error.hint)


def _unreadable(path: Path, root: Path, error: OSError) -> Problem:
    return Problem(
        "file-unreadable",
        Severity.ERROR,
        Place(PurePosixPath(path.relative_to(root))),
        f"the file can't be read: {error.strerror}",
        "see that it is a file, and that you may read it",
    )

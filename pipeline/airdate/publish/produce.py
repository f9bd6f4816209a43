"""Episode jobs → releases and their files, over any `concurrent.futures.Executor`."""

from __future__ import annotations

import hashlib
from collections import deque
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from airdate import audio, transcript
from airdate.feed import json_chapters
from airdate.model import (
    Artifact,
    CacheControl,
    EpisodeJob,
    File,
    InStore,
    Layer,
    Place,
    Problem,
    Progress,
    Release,
    Severity,
    Transcript,
)
from airdate.publish.episode_images import (
    chapter_images,
    episode_images,
    illustrated,
    illustrations,
    with_images,
)
from airdate.publish.renditions import Rendered, at_published_times, render

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from concurrent.futures import Executor, Future
    from pathlib import Path

    from airdate.ledger.cache import Cache
    from airdate.model import Art, Chapter, Media

# Jobs whose results are not taken yet: enough to keep a large cluster at work while one is slow,
# and few enough that their results fit into memory.
WINDOW = 128


@dataclass(frozen=True, slots=True)
class Production:
    """One episode's release, and every file that it names: small bytes, or paths."""

    release: Release
    artifacts: tuple[Artifact, ...]


def produce(
    jobs: Iterable[EpisodeJob], cache: Cache, pool: Executor, progress: Callable[[Progress], None]
) -> Iterator[tuple[EpisodeJob, Production | Problem]]:
    """Do each job; yield it with what came of it, in order, as soon as it is done.

    At most WINDOW jobs are taken ahead, so memory doesn't grow with their number: store or write
    what is yielded before asking for more.
    """
    waiting: deque[tuple[EpisodeJob, Future[Production]]] = deque()
    for job in jobs:
        waiting.append((job, pool.submit(produce_episode, job, cache, progress)))
        if len(waiting) == WINDOW:
            yield _result(*waiting.popleft())
    while waiting:
        yield _result(*waiting.popleft())


def _result(job: EpisodeJob, done: Future[Production]) -> tuple[EpisodeJob, Production | Problem]:
    try:
        return job, done.result()
    except audio.AudioError as error:
        place = Place(PurePosixPath(job.episode.interview.relative_to(job.root)))
        return job, Problem("mastering-failed", Severity.ERROR, place, error.message, error.hint)


def produce_episode(
    job: EpisodeJob, cache: Cache, progress: Callable[[Progress], None]
) -> Production:
    """Do all of one episode's work. Raises AudioError."""
    images = episode_images(job, cache)
    small = illustrations(job, cache)
    rendered = render(illustrated(job, small), cache, progress) if job.recordings else ()
    timeline = rendered[0].media.timeline if rendered else None
    published_time = timeline.published if timeline else float
    chapters = at_published_times(job.episode.chapters, published_time) if rendered else ()
    pictures = chapter_images(job, small, cache) if chapters else {}
    chapters_file = _chapters(job, chapters, {path: art for path, (art, _) in pictures.items()})
    words, words_files = _transcript(job, published_time) if rendered else (None, ())
    release = Release(
        episode=replace(job.episode, persons=with_images(job, images.photos)),
        media=tuple(each.media for each in rendered),
        cover=images.cover,
        chapters=chapters,
        chapters_key=chapters_file.key if chapters_file else None,
        transcript=words,
        changed=job.now,
        corrections=tuple(
            replace(each, at=None if each.at is None else published_time(each.at))
            for each in job.episode.corrections
        ),
        photos=images.photos,
        folder=job.folder,
        copies=images.copies,
        card=images.card,
        figures=images.figures,
    )
    files = (
        *images.files,
        *(file for _, file in pictures.values()),
        *(file for each in rendered for file in _media_files(each)),
        *([chapters_file] if chapters_file else []),
        *words_files,
    )
    return Production(release, files)


def _media_files(rendered: Rendered) -> Iterable[Artifact]:
    """Yield a rendition's files; those without a body are published already."""
    media = rendered.media
    for file in (media, media.receipt, media.waveform):
        if file:
            yield _artifact(file, rendered.bodies.get(file.key, InStore()))


def _chapters(
    job: EpisodeJob, chapters: tuple[Chapter, ...], images: Mapping[Path, Art]
) -> Artifact | None:
    if not chapters:
        return None
    urls = {path: job.base + art.key for path, art in images.items()}
    body = json_chapters.document(job.episode, job.feed, chapters, urls)
    stem = f"{job.folder}chapters/{job.episode.slug}"
    return _named_by_digest(stem, ".json", json_chapters.TYPE, body)


def _transcript(
    job: EpisodeJob, published_time: Callable[[float], float]
) -> tuple[Transcript | None, tuple[Artifact, ...]]:
    """Move the cues to the published file's timeline, and write a file of each format.

    Cues in a part that was cut are left out.
    """
    cues = tuple(
        replace(cue, start=start, end=end)
        for cue in job.cues
        for start, end in [(published_time(cue.start), published_time(cue.end))]
        if start < end
    )
    if not cues:
        return None, ()
    stem = f"{job.folder}transcripts/{job.episode.slug}"
    first, *others = (
        _named_by_digest(stem, ending, type_, write(cues))
        for ending, type_, write in transcript.FORMATS
    )
    named = tuple(File(each.key, each.type, each.size, each.sha256) for each in others)
    return Transcript(first.key, first.type, cues, named), (first, *others)


def _named_by_digest(stem: str, ending: str, type_: str, body: bytes) -> Artifact:
    digest = hashlib.sha256(body).hexdigest()
    file = File(f"{stem}-{digest[:8]}{ending}", type_, len(body), digest)
    return _artifact(file, body)


def _artifact(file: Media | File, body: bytes | Path | InStore) -> Artifact:
    forever = CacheControl.FOREVER
    return Artifact(file.key, file.type, forever, Layer.FILE, file.size, file.sha256, body)

"""The renditions of one interview: mastered, tagged and named, or as they were published.

Mastering and tagging are cached apart, so that a changed title or cover only writes tags.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import asdict, dataclass, fields, is_dataclass, replace
from functools import cache as memoized
from typing import TYPE_CHECKING, Any

from airdate import audio
from airdate.art import artwork
from airdate.files import file_digest
from airdate.ledger.cache import Kind
from airdate.model import File, MasteringReport, Media, Progress, Recipe, Tags
from airdate.publish.probe import MEASURE, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from airdate.ledger.cache import Cache
    from airdate.model import Chapter, EpisodeJob, Recording

# What is usual for a setting is in `model/written.py`.
_ENCODING = (*MEASURE.sources, "model/jobs.py", "model/written.py")
MASTER, REPORT = Kind("master", _ENCODING), Kind("report", _ENCODING)
TAG = Kind("tag", (*_ENCODING, *artwork.SOURCES))
TAG_COVER = Kind("tag cover", artwork.SOURCES)

MEDIA_TYPES = {"mp3": "audio/mpeg", "m4a": "audio/x-m4a", "opus": "audio/ogg"}
MEDIA = "media/"
WAVEFORM_COLOUR = "#0f766e"


@dataclass(frozen=True, slots=True)
class Rendered:
    """One rendition; `bodies` maps each key that is not published yet to bytes or a file."""

    media: Media
    bodies: dict[str, bytes | Path]


def render(
    job: EpisodeJob, cache: Cache, progress: Callable[[Progress], None]
) -> tuple[Rendered, ...]:
    """Make every rendition that the workspace asks for. Raises AudioError."""
    episode = job.episode
    recipes = [
        Recipe(job.audio.loudness, job.audio.true_peak, each, episode.treatment)
        for each in job.audio.renditions
    ]
    around = [cache.digest(path) for path in (episode.intro, episode.outro) if path]
    sources = [input_key(job.recordings, recipe, around) for recipe in recipes]
    published = _published_media(job)
    missing = [at for at, source in enumerate(sources) if source not in published]
    made = _masters(
        job, [recipes[at] for at in missing], [sources[at] for at in missing], cache, progress
    )
    masters = dict(zip(missing, made, strict=True))
    return tuple(
        _finish(job, recipes[at], source, masters[at], cache)
        if at in masters
        else Rendered(published[source], {})
        for at, source in enumerate(sources)
    )


def _published_media(job: EpisodeJob) -> dict[str, Media]:
    """Map the input key of each published rendition to it, in this episode's folder."""
    media = job.published.media if job.published else ()
    begin = f"{job.folder}{MEDIA}"
    return {each.source: each for each in media if each.key.startswith(begin)}


def input_key(recordings: Sequence[Recording], recipe: Recipe, around: Sequence[str] = ()) -> str:
    """Compute the digest of recordings, the recipe, and the digests of intro and outro.

    Neither the encoder and its version are in it nor fields at their default, so that a newer
    Airdate, with one more field in a recipe, moves no URL.
    """
    digests = [recording.sha256 for recording in recordings]
    settings = json.dumps(non_default_fields(recipe), sort_keys=True)
    parts = ["input", 1, *digests, settings, *around]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def non_default_fields(value: Any) -> dict[str, Any]:
    """Map the fields that differ from their default to their values; nested ones alike."""
    found: dict[str, Any] = {}
    for each in fields(value):
        current = getattr(value, each.name)
        if is_dataclass(current):
            found |= {each.name: inner} if (inner := non_default_fields(current)) else {}
        elif current != each.default:
            found[each.name] = current
    return found


@dataclass(frozen=True, slots=True)
class _Master:
    """An encoded file, untagged, and what was done to get there."""

    path: Path
    report: MasteringReport


def _masters(
    job: EpisodeJob,
    recipes: Sequence[Recipe],
    sources: Sequence[str],
    cache: Cache,
    progress: Callable[[Progress], None],
) -> list[_Master]:
    """Return a master for each recipe; make those that are not cached side by side."""
    episode = job.episode
    damage = episode.treatment.accept_damage
    fresh: dict[int, MasteringReport] = {}

    def make(missing: dict[int, Path]) -> None:
        made = audio.master_all(
            [(path, whole(path, cache, accept_damage=damage)) for path in episode.recordings],
            [recipes[at] for at in missing],
            list(missing.values()),
            lambda done: progress(Progress(episode.slug, "mastering", done)),
            intro=episode.intro,
            outro=episode.outro,
        )
        for at, report in zip(missing, made, strict=True):
            # Before its file is in place: where there is a file, there is a report.
            fresh[at] = _cached_report(sources[at], cache, report)

    wanted = [
        (MASTER.key(source), f".{recipe.rendition.format}")
        for source, recipe in zip(sources, recipes, strict=True)
    ]
    paths = cache.files(wanted, make)
    return [
        _Master(path, fresh.get(at) or _cached_report(sources[at], cache))
        for at, path in enumerate(paths)
    ]


def _cached_report(
    source: str, cache: Cache, fresh: MasteringReport | None = None
) -> MasteringReport:
    """Return the cached report, else cache a fresh one. Raises AudioError if there is neither."""

    def make() -> MasteringReport:
        if fresh is None:
            raise audio.AudioError(
                "the cache has a mastered file without its mastering report",
                "Delete the folder `.airdate/cache` and run the command again.",
            )
        return fresh

    return cache.value(MasteringReport, REPORT.key(source), make)


def _finish(
    job: EpisodeJob, recipe: Recipe, source: str, master: _Master, cache: Cache
) -> Rendered:
    """Tag the rendition, and write its report and waveform."""
    from airdate.audio import mastering_report  # loads numpy: only when something is made

    tagged = _tagged(job, master, cache)
    rendition, after = recipe.rendition, master.report.after
    stem = f"{job.episode.slug}-{source[:8]}"
    json_body = mastering_report.as_json(master.report)
    svg_body = mastering_report.as_svg(master.report, WAVEFORM_COLOUR)
    report = _file(f"{job.folder}reports/{stem}.json", "application/json", json_body)
    waveform = _file(f"{job.folder}waveforms/{stem}.svg", "image/svg+xml", svg_body)
    media = Media(
        rendition=rendition.name,
        source=source,
        key=f"{job.folder}{MEDIA}{stem}.{rendition.format}",
        type=MEDIA_TYPES[rendition.format],
        size=tagged.stat().st_size,
        sha256=file_digest(tagged),
        seconds=after.seconds,
        loudness=after.loudness,
        true_peak=after.true_peak,
        timeline=master.report.timeline,
        receipt=report,
        waveform=waveform,
    )
    return Rendered(media, {media.key: tagged, report.key: json_body, waveform.key: svg_body})


def _file(key: str, type_: str, body: bytes) -> File:
    return File(key, type_, len(body), hashlib.sha256(body).hexdigest())


def _tagged(job: EpisodeJob, master: _Master, cache: Cache) -> Path:
    """Return a tagged copy of a master."""
    small = cache.file(
        TAG_COVER.key(job.cover.sha256),
        ".jpg",
        lambda out: artwork.convert(job.cover, out, pixels=artwork.TAG_PIXELS),
    )
    chapters = at_published_times(job.episode.chapters, master.report.timeline.published)
    tags = _tags(job, chapters, small.read_bytes())

    def make(out: Path) -> None:
        shutil.copyfile(master.path, out)
        audio.tag(out, tags)

    texts = json.dumps(asdict(replace(tags, cover=b"")), default=str)
    entry = TAG.key(str(master.path), texts, job.cover.sha256)
    return cache.file(entry, master.path.suffix, make)


def at_published_times(
    chapters: Sequence[Chapter], published_time: Callable[[float], float]
) -> tuple[Chapter, ...]:
    """Move chapters from the recording's timeline to the published file's."""
    return tuple(replace(chapter, start=published_time(chapter.start)) for chapter in chapters)


def _tags(job: EpisodeJob, chapters: tuple[Chapter, ...], cover: bytes) -> Tags:
    episode, feed = job.episode, job.feed
    return Tags(
        title=episode.title,
        show=feed.title,
        artist=feed.author,
        date=episode.date.date().isoformat(),
        url=f"{job.base}{job.folder}episodes/{episode.slug}.html",
        language=_three_letters(episode.language or feed.language),
        comment=episode.summary or "",
        number=episode.number,
        season=episode.season,
        chapters=chapters,
        cover=cover,
    )


@memoized
def _three_letters(language: str) -> str:
    """Return the ISO 639-2 code that ID3 asks for, of a BCP 47 tag such as "en-US"."""
    from langcodes import Language  # loads its tables: only when something is tagged

    try:
        return Language.get(language).to_alpha3(variant="B")
    except LookupError:
        return "und"

"""The renditions of one interview: mastered, tagged and named, or as head remembers them.

Mastering and tagging are cached apart, so that a changed title or cover only writes tags.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from airdate import audio
from airdate.art import artwork
from airdate.ledger.cache import Cache, Kind
from airdate.model import File, MasteringReport, Media, Progress, Recipe, Tags
from airdate.publish.outlines import whole

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from airdate.model import Chapter, EpisodeJob, Recording

MASTER = Kind("master", ("audio",))
REPORT = Kind("report", ("audio",))
TAG = Kind("tag", ("audio", "art"))
TAG_COVER = Kind("tag cover", ("art",))

MEDIA_TYPES = {"mp3": "audio/mpeg", "m4a": "audio/x-m4a", "opus": "audio/ogg"}
MEDIA = "media/"
WAVEFORM_COLOUR = "#0f766e"


@dataclass(frozen=True, slots=True)
class Rendered:
    """One rendition; `bodies` has the bytes, or the file, of each of its keys that is not out."""

    media: Media
    bodies: dict[str, bytes | Path]


def render(
    order: EpisodeJob, kept: Cache, tell: Callable[[Progress], None]
) -> tuple[Rendered, ...]:
    """Return every rendition that the workspace asks for. Raises AudioError."""
    episode = order.episode
    recipes = [
        Recipe(order.audio.loudness, order.audio.true_peak, each, episode.treatment)
        for each in order.audio.renditions
    ]
    around = [kept.digest(path) for path in (episode.intro, episode.outro) if path]
    sources = [input_key(order.recordings, recipe, around) for recipe in recipes]
    known = _known(order)
    missing = [at for at, source in enumerate(sources) if source not in known]
    made = _master(
        order, [recipes[at] for at in missing], [sources[at] for at in missing], kept, tell
    )
    masters = dict(zip(missing, made, strict=True))
    return tuple(
        _finish(order, recipes[at], source, masters[at], kept)
        if at in masters
        else Rendered(known[source], {})
        for at, source in enumerate(sources)
    )


def _known(order: EpisodeJob) -> dict[str, Media]:
    """Return the media that are out, by their source, where this episode's files are now."""
    media = order.published.media if order.published else ()
    begin = f"{order.folder}{MEDIA}"
    return {each.source: each for each in media if each.key.startswith(begin)}


def input_key(recordings: Sequence[Recording], recipe: Recipe, around: Sequence[str] = ()) -> str:
    """Return the digest of an interview, what is put around it, and the author's recipe.

    Neither the encoder and its version are in it nor what is left at its usual value, so that a
    newer Airdate, with one more thing to say in a recipe, moves no URL.
    """
    digests = [recording.sha256 for recording in recordings]
    said = json.dumps(non_default_fields(recipe), sort_keys=True)
    return hashlib.sha256(json.dumps(["input", 1, *digests, said, *around]).encode()).hexdigest()


def non_default_fields(value: Any) -> dict[str, Any]:
    """Return the fields of a value that are not as they are without anybody saying so."""
    said: dict[str, Any] = {}
    for each in fields(value):
        here = getattr(value, each.name)
        if is_dataclass(here):
            said |= {each.name: inner} if (inner := non_default_fields(here)) else {}
        elif here != each.default:
            said[each.name] = here
    return said


@dataclass(frozen=True, slots=True)
class _Master:
    """An encoded file, untagged, and what was done to get there."""

    path: Path
    receipt: MasteringReport


def _master(
    order: EpisodeJob,
    recipes: Sequence[Recipe],
    sources: Sequence[str],
    kept: Cache,
    tell: Callable[[Progress], None],
) -> list[_Master]:
    """Return a master for each recipe; those that are not in the cache are made side by side."""
    episode = order.episode
    damage = episode.treatment.accept_damage
    fresh: dict[int, MasteringReport] = {}

    def make(missing: dict[int, Path]) -> None:
        made = audio.master_all(
            [(path, whole(path, kept, accept_damage=damage)) for path in episode.recordings],
            [recipes[at] for at in missing],
            list(missing.values()),
            lambda done: tell(Progress(episode.slug, "mastering", done)),
            intro=episode.intro,
            outro=episode.outro,
        )
        for at, receipt in zip(missing, made, strict=True):
            # Before its file is in place: where there is a file, there is a receipt.
            fresh[at] = kept.value(
                MasteringReport, _receipt_entry(sources[at]), partial(_same, receipt)
            )

    wanted = [
        (MASTER.key(source), f".{recipe.rendition.format}")
        for source, recipe in zip(sources, recipes, strict=True)
    ]
    paths = kept.files(wanted, make)
    return [
        _Master(
            path, fresh.get(at) or kept.value(MasteringReport, _receipt_entry(sources[at]), _lost)
        )
        for at, path in enumerate(paths)
    ]


def _receipt_entry(source: str) -> str:
    return REPORT.key(source)


def _same(receipt: MasteringReport) -> MasteringReport:
    return receipt


def _lost() -> MasteringReport:
    raise audio.AudioError(
        "the cache has the sound that was mastered, and not what was done to it",
        "delete the folder .airdate and run it again",
    )


def _finish(
    order: EpisodeJob, recipe: Recipe, source: str, master: _Master, kept: Cache
) -> Rendered:
    """Return the tagged rendition, with its receipt and the picture of its sound."""
    from airdate.audio import (
        mastering_report as receipts,  # loads numpy: only when something is made
    )

    tagged = _tag(order, master, kept)
    rendition, after = recipe.rendition, master.receipt.after
    stem = f"{order.episode.slug}-{source[:8]}"
    receipt, said = _file(
        f"{order.folder}receipts/{stem}.json", "application/json", receipts.as_json(master.receipt)
    )
    waveform, drawn = _file(
        f"{order.folder}waveforms/{stem}.svg",
        "image/svg+xml",
        receipts.as_svg(master.receipt, WAVEFORM_COLOUR),
    )
    media = Media(
        rendition=rendition.name,
        source=source,
        key=f"{order.folder}{MEDIA}{stem}.{rendition.format}",
        type=MEDIA_TYPES[rendition.format],
        size=tagged.stat().st_size,
        sha256=kept.digest(tagged),
        seconds=after.seconds,
        loudness=after.loudness,
        true_peak=after.true_peak,
        timeline=master.receipt.timeline,
        receipt=receipt,
        waveform=waveform,
    )
    return Rendered(media, {media.key: tagged, receipt.key: said, waveform.key: drawn})


def _file(key_: str, type_: str, body: bytes) -> tuple[File, bytes]:
    return File(key_, type_, len(body), hashlib.sha256(body).hexdigest()), body


def _tag(order: EpisodeJob, master: _Master, kept: Cache) -> Path:
    """Return a tagged copy of the encoded file."""
    small = kept.file(
        TAG_COVER.key(order.cover.sha256),
        ".jpg",
        lambda out: artwork.convert(order.cover, out, pixels=artwork.TAG_PIXELS),
    )
    timeline = master.receipt.timeline
    tags = _tags(order, moved(order.episode.chapters, timeline.published), small.read_bytes())

    def make(out: Path) -> None:
        shutil.copyfile(master.path, out)
        audio.tag(out, tags)

    said = (str(master.path), repr(tags), order.cover.sha256)  # tags don't say their cover
    return kept.file(TAG.key(*said), master.path.suffix, make)


def moved(chapters: Sequence[Chapter], published: Callable[[float], float]) -> tuple[Chapter, ...]:
    """Return the chapters at the times at which they are heard."""
    return tuple(replace(chapter, start=published(chapter.start)) for chapter in chapters)


def _tags(order: EpisodeJob, chapters: tuple[Chapter, ...], cover: bytes) -> Tags:
    episode, feed = order.episode, order.feed
    return Tags(
        title=episode.title,
        show=feed.title,
        artist=feed.author,
        date=episode.date.date().isoformat(),
        url=f"{order.base}{order.folder}episodes/{episode.slug}.html",
        language=_three_letters(episode.language or feed.language),
        comment=episode.summary or "",
        number=episode.number,
        season=episode.season,
        chapters=chapters,
        cover=cover,
    )


def _three_letters(language: str) -> str:
    """Return the ISO 639-2 code that ID3 asks for, of a BCP 47 tag such as "en-US"."""
    from langcodes import Language  # loads its tables: only when something is tagged

    try:
        return Language.get(language).to_alpha3(variant="B")
    except LookupError:
        return "und"

"""One rendition of one interview: mastered, tagged and named, or as head remembers it.

Mastering and tagging are cached apart, so that a changed title or cover only writes tags.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from pipeline import artwork, audio
from pipeline.cache import Cache, key
from pipeline.model import Measurement, Media, Progress, Recipe, Tags

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pipeline.model import Order, Recording, Rendition

# Each counts up when the same inputs would come out otherwise.
MASTERED, TAGGED, SHRUNK = 1, 1, 1

MEDIA_TYPES = {"mp3": "audio/mpeg"}


def input_key(recording: Recording, recipe: Recipe) -> str:
    """Return the digest of an interview and the author's recipe.

    The encoder and its version are not in it, so that a newer Airdate moves no URL.
    """
    return key("input", 1, recording.sha256, json.dumps(asdict(recipe), sort_keys=True))


def render(
    order: Order, rendition: Rendition, kept: Cache, tell: Callable[[Progress], None]
) -> tuple[Media, Path | None]:
    """Return one rendition, and its file where it is not out there already.

    Raises AudioError.
    """
    recipe = Recipe(order.audio.loudness, order.audio.true_peak, rendition)
    source = input_key(order.recording, recipe)
    for media in order.published.media if order.published else ():
        if media.source == source:
            return media, None
    mastered, measured = _master(_Cut(order, recipe, source), kept, tell)
    tagged = _tag(order, mastered, kept)
    media = Media(
        rendition=rendition.name,
        source=source,
        key=f"media/{order.episode.slug}-{source[:8]}.{rendition.format}",
        type=MEDIA_TYPES[rendition.format],
        size=tagged.stat().st_size,
        sha256=kept.digest(tagged),
        seconds=measured.seconds,
        loudness=measured.loudness,
        true_peak=measured.true_peak,
    )
    return media, tagged


@dataclass(frozen=True, slots=True)
class _Cut:
    """One recipe applied to one order; `source` is its input key."""

    order: Order
    recipe: Recipe
    source: str


def _master(cut: _Cut, kept: Cache, tell: Callable[[Progress], None]) -> tuple[Path, Measurement]:
    """Return the encoded file, untagged, and what it measures when decoded again."""
    episode = cut.order.episode
    fresh: list[Measurement] = []

    def make(out: Path) -> None:
        def share(done: float) -> None:
            tell(Progress(episode.slug, "mastering", done))

        master = audio.master(episode.interview, cut.order.recording, cut.recipe, out, share)
        fresh.append(master)

    def measure() -> Measurement:
        return fresh[0] if fresh else audio.measure(path).measurement

    path = kept.file(key("master", MASTERED, cut.source), f".{cut.recipe.rendition.format}", make)
    return path, kept.value(Measurement, key("mastered", MASTERED, cut.source), measure)


def _tag(order: Order, mastered: Path, kept: Cache) -> Path:
    """Return a tagged copy of the encoded file."""
    small = kept.file(
        key("tag cover", SHRUNK, order.cover.sha256),
        ".jpg",
        lambda out: artwork.convert(order.cover, out, pixels=artwork.TAG_PIXELS),
    )
    tags = _tags(order, small.read_bytes())

    def make(out: Path) -> None:
        shutil.copyfile(mastered, out)
        audio.tag(out, tags)

    said = json.dumps(asdict(tags), default=repr, sort_keys=True)
    return kept.file(key("tag", TAGGED, str(mastered), said), mastered.suffix, make)


def _tags(order: Order, cover: bytes) -> Tags:
    episode, feed = order.episode, order.feed
    return Tags(
        title=episode.title,
        show=feed.title,
        artist=feed.author,
        date=episode.date.date().isoformat(),
        url=f"{order.base}episodes/{episode.slug}.html",
        language=_three_letters(episode.language or feed.language),
        comment=episode.summary or "",
        number=episode.number,
        season=episode.season,
        chapters=episode.chapters,
        cover=cover,
    )


def _three_letters(language: str) -> str:
    """Return the ISO 639-2 code that ID3 asks for, of a BCP 47 tag such as "en-US"."""
    from langcodes import Language  # loads its tables: only when something is tagged

    try:
        return Language.get(language).to_alpha3(variant="B")
    except LookupError:
        return "und"

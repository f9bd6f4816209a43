"""The podcast tags that nobody writes: of covers, renditions, chapters and transcripts."""

from __future__ import annotations

from base64 import b64encode
from math import gcd
from typing import TYPE_CHECKING, Literal

from airdate.feed.json_chapters import TYPE
from airdate.podcast.namespace_tags import (
    AlternateEnclosure,
    ChaptersFile,
    Image,
    Integrity,
    Source,
    TranscriptFile,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from airdate.model import Art, Media, Release

# They time each sentence, so that players may show them beside the sound; HTML only says when a
# turn begins. https://podcasting2.org/docs/podcast-namespace/tags/transcript, read 2026-11.
_CAPTIONS = {"text/vtt", "application/x-subrip", "application/json"}
# Of a transcript's formats only for downloads: an app that took it would lose all times.
_PLAIN = "text/plain"


def artwork(art: Art, base: str) -> Image:
    """Return the image that a published cover is."""
    common = gcd(art.width, art.height) or 1
    return Image(
        base + art.key,
        aspect_ratio=f"{art.width // common}/{art.height // common}",
        width=art.width,
        height=art.height,
        type=art.type,
        purpose="artwork",
    )


def chapters(release: Release, base: str) -> Iterator[ChaptersFile]:
    """Yield where the chapters' file is, if there is one."""
    if release.chapters_key is not None:
        yield ChaptersFile(base + release.chapters_key, TYPE)


def transcripts(release: Release, base: str) -> Iterator[TranscriptFile]:
    """Yield every format of the transcript that apps can show in time."""
    for type_, key in release.transcript.files if release.transcript else ():
        if type_ != _PLAIN:
            rel: Literal["captions"] | None = "captions" if type_ in _CAPTIONS else None
            yield TranscriptFile(base + key, type_, release.episode.language, rel)


def renditions(release: Release, base: str) -> Iterator[AlternateEnclosure]:
    """Yield every published file, the enclosure's too, where there is more than that one."""
    if len(release.media) > 1:
        for media in release.media:
            yield _rendition(media, base, default=media is release.media[0])


def _rendition(media: Media, base: str, *, default: bool) -> AlternateEnclosure:
    digest = b64encode(bytes.fromhex(media.sha256)).decode()
    return AlternateEnclosure(
        type=media.type,
        sources=(Source(base + media.key),),
        length=media.size,
        bitrate=round(media.size * 8 / max(1.0, media.seconds)),
        title=media.rendition,
        default=default,
        integrity=Integrity("sri", f"sha256-{digest}"),
    )

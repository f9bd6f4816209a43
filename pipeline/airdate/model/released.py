"""What goes out: media, releases, and artifacts, the objects that are published."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from pathlib import Path

from airdate.model.measured import Cue, Timeline
from airdate.model.written import Chapter, Correction, Episode


@dataclass(frozen=True, slots=True)
class File:
    """A published file that is named and never changes."""

    key: str
    type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Media:
    """One published rendition. `source` is its input key: the digest of interview + recipe.

    `seconds`, `loudness` (LUFS) and `true_peak` (dBTP) are those of this file, decoded again.
    `timeline` says where the interview's time lies in it, `receipt` and `waveform` what was done
    to the sound; None for a file that was not mastered here.
    """

    rendition: str
    source: str
    key: str
    type: str
    size: int
    sha256: str
    seconds: float
    loudness: float
    true_peak: float
    timeline: Timeline | None = None
    receipt: File | None = None
    waveform: File | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of all files that it comes with."""
        beside = (self.receipt, self.waveform)
        return (self.key, *(file.key for file in beside if file))


@dataclass(frozen=True, slots=True)
class Art:
    """A published image; `sizes` are not here: one key is one file."""

    key: str
    type: str
    size: int
    sha256: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Photo:
    """A published image of the person with this name."""

    name: str
    art: Art


@dataclass(frozen=True, slots=True)
class Figure:
    """A published image of an article, by the name that the author gave it there."""

    name: str
    art: Art


@dataclass(frozen=True, slots=True)
class Release:
    """An episode with everything that a feed or a page says of it.

    `media` has the default rendition first, and nothing while its interview is coming: then it is
    on a page, and in no feed. `chapters`, `corrections` and the transcript's cues
    are on the published file's timeline, which is not the interview's where something was cut or
    added. `copies` are small ones of the cover, the lightest format first, `card` is shown by other
    sites beside a link.
    `changed` is when listeners last saw any of this change. `folder` is where its files are, if
    not where all can find them: it ends with a slash, and cannot be guessed.
    """

    episode: Episode
    media: tuple[Media, ...]
    cover: Art
    chapters: tuple[Chapter, ...]
    chapters_key: str | None
    transcript: Transcript | None
    changed: datetime
    corrections: tuple[Correction, ...] = ()
    photos: tuple[Photo, ...] = ()
    folder: str = ""
    copies: tuple[Art, ...] = ()
    card: Art | None = None
    figures: tuple[Figure, ...] = ()

    @property
    def slug(self) -> str:
        """What its files are called."""
        return self.episode.slug

    @property
    def page_key(self) -> str:
        """The key of its article page."""
        return f"{self.folder}episodes/{self.episode.slug}.html"


@dataclass(frozen=True, slots=True)
class Transcript:
    """A transcript's cues, and the keys of the files that say them: WebVTT, and `others`."""

    key: str
    type: str
    cues: tuple[Cue, ...]
    others: tuple[File, ...] = ()

    @property
    def files(self) -> tuple[tuple[str, str], ...]:
        """The bare media type of each file, and its key."""
        every = ((self.type, self.key), *((file.type, file.key) for file in self.others))
        return tuple((type_.partition(";")[0], key) for type_, key in every)

    @property
    def downloads(self) -> tuple[tuple[str, str], ...]:
        """The name of each file's format, for people, and its key."""
        return tuple((_FORMATS.get(type_, type_), key) for type_, key in self.files)


_FORMATS = {
    "text/vtt": "WebVTT",
    "application/x-subrip": "SRT",
    "application/json": "JSON",
    "text/html": "HTML",
    "text/plain": "TXT",
}


class CacheControl(StrEnum):
    """How long others may keep an object (its Cache-Control)."""

    FOREVER = "public, max-age=31536000, immutable"
    BRIEFLY = "public, max-age=300"


class Layer(IntEnum):
    """The order in which artifacts go out: nothing is uploaded before what it points at."""

    FILE = 0
    PAGE = 1
    FEED = 2


@dataclass(frozen=True, slots=True)
class InStore:
    """The body of an artifact whose bytes only the store needs to have."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The body of an artifact whose bytes the ledger has, by their sha256, until they are out."""


@dataclass(frozen=True, slots=True)
class Artifact:
    """One object to be published: its key, its bytes or where they are, and its headers."""

    key: str
    type: str
    cache: CacheControl
    layer: Layer
    size: int
    sha256: str
    body: bytes | Path | InStore | Waiting = field(repr=False, compare=False)

    @classmethod
    def of_bytes(
        cls, key: str, type_: str, body: bytes, *, layer: Layer, cache: CacheControl
    ) -> Artifact:
        """Return the artifact of bytes that are at hand."""
        return cls(key, type_, cache, layer, len(body), hashlib.sha256(body).hexdigest(), body)

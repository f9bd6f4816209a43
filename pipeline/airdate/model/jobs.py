"""What is to be made: orders, recipes, tags, and how far the work on them is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from airdate.model.measured import Cue, Picture, Recording
from airdate.model.published import Published
from airdate.model.written import (
    USUAL_TREATMENT,
    AudioSettings,
    Chapter,
    Episode,
    Feed,
    ProcessingSettings,
    Rendition,
)


@dataclass(frozen=True, slots=True)
class EpisodeJob:
    """All that the production of one episode needs: small values, and paths of files.

    `cover` is the episode's own or its feed's; `published` what the manifest remembers of it;
    `recordings` go with `episode.recordings`; `base` is the public URL that keys are appended to.
    `photos` are of persons, by name; `illustrations` of chapters, by the author's file;
    `figures` of the article, by their name there.
    `folder` is where its files go, if not where all can find them.
    """

    root: Path
    episode: Episode
    feed: Feed
    recordings: tuple[Recording, ...]
    cover: Picture
    cues: tuple[Cue, ...]
    published: Published | None
    audio: AudioSettings
    base: str
    now: datetime
    photos: tuple[tuple[str, Picture], ...] = ()
    folder: str = ""
    illustrations: tuple[tuple[Path, Picture], ...] = ()
    figures: tuple[tuple[str, Picture], ...] = ()


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one rendition is made of an interview: loudness in LUFS, ceiling in dBTP."""

    loudness: float
    true_peak: float
    rendition: Rendition
    treatment: ProcessingSettings = USUAL_TREATMENT


@dataclass(frozen=True, slots=True)
class Tags:
    """What a published file says of itself: only this, nothing that a recorder wrote.

    `language` is an ISO 639-2 code of three letters; `url` that of the episode's page.
    """

    title: str
    show: str
    artist: str
    date: str
    url: str
    language: str
    comment: str = ""
    number: int | None = None
    season: int | None = None
    chapters: tuple[Chapter, ...] = ()
    cover: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the work on one episode is: `done` goes from 0 to 1 within a stage."""

    slug: str
    stage: str
    done: float

"""The values that flow through Airdate: frozen, plain, importing only those of a feed.

There is one type for each moment of a datum's life, and no field waits for a later stage:

    Episode ─► Recording ─► Release ─► Artifact ─► Step
    (written)  (measured)   (whole)    (an object)  (what to do with it)

Units: seconds, LUFS, dBTP, bytes. Every datetime carries a zone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntEnum, StrEnum
from pathlib import Path, PurePosixPath
from typing import Literal
from zoneinfo import ZoneInfo

from pipeline.podcasting import (
    AlternateEnclosure,
    Block,
    Chat,
    ContentLink,
    Image,
    LiveItem,
    Location,
    RemoteItem,
    SocialInteract,
    Soundbite,
    Trailer,
    Txt,
    UpdateFrequency,
    Value,
)

# ── Problems ────────────────────────────────────────────────────────────────────────────────


class Severity(StrEnum):
    """How much a problem matters: an error stops a publish."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a problem is: a file, relative to the workspace, and a line from 1 (0: unknown)."""

    path: PurePosixPath
    line: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else str(self.path)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a workspace: where, what, how to mend it, and who says so."""

    code: str
    severity: Severity
    place: Place
    what: str
    mend: str
    source: str = ""


# ── What the author wrote ───────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who made or is heard in an episode (podcast:person)."""

    name: str
    role: str = "guest"
    group: str = "cast"
    url: str | None = None
    image: str | None = None
    credentials: str | None = None


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: `start` is in seconds from the beginning of the audio."""

    start: float
    title: str
    url: str | None = None
    image: Path | None = None


@dataclass(frozen=True, slots=True)
class Owner:
    """Whom directories write to about the show (itunes:owner)."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Funding:
    """Where listeners can give money (podcast:funding)."""

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Feed:
    """One thing that listeners subscribe to: one file in `feeds/`, `extends` already resolved.

    `slug` is the file's name without its ending. `guid` is the podcast:guid, assigned once.
    `categories` are (category,) or (category, subcategory) in Apple's spelling. `hub` is the
    WebSub hub that tells subscribers of news. A feed that would be larger than `page_bytes` is
    continued in archived pages.
    """

    slug: str
    place: Place
    guid: str
    title: str
    description: str
    language: str
    author: str
    categories: tuple[tuple[str, ...], ...] = ()
    explicit: bool = False
    owner: Owner | None = None
    link: str | None = None
    image: Path | None = None
    kind: Literal["episodic", "serial"] = "episodic"
    copyright: str | None = None
    persons: tuple[Person, ...] = ()
    funding: tuple[Funding, ...] = ()
    locked: bool = True
    block: bool = False
    complete: bool = False
    new_feed_url: str | None = None
    medium: str = "podcast"
    license: str | None = None
    license_url: str | None = None
    locations: tuple[Location, ...] = ()
    trailers: tuple[Trailer, ...] = ()
    values: tuple[Value, ...] = ()
    live: tuple[LiveItem, ...] = ()
    social: tuple[SocialInteract, ...] = ()
    blocks: tuple[Block, ...] = ()
    txts: tuple[Txt, ...] = ()
    remote_items: tuple[RemoteItem, ...] = ()
    podroll: tuple[RemoteItem, ...] = ()
    publisher: RemoteItem | None = None
    update_frequency: UpdateFrequency | None = None
    podping: bool = False
    chat: Chat | None = None
    images: tuple[Image, ...] = ()
    hub: str | None = None
    chapters_in_description: bool = False
    page_bytes: int = 2_000_000


@dataclass(frozen=True, slots=True)
class Treatment:
    """What is done to an interview's sound before it is encoded.

    `leveller` brings speakers to one loudness. `high_pass` is a corner in Hz (0: off). `trim`
    cuts silence at head and tail. `noise_reduction` is in dB (0: off). `crossfade` is by how many
    seconds intro and outro overlap the interview. `accept_damage` publishes what is left of a
    recording that can't be decoded whole.
    """

    leveller: bool = True
    high_pass: float = 70.0
    trim: bool = False
    noise_reduction: float = 0.0
    crossfade: float = 1.0
    accept_damage: bool = False


class EpisodeKind(StrEnum):
    """itunes:episodeType."""

    FULL = "full"
    TRAILER = "trailer"
    BONUS = "bonus"


@dataclass(frozen=True, slots=True)
class Episode:
    """One folder in `episodes/`, complete enough to be published once its `date` has come.

    `article` is Markdown; `article_line` is the line of `episode.md` that it starts on.
    `feeds` are slugs of the feeds that carry it. Paths are absolute and lie in its folder.
    `tracks` are recordings of each speaker alone, of which `interview` is then the first.
    """

    slug: str
    place: Place
    guid: str
    title: str
    date: datetime
    article: str
    article_line: int
    interview: Path
    summary: str | None = None
    season: int | None = None
    season_name: str | None = None
    number: int | None = None
    kind: EpisodeKind = EpisodeKind.FULL
    explicit: bool | None = None
    language: str | None = None
    persons: tuple[Person, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    tags: tuple[str, ...] = ()
    cover: Path | None = None
    transcript: Path | None = None
    license: str | None = None
    license_url: str | None = None
    feeds: tuple[str, ...] = ("main",)
    tracks: tuple[Path, ...] = ()
    treatment: Treatment = Treatment()
    intro: Path | None = None
    outro: Path | None = None
    number_display: str | None = None
    block: bool = False
    soundbites: tuple[Soundbite, ...] = ()
    locations: tuple[Location, ...] = ()
    enclosures: tuple[AlternateEnclosure, ...] = ()
    values: tuple[Value, ...] = ()
    funding: tuple[Funding, ...] = ()
    social: tuple[SocialInteract, ...] = ()
    links: tuple[ContentLink, ...] = ()
    txts: tuple[Txt, ...] = ()
    chat: Chat | None = None
    images: tuple[Image, ...] = ()

    @property
    def recordings(self) -> tuple[Path, ...]:
        """The files that its sound is made of: one for each track, or the interview alone."""
        return self.tracks or (self.interview,)

    def is_due(self, now: datetime) -> bool:
        """Whether listeners may have it at `now`; before, it is scheduled."""
        return self.date <= now


@dataclass(frozen=True, slots=True)
class Draft:
    """An episode that stays home: only who it is, whatever else is in its front matter."""

    slug: str
    place: Place
    guid: str | None
    title: str | None


@dataclass(frozen=True, slots=True)
class Rendition:
    """One encoded file to be made from an interview; `bitrate` is in bits per second.

    `channels` is what is published; "source" is mono or stereo as the recording really is.
    """

    name: str = "mp3"
    format: Literal["mp3", "m4a", "opus"] = "mp3"
    bitrate_mono: int = 96_000
    bitrate_stereo: int = 128_000
    channels: Literal["source", "mono", "stereo"] = "source"


@dataclass(frozen=True, slots=True)
class AudioSettings:
    """How to master: target loudness in LUFS, ceiling in dBTP, and what to encode."""

    loudness: float = -16.0
    true_peak: float = -1.0
    renditions: tuple[Rendition, ...] = (Rendition(),)
    treatment: Treatment = Treatment()
    intro: Path | None = None
    outro: Path | None = None


@dataclass(frozen=True, slots=True)
class StorageSettings:
    """Where artifacts go (`url`: a folder, or s3://bucket/prefix) and where listeners find them.

    The rest is for S3: `endpoint` of what is not AWS, `region`, and the `profile` of the AWS
    configuration that has the credentials.
    """

    url: str = "public"
    public_url: str = "http://localhost:8000/"
    endpoint: str | None = None
    region: str | None = None
    profile: str | None = None


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """How the pages look; `templates` is the folder of the workspace's own ones."""

    accent: str = "#0f766e"
    templates: Path | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """`airdate.toml`."""

    zone: ZoneInfo
    storage: StorageSettings = StorageSettings()
    audio: AudioSettings = AudioSettings()
    site: SiteSettings = SiteSettings()


@dataclass(frozen=True, slots=True)
class Workspace:
    """The producer's folder, read. `feeds[0]` is the main feed, which the pages speak for."""

    root: Path
    settings: Settings
    feeds: tuple[Feed, ...]
    episodes: tuple[Episode, ...]
    drafts: tuple[Draft, ...]


# ── What was measured ───────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Measurement:
    """What was measured of some audio.

    `seconds` from the sample count; `loudness` integrated, in LUFS (-inf: silent);
    `loudness_range` in LU; `true_peak` in dBTP (-inf: silent);
    `peaks` are up to 800 maxima of |sample|, 0 to 255, over equal spans; `levels` the K-weighted
    level of each 100 ms in tenths of LU (-1000: silent).
    """

    seconds: float
    loudness: float
    loudness_range: float
    true_peak: float
    peaks: tuple[int, ...]
    levels: tuple[int, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Recording:
    """An interview as it came in: the file's sha256 and size, what it is, how it sounds.

    `image` is where its sound is: both channels, the same in both (mono), or one side alone.
    """

    sha256: str
    size: int
    container: str
    codec: str
    rate: int
    channels: int
    measurement: Measurement
    image: Literal["stereo", "mono", "left", "right"] = "stereo"


@dataclass(frozen=True, slots=True)
class Picture:
    """An image file as it came in; `format` and `mode` as Pillow names them (JPEG, RGB …).

    `metadata`: whether it carries what a camera or an editor wrote, such as the place.
    """

    path: Path
    sha256: str
    size: int
    format: str
    mode: str
    width: int
    height: int
    metadata: bool = False


@dataclass(frozen=True, slots=True)
class Cue:
    """Something said: from `start` to `end` seconds, by whom if that is known."""

    start: float
    end: float
    text: str
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found in the files that the author named: by slug, and by path for images.

    A file that is missing or broken is absent here and has a problem instead. `recordings` are
    those of `Episode.interview`, `tracks` all of an episode that has a track for each speaker.
    """

    recordings: Mapping[str, Recording]
    pictures: Mapping[Path, Picture]
    transcripts: Mapping[str, tuple[Cue, ...]]
    problems: tuple[Problem, ...]
    tracks: Mapping[str, tuple[Recording, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SourceTags:
    """What a recording says of itself; empty where it says nothing. `cover` is an image file."""

    title: str = ""
    artist: str = ""
    album: str = ""
    comment: str = ""
    date: str = ""
    track: str = ""
    language: str = ""
    chapters: tuple[Chapter, ...] = ()
    cover: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one rendition is made of an interview: loudness in LUFS, ceiling in dBTP."""

    loudness: float
    true_peak: float
    rendition: Rendition
    treatment: Treatment = Treatment()


@dataclass(frozen=True, slots=True)
class Turn:
    """A speaker's turn, known from separate tracks: seconds, and the track's number from 0."""

    start: float
    end: float
    track: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """Where the interview's time lies in the published file's: all in seconds.

    What was said from `start` to `end` of the recording is heard from `at` on; `seconds` is the
    length of the published file.
    """

    start: float
    end: float
    at: float
    seconds: float

    def published(self, time: float) -> float:
        """Return when something at `time` of the recording is heard; what was cut, at the cut."""
        return min(max(time, self.start), self.end) - self.start + self.at


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was done to the sound of one rendition: before, after, and by what.

    `gain` in dB; `limiter_most` in dB and `limiter_share` of the time; `levelled` the least and
    most gain of the leveller in dB (None: it was off, for `leveller_note`); `tries` encodes.
    """

    before: Measurement
    after: Measurement
    gain: float
    ceiling: float
    limiter_most: float
    limiter_share: float
    levelled: tuple[float, float] | None
    leveller_note: str
    timeline: Timeline
    turns: tuple[Turn, ...]
    encoder: str
    tries: int


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


# ── What goes out ───────────────────────────────────────────────────────────────────────────


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
class Release:
    """An episode with everything that a feed or a page says of it.

    `media` has the default rendition first. `chapters` and the transcript's cues are on the
    published file's timeline, which is not the interview's where something was cut or added.
    `changed` is when listeners last saw any of this change.
    """

    episode: Episode
    media: tuple[Media, ...]
    cover: Art
    chapters: tuple[Chapter, ...]
    chapters_key: str | None
    transcript: Transcript | None
    changed: datetime

    @property
    def page_key(self) -> str:
        """The key of its article page."""
        return f"episodes/{self.episode.slug}.html"


@dataclass(frozen=True, slots=True)
class Transcript:
    """A transcript and the key of the file that apps load."""

    key: str
    type: str
    cues: tuple[Cue, ...]


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
class AlreadyOut:
    """The body of an artifact whose bytes only the store needs to have."""


@dataclass(frozen=True, slots=True)
class Artifact:
    """One object to be published: its key, its bytes or where they are, and its headers."""

    key: str
    type: str
    cache: CacheControl
    layer: Layer
    size: int
    sha256: str
    body: bytes | Path | AlreadyOut = field(repr=False, compare=False)

    @classmethod
    def of_bytes(
        cls, key: str, type_: str, body: bytes, *, layer: Layer, cache: CacheControl
    ) -> Artifact:
        """Return the artifact of bytes that are at hand."""
        return cls(key, type_, cache, layer, len(body), hashlib.sha256(body).hexdigest(), body)


# ── What is out there ───────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Published:
    """What head remembers of an episode, whatever its slug or state became.

    `slugs`: every slug it was published under, the newest first. `media` is kept for every input
    that was ever published; `current` has the `Media.source` of those that feeds name now, the
    default rendition first. `digest` is of all that listeners see of it, `parts` of each part.
    """

    guid: str
    slugs: tuple[str, ...]
    title: str
    live: bool
    media: tuple[Media, ...]
    current: tuple[str, ...]
    digest: str
    parts: Mapping[str, str]
    changed: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """An object in the store, as head knows it.

    `since` is the rev that its key came with. `unused_since` is when it was last left out of
    what is wanted: a page is deleted then, a file waits to be `collected`.
    """

    sha256: str
    size: int
    type: str
    cache: CacheControl
    layer: Layer
    since: int
    unused_since: datetime | None = None
    collected: bool = False

    @property
    def is_deleted(self) -> bool:
        """Whether it is gone once its head is settled, and may come back only as new."""
        return self.collected or (self.layer is Layer.PAGE and self.unused_since is not None)


@dataclass(frozen=True, slots=True)
class FeedRecord:
    """A feed that is out there: its podcast:guid, and when anything in it last changed.

    `digest` is of all that subscribers see, `said` of what it says of itself, without episodes.
    `moved_to` is the address that it sends its subscribers to, if it does.
    """

    slug: str
    guid: str
    digest: str
    said: str
    changed: datetime
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """What is out there, and the identity of every episode ever published.

    `rev` counts up from 1; 0 is a store that nothing was published to. `settled` is the last rev
    whose pages and feeds are all known to be written: while it is behind, the next run writes
    them again. `key` is where this head is kept, `parent` where the one before it is.
    """

    rev: int
    settled: int
    made: datetime
    key: str
    parent: str
    episodes: Mapping[str, Published]
    feeds: Mapping[str, FeedRecord]
    objects: Mapping[str, Entry]

    @property
    def is_settled(self) -> bool:
        """Whether all that it names is out."""
        return self.settled == self.rev


EMPTY_HEAD = Head(
    rev=0,
    settled=0,
    made=datetime(1970, 1, 1, tzinfo=UTC),
    key="",
    parent="",
    episodes={},
    feeds={},
    objects={},
)


# ── What to make ──────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Order:
    """All that the production of one episode needs: small values, and paths of files.

    `cover` is the episode's own or its feed's; `published` what head remembers of it;
    `recordings` go with `episode.recordings`; `base` is the public URL that keys are appended to.
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


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the work on one episode is: `done` goes from 0 to 1 within a stage."""

    slug: str
    stage: str
    done: float


# ── What to do ──────────────────────────────────────────────────────────────────────────────


class Action(StrEnum):
    """What a step does to one key."""

    PUT = "put"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do in the store, and why.

    Steps of one `wave` may be done in any order; each wave once all of the one before is done.
    `artifact` is what to put; None for a delete.
    """

    wave: int
    action: Action
    key: str
    layer: Layer
    size: int
    reason: str
    artifact: Artifact | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that listeners will see: `kind` is a short word, `text` a sentence."""

    kind: str
    guid: str
    text: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps from `base` to `head`, in the order in which they are safe.

    `repairs` come before all else: they finish `base` where an interrupted publish left it
    unsettled. The store has the bytes for them.
    """

    base: Head
    head: Head
    repairs: tuple[Step, ...]
    steps: tuple[Step, ...]
    notices: tuple[Notice, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not self.repairs and not self.steps and self.head.rev == self.base.rev

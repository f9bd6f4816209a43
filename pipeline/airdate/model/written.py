"""What the author wrote: settings, feeds, episodes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from airdate.model.problems import Place
from airdate.podcast import namespace_tags
from airdate.podcast.author_keys import EpisodeKeys, ShowKeys

if TYPE_CHECKING:
    from airdate.model.listing import Listing


@dataclass(frozen=True, slots=True)
class Person(namespace_tags.Person):
    """Somebody of a show or an episode, with what pages show of them beside podcast:person.

    `photo` is the author's file, of which pages show a copy; apps load `image`.
    """

    credentials: str | None = None
    photo: Path | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction of something wrong; `at` is its time in the interview, in seconds."""

    date: datetime
    text: str
    at: float | None = None


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
class Feed(ShowKeys):
    """One thing that listeners subscribe to: one file in `feeds/`, `extends` already resolved.

    `slug` is the file's name without its ending. `guid` is the podcast:guid, assigned once.
    `categories` are (category,) or (category, subcategory) in Apple's spelling. `hub` is the
    WebSub hub that tells subscribers of news. A feed that would be larger than `max_page_bytes` is
    continued in archived pages. Episodes of the feeds in `include_feeds` are included; of all, only
    those of `seasons`, `tags` and `kinds` where these are set. `rendition` is the file that
    it plays, by name; None is the first. A `private` feed is published for its subscribers alone.
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
    persons: tuple[Person, ...] = field(default=(), kw_only=True)
    locked: bool = True
    block: bool = False
    complete: bool = False
    new_feed_url: str | None = None
    medium: str = "podcast"
    license: str | None = None
    license_url: str | None = None
    podping: bool = False
    hub: str | None = None
    chapters_in_description: bool = False
    simple_chapters: bool = True
    max_page_bytes: int = 2_000_000
    include_feeds: tuple[str, ...] = ()
    seasons: tuple[int, ...] = ()
    tags: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    rendition: str | None = None
    private: bool = False

    def carries(self, episode: Episode | Listing) -> bool:
        """Whether its subscribers get an episode."""
        tags = {tag.casefold() for tag in episode.tags}
        return (
            not {self.slug, *self.include_feeds}.isdisjoint(episode.feeds)
            and (not self.seasons or episode.season in self.seasons)
            and (not self.tags or not tags.isdisjoint(tag.casefold() for tag in self.tags))
            and (not self.kinds or episode.kind.value in self.kinds)
        )


@dataclass(frozen=True, slots=True)
class ProcessingSettings:
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


USUAL_TREATMENT = ProcessingSettings()


class EpisodeKind(StrEnum):
    """itunes:episodeType."""

    FULL = "full"
    TRAILER = "trailer"
    BONUS = "bonus"


@dataclass(frozen=True, slots=True)
class Episode(EpisodeKeys):
    """One folder in `episodes/`, complete enough to be published once its `date` has come.

    `article` is Markdown; `article_line` is the line of `episode.md` that it starts on.
    `feeds` are slugs of the feeds that carry it. Paths are absolute and lie in its folder.
    `tracks` are recordings of each speaker alone, of which `interview` is then the first. One
    whose interview is `coming` has an article alone, until the file is there. `figures` are the
    article's images: how each is named in it, and the file.
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
    persons: tuple[Person, ...] = field(default=(), kw_only=True)
    chapters: tuple[Chapter, ...] = ()
    tags: tuple[str, ...] = ()
    cover: Path | None = None
    transcript: Path | None = None
    license: str | None = None
    license_url: str | None = None
    feeds: tuple[str, ...] = ("main",)
    tracks: tuple[Path, ...] = ()
    treatment: ProcessingSettings = ProcessingSettings()
    intro: Path | None = None
    outro: Path | None = None
    number_display: str | None = None
    block: bool = False
    corrections: tuple[Correction, ...] = ()
    transcript_by: Literal["person", "machine"] = "person"
    coming: bool = False
    figures: tuple[tuple[str, Path], ...] = ()

    @property
    def recordings(self) -> tuple[Path, ...]:
        """The files that its sound is made of: one for each track, or the interview alone."""
        if self.coming:
            return ()
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
    treatment: ProcessingSettings = ProcessingSettings()
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
    """How the pages look; `templates` is the folder of the workspace's own ones.

    `logo` stands in the place of the show's title at the head of each page. `search` makes a page
    that searches all words.
    """

    accent: str = "#0f766e"
    templates: Path | None = None
    logo: Path | None = None
    search: bool = False


@dataclass(frozen=True, slots=True)
class HostingSettings:
    """Which web servers' files are published, and where old paths of this host lead now.

    A redirect leads to a key of the show, or to an address.
    """

    servers: tuple[str, ...] = ()
    redirects: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NotifySettings:
    """Whom to notify after a publish.

    `cache_command` is run with the changed URLs on standard input, one a line; `cloudfront` is a
    distribution. The others are URLs to request, or None. WebSub hubs are settings of feeds.
    """

    cache_command: tuple[str, ...] = ()
    cloudfront: str | None = None
    podping: str | None = None
    podcast_index: str | None = None
    overcast: str | None = None


@dataclass(frozen=True, slots=True)
class CacheSettings:
    """How large `.airdate/cache` may get, in bytes: what was used longest ago is deleted."""

    max_bytes: int = 20_000_000_000


@dataclass(frozen=True, slots=True)
class Settings:
    """`airdate.toml`."""

    zone: ZoneInfo
    storage: StorageSettings = StorageSettings()
    audio: AudioSettings = AudioSettings()
    site: SiteSettings = SiteSettings()
    hosting: HostingSettings = HostingSettings()
    notify: NotifySettings = NotifySettings()
    cache: CacheSettings = CacheSettings()


@dataclass(frozen=True, slots=True)
class Subscribers:
    """Who may listen to private feeds: by feed and name, the token in each one's address.

    `secret` is what addresses of private files are made from; it is empty where there are none.
    """

    secret: str = field(default="", repr=False)
    tokens: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Workspace:
    """The producer's folder, read. `feeds[0]` is the main feed, which the pages speak for."""

    root: Path
    settings: Settings
    feeds: tuple[Feed, ...]
    episodes: Sequence[Episode]
    drafts: tuple[Draft, ...]
    subscribers: Subscribers = Subscribers()

    @property
    def public_feeds(self) -> tuple[Feed, ...]:
        """The feeds that pages, lists and pings may name."""
        return tuple(feed for feed in self.feeds if not feed.private)

    def is_private(self, episode: Episode) -> bool:
        """Whether only private feeds carry an episode: then nothing public may name it."""
        return not any(feed.carries(episode) for feed in self.public_feeds)

"""Schemas of the author's files: one class a file, one line a key.

They validate; `convert` makes the values that the rest works with. Front matter arrives as text,
TOML with its own types: both are accepted.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, create_model

from airdate.podcast.author_keys import EpisodeKeys, ShowKeys, typed_keys
from airdate.podcast.text_types import (
    LONGEST_LINE,
    Email,
    Language,
    Line,
    Prose,
    Seconds,
    Short,
    Title,
    Url,
    Uuid,
    is_url,
    listed,
)
from airdate.workspace.read.field_types import (
    Colour,
    Date,
    File,
    Guid,
    Kilobits,
    Slug,
    Storage,
    Table,
    Target,
    WebPath,
    Zone,
)

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T", bound=Table)

__all__ = ["LONGEST_LINE", "EpisodeFile", "FeedFile", "SettingsFile", "Table", "is_url"]

_CHAPTER = re.compile(r"([0-9:.]+)\s+(.+)", re.DOTALL)
_CORRECTION = re.compile(
    r"(?P<date>\d{4}-\d\d-\d\d)\s+(?:at\s+(?P<at>\d[\d:.]*)\s+)?(?P<text>.+)", re.DOTALL
)


# ── Shared by several files ────────────────────────────────────────────────────────────────


class PersonTable(Table):
    """A person; a name alone is accepted too."""

    name: Line
    role: Line | None = None
    group: Line | None = None
    url: Url | None = None
    image: Url | None = None
    credentials: Line | None = None
    photo: File | None = None


class CorrectionTable(Table):
    """A correction; "2026-11-24 at 12:03 Text" is accepted too."""

    date: Date
    text: Prose
    at: Seconds | None = None


class ChapterTable(Table):
    """A chapter; "12:31 Title" is accepted too."""

    start: Seconds
    title: Line
    url: Url | None = None
    image: File | None = None


class OwnerTable(Table):
    """The contact of podcast directories."""

    name: Line
    email: Email


def _person(value: Any) -> Any:
    return {"name": value} if isinstance(value, str) else value


def _chapter(value: Any) -> Any:
    if isinstance(value, str):
        match = _CHAPTER.fullmatch(value.strip())
        if not match:
            raise ValueError(f"is “{value[:60]}”; Write it as `12:31 Title`.")
        return {"start": match[1], "title": match[2]}
    return value


def _correction(value: Any) -> Any:
    if isinstance(value, str):
        match = _CORRECTION.fullmatch(value.strip())
        if not match:
            raise ValueError(f"is “{value[:60]}”; Write it as `2026-11-24 at 12:03 Text`.")
        return {name: text for name, text in match.groupdict().items() if text}
    return value


def _rendition(value: Any) -> Any:
    return {"format": value} if isinstance(value, str) else value


def _category(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _one_of_each_file(servers: list[str]) -> list[str]:
    if {"netlify", "cloudflare"}.issubset(servers):
        raise ValueError(
            "names two servers that read the same file, _redirects; Choose one of them."
        )
    return servers


Servers = Annotated[
    list[Literal["netlify", "cloudflare", "apache", "nginx", "caddy", "s3"]],
    BeforeValidator(listed),
    AfterValidator(_one_of_each_file),
]
People = Annotated[list[Annotated[PersonTable, BeforeValidator(_person)]], BeforeValidator(listed)]
Chapters = list[Annotated[ChapterTable, BeforeValidator(_chapter)]]
Lines = Annotated[list[Line], BeforeValidator(listed)]
Files = Annotated[list[File], BeforeValidator(listed)]


# ── airdate.toml ────────────────────────────────────────────────────────────────────────────


class StorageTable(Table):
    """[storage]."""

    url: Storage = "public"
    public_url: Url = "http://localhost:8000/"
    endpoint: Url | None = None
    region: Line | None = None
    profile: Line | None = None


class RenditionTable(Table):
    """A file to encode; its format alone is accepted too. Bit rates in kbit/s."""

    format: Literal["mp3", "m4a", "opus"]
    mono: Kilobits | None = None
    stereo: Kilobits | None = None
    channels: Literal["source", "mono", "stereo"] = "source"


OneRendition = Annotated[RenditionTable, BeforeValidator(_rendition)]


class TreatmentKeys(Table):
    """Audio processing: in [audio] for all episodes, in front matter for one."""

    leveller: bool | None = None
    high_pass: Annotated[float, Field(ge=0, le=200)] | None = None
    trim: bool | None = None
    noise_reduction: Annotated[float, Field(ge=0, le=40)] | None = None
    crossfade: Annotated[float, Field(ge=0, le=10)] | None = None
    accept_damage: bool | None = None
    intro: File | None = None
    outro: File | None = None


class AudioTable(TreatmentKeys):
    """[audio]: LUFS and dBTP."""

    loudness: Annotated[float, Field(ge=-31, le=-9)] = -16.0
    true_peak: Annotated[float, Field(ge=-9, le=-0.1)] = -1.0
    renditions: Annotated[list[OneRendition], Field(min_length=1)] = Field(
        default_factory=lambda: [RenditionTable(format="mp3")]
    )


class SiteTable(Table):
    """[site]."""

    accent: Colour = "#0f766e"
    templates: File | None = None
    logo: File | None = None
    search: bool = False


class HostingTable(Table):
    """[hosting]."""

    servers: Servers = Field(default_factory=list)
    redirects: dict[WebPath, Target] = Field(default_factory=dict)


def _usual(address: str) -> Any:
    """Return a validator: `true` means the service's own URL, `false` none."""

    def chosen(value: Any) -> Any:
        return {True: address, False: None}[value] if isinstance(value, bool) else value

    return BeforeValidator(chosen)


# Endpoints of each service, read 2026-11: https://podping.cloud/,
# https://podcastindex-org.github.io/docs-api/ (hub/pubnotify), https://overcast.fm/podcasterinfo
Podping = Annotated[Url | None, _usual("https://podping.cloud/")]
PodcastIndex = Annotated[Url | None, _usual("https://api.podcastindex.org/api/1.0/hub/pubnotify")]
Overcast = Annotated[Url | None, _usual("https://overcast.fm/ping")]


class NotifyTable(Table):
    """[notify]: true, or the URL of another service with the same API."""

    cache_command: Annotated[list[Line], BeforeValidator(listed)] = Field(default_factory=list)
    cloudfront: Line | None = None
    podping: Podping = None
    podcast_index: PodcastIndex = None
    overcast: Overcast = None


class CacheTable(Table):
    """[cache]."""

    max_gb: float = Field(20, gt=0)


class SettingsFile(Table):
    """`airdate.toml`."""

    timezone: Zone | None = None
    storage: StorageTable = Field(default_factory=StorageTable)
    audio: AudioTable = Field(default_factory=AudioTable)
    site: SiteTable = Field(default_factory=SiteTable)
    hosting: HostingTable = Field(default_factory=HostingTable)
    notify: NotifyTable = Field(default_factory=NotifyTable)
    cache: CacheTable = Field(default_factory=CacheTable)


def _with_keys(keys: type[Any]) -> Callable[[type[T]], type[T]]:
    """Add the keys of the podcast namespace to a table."""

    def extend(table: type[T]) -> type[T]:
        added: dict[str, Any] = typed_keys(keys)
        return create_model(table.__name__, __base__=table, **added)

    return extend


# ── feeds/*.toml ────────────────────────────────────────────────────────────────────────────


@_with_keys(ShowKeys)
class FeedFile(Table):
    """A feed, after `extends`."""

    guid: Uuid
    title: Line
    description: Prose = ""
    language: Language = "en"
    author: Line
    categories: list[Annotated[list[Line], BeforeValidator(_category)]] = Field(
        default_factory=list
    )
    explicit: bool = False
    owner: OwnerTable | None = None
    link: Url | None = None
    image: File | None = None
    type: Literal["episodic", "serial"] = "episodic"
    copyright: Line | None = None
    persons: People = Field(default_factory=list)
    locked: bool = True
    block: bool = False
    complete: bool = False
    new_feed_url: Url | None = None
    medium: Line = "podcast"
    license: Line | None = None
    license_url: Url | None = None
    podping: bool = False
    hub: Url | None = None
    chapters_in_description: bool = False
    simple_chapters: bool = True
    max_page_bytes: Annotated[int, Field(ge=50_000, le=50_000_000)] = 2_000_000
    include_feeds: Lines = Field(default_factory=list)
    seasons: Annotated[list[Annotated[int, Field(ge=0)]], BeforeValidator(listed)] = Field(
        default_factory=list
    )
    tags: Lines = Field(default_factory=list)
    types: Annotated[list[Literal["full", "trailer", "bonus"]], BeforeValidator(listed)] = Field(
        default_factory=list
    )
    rendition: Literal["mp3", "m4a", "opus"] | None = None
    private: bool = False


# ── episodes/*/episode.md ───────────────────────────────────────────────────────────────────


@_with_keys(EpisodeKeys)
class EpisodeFile(TreatmentKeys):
    """The front matter of a live episode."""

    title: Line
    guid: Guid
    date: Date
    status: Literal["draft", "live"] = "draft"
    slug: Slug | None = None
    summary: Prose | None = None
    season: Annotated[int, Field(ge=0)] | None = None
    season_name: Title | None = None
    episode: Annotated[int, Field(ge=0)] | None = None
    type: Literal["full", "trailer", "bonus"] = "full"
    explicit: bool | None = None
    language: Language | None = None
    hosts: People = Field(default_factory=list)
    guests: People = Field(default_factory=list)
    persons: People = Field(default_factory=list)
    chapters: Chapters = Field(default_factory=list)
    tags: Lines = Field(default_factory=list)
    cover: File | None = None
    transcript: File | None = None
    interview: File | None = None
    tracks: Files = Field(default_factory=list)
    license: Line | None = None
    license_url: Url | None = None
    episode_display: Short | None = None
    block: bool = False
    corrections: list[Annotated[CorrectionTable, BeforeValidator(_correction)]] = Field(
        default_factory=list
    )
    transcript_by: Literal["person", "machine"] = "person"
    feeds: Lines = Field(default=["main"])

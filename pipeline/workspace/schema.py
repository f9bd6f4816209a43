"""What may stand in the author's files: one class a file, one line a key.

The classes only say what each value has to be; `load` makes the values that the rest works with.
Front matter comes as text, TOML with its own types: both fit.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from pipeline.text import forbidden, parse_clock
from pipeline.workspace.dates import FORMS, read_date

# PSP-1: "values ≤ 255 characters unless said otherwise".
LONGEST_LINE = 255
# What MPEG-1 Layer III can be; other formats take the same.
MPEG_KILOBITS = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
LONGEST_NAME, LONGEST_PATH = 255, 1000  # bytes: what file systems take, with room to spare
_CHAPTER = re.compile(r"([0-9:.]+)\s+(.+)", re.DOTALL)
_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_EMAIL = re.compile(r"[^@\s<>,]+@[^@\s<>,]+\.[^@\s<>,.]+")
_URL = re.compile(r"https?://[^\s<>\"/?#]+[^\s<>\"]*")
# The shape of https://www.rfc-editor.org/rfc/rfc5646 that RSS and Apple take.
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_BUCKET = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9._-]+)*/?")
_OURS = {"episodes", "feeds", ".airdate", ".git"}  # folders that no storage may be in
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
# What lies beside the zones on some machines: not the same on the next, or with leap seconds.
_NO_ZONE = re.compile(r"localtime|posixrules|Factory|(?:right|posix)/.*")
_LINE_BREAK = re.compile(r"\s*[\t\n\v\f\r\x85\u2028\u2029]\s*")


# ── Kinds of values; each says in an author's words what is wrong ───────────────────────────


def _clean(text: str) -> str:
    if bad := forbidden(text):
        raise ValueError(f"has a character that no feed may hold (U+{ord(bad):04X}); delete it")
    return text.strip()


def _one_line(text: str) -> str:
    """Return text that was wrapped over several lines as one."""
    return _LINE_BREAK.sub(" ", text)


def _unbroken(text: str) -> str:
    if _LINE_BREAK.search(text):
        raise ValueError("has a line break in it; write it on one line")
    return text


def _matching(pattern: re.Pattern[str], wish: str) -> AfterValidator:
    def check(text: str) -> str:
        if not pattern.fullmatch(text):
            raise ValueError(f"is {text[:60]!r}; {wish}")
        return text

    return AfterValidator(check)


def _zone(name: Any) -> Any:
    try:
        if isinstance(name, str) and not _NO_ZONE.fullmatch(name):
            return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    raise ValueError(f"is {str(name)[:60]!r}; write a zone such as Europe/Berlin")


def _date(value: Any) -> str:
    text = str(value)
    try:
        read_date(text)
    except ValueError as error:
        raise ValueError(f"is {text[:60]!r}; write it as {FORMS}") from error
    return text


def _clock(value: Any) -> Any:
    try:
        return parse_clock(str(value))
    except ValueError as error:
        raise ValueError(f"is {str(value)[:60]!r}; write it as 12:31 or 1:02:03") from error


def _inside(name: str) -> str:
    """Return a path below the file's own folder, or raise ValueError."""
    path = PurePosixPath(name.replace("\\", "/"))
    too_long = len(name.encode()) > LONGEST_PATH or any(
        len(part.encode()) > LONGEST_NAME for part in path.parts
    )
    if too_long or path.is_absolute() or ".." in path.parts or ":" in name or not path.parts:
        raise ValueError(f"is {name[:60]!r}; name a file in this folder")
    return name


def _storage(url: str) -> str:
    """Return a bucket, or a folder of the workspace's that has nothing else in it."""
    if url.startswith("s3://"):
        if not _BUCKET.fullmatch(url):
            raise ValueError(f"is {url[:60]!r}; write it as s3://bucket or s3://bucket/folder")
        return url
    if PurePosixPath(_inside(url)).parts[0] in _OURS:
        raise ValueError(f"is {url[:60]!r}, where your own files are; name a folder such as public")
    return url


def is_url(text: str) -> bool:
    """Whether this is an address on the web."""
    try:
        parts = urlsplit(text)
        return bool(_URL.fullmatch(text) and parts.hostname and parts.port != 0)
    except ValueError:  # brackets without an IPv6 address; a port that is no number
        return False


def _url(text: str) -> str:
    if not is_url(text):
        raise ValueError(f"is {text[:60]!r}; write an address with https://")
    return text


def _person(value: Any) -> Any:
    return {"name": value} if isinstance(value, str) else value


def _chapter(value: Any) -> Any:
    if isinstance(value, str):
        match = _CHAPTER.fullmatch(value.strip())
        if not match:
            raise ValueError(f"is {value[:60]!r}; write it as “12:31 Title”")
        return {"start": match[1], "title": match[2]}
    return value


def _listed(value: Any) -> Any:
    """Return a list where the author wrote one thing without brackets."""
    return [value] if isinstance(value, str | dict) else value


def _rendition(value: Any) -> Any:
    return {"format": value} if isinstance(value, str) else value


def _kilobits(value: int) -> int:
    if value not in MPEG_KILOBITS:
        raise ValueError(f"is {value}; write one of {', '.join(map(str, MPEG_KILOBITS))}")
    return value


def _category(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Prose = Annotated[str, AfterValidator(_clean)]
Line = Annotated[
    str,
    AfterValidator(_clean),
    AfterValidator(_one_line),
    Field(min_length=1, max_length=LONGEST_LINE),
]
Guid = Annotated[
    str,
    AfterValidator(_clean),
    AfterValidator(_unbroken),
    Field(min_length=1, max_length=LONGEST_LINE),
]
Uuid = Annotated[str, _matching(_GUID, "a guid looks like 0b7a9e9e-6d0c-4a55-9d5e-2f3f6f1f8f55")]
Slug = Annotated[str, _matching(_SLUG, "use a-z, 0-9 and hyphens")]
Email = Annotated[str, _matching(_EMAIL, "write an address such as show@example.org")]
Url = Annotated[str, AfterValidator(_clean), AfterValidator(_url)]
Language = Annotated[
    str, AfterValidator(_clean), _matching(_LANGUAGE, "write a code such as en, de-AT or pt-BR")
]
Colour = Annotated[str, _matching(_COLOUR, "write a colour such as #0f766e")]
File = Annotated[str, AfterValidator(_clean), AfterValidator(_inside)]
Date = Annotated[str, BeforeValidator(_date)]
Seconds = Annotated[float, BeforeValidator(_clock)]
Kilobits = Annotated[int, AfterValidator(_kilobits)]
Zone = Annotated[ZoneInfo, BeforeValidator(_zone)]


class Table(BaseModel):
    """A table of keys; others are problems."""

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True, frozen=True)


# ── What is in several files ────────────────────────────────────────────────────────────────


class PersonTable(Table):
    """Somebody; a name alone will do."""

    name: Line
    role: Line | None = None
    group: Line | None = None
    url: Url | None = None
    image: Url | None = None
    credentials: Line | None = None


class ChapterTable(Table):
    """A chapter; "12:31 Title" will do."""

    start: Seconds
    title: Line
    url: Url | None = None
    image: File | None = None


class FundingTable(Table):
    """Where listeners can give."""

    url: Url
    text: Annotated[Line, Field(max_length=128)]


class OwnerTable(Table):
    """Whom directories write to."""

    name: Line
    email: Email


People = Annotated[list[Annotated[PersonTable, BeforeValidator(_person)]], BeforeValidator(_listed)]
Chapters = list[Annotated[ChapterTable, BeforeValidator(_chapter)]]
Lines = Annotated[list[Line], BeforeValidator(_listed)]
Files = Annotated[list[File], BeforeValidator(_listed)]


# ── airdate.toml ────────────────────────────────────────────────────────────────────────────


class StorageTable(Table):
    """[storage]."""

    url: Annotated[str, AfterValidator(_clean), AfterValidator(_storage)] = "public"
    public_url: Url = "http://localhost:8000/"
    endpoint: Url | None = None
    region: Line | None = None
    profile: Line | None = None


class RenditionTable(Table):
    """A file to be encoded; its format alone will do. Bit rates in kbit/s."""

    format: Literal["mp3", "m4a", "opus"]
    mono: Kilobits | None = None
    stereo: Kilobits | None = None
    channels: Literal["source", "mono", "stereo"] = "source"


OneRendition = Annotated[RenditionTable, BeforeValidator(_rendition)]


class TreatmentKeys(Table):
    """What is done to the sound: in [audio] for all, in front matter for one episode."""

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
    renditions: Annotated[list[OneRendition], Field(min_length=1)] = [RenditionTable(format="mp3")]


class SiteTable(Table):
    """[site]."""

    accent: Colour = "#0f766e"
    templates: File | None = None


class SettingsFile(Table):
    """`airdate.toml`."""

    timezone: Zone | None = None
    storage: StorageTable = StorageTable()
    audio: AudioTable = AudioTable()
    site: SiteTable = SiteTable()


# ── feeds/*.toml ────────────────────────────────────────────────────────────────────────────


class FeedFile(Table):
    """A feed, after `extends`."""

    guid: Uuid
    title: Line
    description: Prose = ""
    language: Language = "en"
    author: Line
    categories: list[Annotated[list[Line], BeforeValidator(_category)]] = []
    explicit: bool = False
    owner: OwnerTable | None = None
    link: Url | None = None
    image: File | None = None
    type: Literal["episodic", "serial"] = "episodic"
    copyright: Line | None = None
    persons: People = []
    funding: list[FundingTable] = []
    locked: bool = True
    block: bool = False
    complete: bool = False
    new_feed_url: Url | None = None
    medium: Line = "podcast"
    license: Line | None = None


# ── episodes/*/episode.md ───────────────────────────────────────────────────────────────────


class EpisodeFile(TreatmentKeys):
    """The front matter of an episode that is to go out."""

    title: Line
    guid: Guid
    date: Date
    status: Literal["draft", "live"] = "draft"
    slug: Slug | None = None
    summary: Prose | None = None
    season: Annotated[int, Field(ge=0)] | None = None
    season_name: Annotated[Line, Field(max_length=128)] | None = None
    episode: Annotated[int, Field(ge=0)] | None = None
    type: Literal["full", "trailer", "bonus"] = "full"
    explicit: bool | None = None
    language: Language | None = None
    hosts: People = []
    guests: People = []
    persons: People = []
    chapters: Chapters = []
    tags: Lines = []
    cover: File | None = None
    transcript: File | None = None
    interview: File | None = None
    tracks: Files = []
    license: Line | None = None
    feeds: Lines = ["main"]

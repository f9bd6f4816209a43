"""The kinds of values that may stand in the author's files.

Each says in an author's words what is wrong with one: what, a semicolon, how to mend it.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import PurePosixPath
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from airdate.store.keys import StoreError, check_key
from airdate.text import forbidden, parse_clock
from airdate.workspace.read.dates import FORMS, read_date

# PSP-1: "values ≤ 255 characters unless said otherwise".
LONGEST_LINE = 255
# What MPEG-1 Layer III can be; other formats take the same.
MPEG_KILOBITS = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
LONGEST_NAME, LONGEST_PATH = 255, 1000  # bytes: what file systems take, with room to spare
_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_EMAIL = re.compile(r"[^@\s<>,]+@[^@\s<>,]+\.[^@\s<>,.]+")
_URL = re.compile(r"https?://[^\s<>\"/?#]+[^\s<>\"]*")
# The shape of https://www.rfc-editor.org/rfc/rfc5646 that RSS and Apple take.
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_BUCKET = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9._-]+)*/?")
_OURS = {"episodes", "feeds", ".airdate", ".git"}  # folders that no storage may be in
# What needs no quoting in any server's file.
_WEB_PATH = re.compile(r"(/[A-Za-z0-9._~%-]+)+/?", re.ASCII)
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
# What lies beside the zones on some machines: not the same on the next, or with leap seconds.
_NO_ZONE = re.compile(r"localtime|posixrules|Factory|(?:right|posix)/.*")
_LINE_BREAK = re.compile(r"\s*[\t\n\v\f\r\x85\u2028\u2029]\s*")


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


def matching(pattern: re.Pattern[str], wish: str) -> AfterValidator:
    """Return the check that a text has a shape; `wish` says how to write it."""

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


def _moment(value: Any) -> datetime:
    moment = read_date(_date(value))
    if moment.tzinfo is None:
        raise ValueError(f"is {str(value)[:60]!r}; write its zone too: 2026-11-24 18:00+01:00")
    return moment


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


def _target(text: str) -> str:
    try:
        return text if is_url(text) else check_key(text)
    except StoreError as error:
        raise ValueError(
            f"is {text[:60]!r}; write a file of the show such as feeds/main.xml, or https://…"
        ) from error


def listed(value: Any) -> Any:
    """Return a list where the author wrote one thing without brackets."""
    return [value] if isinstance(value, str | dict | int) else value


def _kilobits(value: int) -> int:
    if value not in MPEG_KILOBITS:
        raise ValueError(f"is {value}; write one of {', '.join(map(str, MPEG_KILOBITS))}")
    return value


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
Uuid = Annotated[str, matching(_GUID, "a guid looks like 0b7a9e9e-6d0c-4a55-9d5e-2f3f6f1f8f55")]
Slug = Annotated[str, matching(_SLUG, "use a-z, 0-9 and hyphens")]
Email = Annotated[str, matching(_EMAIL, "write an address such as show@example.org")]
Url = Annotated[str, AfterValidator(_clean), AfterValidator(_url)]
Language = Annotated[
    str, AfterValidator(_clean), matching(_LANGUAGE, "write a code such as en, de-AT or pt-BR")
]
Colour = Annotated[str, matching(_COLOUR, "write a colour such as #0f766e")]
File = Annotated[str, AfterValidator(_clean), AfterValidator(_inside)]
WebPath = Annotated[str, matching(_WEB_PATH, "write a path such as /feed/podcast")]
Target = Annotated[str, AfterValidator(_clean), AfterValidator(_target)]
Storage = Annotated[str, AfterValidator(_clean), AfterValidator(_storage)]
Date = Annotated[str, BeforeValidator(_date)]
Moment = Annotated[datetime, BeforeValidator(_moment)]
Seconds = Annotated[float, BeforeValidator(_clock)]
Kilobits = Annotated[int, AfterValidator(_kilobits)]
Zone = Annotated[ZoneInfo, BeforeValidator(_zone)]


class Table(BaseModel):
    """A table of keys; others are problems."""

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True, frozen=True)

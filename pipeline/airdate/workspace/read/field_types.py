"""Types of the values in authors' files, beyond those that podcast tags have too.

A validator raises ValueError with “fault; Hint.”: the fault is printed after the key's name.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from annotated_types import MaxLen, MinLen
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

from airdate.podcast.text_types import LINE_BREAK, LONGEST_LINE, author_date, clean, is_url
from airdate.store.keys import StoreError, check_key

# What MPEG-1 Layer III allows (ISO 11172-3, table of bit rates); other formats take the same.
MPEG_KILOBITS = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
LONGEST_NAME, LONGEST_PATH = 255, 1000  # bytes: what file systems allow, with a margin
_SHOWN = 60  # characters of a value that a message shows
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_BUCKET = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9._-]+)*/?")
_RESERVED = {"episodes", "feeds", ".airdate", ".git"}  # folders that no storage may be in
# What needs no quoting in any server's configuration.
_WEB_PATH = re.compile(r"(/[A-Za-z0-9._~%-]+)+/?", re.ASCII)
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
# Files beside the zones on some machines: they differ between machines, or have leap seconds.
_NOT_A_ZONE = re.compile(r"localtime|posixrules|Factory|(?:right|posix)/.*")


def _unbroken(text: str) -> str:
    if LINE_BREAK.search(text):
        raise ValueError("contains a line break; Write it on one line.")
    return text


def matching(pattern: re.Pattern[str], hint: str) -> AfterValidator:
    """Return a validator for text of a pattern."""

    def check(text: str) -> str:
        if not pattern.fullmatch(text):
            raise ValueError(f"is “{text[:_SHOWN]}”; {hint}")
        return text

    return AfterValidator(check)


def _zone(name: Any) -> Any:
    try:
        if isinstance(name, str) and not _NOT_A_ZONE.fullmatch(name):
            return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    shown = str(name)[:_SHOWN]
    raise ValueError(
        f"is “{shown}”, an unknown time zone; Use an IANA name such as `Europe/Berlin`."
    )


def _inside(name: str) -> str:
    """Return a path below the file's own folder. Raises ValueError."""
    path = PurePosixPath(name.replace("\\", "/"))
    too_long = len(name.encode()) > LONGEST_PATH or any(
        len(part.encode()) > LONGEST_NAME for part in path.parts
    )
    if too_long or path.is_absolute() or ".." in path.parts or ":" in name or not path.parts:
        raise ValueError(f"is “{name[:_SHOWN]}”; Name a file in this folder.")
    return name


def _storage(url: str) -> str:
    """Return the URL of a bucket, or a folder of the workspace that holds nothing else."""
    shown = url[:_SHOWN]
    if url.startswith("s3://"):
        if not _BUCKET.fullmatch(url):
            raise ValueError(f"is “{shown}”; Write it as `s3://bucket` or `s3://bucket/folder`.")
        return url
    if PurePosixPath(_inside(url)).parts[0] in _RESERVED:
        raise ValueError(
            f"is “{shown}”, which holds your own files; Use a folder such as `public`."
        )
    return url


def _target(text: str) -> str:
    try:
        return text if is_url(text) else check_key(text)
    except StoreError as error:
        raise ValueError(
            f"is “{text[:_SHOWN]}”; Write a file of the show such as `feeds/main.xml`, or a URL."
        ) from error


def _kilobits(value: int) -> int:
    if value not in MPEG_KILOBITS:
        raise ValueError(f"is {value}; Use one of: {', '.join(map(str, MPEG_KILOBITS))}.")
    return value


_CLEAN = BeforeValidator(clean)

Guid = Annotated[str, MinLen(1), MaxLen(LONGEST_LINE), AfterValidator(_unbroken), _CLEAN]
Slug = Annotated[str, matching(_SLUG, "Use only a-z, 0-9 and hyphens.")]
Colour = Annotated[str, matching(_COLOUR, "Write a colour such as `#0f766e`.")]
File = Annotated[str, AfterValidator(_inside), _CLEAN]
WebPath = Annotated[str, matching(_WEB_PATH, "Write a path such as `/feed/podcast`.")]
Target = Annotated[str, AfterValidator(_target), _CLEAN]
Storage = Annotated[str, AfterValidator(_storage), _CLEAN]
Date = Annotated[str, BeforeValidator(author_date)]
Kilobits = Annotated[int, AfterValidator(_kilobits)]
Zone = Annotated[ZoneInfo, BeforeValidator(_zone)]


class Table(BaseModel):
    """A table of keys; others are problems."""

    model_config = ConfigDict(
        extra="forbid", arbitrary_types_allowed=True, frozen=True, defer_build=True
    )

"""Types of values in a feed: whether a text is one, and what one looks like. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from airdate.check.urls import is_url

if TYPE_CHECKING:
    from datetime import datetime

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# RFC 822 as revised by RFC 2822: years of four digits, an explicit zone.
_DATE = re.compile(
    r"(?:(?P<day>mon|tue|wed|thu|fri|sat|sun),\s+)?\d{1,2}\s+"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\s+\d{4}\s+"
    r"\d{2}:\d{2}(?::\d{2})?\s+(?:[+-]\d{4}|ut|gmt|utc|z|[ecmp][sd]t)",
    re.IGNORECASE,
)
_DURATION = re.compile(r"\d{1,9}|\d{1,3}:[0-5]\d|\d{1,3}:[0-5]?\d:[0-5]\d")


def extension(address: str) -> str:
    """Return what the name of a URL's file ends in, such as ".mp3"; "" if it has none."""
    name = urlsplit(address).path.rpartition("/")[2] if is_url(address) else ""
    return f".{name.rpartition('.')[2].lower()}" if "." in name else ""


def date(text: str) -> datetime | None:
    """Parse a date of RFC 822; None if it is invalid or has no zone."""
    from email.utils import parsedate_to_datetime  # with sockets and more, 10 ms

    if not (match := _DATE.fullmatch(" ".join(text.split()))):
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    day = match["day"]
    return None if day and _WEEKDAYS[moment.weekday()] != day.lower() else moment


def seconds(text: str) -> int | None:
    """Parse an itunes:duration; None if it is invalid."""
    if not _DURATION.fullmatch(text):
        return None
    total = 0
    for part in text.split(":"):
        total = total * 60 + int(part)
    return total

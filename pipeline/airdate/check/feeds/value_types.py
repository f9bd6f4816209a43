"""Types of values in a feed: whether a text is one, and what one looks like. Pure."""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from airdate.check.language_tags import is_language
from airdate.check.urls import is_url
from airdate.podcast import vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# RFC 822 as revised by RFC 2822: years of four digits, an explicit zone.
_DATE = re.compile(
    r"(?:(?P<day>mon|tue|wed|thu|fri|sat|sun),\s+)?\d{1,2}\s+"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\s+\d{4}\s+"
    r"\d{2}:\d{2}(?::\d{2})?\s+(?:[+-]\d{4}|ut|gmt|utc|z|[ecmp][sd]t)",
    re.IGNORECASE,
)
_DURATION = re.compile(r"\d{1,9}|\d{1,3}:[0-5]\d|\d{1,3}:[0-5]?\d:[0-5]\d")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s<>,()]+@[^@\s<>,()]+\.[^@\s<>,().]+")
_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+(\s*;.*)?", re.IGNORECASE)


def extension(address: str) -> str:
    """Return what the name of a URL's file ends in, such as ".mp3"; "" if it has none."""
    name = urlsplit(address).path.rpartition("/")[2] if is_url(address) else ""
    return f".{name.rpartition('.')[2].lower()}" if "." in name else ""


def date(text: str) -> datetime | None:
    """Parse a date of RFC 822; None if it is invalid or has no zone."""
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


def moment(text: str) -> datetime | None:
    """Parse a date of ISO 8601; None if it is invalid or has no zone."""
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return None
    return when if when.tzinfo else None


def _matches(pattern: str, flags: int = 0) -> Callable[[str], bool]:
    compiled = re.compile(pattern, flags)
    return lambda text: bool(compiled.fullmatch(text))


def _one_of(*words: str) -> Callable[[str], bool]:
    return lambda text: text in words


# Each type: how hints describe it, and whether a text is one.
KINDS: dict[str, tuple[str, Callable[[str], bool]]] = {
    "text": ("text", lambda _: True),
    "url": ("a URL with `https://`", is_url),
    "type": ("a type such as `audio/mpeg`", lambda text: bool(_TYPE.fullmatch(text))),
    "whole": ("a whole number", _matches(r"\d{1,18}")),
    "number": ("a number", _matches(r"\d{1,15}(\.\d{1,15})?")),
    "boolean": ("`true` or `false`", _one_of("true", "false")),
    "yes": ("`yes` or `no`", _matches("yes|no", re.IGNORECASE)),
    "Yes": ("`Yes`", _matches("yes|no", re.IGNORECASE)),
    "uuid": ("a UUID", lambda text: bool(_UUID.fullmatch(text))),
    "email": ("an e-mail address", lambda text: bool(_EMAIL.fullmatch(text))),
    "language": ("a language tag such as `en` or `de-AT`", is_language),
    "moment": ("a date such as `2026-11-24T18:00:00Z`", lambda text: moment(text) is not None),
    "geo": ("a place such as `geo:55.6059,13.0007`", vocabulary.is_geo),
    "osm": ("`N`, `W` or `R` and a number", vocabulary.is_osm),
    "country": ("a country code such as `SE`", _matches("[A-Z]{2}")),
    "place": ("`subject` or `creator`", _one_of("subject", "creator")),
    "captions": ("`captions`", _one_of("captions")),
    "ratio": ("a ratio such as `16/9`", _matches(r"\d{1,5}(\.\d+)?(\s*/\s*\d{1,5}(\.\d+)?)?")),
    "integrity": ("`sri` or `pgp-signature`", _one_of("sri", "pgp-signature")),
    "status": ("`pending`, `live` or `ended`", _one_of("pending", "live", "ended")),
    "medium": ("a medium from the namespace's list", vocabulary.is_medium),
    "group": ("a group from the namespace's taxonomy", vocabulary.is_group),
    "role": ("a role from the namespace's taxonomy", vocabulary.is_role),
    "rrule": ("a rule such as `FREQ=WEEKLY` (RFC 5545)", vocabulary.is_rule),
    "show": ("`episodic` or `serial`", _one_of("episodic", "serial")),
    "episode": ("`full`, `trailer` or `bonus`", _one_of("full", "trailer", "bonus")),
}

"""Pure text: slugs, what XML forbids, cutting to length, and clock times."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import datetime

# What XML 1.0 allows (https://www.w3.org/TR/xml/#charsets); lone surrogates are not among it.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Letters that Unicode does not take apart into a Latin one and an accent.
_LATIN = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"}
)
_NOT_IN_A_SLUG = re.compile(r"[^a-z0-9]+")
_SENTENCE_END = re.compile(r"[.!?…]['\"”’)]*(?=\s)")
_CLOCK = re.compile(
    r"(?:([0-9]{1,3}):(?=[0-5]?[0-9]:))?([0-9]{1,3}):([0-5]?[0-9](?:\.[0-9]{1,20})?)"
)
_SECONDS = re.compile(r"[0-9]{1,7}(?:\.[0-9]{1,20})?")
_ELLIPSIS = "…"
LONGEST_SLUG = 80
EARLIEST, LATEST = 1970, 9998  # years: at the ends of the calendar, no zone can be converted
DATE_FORMS = "`2026-11-24`, `2026-11-24 18:00` or `2026-11-24 18:00+01:00`"
WORD_JOINER = "\u2060"  # has no width


def slugify(text: str) -> str:
    """Return ASCII of a-z, 0-9 and single hyphens; a short digest where nothing else is left."""
    lowered = clean(text).lower().translate(_LATIN)
    ascii_ = unicodedata.normalize("NFKD", lowered).encode("ascii", "ignore").decode()
    slug = _NOT_IN_A_SLUG.sub("-", ascii_).strip("-")[:LONGEST_SLUG].strip("-")
    return slug or hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]


def clean(text: str) -> str:
    """Return the text without the characters that XML forbids."""
    return _FORBIDDEN.sub("", text)


def forbidden(text: str) -> str | None:
    """Return the first character that XML forbids, if there is one."""
    found = _FORBIDDEN.search(text)
    return found[0] if found else None


def printable(text: str) -> str:
    """Return text on one line that a terminal shows as it is.

    What terminals obey (escapes, C1 controls) and what turns the direction of text is spelt out:
    others' feeds and files may hold it.
    """
    return "".join(
        sign if sign.isprintable() else " " if sign.isspace() else f"\\u{ord(sign):04x}"
        for sign in text
    )


def cut(text: str, limit: int) -> str:
    """Return the text, clean, within `limit` bytes of UTF-8.

    It ends after a sentence if one ends in the second half, else after a word with an ellipsis
    where that has room.
    """
    data = clean(text).encode()
    if len(data) <= limit:
        return data.decode()
    whole = data[:limit].decode("utf-8", "ignore")
    ends = sentence_ends(clean(text)[: len(whole) + 1])
    if ends and len(whole) // 2 < ends[-1]:
        return whole[: ends[-1]]
    mark = _ELLIPSIS if limit >= len(_ELLIPSIS.encode()) else ""
    room = data[: limit - len(mark.encode())].decode("utf-8", "ignore")
    return (room.rsplit(maxsplit=1)[0] if len(room.split()) > 1 else room).rstrip() + mark


def sentence_ends(text: str) -> list[int]:
    """Return where sentences end that another one follows."""
    return [found.end() for found in _SENTENCE_END.finditer(text)]


def clock(seconds: float) -> str:
    """Return seconds as H:MM:SS, with milliseconds if there are any."""
    milliseconds = round(seconds * 1000)
    whole, rest = divmod(milliseconds, 1000)
    text = f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
    return f"{text}.{rest:03}" if rest else text


def plain_clock(seconds: float) -> str:
    """Return seconds as M:SS, or H:MM:SS where there are hours, with milliseconds if any."""
    return clock(seconds).removeprefix("0:").removeprefix("0")


def short_clock(seconds: float) -> str:
    """Return whole seconds as M:SS, or H:MM:SS where there are hours."""
    return plain_clock(int(seconds))


def parse_clock(text: str | float) -> float:
    """Return the seconds of "12:31", "1:02:03.5", "75" or 75. Raises ValueError.

    It has to be less than a thousand hours; minutes and seconds after a colon less than sixty.
    """
    written = text.strip() if isinstance(text, str) else f"{text:.6f}"
    if match := _CLOCK.fullmatch(written):
        hours, minutes, seconds = match.groups()
        # Rounded, so that 1:43.29 is 103.29 as it would be read from that.
        return round(int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds), 6)
    if _SECONDS.fullmatch(written):
        return float(written)
    raise ValueError(f"{written[:60]!r} is not a time")


def read_date(text: str) -> datetime:
    """Return the date as it is written, with or without a zone. Raises ValueError."""
    moment = datetime.fromisoformat(text.strip().replace(" +", "+").replace(" Z", "Z"))
    if not EARLIEST <= moment.year <= LATEST:
        raise ValueError(f"there were no podcasts in {moment.year}")
    if (offset := moment.utcoffset()) and offset.total_seconds() % 60:
        raise ValueError("RFC 5322, section 3.3, has zones in hours and minutes alone")
    return moment


def without_credentials(url: str) -> str:
    """Remove the user name and password from a URL, so that it can be shown."""
    scheme, separator, rest = url.partition("://")
    authority, slash, path = rest.partition("/")
    return f"{scheme}{separator}{authority.rpartition('@')[2]}{slash}{path}"

"""Pure text: slugs, what XML forbids, cutting to length, and clock times."""

from __future__ import annotations

import hashlib
import re
import unicodedata

# What XML 1.0 allows (https://www.w3.org/TR/xml/#charsets); lone surrogates are not among it.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Letters that Unicode does not take apart into a Latin one and an accent.
_LATIN = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"}
)
_NOT_IN_A_SLUG = re.compile(r"[^a-z0-9]+")
_SENTENCE_END = re.compile(r"[.!?…]['\"”’)]*(?=\s)")
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2}(?:\.\d{1,6})?)")
LONGEST_SLUG = 80


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


def cut(text: str, limit: int) -> str:
    """Return the text within `limit` bytes of UTF-8.

    It ends after a sentence if one ends in the second half, else after a word with an ellipsis.
    """
    if len(text.encode()) <= limit:
        return text
    room = text.encode()[: limit - len("…".encode())].decode("utf-8", "ignore")
    ends = [match.end() for match in _SENTENCE_END.finditer(room) if match.end() > len(room) // 2]
    if ends:
        return room[: ends[-1]]
    return (room.rsplit(maxsplit=1)[0] if len(room.split()) > 1 else room).rstrip() + "…"


def clock(seconds: float) -> str:
    """Return seconds as H:MM:SS, with milliseconds if there are any."""
    milliseconds = round(seconds * 1000)
    whole, rest = divmod(milliseconds, 1000)
    said = f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
    return f"{said}.{rest:03}" if rest else said


def parse_clock(text: str) -> float:
    """Return the seconds of "12:31", "1:02:03.5" or "75". Raises ValueError."""
    if match := _CLOCK.fullmatch(text.strip()):
        hours, minutes, seconds = match.groups()
        return int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds)
    value = float(text)
    if not 0 <= value < float("inf"):
        raise ValueError(text)
    return value

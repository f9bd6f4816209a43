"""The kinds of values in a feed: each read from XML, written into it, and typed by an author.

A kind stands in a field's annotation beside limits of annotated_types, which pydantic reads too.
Both ways agree: what an author may write is what a foreign feed may hold.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

from annotated_types import Ge, Gt, Le, MaxLen, MinLen

from airdate.text import DATE_FORMS, forbidden, parse_clock, read_date

if TYPE_CHECKING:
    from collections.abc import Callable

# PSP-1: "values ≤ 255 characters unless said otherwise".
LONGEST_LINE = 255
_SHOWN = 60  # characters of a value that a message shows
LINE_BREAK = re.compile(r"\s*[\t\n\v\f\r\x85\u2028\u2029]\s*")
# RFC 3986, section 2: these stand in no URL; letters beyond ASCII are let through, as browsers do.
NOT_IN_A_URL = re.compile(r"[\s<>\"{}|\\^`]")
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
# The shape of RFC 5646; whether its parts are registered is a rule's business.
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
EMAIL = re.compile(r"[^@\s<>,()]+@[^@\s<>,()]+\.[^@\s<>,().]+")
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+(\s*;.*)?", re.IGNORECASE)
_GEO = re.compile(r"geo:-?\d{1,3}(\.\d+)?,-?\d{1,3}(\.\d+)?(,-?\d+(\.\d+)?)?(;[\w=;.%-]+)?")
# A letter, an id and, where that matters, the revision: the namespace's location.md, read 2026-11.
_OSM = re.compile(r"[NWR]\d{1,15}(#\d+)?")
_COUNTRY = re.compile(r"[A-Z]{2}")
_RATIO = re.compile(r"\d{1,5}(\.\d+)?(\s*/\s*\d{1,5}(\.\d+)?)?")
_WHOLE = re.compile(r"\d{1,18}")
_DECIMAL = re.compile(r"\d{1,15}(\.\d{1,15})?")


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """One kind of value; `wish` completes a hint that begins with “Write”.

    `parse` reads the text of XML and raises ValueError; `format` writes it, None where nothing is
    to be written. `author` takes what stands in an author's file before pydantic looks at it,
    `check` what pydantic made of it; their ValueError is “what is wrong; hint”.
    """

    wish: str
    parse: Callable[[str], Any] = str
    format: Callable[[Any], str | None] = str
    author: Callable[[Any], Any] | None = None
    check: Callable[[Any], Any] | None = None
    is_address: bool = False

    def reads(self, text: str) -> bool:
        """Whether a text is of this kind."""
        try:
            self.parse(text)
        except ValueError:
            return False
        return True

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], Any]) -> Any:
        from pydantic_core import core_schema

        plain = handler(source)
        schema = plain
        if self.check:
            schema = core_schema.no_info_after_validator_function(self.check, schema)
        if self.author:
            schema = core_schema.no_info_before_validator_function(self.author, schema)
        # Authors' files come as Python values. JSON is what was valid once and is stored.
        return core_schema.json_or_python_schema(json_schema=plain, python_schema=schema)


def number(value: float | None) -> str | None:
    """Return a number to three places: 60, 12.5; seconds need no more."""
    return None if value is None else f"{value:.3f}".rstrip("0").rstrip(".")


def xml_bool(value: bool) -> str:  # noqa: FBT001 - a word for a truth value
    """Return "true" or "false"."""
    return "true" if value else "false"


def yes_no(value: bool) -> str:  # noqa: FBT001 - likewise
    """Return "yes" or "no"."""
    return "yes" if value else "no"


def is_url(text: str) -> bool:
    """Whether this is an absolute URL of the web, as RFC 3986 writes it."""
    try:
        parts = urlsplit(text)
        return bool(parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0) and (
            not NOT_IN_A_URL.search(text)
        )
    except ValueError:  # brackets without an IPv6 address; a port that is no number
        return False


def clean(value: Any) -> Any:
    """Return an author's text without space around it; ValueError for what XML forbids."""
    if not isinstance(value, str):
        return value
    if bad := forbidden(value):
        raise ValueError(f"contains a character that XML forbids (U+{ord(bad):04X}); Delete it.")
    return value.strip()


def one_line(value: Any) -> Any:
    """Return text that was wrapped over several lines as one."""
    return LINE_BREAK.sub(" ", clean(value)) if isinstance(value, str) else value


def _shape(is_one: Callable[[str], object], wish: str, *, is_address: bool = False) -> Kind:
    """Return the kind of text that has a shape: the same for authors and for feeds."""

    def check(text: str) -> str:
        if not is_one(text):
            raise ValueError(f"is “{text[:_SHOWN]}”; Write {wish}.")
        return text

    return Kind(wish, check, author=clean, check=check, is_address=is_address)


def _parse_whole(text: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise ValueError(text)
    return int(text)


def _parse_decimal(text: str) -> float:
    if not _DECIMAL.fullmatch(text):
        raise ValueError(text)
    return float(text)


def _parse_word(true: str, false: str) -> Callable[[str], bool]:
    """Return what reads one word as true, and another as false."""

    def parse(text: str) -> bool:
        if text not in {true, false}:
            raise ValueError(text)
        return text == true

    return parse


def _parse_moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


def _parse_day(text: str) -> datetime:
    """Return a date of ISO 8601, which may have no time and no zone."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _parse_mail_date(text: str) -> datetime:
    from email.utils import parsedate_to_datetime  # with sockets and more, 10 ms

    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, IndexError) as error:
        raise ValueError(text) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _mail_date(moment: datetime) -> str:
    from email.utils import format_datetime

    return format_datetime(moment)


def listed(value: Any) -> Any:
    """Return a list where the author wrote one thing without brackets."""
    return [value] if isinstance(value, str | dict | int) else value


def author_clock(value: Any) -> float:
    """Return the seconds of a time that an author wrote."""
    try:
        return parse_clock(str(value))
    except ValueError as error:
        raise ValueError(
            f"is “{str(value)[:_SHOWN]}”; Write it as `12:31` or `1:02:03`."
        ) from error


def author_date(value: Any) -> str:
    """Return a date as the author wrote it, which may have no zone."""
    text = str(value)
    try:
        read_date(text)
    except ValueError as error:
        raise ValueError(f"is “{text[:_SHOWN]}”; Write it as {DATE_FORMS}.") from error
    return text


def author_moment(value: Any) -> datetime:
    """Return a moment that an author wrote with its zone."""
    moment = read_date(author_date(value))
    if moment.tzinfo is None:
        raise ValueError(
            f"is “{str(value)[:_SHOWN]}”; Write its zone too, as in `2026-11-24 18:00+01:00`."
        )
    return moment


ANY_TEXT = Kind("text")
PROSE = Kind("text", author=clean)
LINE = Kind("text", author=one_line)
# Of a list: one thing may stand without brackets.
LISTED = Kind("a list", author=listed)

Prose = Annotated[str, PROSE]
Line = Annotated[str, MinLen(1), MaxLen(LONGEST_LINE), LINE]
# A URI of any scheme: signed ones are long.
Uri = Annotated[str, MinLen(1), Kind("a URI", author=one_line, is_address=True)]
Title = Annotated[str, MinLen(1), MaxLen(128), LINE]
Short = Annotated[str, MinLen(1), MaxLen(32), LINE]
Url = Annotated[str, _shape(is_url, "a URL with `https://`", is_address=True)]
Uuid = Annotated[
    str, _shape(_UUID.fullmatch, "a UUID such as `0b7a9e9e-6d0c-4a55-9d5e-2f3f6f1f8f55`")
]
Email = Annotated[str, _shape(EMAIL.fullmatch, "an address such as `show@example.org`")]
Language = Annotated[
    str, _shape(_LANGUAGE.fullmatch, "a language tag such as `en`, `de-AT` or `pt-BR`")
]
MediaType = Annotated[str, _shape(_MEDIA_TYPE.fullmatch, "a type such as `audio/mpeg`")]
Geo = Annotated[str, _shape(_GEO.fullmatch, "a place such as `geo:55.6059,13.0007`")]
Osm = Annotated[str, _shape(_OSM.fullmatch, "`N`, `W` or `R` and the number, such as `R113314`")]
Country = Annotated[str, _shape(_COUNTRY.fullmatch, "a country code such as `SE`")]
Ratio = Annotated[str, _shape(_RATIO.fullmatch, "a ratio such as `16/9`")]
Amount = Annotated[str, _shape(_DECIMAL.fullmatch, "an amount such as `0.00000005`")]
Count = Annotated[int, Ge(0), Kind("a whole number", _parse_whole)]
Whole = Annotated[int, Ge(1), Kind("a whole number", _parse_whole)]
Percent = Annotated[int, Ge(0), Le(100), Kind("a whole number", _parse_whole)]
Decimal = Annotated[float, Ge(0), Kind("a number", _parse_decimal, number)]
Seconds = Annotated[float, Kind("a number of seconds", _parse_decimal, number, author_clock)]
Lasting = Annotated[float, Gt(0), Kind("a number of seconds", _parse_decimal, number, author_clock)]
Moment = Annotated[
    datetime,
    Kind("a date such as `2026-11-24T18:00:00Z`", _parse_moment, datetime.isoformat, author_moment),
]
# A recurrence may begin on a day: the namespace's update-frequency.md, read 2026-11.
Day = Annotated[
    datetime,
    Kind("a date such as `2026-11-24`", _parse_day, datetime.isoformat, author_moment),
]
MailDate = Annotated[
    datetime,
    Kind(
        "a date such as `Tue, 24 Nov 2026 18:00:00 +0000`",
        _parse_mail_date,
        _mail_date,
        author_moment,
    ),
]
# Written only where it is so.
Flag = Annotated[
    bool,
    Kind(
        "`true` or `false`", _parse_word("true", "false"), lambda value: "true" if value else None
    ),
]
TrueFalse = Annotated[bool, Kind("`true` or `false`", _parse_word("true", "false"), xml_bool)]
YesNo = Annotated[
    bool, Kind("`yes` or `no`", lambda text: _parse_word("yes", "no")(text.lower()), yes_no)
]
# Apple reads “Yes”, and takes everything else for no.
AppleYes = Annotated[
    bool,
    Kind(
        "`Yes`",
        lambda text: _parse_word("yes", "no")(text.lower()),
        lambda value: "Yes" if value else None,
    ),
]

"""The language that pages speak: their own strings around the author's words, and dates.

One file for each in `strings/`; a show in another language has its own words in an English frame.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

STRINGS = Path(__file__).parent / "strings"
SPOKEN = frozenset(path.stem for path in STRINGS.glob("*.toml"))
FALLBACK = "en"
# Written from right to left: https://www.w3.org/International/questions/qa-scripts (read 2026-11).
_RIGHT_TO_LEFT = {"Adlm", "Arab", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"}


class Strings(dict[str, str]):
    """Strings by key, which is an attribute too: templates find those sooner."""

    def __init__(self, strings: Mapping[str, str]) -> None:
        super().__init__(strings)
        self.__dict__ = self


@dataclass(frozen=True, slots=True)
class Language:
    """The strings of pages and of their scripts, and how dates and numbers are written.

    `first_of_month` is how the first day is written, `decimal` the sign before a fraction.
    """

    strings: Strings
    script_strings: Mapping[str, str]
    months: tuple[str, ...]
    date: str
    first_of_month: str
    decimal: str

    def day(self, date: datetime) -> str:
        """Return the date, in its own zone and without the machine's locale."""
        number = self.first_of_month if date.day == 1 else date.day
        return self.date.format(day=number, month=self.months[date.month - 1], year=date.year)

    def megabytes(self, size: int) -> str:
        """Return a size in MB, of a million bytes each."""
        return f"{size / 1_000_000:.1f} MB".replace(".", self.decimal)


def of(tag: str) -> Language:
    """Return the language of a BCP 47 tag; English where its own is not among `strings/`."""
    spoken = tag.lower().partition("-")[0]
    return _read(spoken if spoken in SPOKEN else FALLBACK)


@cache
def direction(tag: str) -> Literal["ltr", "rtl"]:
    """Return in which direction a language is written: by its script, which a tag may leave out."""
    from langcodes import Language as Tag  # its tables take 30 ms to load
    from langcodes.tag_parser import LanguageTagError

    try:
        script = Tag.get(tag).maximize().script
    except LanguageTagError:
        return "ltr"
    return "rtl" if script in _RIGHT_TO_LEFT else "ltr"


@cache
def _read(name: str) -> Language:
    table: dict[str, Any] = tomllib.loads((STRINGS / f"{name}.toml").read_text())
    strings, script_strings = Strings(table.pop("page")), table.pop("script")
    months = tuple(table.pop("months"))
    return Language(strings=strings, script_strings=script_strings, months=months, **table)

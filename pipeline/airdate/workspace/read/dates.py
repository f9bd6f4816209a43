"""Dates as authors write them: ISO 8601, with the workspace's zone where they name none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

from airdate.text import DATE_FORMS as FORMS
from airdate.text import read_date

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

__all__ = ["FORMS", "parse_date", "read_date", "readings"]


def parse_date(text: str, zone: ZoneInfo) -> datetime:
    """Return the moment; a day alone is its midnight. Raises ValueError."""
    return readings(text, zone)[0]


def readings(text: str, zone: ZoneInfo) -> tuple[datetime, ...]:
    """Return the moments that a date may mean: two where clocks go back, one elsewhere.

    Where clocks go forward it may be a time that they never show; it is then taken with the
    offset that held before. Where clocks are changed, the moments have offsets for a zone: those
    in a zone equal no others (https://peps.python.org/pep-0495/). Raises ValueError.
    """
    moment = read_date(text)
    if moment.tzinfo:
        return (moment,)
    first, second = (moment.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return (first,)
    shown = first.astimezone(UTC).astimezone(zone)
    times = (first, second) if shown.replace(tzinfo=None, fold=0) == moment else (shown,)
    return tuple(time.replace(tzinfo=timezone(time.utcoffset() or timedelta())) for time in times)

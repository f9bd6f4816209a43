"""Dates as authors write them: ISO 8601, with the workspace's zone where they name none."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

EARLIEST, LATEST = 1970, 9998  # years: at the ends of the calendar, no zone can be converted
FORMS = "2026-11-24, 2026-11-24 18:00 or 2026-11-24 18:00+01:00"


def read_date(text: str) -> datetime:
    """Return the date as it is written, with or without a zone. Raises ValueError."""
    moment = datetime.fromisoformat(text.strip().replace(" +", "+").replace(" Z", "Z"))
    if not EARLIEST <= moment.year <= LATEST:
        raise ValueError(f"there were no podcasts in {moment.year}")
    return moment


def parse_date(text: str, zone: ZoneInfo) -> datetime:
    """Return the moment; a day alone is its midnight. Raises ValueError."""
    moment = read_date(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)

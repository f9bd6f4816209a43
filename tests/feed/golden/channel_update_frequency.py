from __future__ import annotations

from datetime import UTC, datetime

from airdate.podcast.namespace_tags import UpdateFrequency

FEED = {
    "update_frequency": UpdateFrequency(
        "Every other Monday, ten times",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;COUNT=10",
        datetime(2026, 3, 2, 6, tzinfo=UTC),
        complete=True,
    )
}

from __future__ import annotations

from datetime import UTC, datetime

from airdate.podcast.namespace_tags import Trailer

FEED = {
    "trailers": (
        Trailer(
            title="Coming in April",
            url="https://show.example/media/trailer.mp3",
            date=datetime(2026, 4, 1, 8, tzinfo=UTC),
            length=1_234_567,
            type="audio/mpeg",
            season=4,
        ),
        Trailer(
            title="Soon",
            url="https://show.example/soon.mp3",
            date=datetime(2026, 3, 1, 8, tzinfo=UTC),
        ),
    )
}

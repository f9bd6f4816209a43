from __future__ import annotations

from airdate.model import Media
from tests.feed.making import MEDIA

RELEASE = {
    "media": (
        MEDIA,
        Media(
            rendition="opus",
            source="beef" * 16,
            key="media/first-beefbeef.opus",
            type="audio/ogg",
            size=450_100,
            sha256="a7" * 32,
            seconds=1800.4,
            loudness=-16.0,
            true_peak=-1.0,
        ),
    )
}

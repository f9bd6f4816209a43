from __future__ import annotations

from airdate.podcast.namespace_tags import Image

FEED = {
    "images": (
        Image(
            "https://show.example/art/wide.jpg",
            "A row of “quiet” rooms",
            "16/9",
            1920,
            1080,
            "image/jpeg",
            "artwork social",
        ),
    )
}

from __future__ import annotations

from datetime import UTC, datetime

from airdate.model import Person
from airdate.podcast.namespace_tags import (
    AlternateEnclosure,
    Chat,
    ContentLink,
    Image,
    LiveItem,
    Source,
)

FEED = {
    "live": (
        LiveItem(
            guid="c1f0d7a2",
            title="An open evening",
            status="pending",
            start=datetime(2026, 5, 1, 18, tzinfo=UTC),
            end=datetime(2026, 5, 1, 20, tzinfo=UTC),
            url="https://live.example/stream.mp3",
            type="audio/mpeg",
            description="Questions & answers.",
            links=(ContentLink("https://live.example/", "Listen on our page"),),
            persons=(Person("Mara Lindqvist", "host"),),
            enclosures=(
                AlternateEnclosure(
                    "audio/mpeg", (Source("https://live.example/stream.mp3"),), default=True
                ),
            ),
            chat=Chat("irc.example", "irc"),
            images=(Image("https://live.example/evening.jpg", alt="A lamp"),),
        ),
    )
}

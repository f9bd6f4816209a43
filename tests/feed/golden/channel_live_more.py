from __future__ import annotations

from datetime import UTC, datetime

from airdate.podcast.namespace_tags import (
    ContentLink,
    Funding,
    LiveItem,
    Location,
    Recipient,
    SocialInteract,
    Txt,
    Value,
)

FEED = {
    "live": (
        LiveItem(
            guid="c1f0d7a2",
            title="An open evening",
            status="live",
            start=datetime(2026, 5, 1, 18, tzinfo=UTC),
            url="https://live.example/stream.mp3",
            type="audio/mpeg",
            links=(ContentLink("https://live.example/", "Listen on our page"),),
            funding=(Funding("https://give.example/", "Help us"),),
            locations=(Location("Malmö"),),
            social=(SocialInteract("activitypub", "https://social.example/@mara/1"),),
            txts=(Txt("false", "ai-content"),),
            value=(
                Value(
                    "lightning",
                    "lnaddress",
                    (Recipient(type="lnaddress", address="host@pay.example", split=100),),
                ),
            ),
        ),
    )
}

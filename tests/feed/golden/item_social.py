from __future__ import annotations

from airdate.podcast.namespace_tags import SocialInteract

EPISODE = {
    "social": (
        SocialInteract(
            "activitypub",
            "https://social.example/@mara/1",
            "@mara",
            "https://social.example/@mara",
            1,
        ),
    )
}

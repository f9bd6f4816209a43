from __future__ import annotations

from pipeline.model.podcasting import SocialInteract

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

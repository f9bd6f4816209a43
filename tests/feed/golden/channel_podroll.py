from __future__ import annotations

from airdate.podcast.namespace_tags import RemoteItem

FEED = {
    "podroll": (
        RemoteItem("29cdca4a-32d8-56ba-b48b-09a011c5daa9"),
        RemoteItem(
            "396d9ae0-da7e-5557-b894-b606231fa3ea", "https://other.example/feed.xml", title="Other"
        ),
    )
}

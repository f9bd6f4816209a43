from __future__ import annotations

from airdate.podcast.namespace_tags import Block

FEED = {"blocks": (Block(blocked=True), Block(blocked=False, service="podcastindex"))}

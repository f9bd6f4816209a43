from __future__ import annotations

from airdate.podcast.namespace_values import Block

FEED = {"blocks": (Block(blocked=True), Block(blocked=False, service="podcastindex"))}

from __future__ import annotations

from pipeline.podcasting import Block

FEED = {"blocks": (Block(blocked=True), Block(blocked=False, service="podcastindex"))}

from __future__ import annotations

from pipeline.model.podcasting import Block

FEED = {"blocks": (Block(blocked=True), Block(blocked=False, service="podcastindex"))}

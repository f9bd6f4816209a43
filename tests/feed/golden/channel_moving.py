from __future__ import annotations

FEED = {"new_feed_url": "https://new.example/feed.xml", "complete": True}

from __future__ import annotations

from airdate.podcast.namespace_tags import ContentLink

EPISODE = {"links": (ContentLink("https://video.example/w?v=1&t=2", "Watch it"),)}

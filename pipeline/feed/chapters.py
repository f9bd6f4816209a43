"""Chapters as podcast apps load them: JSON Chapters 1.2.

https://github.com/Podcastindex-org/podcast-namespace/blob/main/chapters/jsonChapters.md
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pipeline.text import clean

if TYPE_CHECKING:
    from pipeline.model import Chapter, Episode, Feed

TYPE = "application/json+chapters"
VERSION = "1.2.0"


def document(episode: Episode, feed: Feed, chapters: tuple[Chapter, ...]) -> bytes:
    """Return the file of an episode's chapters; `startTime` in seconds of the published audio."""
    said = {
        "version": VERSION,
        "title": clean(episode.title),
        "podcastName": clean(feed.title),
        "author": clean(feed.author),
        "chapters": [_chapter(chapter) for chapter in chapters],
    }
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()


def _chapter(chapter: Chapter) -> dict[str, object]:
    said: dict[str, object] = {"startTime": round(chapter.start, 3), "title": clean(chapter.title)}
    return said | ({"url": chapter.url} if chapter.url else {})

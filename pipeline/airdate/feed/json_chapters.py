"""Chapters as podcast apps load them: JSON Chapters 1.2.

https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/examples/chapters/jsonChapters.md,
read 2026-11.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from airdate.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from airdate.model import Chapter, Episode, Feed

TYPE = "application/json+chapters"
VERSION = "1.2.0"


def document(
    episode: Episode,
    feed: Feed,
    chapters: tuple[Chapter, ...],
    images: Mapping[Path, str],
) -> bytes:
    """Return the file of an episode's chapters; `startTime` in seconds of the published audio.

    `images` are the URLs that the chapters' image files are published at.
    """
    said = {
        "version": VERSION,
        "title": clean(episode.title),
        "podcastName": clean(feed.title),
        "author": clean(feed.author),
        "chapters": [
            _chapter(chapter, images) for chapter in sorted(chapters, key=lambda each: each.start)
        ],
    }
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()


def _chapter(chapter: Chapter, images: Mapping[Path, str]) -> dict[str, object]:
    said = {
        "startTime": round(chapter.start, 3),
        "title": clean(chapter.title),
        "img": images.get(chapter.image) if chapter.image else None,
        "url": clean(chapter.url) if chapter.url else None,
    }
    return {name: value for name, value in said.items() if value not in (None, "")}

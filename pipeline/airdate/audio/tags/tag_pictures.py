"""Images in tags: only those that players show, by their first bytes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import av

if TYPE_CHECKING:
    from airdate.model import Chapter

MAGIC = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png"}
# Apps load a file's first bytes before it plays: one chapter's picture may take this much.
LARGEST = 2_000_000


def mime_type(data: bytes) -> str:
    """Return the type of a JPEG or PNG; empty for all else."""
    return next((name for magic, name in MAGIC.items() if data.startswith(magic)), "")


def chapter_picture(chapter: Chapter) -> bytes | None:
    """Return the chapter's picture if it is a JPEG or PNG of a size that players take."""
    if chapter.image is None or not chapter.image.is_file():
        return None
    if chapter.image.stat().st_size > LARGEST:
        return None
    data = chapter.image.read_bytes()
    return data if mime_type(data) else None


def size(picture: bytes) -> tuple[int, int]:
    """Return the width and height of a JPEG or PNG, in pixels."""
    with av.open(io.BytesIO(picture), "r") as file:
        context = file.streams.video[0].codec_context
        return context.width, context.height

"""Pictures inside tags: only what players show, told by its first bytes."""

from __future__ import annotations

import io
from fractions import Fraction
from typing import TYPE_CHECKING

import av

if TYPE_CHECKING:
    from pipeline.model import Chapter

MAGIC = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png"}
# Apps load a file's first bytes before it plays: one chapter's picture may take this much.
LARGEST = 2_000_000
FINE = 3  # of 1 to 31: a JPEG's quantizer, where more is coarser


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


def as_jpeg(picture: bytes) -> bytes:
    """Return a PNG as a JPEG, and a JPEG as it is."""
    if mime_type(picture) == "image/jpeg":
        return picture
    with av.open(io.BytesIO(picture), "r") as file:
        frame = next(file.decode(video=0)).reformat(format="yuvj420p")
    options = {"flags": "+bitexact+qscale", "global_quality": str(FINE * 118), "threads": "1"}
    encoder = av.CodecContext.create("mjpeg", "w")
    encoder.options = options
    encoder.width, encoder.height, encoder.pix_fmt = frame.width, frame.height, "yuvj420p"
    encoder.time_base = Fraction(1)
    frame.pts = 0
    return b"".join(bytes(packet) for packet in [*encoder.encode(frame), *encoder.encode(None)])

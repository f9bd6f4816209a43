"""How long a recording says it is, where that can be believed, against how long it is.

FFmpeg plays a truncated file without a word; the header still tells what is missing.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from av.container import InputContainer

# Containers whose header counts samples or frames. Others estimate from the bit rate, and
# Matroska gives the length of its longest track.
COUNTING = {"flac", "aiff", "caf", "mov,mp4,m4a,3gp,3g2,mj2", "ape", "wv", "tta"}
TOLERANCE = 0.25  # seconds: encoders count their padding differently
OGG_PAGE = 65_307  # the most bytes in a page (RFC 3533, section 6)
END_OF_STREAM = 4  # flag in a page's header (RFC 3533, section 6)
UNKNOWN = {0, 0xFFFFFFFF}  # sizes that recorders write before they know
ID3_HEADER, MP3_FRAME = 10, 2000


def missing_end(
    path: Path, container: InputContainer, seconds: float
) -> tuple[float, float, str] | None:
    """Return start, end and reason of what is missing after `seconds`, or None."""
    declared = declared_seconds(path, container)
    if declared is not None and declared - seconds > TOLERANCE:
        return seconds, declared, "the file ends too early"
    if container.format.name == "ogg" and not _ogg_has_ended(path):
        return seconds, seconds, "the file ends too early"
    return None


def declared_seconds(path: Path, container: InputContainer) -> float | None:
    """Return the length that the header promises, or None where it can't be believed."""
    name = container.format.name
    if name == "wav":
        return _wav_seconds(path)
    if name in COUNTING or (name == "mp3" and _has_frame_count(path)):
        stream = container.streams.best("audio")
        if stream is not None and stream.duration and stream.time_base:
            return float(stream.duration * stream.time_base)
    return None


def _wav_seconds(path: Path) -> float | None:
    """Return the length by the sizes in a RIFF or RF64 file (EBU Tech 3306)."""
    with path.open("rb") as file:
        long_size, byte_rate = 0, 0
        file.seek(12)
        while len(header := file.read(8)) == len(b"dataSIZE"):
            name, size = struct.unpack("<4sI", header)
            if name == b"ds64":
                long_size = struct.unpack("<8xQ", file.read(16))[0]
                size -= 16
            elif name == b"fmt ":
                byte_rate = struct.unpack("<8xI", file.read(12))[0]
                size -= 12
            elif name == b"data":
                size = long_size if size == max(UNKNOWN) and long_size else size
                return None if size in UNKNOWN or not byte_rate else size / byte_rate
            file.seek(size + size % 2, 1)
    return None


def _has_frame_count(path: Path) -> bool:
    """Whether an MP3 begins with a Xing, Info or VBRI header, which counts its frames."""
    with path.open("rb") as file:
        head = file.read(ID3_HEADER)
        if head[:3] == b"ID3":
            size = (head[6] << 21) | (head[7] << 14) | (head[8] << 7) | head[9]
            file.seek(size + ID3_HEADER)
        first = head + file.read(MP3_FRAME)
    return any(mark in first for mark in (b"Xing", b"Info", b"VBRI"))


def _ogg_has_ended(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-min(OGG_PAGE, path.stat().st_size), 2)
        tail = file.read()
    last = tail.rfind(b"OggS")
    return last >= 0 and len(tail) > last + 5 and bool(tail[last + 5] & END_OF_STREAM)

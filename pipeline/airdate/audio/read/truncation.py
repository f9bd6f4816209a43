"""Truncated recordings: the length by the header, where it is reliable, against the decoded one.

FFmpeg decodes a truncated file without an error; the header still shows what is missing.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import av

from airdate.audio.encode.mp3 import HEADER, frame_length
from airdate.audio.read.matroska import is_whole
from airdate.errors import AudioError

if TYPE_CHECKING:
    from pathlib import Path

    from av.container import InputContainer

# Containers whose header counts samples or frames. Others estimate from the bit rate, and
# Matroska gives the length of its longest track.
COUNTING = {"flac", "aiff", "caf", "mov,mp4,m4a,3gp,3g2,mj2", "ape", "wv", "tta"}
TOLERANCE = 0.25  # seconds: encoders count their padding differently
OGG_PAGE, OGG_HEADER = 65_307, 27  # the most bytes in a page, and those before its segments
END_OF_STREAM = 4  # flag in a page's header (both: RFC 3533, section 6)
UNKNOWN = {0, 0xFFFFFFFF}  # sizes that recorders write at the start, and replace at the end
ID3_HEADER, MP3_FRAME = 10, 2000
RIFF_SIZES = 1 << 32  # bytes: sizes in a WAV are of 32 bits
W64_RIFF, W64_HEADER = 40, 24  # bytes: of the file's header, and of each chunk's
MOST_CHUNKS = 10_000  # before the sound: gigabytes of zeros look like empty ones
MATROSKA = "matroska,webm"


def missing_end(
    path: Path, container: InputContainer, seconds: float, last: bytes
) -> tuple[float, float, str] | None:
    """Return start, end and reason of what is missing after `seconds`, or None.

    `last` is the last packet: that of an MP3 without a frame count may be half a frame.
    """
    declared = declared_seconds(path, container)
    if declared is not None and declared - seconds > TOLERANCE:
        return seconds, declared, "file is truncated"
    if container.format.name == "mp3" and _is_half_a_frame(last):
        return seconds, seconds, "file is truncated"
    if container.format.name == MATROSKA and not is_whole(path):
        declared = (container.duration or 0) / av.time_base
        return seconds, max(seconds, declared), "damaged or truncated"
    if container.format.name == "ogg" and not _ogg_has_ended(path):
        return seconds, seconds, "file is truncated"
    return None


def declared_seconds(path: Path, container: InputContainer) -> float | None:
    """Return the length in seconds by the header, or None where it is missing or unreliable."""
    name = container.format.name
    if name == "wav":
        return _wav_seconds(path)
    if name == "w64":
        return _w64_seconds(path)
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
        for _ in range(MOST_CHUNKS):
            if len(header := file.read(8)) < len(b"dataSIZE"):
                break
            name, size = struct.unpack("<4sI", header)
            if name == b"ds64":
                long_size = struct.unpack("<8xQ", file.read(16))[0]
                size -= 16
            elif name == b"fmt ":
                byte_rate = struct.unpack("<8xI", file.read(12))[0]
                size -= 12
            elif name == b"data":
                size = long_size if size == max(UNKNOWN) and long_size else size
                if _is_too_long_for(path, file.tell() + size):
                    size = path.stat().st_size - file.tell()
                return None if size in UNKNOWN or not byte_rate else size / byte_rate
            file.seek(size + size % 2, 1)
    return None


def _is_too_long_for(path: Path, end: int) -> bool:
    """Whether so much comes after the end of the sound that its size has lost its upper bits."""
    return path.stat().st_size - end >= RIFF_SIZES


def wrapped_size_at(path: Path) -> int:
    """Return where a WAV of over 4 GB has a 32-bit data size that is wrong; else 0."""
    with path.open("rb") as file:
        if path.stat().st_size < RIFF_SIZES or file.read(4) != b"RIFF":
            return 0
        file.seek(12)
        for _ in range(MOST_CHUNKS):
            if len(header := file.read(8)) < len(b"dataSIZE"):
                break
            name, size = struct.unpack("<4sI", header)
            if name == b"data":
                start = file.tell()
                return start - 4 if _is_too_long_for(path, start + size) else 0
            file.seek(size + size % 2, 1)
    return 0


def _w64_seconds(path: Path) -> float | None:
    """Return the length by the sizes in Sony's Wave64, which count their own headers."""
    with path.open("rb") as file:
        byte_rate = 0
        file.seek(W64_RIFF)
        for _ in range(MOST_CHUNKS):
            if len(header := file.read(W64_HEADER)) < W64_HEADER:
                break
            name, size = struct.unpack("<4s12xQ", header)
            start = file.tell()
            if name == b"fmt ":
                byte_rate = struct.unpack("<8xI", file.read(12).ljust(12, b"\0"))[0]
            elif name == b"data":
                return (size - W64_HEADER) / byte_rate if byte_rate else None
            if size < W64_HEADER:
                return None
            file.seek(start - W64_HEADER + size + -size % 8)
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


def _is_half_a_frame(data: bytes) -> bool:
    try:
        return HEADER <= len(data) < frame_length(data, 0)
    except (AudioError, IndexError):  # no frame of MPEG-1 Layer III
        return False


def _ogg_has_ended(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-min(OGG_PAGE, path.stat().st_size), 2)
        tail = file.read()
    page = tail[max(0, tail.rfind(b"OggS")) :]
    if len(page) < OGG_HEADER or not page[5] & END_OF_STREAM:
        return False
    segments = page[OGG_HEADER : OGG_HEADER + page[OGG_HEADER - 1]]
    return len(page) >= OGG_HEADER + len(segments) + sum(segments)

"""Whether a Matroska or WebM file is complete: FFmpeg skips damaged parts without an error.

Elements are walked without reading their contents (RFC 8794, section 4; RFC 9559, section 5).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from pathlib import Path

SEGMENT, CLUSTER = 0x18538067, 0x1F43B675
# What there can be in a file, in its segment and in its clusters.
ELEMENTS = {
    SEGMENT, CLUSTER, 0x1A45DFA3, 0x114D9B74, 0x1549A966, 0x1654AE6B, 0x1C53BB6B, 0x1254C367,
    0x1043A770, 0x1941A469, 0xEC, 0xBF, 0xE7, 0x5854, 0xA7, 0xAB, 0xA3, 0xA0, 0xAF,
}  # fmt: skip
LONGEST_ID, LONGEST_SIZE = 4, 8  # bytes


def is_whole(path: Path) -> bool:
    """Whether the elements follow each other up to the end of the file."""
    end = path.stat().st_size
    with path.open("rb") as file:
        at = 0
        while at < end:
            following = _following(file, at)
            if following is None:
                return False
            at = following
    return at == end


def _following(file: BinaryIO, at: int) -> int | None:
    """Return where the element after the one at `at` begins, or the first one in it."""
    file.seek(at)
    head = file.read(LONGEST_ID + LONGEST_SIZE)
    width = _width(head)
    name = int.from_bytes(head[:width])
    size = _width(head[width:])
    if name not in ELEMENTS or not 0 < size <= len(head) - width:
        return None
    inside = at + width + size
    if name in {SEGMENT, CLUSTER}:
        return inside
    return inside + (int.from_bytes(head[width : width + size]) & ((1 << 7 * size) - 1))


def _width(data: bytes) -> int:
    """Return the length in bytes of a number, by its first byte; 0 if invalid."""
    return 9 - data[0].bit_length() if data and data[0] else 0

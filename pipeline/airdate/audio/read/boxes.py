"""Boxes of MP4 (ISO/IEC 14496-12, 4.2), and chunks of RIFF and AIFF, which are built alike."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator

HEADER = 8  # bytes: size and name
MOST_BOXES = 10_000  # on one level: gigabytes of zeros look like empty ones
MP4 = ">I4s"  # the header's layout: size, name


def walk(
    file: BinaryIO, end: int, layout: str = MP4, *, whole: bool = True
) -> Iterator[tuple[bytes, int, int]]:
    """Yield name, and start and end of the body, of each box up to `end`.

    The caller seeks to the end before it asks for the next box. `whole`: sizes include the header.
    Offsets only grow, whatever the sizes are.
    """
    for _ in range(MOST_BOXES):
        if file.tell() + HEADER > end or len(head := file.read(HEADER)) < HEADER:
            return
        first, second = struct.unpack(layout, head)
        name, size = (second, first) if isinstance(second, bytes) else (first, second)
        stop = file.tell() + size - (HEADER if whole else 0)
        if whole and size == 1:  # a size of 64 bits follows
            stop = file.tell() - HEADER + int.from_bytes(file.read(8))
        start = file.tell()
        yield name, start, max(stop, start)

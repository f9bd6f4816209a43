"""Ogg streams with another comment packet: RFC 3533, section 6, and RFC 7845, section 3.

mutagen does this too, by reading every page of the file anew for each that it renumbers: that took
longer than encoding some files.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, BinaryIO

from airdate.errors import AudioError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HEADER = 27  # bytes before the segment table
GRANULE, SEQUENCE, CRC = slice(6, 14), slice(18, 22), slice(22, 26)
CONTINUED = 1  # flag of a page that begins within a packet
MOST_SEGMENTS = FULL = 255  # segments in a page; bytes in a segment after which the packet goes on
NO_GRANULE = b"\xff" * 8  # where no packet ends in a page
# zlib's CRC is that of Ogg with the bits of each byte in reverse order.
REVERSED_BITS = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its header without the segment table, the table, and the segments' bytes."""

    header: bytes
    segments: bytes
    body: bytes

    def numbered(self, sequence: int) -> bytes:
        """Serialize with this sequence number, and the CRC that goes with it."""
        page = bytearray(self.header + self.segments + self.body)
        page[SEQUENCE] = sequence.to_bytes(4, "little")
        page[CRC] = bytes(4)
        crc = ~zlib.crc32(page.translate(REVERSED_BITS), 0xFFFFFFFF) & 0xFFFFFFFF
        page[CRC] = crc.to_bytes(4).translate(REVERSED_BITS)
        return bytes(page)


def replace_comments(old: BinaryIO, new: BinaryIO, edit: Callable[[bytes], bytes]) -> None:
    """Copy a stream from `old` to `new` with its second packet, the comments, edited.

    Packets of audio stay as they are. Raises AudioError for what is not an Ogg stream.
    """
    pages = _pages(old)
    first = next(pages, None)
    if first is None:
        raise AudioError("the Opus encoder wrote no pages", "Report this as a bug.")
    comments = list(_first_packet(pages))
    packet = edit(b"".join(page.body for page in comments))
    written = [first, *_spanned(packet, comments[0])]
    new.writelines(page.numbered(sequence) for sequence, page in enumerate(written))
    new.writelines(page.numbered(sequence) for sequence, page in enumerate(pages, len(written)))


def _pages(file: BinaryIO) -> Iterator[Page]:
    while len(header := file.read(HEADER)) == HEADER:
        segments = file.read(header[-1])
        yield Page(header, segments, file.read(sum(segments)))


def _first_packet(pages: Iterator[Page]) -> Iterator[Page]:
    """Yield the pages of the next packet: it ends a page, as header packets do."""
    for page in pages:
        yield page
        if page.segments[-1] < FULL:
            return
    raise AudioError("the Opus encoder wrote no comments", "Report this as a bug.")


def _spanned(packet: bytes, model: Page) -> Iterator[Page]:
    """Spread a packet over pages, with the serial number of `model`."""
    table = b"\xff" * (len(packet) // FULL) + bytes([len(packet) % FULL])
    at = 0
    for start in range(0, len(table), MOST_SEGMENTS):
        segments = table[start : start + MOST_SEGMENTS]
        header = bytearray(model.header)
        header[5] = CONTINUED if start else 0
        header[GRANULE] = NO_GRANULE if segments[-1] == FULL else bytes(8)
        header[-1] = len(segments)
        body = packet[at : at + sum(segments)]
        yield replace(model, header=bytes(header), segments=segments, body=body)
        at += len(body)

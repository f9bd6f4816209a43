"""Files made byte by byte, as no program would write them."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MIRRORED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def ogg_crc(page: bytes) -> int:
    """Return Ogg's checksum: zlib's polynomial from the other end, without its inversions."""
    crc = zlib.crc32(page.translate(MIRRORED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{crc:032b}"[::-1], 2)


def ogg_pages(data: bytes) -> list[bytes]:
    """Return an Ogg file's pages."""
    pages, at = [], 0
    while at < len(data):
        segments = data[at + 26]
        length = 27 + segments + sum(data[at + 27 : at + 27 + segments])
        pages.append(data[at : at + length])
        at += length
    return pages


def _checked(page: bytes) -> bytes:
    bare = page[:22] + bytes(4) + page[26:]
    return bare[:22] + struct.pack("<I", ogg_crc(bare)) + bare[26:]


def _packet_pages(packet: bytes, serial: int) -> Iterator[bytes]:
    lengths = bytes([255] * (len(packet) // 255) + [len(packet) % 255])
    at = 0
    for number, start in enumerate(range(0, len(lengths), 255)):
        here = lengths[start : start + 255]
        ended = 0 if start + 255 >= len(lengths) else (1 << 64) - 1
        head = struct.pack("<4sBBQIIIB", b"OggS", 0, number > 0, ended, serial, 1, 0, len(here))
        yield head + here + packet[at : at + sum(here)]
        at += sum(here)


def opus_with_comments(data: bytes, comments: Sequence[bytes]) -> bytes:
    """Return an Opus file with these comments in place of its own."""
    first, _, *sound = ogg_pages(data)
    packet = b"OpusTags" + comment_block(comments)
    serial = struct.unpack_from("<I", first, 14)[0]
    pages = [first, *_packet_pages(packet, serial), *sound]
    numbered = [
        page[:18] + struct.pack("<I", number) + page[22:] for number, page in enumerate(pages)
    ]
    return b"".join(map(_checked, numbered))


def comment_block(comments: Sequence[bytes]) -> bytes:
    """Return Vorbis comments (Vorbis I, section 5.2.1)."""
    said = b"".join(struct.pack("<I", len(each)) + each for each in comments)
    return struct.pack("<I", 1) + b"x" + struct.pack("<I", len(comments)) + said


def flac_blocks(data: bytes) -> list[bytes]:
    """Return a FLAC file's mark, its metadata blocks, and last its sound."""
    parts, at, last = [data[:4]], 4, False
    while not last:
        last = bool(data[at] & 0x80)
        length = 4 + int.from_bytes(data[at + 1 : at + 4])
        parts.append(data[at : at + length])
        at += length
    return [*parts, data[at:]]


def flac_with_blocks(data: bytes, blocks: Sequence[tuple[int, bytes]]) -> bytes:
    """Return a FLAC file with these metadata blocks, by type, in place of its own."""
    mark, info, *_, sound = flac_blocks(data)
    heads = [bytes([kind]) + len(body).to_bytes(3) + body for kind, body in blocks]
    joined = [info[:1] + info[1:], *heads]
    joined = [bytes([each[0] & 0x7F]) + each[1:] for each in joined]
    joined[-1] = bytes([joined[-1][0] | 0x80]) + joined[-1][1:]
    return mark + b"".join(joined) + sound


def flac_picture(data: bytes) -> bytes:
    """Return a picture of a front cover as FLAC has it (RFC 9639, section 8.8)."""
    return struct.pack(">II10sI16xI", 3, 10, b"image/jpeg", 0, len(data)) + data


def id3(frames: bytes) -> bytes:
    """Return an ID3v2.3 tag of these frames."""
    size = bytes((len(frames) >> shift) & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\0\0" + size + frames


def boxes(data: bytes, start: int = 0, end: int | None = None) -> Iterator[tuple[bytes, int]]:
    """Yield name and beginning of each box of an MP4, with those within."""
    at, end = start, len(data) if end is None else end
    while at + 8 <= end:
        size, name = struct.unpack_from(">I4s", data, at)
        yield name, at
        if name in {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"udta", b"edts", b"dinf"}:
            yield from boxes(data, at + 8, at + size)
        at += size

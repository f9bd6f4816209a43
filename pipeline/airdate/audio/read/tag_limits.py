"""Oversized tags, detected by counting before FFmpeg or mutagen opens the file.

Both search all comments for each one they add: 30,000 take over a minute, and 100,000 a quarter of
an hour. Real tags have at most some hundred.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from airdate.audio.read.boxes import MP4, walk
from airdate.audio.read.file_views import MOST_FRAMES, id3_length, too_many_frames

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Bytes. A picture of 50 MB, in base 64 as Ogg has it, would be in memory many times.
LARGEST = 32 << 20
OGG_HEADER, OGG_GOES_ON = 27, 255  # bytes; length of a segment after which the packet goes on
FLAC_COMMENTS = 4  # type of a metadata block (RFC 9639, section 8.1)
# Boxes on the way to the list of items, and the bytes before those within (ISO 14496-12, 8.11.1).
BOXES = {b"moov": 0, b"udta": 0, b"meta": 4}
ITEMS = b"ilst"
APE_FOOTER, ID3V1 = 32, 128  # bytes


def has_heavy_tags(path: Path) -> bool:
    """Whether a file's tags are too many or too large to be read safely."""
    with path.open("rb") as file:
        file.seek(id3_length(file))
        start = file.tell()
        head = file.read(12)
        file.seek(start)
        if head[:4] == b"fLaC":
            return _flac(file)
        if head[:4] == b"OggS":
            return _ogg(file)
        if head[4:8] == b"ftyp":
            return _mp4(file, path.stat().st_size)
        if head[:4] in {b"RIFF", b"RF64", b"FORM"}:
            return _chunks(file, "<" if head[:1] == b"R" else ">")
        return _ape(file)


def _flac(file: BinaryIO) -> bool:
    file.seek(4, 1)
    while len(head := file.read(4)) == 4:  # noqa: PLR2004 — type and length
        end = file.tell() + int.from_bytes(head[1:])
        if head[0] & 0x7F == FLAC_COMMENTS and _comments(file.read(1 << 16)) > MOST_FRAMES:
            return True
        if head[0] & 0x80:  # the last one
            return False
        file.seek(end)
    return False


def _comments(block: bytes) -> int:
    """Return how many Vorbis comments a block has, by its beginning (Vorbis I, section 5.2.1)."""
    at = 4 + int.from_bytes(block[:4], "little")
    return int.from_bytes(block[at : at + 4], "little")


def _ogg(file: BinaryIO) -> bool:
    """Check the second packet; the first has a page of its own (RFC 7845, section 3)."""
    next(_segments(file), None)
    begin, size = b"", 0
    for lengths, body in _segments(file):
        begin, size = begin or body, size + len(body)
        if size > LARGEST:
            return True
        if any(length < OGG_GOES_ON for length in lengths):
            break
    name = 8 if begin.startswith(b"OpusTags") else 7  # or "\x03vorbis"
    return _comments(begin[name:]) > MOST_FRAMES


def _segments(file: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """Yield each page's segment lengths, and the segments' bytes (RFC 3533, section 6)."""
    while len(head := file.read(OGG_HEADER)) == OGG_HEADER and head[:4] == b"OggS":
        lengths = file.read(head[-1])
        yield lengths, file.read(sum(lengths))


def _mp4(file: BinaryIO, end: int) -> bool:
    for name, start, stop in walk(file, end):
        if name == ITEMS:
            return _has_too_many(file, stop, MP4, whole=True)
        if name in BOXES:
            file.seek(start + BOXES[name])
            if _mp4(file, stop):
                return True
        file.seek(stop)
    return False


def _chunks(file: BinaryIO, order: str) -> bool:
    """Check the lists and the ID3 tags of a WAV or AIFF."""
    file.seek(12, 1)
    form = f"{order}4sI"
    for name, start, stop in walk(file, 1 << 63, form, whole=False):
        if name == b"LIST":
            file.seek(start + 4)
            if _has_too_many(file, stop, form, whole=False):
                return True
        if name.lower() == b"id3 " and too_many_frames(file):
            return True
        file.seek(stop + stop % 2)
    return False


def _has_too_many(file: BinaryIO, end: int, form: str, *, whole: bool) -> bool:
    for number, (_, _, stop) in enumerate(walk(file, end, form, whole=whole)):
        if number > MOST_FRAMES:
            return True
        file.seek(stop if whole else stop + stop % 2)
    return False


def _ape(file: BinaryIO) -> bool:
    """Check an APE tag at the end of an MP3, with or without an ID3v1 tag after it."""
    size = file.seek(0, 2)
    for end in (0, ID3V1):
        file.seek(max(0, size - end - APE_FOOTER))
        foot = file.read(APE_FOOTER)
        if foot[:8] == b"APETAGEX":
            return int.from_bytes(foot[16:20], "little") > MOST_FRAMES
    return False

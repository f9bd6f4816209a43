"""File wrappers that hide oversized ID3 tags and wrong WAV sizes from FFmpeg.

FFmpeg searches all texts of a tag for each one it adds, so 100,000 of them take minutes; real tags
have at most some hundred frames.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from pathlib import Path

MOST_FRAMES = 2000
HEADER = 10  # bytes of a tag's header, and of each frame's (ID3v2.3, 3.1 and 3.3)


class OffsetFile:
    """A file without its first `start` bytes."""

    def __init__(self, file: BinaryIO, start: int) -> None:
        self._file, self._start = file, start
        self.seek(0)

    def read(self, size: int = -1) -> bytes:
        """Return the next `size` bytes."""
        return self._file.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to an offset, as files do."""
        at = offset + self._start if whence == 0 else offset
        return max(0, self._file.seek(at, whence) - self._start)

    def tell(self) -> int:
        """Return the current offset."""
        return self._file.tell() - self._start

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class UnsizedWav(OffsetFile):
    """A WAV whose `data` chunk has no size, so that it extends to the end of the file.

    If the size is too small, FFmpeg parses the audio after it as chunks; in digital silence, it
    would read gigabytes eight bytes at a time.
    """

    def __init__(self, file: BinaryIO, size_at: int) -> None:
        self._size_at = size_at
        super().__init__(file, 0)

    def read(self, size: int = -1) -> bytes:
        """Return the next `size` bytes, zeros for the size."""
        at = self.tell()
        data = super().read(size)
        first, last = max(self._size_at - at, 0), min(self._size_at + 4 - at, len(data))
        return data[:first] + bytes(last - first) + data[last:] if first < last else data


def absurd_tag(path: Path) -> int:
    """Return the length in bytes of the ID3v2 tag at the start if it is oversized; else 0."""
    with path.open("rb") as file:
        length = id3_length(file)
        file.seek(0)
        return length if length and too_many_frames(file) else 0


def id3_length(file: BinaryIO) -> int:
    """Return the length in bytes of the ID3v2 tag that a file starts with; 0 if none."""
    head = file.read(HEADER)
    if len(head) < HEADER or head[:3] != b"ID3":
        return 0
    return HEADER + (head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9])


def too_many_frames(file: BinaryIO) -> bool:
    """Whether the ID3v2 tag that starts here has more frames than any real one."""
    start = file.tell()
    length = id3_length(file)
    file.seek(start + 3)
    version = file.read(1) if length else b""
    file.seek(start + HEADER)
    name, size = (3, 3) if version == b"\2" else (4, 4)  # ID3v2.2's are short
    flags = 0 if version == b"\2" else 2
    frames = 0
    while file.tell() < start + length and frames <= MOST_FRAMES:
        frame = file.read(name + size + flags)
        if len(frame) < name + size or not frame[0]:
            return False
        file.seek(int.from_bytes(frame[name : name + size]), 1)
        frames += 1
    return frames > MOST_FRAMES

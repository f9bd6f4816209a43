"""MP3 on all cores: a stream encoded in chunks that plays exactly as if encoded in one go.

LAME forgets. Started 147 frames (3.8 s) early, it has come to the same state as if it had heard
everything before, as a rule within half of that: the frames that it writes then play the same,
and borrow as much from the bit reservoir. So each chunk starts early, and its neighbour runs a
little longer; if the frames that both wrote around the seam are equal in all that a decoder
uses, the seam is a plain cut. If not, the later chunk is encoded again from an earlier start, at
last from the beginning: then it is the serial encode.
(Frames may differ in stuffing bits, whose pattern depends on how many came before.)
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipeline.audio.mp3 import FRAME, Format, contents, encode, frame_starts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Executor, Future

    from pipeline.audio.dither import Pcm

# Three periods of the padding pattern at 44.1 kHz; all kinds of content met within 110 frames.
PREROLL = 147
# Frames compared before and after a seam: more than the bit reservoir reaches back (511 bytes).
BEFORE, AFTER = 24, 12
# Frames that LAME holds back: its psychoacoustics look two granules ahead.
HELD_BACK = 4
CHUNK = 49 * 48  # frames: a minute, of which the early start is 6 %, and 11 MB of samples


@dataclass(frozen=True, slots=True)
class Encoded:
    """The frames of one chunk as they came from LAME: number `first` is where they start."""

    first: int
    data: bytes
    starts: list[int]

    def cut(self, start: int, end: int | None) -> bytes:
        """Return the bytes of frames `start` to before `end`."""
        last = len(self.starts) - 1 if end is None else end - self.first
        return self.data[self.starts[start - self.first] : self.starts[last]]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Samples to be encoded: they start at frame `first`; frames from `start` on are wanted."""

    first: int
    start: int
    pcm: Pcm
    last: bool


def encode_chunked(
    pcm: Iterable[Pcm], form: Format, pool: Executor, ahead: int, size: int = CHUNK
) -> Iterator[bytes]:
    """Yield the MP3 frames of a stream of interleaved samples, in parts, in order.

    At most `ahead` chunks are in the works at a time. Decoded, the result equals that of
    `encode()` over everything, sample for sample.
    """
    works: deque[tuple[Chunk, Future[Encoded]]] = deque()
    seams = _Seams(form)
    for chunk in chunks(pcm, form, size):
        works.append((chunk, pool.submit(_encode, chunk, form)))
        if len(works) > ahead:
            yield seams.join(*_done(works.popleft()))
    while works:
        yield seams.join(*_done(works.popleft()))
    yield seams.rest()


def chunks(pcm: Iterable[Pcm], form: Format, size: int = CHUNK) -> Iterator[Chunk]:
    """Cut a stream of samples into chunks of `size` frames; the last has half to one and a half."""
    held: list[Pcm] = []
    count, first, start = 0, 0, 0
    enough = size + max(size // 2, AFTER + HELD_BACK)
    for part in pcm:
        held.append(part)
        count += len(part)
        while count >= (start - first + enough) * FRAME:
            joined = np.concatenate(held)
            end = start - first + size + AFTER + HELD_BACK
            yield Chunk(first, start, joined[: end * FRAME].copy(), last=False)
            start += size
            following = max(0, start - PREROLL // form.period * form.period)
            held = [joined[(following - first) * FRAME :].copy()]
            count, first = len(held[0]), following
    empty = np.zeros((0, form.channels), np.int16)
    yield Chunk(first, start, np.concatenate([*held, empty]), last=True)


class _Seams:
    """Joins chunks in order; holds the last one until it is known where it ends."""

    def __init__(self, form: Format) -> None:
        self._form = form
        self._chunk: Chunk | None = None
        self._encoded: Encoded | None = None

    def join(self, chunk: Chunk, encoded: Encoded) -> bytes:
        """Take the next chunk, and return the frames of the one before it."""
        earlier, earlier_chunk = self._encoded, self._chunk
        self._chunk, self._encoded = chunk, encoded
        if earlier is None or earlier_chunk is None:
            return b""
        if not equal_around(chunk.start, earlier, encoded):
            self._chunk = _from_the_start(earlier_chunk, chunk)
            self._encoded = _encode(self._chunk, self._form)
            return b""
        return earlier.cut(earlier_chunk.start, chunk.start)

    def rest(self) -> bytes:
        """Return the frames of the last chunk."""
        if self._encoded is None or self._chunk is None:
            return b""
        return self._encoded.cut(self._chunk.start, None)


def _from_the_start(earlier: Chunk, later: Chunk) -> Chunk:
    """Return two neighbouring chunks as one, which needs no seam."""
    until = (later.first - earlier.first) * FRAME
    pcm = np.concatenate([earlier.pcm[:until], later.pcm])
    return Chunk(earlier.first, earlier.start, pcm, last=later.last)


def equal_around(seam: int, earlier: Encoded, later: Encoded) -> bool:
    """Whether both streams play the same from BEFORE frames before the seam to AFTER after it."""
    start, end = seam - BEFORE, seam + AFTER
    if start < later.first or end - earlier.first >= len(earlier.starts):
        return False
    end = min(end, later.first + len(later.starts) - 1)
    one, other = (_contents(stream, start, end) for stream in (earlier, later))
    return None not in one and one == other


def _contents(stream: Encoded, start: int, end: int) -> list[object]:
    # The reservoir reaches back 511 bytes, at 32 kbit/s over six frames.
    early = max(0, start - stream.first - 8)
    starts = stream.starts[early : end - stream.first + 1]
    return list(contents(stream.data, starts)[start - stream.first - early :])


def _encode(chunk: Chunk, form: Format) -> Encoded:
    data = encode(chunk.pcm, form, last=chunk.last)
    return Encoded(chunk.first, data, frame_starts(data))


def _done(work: tuple[Chunk, Future[Encoded]]) -> tuple[Chunk, Encoded]:
    chunk, future = work
    return chunk, future.result()

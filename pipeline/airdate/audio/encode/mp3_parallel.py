"""MP3 on all cores: a stream encoded in chunks that plays exactly as if encoded in one go.

LAME's state depends on the recent past alone. Started 147 frames (3.8 s) early, it reaches the
same state as if it had encoded everything before, as a rule within half of that: its frames then
decode to the same samples, and borrow as much from the bit reservoir. So each chunk starts early,
and its neighbour runs a little longer; if the frames that both wrote around the seam are equal in
all that a decoder uses, the seam is a plain cut. If not, the earlier chunk's encoder continues
and writes the later chunk as well: then there is no seam.
(Frames may differ in stuffing bits, whose pattern depends on how many came before.)
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from airdate.audio.encode.mp3 import FRAME, Encoder, Format, contents, frame_starts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from concurrent.futures import Executor, Future

    from airdate.audio.dsp.dither import Pcm

# Three periods of the padding pattern at 44.1 kHz; all kinds of content met within 110 frames.
PREROLL = 147
# Frames compared before and after a seam: more than the bit reservoir reaches back (511 bytes).
BEFORE, AFTER = 24, 12
# The reservoir reaches back 511 bytes, at 32 kbit/s over six frames.
RESERVOIR = 8
# Frames that LAME holds back: its psychoacoustics look two granules ahead.
HELD_BACK = 4
PERIOD = 49
# Frames: two minutes, of which the early start is 3 %, and 21 MB of samples; half a minute.
LONGEST, SHORTEST = PERIOD * 96, PERIOD * 24
# Of what is left, so much makes the next chunk: four cores then finish together.
SHARE = 8


@dataclass(frozen=True, slots=True)
class Encoded:
    """Frames as they came from LAME: number `first` is where they start."""

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
    pcm: Sequence[Pcm]
    last: bool


class Stream:
    """One run of LAME: the frames that it wrote so far; it can go on."""

    def __init__(self, chunk: Chunk, form: Format) -> None:
        self._encoder = Encoder(form)
        self._taken = chunk.first * FRAME
        self.written = Encoded(chunk.first, b"", [0])
        self.go_on(chunk)

    def go_on(self, chunk: Chunk) -> None:
        """Encode the part of a chunk that was not encoded yet."""
        rest = cut(chunk.pcm, self._taken - chunk.first * FRAME)
        self._taken += sum(map(len, rest))
        data = self.written.data + self._encoder.encode(rest, last=chunk.last)
        self.written = Encoded(self.written.first, data, frame_starts(data))

    def forget(self, frame: int) -> None:
        """Drop what was written before this frame."""
        if frame > self.written.first:
            # What follows the last whole frame is the beginning of the next one.
            data = self.written.data[self.written.starts[frame - self.written.first] :]
            self.written = Encoded(frame, data, frame_starts(data))


def chunk_sizes(frames: int) -> Iterator[int]:
    """Yield how many frames each chunk of a stream of about `frames` has, without an end.

    Long ones, since each costs an early start; towards the end short ones, so that all cores
    finish together. They depend on the length alone: any machine writes the same bytes.
    """
    while True:
        size = min(max(frames // SHARE // PERIOD * PERIOD, SHORTEST), LONGEST)
        yield size
        frames -= size


def encode_chunked(
    pcm: Iterable[Pcm], form: Format, pool: Executor, ahead: int, sizes: Iterator[int]
) -> Iterator[bytes]:
    """Yield the MP3 frames of a stream of interleaved samples, in parts, in order.

    At most `ahead` chunks are in the works at a time. Decoded, the result equals that of one
    encoder over everything, sample for sample.
    """
    works: deque[tuple[Chunk, Future[Stream]]] = deque()
    seams = _Seams()
    for chunk in chunks(pcm, form, sizes):
        works.append((chunk, pool.submit(Stream, chunk, form)))
        if len(works) > ahead:
            yield seams.join(*_done(works.popleft()))
    while works:
        yield seams.join(*_done(works.popleft()))
    yield seams.rest()


def chunks(pcm: Iterable[Pcm], form: Format, sizes: Iterator[int]) -> Iterator[Chunk]:
    """Cut a stream of samples into chunks; the last one has half its size to one and a half."""
    held: list[Pcm] = []
    count, first, start, size = 0, 0, 0, next(sizes)
    for part in pcm:
        held.append(part)
        count += len(part)
        while count >= (start - first + size + max(size // 2, AFTER + HELD_BACK)) * FRAME:
            end = start - first + size + AFTER + HELD_BACK
            yield Chunk(first, start, cut(held, 0, end * FRAME), last=False)
            start += size
            following = max(0, start - PREROLL // form.period * form.period)
            held = cut(held, (following - first) * FRAME)
            count, first, size = sum(map(len, held)), following, next(sizes)
    yield Chunk(first, start, held, last=True)


def cut(parts: Sequence[Pcm], start: int, end: int | None = None) -> list[Pcm]:
    """Return the samples from number `start` to before number `end`, without copying them."""
    found, at = [], 0
    for part in parts:
        inside = part[max(0, start - at) : None if end is None else max(0, end - at)]
        if len(inside):
            found.append(inside)
        at += len(part)
    return found


class _Seams:
    """Joins chunks in order; holds the last one until its seam with the next is checked."""

    def __init__(self) -> None:
        self._stream: Stream | None = None
        self._start = 0

    def join(self, chunk: Chunk, stream: Stream) -> bytes:
        """Take the next chunk, and return the frames of the one before it."""
        earlier, start = self._stream, self._start
        self._stream, self._start = stream, chunk.start
        if earlier is None:
            return b""
        if not equal_around(chunk.start, earlier.written, stream.written):
            earlier.go_on(chunk)
            self._stream = earlier
        done = earlier.written.cut(start, chunk.start)
        self._stream.forget(chunk.start - BEFORE - RESERVOIR)
        return done

    def rest(self) -> bytes:
        """Return the frames of the last chunk."""
        return b"" if self._stream is None else self._stream.written.cut(self._start, None)


def equal_around(seam: int, earlier: Encoded, later: Encoded) -> bool:
    """Whether both streams play the same from BEFORE frames before the seam to AFTER after it."""
    start, end = seam - BEFORE, seam + AFTER
    if start < later.first or end - earlier.first >= len(earlier.starts):
        return False
    end = min(end, later.first + len(later.starts) - 1)
    one, other = (_contents(stream, start, end) for stream in (earlier, later))
    return None not in one and one == other


def _contents(stream: Encoded, start: int, end: int) -> list[object]:
    early = max(0, start - stream.first - RESERVOIR)
    starts = stream.starts[early : end - stream.first + 1]
    return list(contents(stream.data, starts)[start - stream.first - early :])


def _done(work: tuple[Chunk, Future[Stream]]) -> tuple[Chunk, Stream]:
    chunk, future = work
    return chunk, future.result()

"""The formats that are published: how each is written, and at which rate it works."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import repeat
from threading import Event
from typing import TYPE_CHECKING

import av
import lameenc

from airdate.audio.dsp.dither import quantise
from airdate.audio.encode.aac_opus import OPUS_RATE, write_m4a, write_opus
from airdate.audio.encode.crc16 import crc16
from airdate.audio.encode.measure_while_writing import follow
from airdate.audio.encode.mp3 import FRAME, Format, frame_starts, info_frame, info_length
from airdate.audio.encode.mp3_parallel import chunk_sizes, encode_chunked
from airdate.audio.meter import measure_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from airdate.audio.dsp.blocks import Samples
    from airdate.audio.dsp.dither import Pcm
    from airdate.audio.programme import Programme
    from airdate.model import Measurement, Rendition

    Writer = Callable[[Iterable[Samples], Format, Path], object]

OTHERS: dict[str, Writer] = {"m4a": write_m4a, "opus": write_opus}
PILOT_CHUNK = 49 * 16  # frames: 20 s


def format_of(rendition: Rendition, programme: Programme) -> Format:
    """Return rate, channels and bit rate of a rendition of this programme."""
    channels = {"source": programme.channels, "mono": 1, "stereo": 2}[rendition.channels]
    bitrate = rendition.bitrate_stereo if channels > 1 else rendition.bitrate_mono
    return Format(OPUS_RATE if rendition.format == "opus" else programme.rate, channels, bitrate)


def pilot_writer(rendition: Rendition) -> Writer:
    """Return the encoder for excerpts: MP3 in chunks so small that all cores have one."""
    if rendition.format == "mp3":
        return partial(write_mp3, sizes=repeat(PILOT_CHUNK))
    return OTHERS[rendition.format]


def publish(
    rendition: Rendition, blocks: Iterable[Samples], form: Format, out: Path, samples: int
) -> Measurement:
    """Encode about `samples` samples into `out`; return the measurement of the decoded file."""
    if rendition.format == "mp3":
        return _followed(blocks, form, out, samples)
    OTHERS[rendition.format](blocks, form, out)
    return measure_file(out)


def _followed(blocks: Iterable[Samples], form: Format, out: Path, samples: int) -> Measurement:
    written = Event()
    out.write_bytes(b"")  # the follower must not read what an earlier try wrote
    with ThreadPoolExecutor(1) as aside:
        measured = aside.submit(follow, out, form, samples, written)
        try:
            count = write_mp3(blocks, form, out, chunk_sizes(samples // FRAME))
        finally:
            written.set()
        return measured.result() if count == samples else measure_file(out)


def encoder_name(rendition: Rendition) -> str:
    """Return the encoder and its version."""
    version = ".".join(map(str, av.library_versions["libavcodec"]))
    return {
        "mp3": f"LAME 3.100 by lameenc {getattr(lameenc, '__version__', '')}".strip(),
        "m4a": f"FFmpeg AAC-LC (libavcodec {version})",
        "opus": f"libopus (libavcodec {version})",
    }[rendition.format]


def write_mp3(blocks: Iterable[Samples], form: Format, out: Path, sizes: Iterable[int]) -> int:
    """Encode MP3 on all cores into a file at `out`, in chunks of such sizes; return the samples."""
    counter = _Counter()
    workers = os.cpu_count() or 1
    with ThreadPoolExecutor(workers) as pool, out.open("wb") as file:
        file.write(bytes(info_length(form)))
        frames = size = crc = 0
        for data in encode_chunked(counter.pcm(blocks), form, pool, workers, iter(sizes)):
            file.write(data)
            file.flush()  # for those who follow
            crc = crc16(data, crc)
            size += len(data)
            frames += len(frame_starts(data)) - 1
        file.seek(0)
        file.write(info_frame(form, frames, size, counter.samples, crc))
    return counter.samples


class _Counter:
    def __init__(self) -> None:
        self.samples = 0

    def pcm(self, blocks: Iterable[Samples]) -> Iterator[Pcm]:
        for number, block in enumerate(blocks):
            self.samples += block.shape[1]
            yield quantise(block, number)

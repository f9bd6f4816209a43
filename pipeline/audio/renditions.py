"""The formats that are published: how each is written, and at which rate it works."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

import av
import lameenc

from pipeline.audio.containers import OPUS_RATE, write_m4a, write_opus
from pipeline.audio.crc16 import crc16
from pipeline.audio.dither import quantise
from pipeline.audio.mp3 import Format, frame_starts, info_frame, info_length
from pipeline.audio.splice import CHUNK, encode_chunked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from pipeline.audio.blocks import Samples
    from pipeline.audio.dither import Pcm
    from pipeline.audio.programme import Programme
    from pipeline.model import Rendition

TRIAL_CHUNK = 49 * 16  # frames: 20 s


def format_of(rendition: Rendition, programme: Programme) -> Format:
    """Return rate, channels and bit rate of a rendition of this programme."""
    channels = {"source": programme.channels, "mono": 1, "stereo": 2}[rendition.channels]
    bitrate = rendition.bitrate_stereo if channels > 1 else rendition.bitrate_mono
    return Format(OPUS_RATE if rendition.format == "opus" else programme.rate, channels, bitrate)


def writer(rendition: Rendition) -> Callable[[Iterable[Samples], Format, Path], None]:
    """Return what encodes blocks into a file of this format."""
    return {"mp3": write_mp3, "m4a": write_m4a, "opus": write_opus}[rendition.format]


def trial_writer(rendition: Rendition) -> Callable[[Iterable[Samples], Format, Path], None]:
    """Return a writer for a minute of excerpts: MP3 in chunks so small that all cores have one."""
    if rendition.format == "mp3":
        return partial(write_mp3, chunk=TRIAL_CHUNK)
    return writer(rendition)


def encoder_name(rendition: Rendition) -> str:
    """Return the encoder and its version."""
    version = ".".join(map(str, av.library_versions["libavcodec"]))
    return {
        "mp3": f"LAME 3.100 by lameenc {getattr(lameenc, '__version__', '')}".strip(),
        "m4a": f"FFmpeg AAC-LC (libavcodec {version})",
        "opus": f"libopus (libavcodec {version})",
    }[rendition.format]


def write_mp3(blocks: Iterable[Samples], form: Format, out: Path, chunk: int = CHUNK) -> None:
    """Encode MP3 on all cores into a file at `out`, in chunks of so many frames."""
    counter = _Counter()
    workers = os.cpu_count() or 1
    with ThreadPoolExecutor(workers) as pool, out.open("wb") as file:
        file.write(bytes(info_length(form)))
        frames = size = crc = 0
        for data in encode_chunked(counter.pcm(blocks), form, pool, workers, chunk):
            file.write(data)
            crc = crc16(data, crc)
            size += len(data)
            frames += len(frame_starts(data)) - 1
        file.seek(0)
        file.write(info_frame(form, frames, size, counter.samples, crc))


class _Counter:
    def __init__(self) -> None:
        self.samples = 0

    def pcm(self, blocks: Iterable[Samples]) -> Iterator[Pcm]:
        for number, block in enumerate(blocks):
            self.samples += block.shape[1]
            yield quantise(block, number)

"""AAC in M4A and Opus in Ogg, encoded by FFmpeg in one go: chunks would have audible seams."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, cast

import av
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from av.audio.stream import AudioStream
    from av.container import OutputContainer

    from airdate.audio.dsp.blocks import Samples
    from airdate.audio.encode.mp3 import Format

# bitexact: no clock, no random serial number, no version; so the same input gives the same bytes.
BIT_EXACT = {"fflags": "+bitexact"}
# The index goes before the sound: players start before they have all of the file.
INDEX_FIRST = {"movflags": "+faststart"}
# In samples: the length of an MP4 is in units of this clock, and players stop at it.
CLOCK = "movie_timescale"
# Ogg's serial numbers are random; opusinfo warns of 0, which confuses some tools.
SERIAL = {"serial_offset": "1"}
# From 64 kbit/s on, the plain coder leaves speech 10 dB clearer of noise than the other one, whose
# bits follow its psychoacoustic model, in files of equal size; and takes 40 % of the time.
# At 48 kbit/s it drops more of the treble. (Measured on the sample show; FFmpeg's own note:
# https://ffmpeg.org/pipermail/ffmpeg-cvslog/2018-January/112166.html)
FAST_CODER = 64_000
OPUS_RATE = 48_000  # libopus works at this rate alone (RFC 6716, section 2)


def write_m4a(blocks: Iterable[Samples], form: Format, out: Path) -> None:
    """Encode AAC-LC into an M4A file at `out`."""
    options = BIT_EXACT | INDEX_FIRST | {CLOCK: str(form.rate)}
    with closing(av.open(str(out), "w", format="ipod", options=options)) as file:
        stream = _stream(file, "aac", form, {"aac_coder": _coder(form)})
        _encode(blocks, file, stream, form)


def _coder(form: Format) -> str:
    """Return which of FFmpeg's two ways to choose quantizers suits the bit rate."""
    return "fast" if form.bitrate >= FAST_CODER else "twoloop"


def write_opus(blocks: Iterable[Samples], form: Format, out: Path) -> None:
    """Encode Opus into an Ogg file at `out`."""
    with closing(av.open(str(out), "w", format="ogg", options=BIT_EXACT | SERIAL)) as file:
        stream = _stream(file, "libopus", form, {"application": "audio", "vbr": "on"})
        _encode(blocks, file, stream, form)


def _stream(
    file: OutputContainer, codec: str, form: Format, options: dict[str, str]
) -> AudioStream:
    layout = "stereo" if form.channels > 1 else "mono"
    options = options | {"flags": "+bitexact"}
    stream = cast("AudioStream", file.add_stream(codec, rate=form.rate, options=options))
    stream.codec_context.layout = layout
    stream.codec_context.format = "fltp" if codec == "aac" else "flt"
    stream.codec_context.bit_rate = form.bitrate
    return stream


def _encode(
    blocks: Iterable[Samples], file: OutputContainer, stream: AudioStream, form: Format
) -> None:
    layout = "stereo" if form.channels > 1 else "mono"
    name = stream.codec_context.format.name
    at = 0
    for block in blocks:
        planes = block if name.endswith("p") else block.T.reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(planes), format=name, layout=layout)
        frame.sample_rate = form.rate
        frame.pts = at
        at += block.shape[1]
        file.mux(stream.encode(frame))
    file.mux(stream.encode(None))

"""MP3 as LAME writes it: its frames, and the Info header with the exact length.

Only constant bit rates of MPEG-1 Layer III (ISO/IEC 11172-3) are written here.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import lameenc
import numpy as np

from airdate.audio.encode.crc16 import crc16
from airdate.errors import AudioError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from airdate.audio.dsp.dither import Pcm

ENCODER = f"LAME 3.100 (lameenc {lameenc.__version__})" if hasattr(lameenc, "__version__") else ""
FRAME = 1152  # samples in a frame (ISO/IEC 11172-3, 2.4.3.1)
# Of LAME's 10 levels, the one that it takes by itself, and FFmpeg with it.
QUALITY = 3
# Samples before the sound: ENCDELAY in LAME's encoder.h, and what any decoder adds.
ENCODER_DELAY, DECODER_DELAY = 576, 529
BITRATES = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)  # kbit/s
RATES = (44_100, 48_000, 32_000)
HEADER = 4  # bytes
SIDE_MONO, SIDE_STEREO = 17, 32  # bytes of side information after the header
MONO = 3  # channel mode
INFO = 156  # bytes of the Info tag with LAME's extension


@dataclass(frozen=True, slots=True)
class Format:
    """What an MP3 stream is: sampling rate in Hz, channels, bit rate in bits per second."""

    rate: int
    channels: int
    bitrate: int

    @property
    def period(self) -> int:
        """Frames after which the pattern of padding bytes repeats."""
        return 49 if self.rate == RATES[0] else 1

    @property
    def frame_bytes(self) -> int:
        """Bytes in a frame without padding."""
        return 144 * self.bitrate // self.rate


class Encoder:
    """LAME: takes interleaved samples bit by bit, and gives frames as they become complete."""

    def __init__(self, form: Format) -> None:
        self._channels = form.channels
        self._lame = lameenc.Encoder()
        self._lame.silence()
        self._lame.set_bit_rate(form.bitrate // 1000)
        self._lame.set_in_sample_rate(form.rate)
        self._lame.set_out_sample_rate(form.rate)
        self._lame.set_channels(form.channels)
        self._lame.set_quality(QUALITY)

    def encode(self, pcm: Iterable[Pcm], *, last: bool) -> bytes:
        """Return the frames that these parts complete; after the `last`, all that is left."""
        # LAME begins with the first samples, even if they are none.
        parts = [np.zeros((0, self._channels), np.int16), *pcm]
        data = b"".join(bytes(self._lame.encode(part)) for part in parts)
        return data + bytes(self._lame.flush()) if last else data


def encode(pcm: Iterable[Pcm], form: Format) -> bytes:
    """Return the MP3 frames of a whole stream of interleaved samples, encoded in one go."""
    return Encoder(form).encode(pcm, last=True)


def frame_starts(data: bytes) -> list[int]:
    """Return where each frame begins, and where the last one ends."""
    starts, at = [0], 0
    while at + HEADER <= len(data):
        at += frame_length(data, at)
        starts.append(at)
    return starts if at == len(data) else starts[:-1]


def frame_length(data: bytes, at: int) -> int:
    """Return the bytes of the frame at `at`. Raises AudioError where there is none."""
    if data[at] != 0xFF or data[at + 1] & 0xFE != 0xFA:  # noqa: PLR2004 — sync, MPEG-1 Layer III
        raise AudioError(
            "the MP3 encoder wrote something other than frames", "Report this as a bug."
        )
    bitrate = BITRATES[data[at + 2] >> 4] * 1000
    rate = RATES[data[at + 2] >> 2 & 3]
    return 144 * bitrate // rate + (data[at + 2] >> 1 & 1)


@dataclass(frozen=True, slots=True)
class Content:
    """What a frame makes a decoder play: where its data begins, side information, the data."""

    main_data_begin: int
    side: int
    data: bytes


def contents(data: bytes, starts: Sequence[int]) -> list[Content | None]:
    """Return what each frame plays, without the stuffing between; None where it lies before."""
    found: list[Content | None] = []
    reservoir = b""
    spans: list[tuple[int, int, int, int]] = []
    for start, end in pairwise(starts):
        length = SIDE_MONO if data[start + 3] >> 6 == MONO else SIDE_STEREO
        side = int.from_bytes(data[start + HEADER : start + HEADER + length])
        begin, rest, bits = _side(side, length)
        spans.append((len(reservoir) - begin, bits, begin, rest))
        reservoir += data[start + HEADER + length : end]
    for at, bits, begin, rest in spans:
        payload = int.from_bytes(reservoir[at : at + (bits + 7) // 8]) >> (-bits % 8)
        whole = payload.to_bytes((bits + 7) // 8)
        found.append(Content(begin, rest, whole) if at >= 0 else None)
    return found


def _side(side: int, length: int) -> tuple[int, int, int]:
    """Return main_data_begin, all other side information, and the bits of data (2.4.1.7)."""
    size = length * 8
    channels, private = (1, 5) if length == SIDE_MONO else (2, 3)
    at, bits = 9 + private + 4 * channels, 0
    for _ in range(2 * channels):
        bits += side >> (size - at - 12) & 0xFFF
        at += 59
    return side >> (size - 9), side & ((1 << (size - 9)) - 1), bits


def info_frame(form: Format, frames: int, size: int, samples: int, music_crc: int) -> bytes:
    """Return the frame that goes before `frames` frames of `size` bytes and `samples` samples.

    Xing's header with LAME's extension (http://gabriel.mp3-tech.org/mp3infotag.html).
    """
    header, length = _info_header(form)
    side = SIDE_MONO if form.channels == 1 else SIDE_STEREO
    padding = frames * FRAME - ENCODER_DELAY - samples
    total = size + length
    toc = bytes(256 * (length + size * i // 100) // total for i in range(100))
    body = header + bytes(side) + b"Info" + (0xF).to_bytes(4)
    body += frames.to_bytes(4) + total.to_bytes(4) + toc + (60 - QUALITY).to_bytes(4)
    body += b"LAME3.100" + bytes([1, 0]) + bytes(8)  # CBR; no low-pass, no replay gain
    body += bytes([0, min(form.bitrate // 1000, 255)])
    body += ((ENCODER_DELAY << 12) | padding).to_bytes(3)
    body += bytes(4) + total.to_bytes(4) + music_crc.to_bytes(2)
    return (body + crc16(body).to_bytes(2)).ljust(length, b"\0")


def info_length(form: Format) -> int:
    """Return the bytes that the Info frame takes."""
    return _info_header(form)[1]


def _info_header(form: Format) -> tuple[bytes, int]:
    """Return the header of a frame like the others, or of a larger one if they are too small."""
    side = SIDE_MONO if form.channels == 1 else SIDE_STEREO
    index = BITRATES.index(form.bitrate // 1000)
    while 144_000 * BITRATES[index] // form.rate < HEADER + side + INFO:
        index += 1
    mode = MONO << 6 if form.channels == 1 else 1 << 6  # LAME writes joint stereo
    header = bytes([0xFF, 0xFB, index << 4 | RATES.index(form.rate) << 2, mode])
    return header, 144_000 * BITRATES[index] // form.rate

"""The programme before its last gain: voices, cut and levelled, between intro and outro.

It is a plan, made once from measured levels; its blocks can be computed any number of times, at
either rate, by each encoder.
"""

from __future__ import annotations

import math
from contextlib import closing
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

import numpy as np

from airdate.audio.dsp.blocks import HOPS_PER_SECOND, block_length, regrid
from airdate.audio.dsp.denoise import denoised
from airdate.audio.dsp.fades import cut, joined
from airdate.audio.dsp.gain_curve import with_curve
from airdate.audio.dsp.highpass import high_passed
from airdate.audio.meter import ahead
from airdate.audio.read.decode import open_sound

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from airdate.audio.dsp.blocks import Samples
    from airdate.audio.dsp.gain_curve import Decibels
    from airdate.audio.dsp.loudness import Energies
    from airdate.model import ProcessingSettings, Timeline

# Filters settle in this time before an excerpt begins.
SETTLE = 0.5  # seconds
# Excerpts are taken at uneven distances (a Weyl sequence), so that nothing that recurs, as turns
# and jingles do, is in all or none of them.
GOLDEN = (math.sqrt(5) - 1) / 2
# What a container's clock may be wrong by after a jump, before it can't be used for excerpts.
SEEK_ERROR = 1.0  # seconds


@dataclass(frozen=True, slots=True)
class Voice:
    """A recording in the programme: which channels, the gain of each 100 ms, the room's noise.

    `channel_layout` is as in Recording; `curve` in dB; `noise` in LUFS.
    """

    path: Path
    channel_layout: str
    curve: Decibels
    noise: float


@dataclass(frozen=True, slots=True)
class Clip:
    """An intro or outro: the file, its gain in dB, its length in seconds."""

    path: Path
    gain: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Programme:
    """The plan. `energies` are those that the blocks will have, for each 100 ms."""

    voices: tuple[Voice, ...]
    intro: Clip | None
    outro: Clip | None
    treatment: ProcessingSettings
    channels: int
    rate: int
    timeline: Timeline
    energies: Energies

    def blocks(self, rate: int) -> Iterator[Samples]:
        """Yield all of it, on the grid: float32 (channels, samples)."""
        speech = cut(self._mixed(rate, 0.0), *self._span(rate))
        overlap = round(self.treatment.crossfade * rate)
        parts = joined(self._clip(self.intro, rate), speech, overlap) if self.intro else speech
        if self.outro:
            parts = joined(parts, self._clip(self.outro, rate), overlap)
        return regrid(parts, block_length(rate))

    def excerpts(self, rate: int, count: int) -> Iterator[Samples]:
        """Yield `count` blocks from all over the interview; fewer where files can't be seeked."""
        line = self.timeline
        step = (line.end - line.start) / count
        starts = [line.start + (n + n * GOLDEN % 1) * step for n in range(count)]
        for start in starts:
            block = self._excerpt(rate, start)
            if block is not None:
                yield block

    def _span(self, rate: int) -> tuple[int, int]:
        return round(self.timeline.start * rate), round(self.timeline.end * rate)

    def _excerpt(self, rate: int, start: float) -> Samples | None:
        size, settle = block_length(rate), round(SETTLE * rate)
        wanted = self._mixed(rate, start)
        block = next(regrid(wanted, size + settle), None)
        return None if block is None or block.shape[1] < size + settle else block[:, settle:]

    def _mixed(self, rate: int, start: float) -> Iterator[Samples]:
        """Yield the sum of all voices from `start` seconds on."""
        streams = [self._voice(voice, rate, start) for voice in self.voices]
        if len(streams) == 1:
            yield from streams[0]
            return
        for parts in zip_longest(*(regrid(stream, block_length(rate)) for stream in streams)):
            yield _sum([part for part in parts if part is not None])

    def _voice(self, voice: Voice, rate: int, start: float) -> Iterator[Samples]:
        sound = open_sound(voice.path, rate, excerpt=start > 0)
        with closing(sound), closing(ahead(sound.blocks())) as raw:
            if start:
                sound.seek(start)
            blocks: Iterator[Samples] = (select(block, voice.channel_layout) for block in raw)
            channels = sound.channels if voice.channel_layout == "stereo" else 1
            blocks = self._cleaned(blocks, voice, rate, channels)
            first = next(blocks, None)
            if first is None or sound.position is None or abs(sound.position - start) > SEEK_ERROR:
                return
            curve = voice.curve[round(sound.position * HOPS_PER_SECOND) :]
            curve = curve if len(curve) else np.zeros(1)
            for block in with_curve(_chained(first, blocks), curve, rate):
                yield spread(block, self.channels)

    def _cleaned(
        self, blocks: Iterator[Samples], voice: Voice, rate: int, channels: int
    ) -> Iterator[Samples]:
        if self.treatment.high_pass:
            blocks = high_passed(blocks, self.treatment.high_pass, rate, channels)
        if self.treatment.noise_reduction:
            blocks = denoised(blocks, self.treatment.noise_reduction, voice.noise, rate)
        return blocks

    def _clip(self, clip: Clip | None, rate: int) -> Iterator[Samples]:
        if clip is None:
            return
        with closing(open_sound(clip.path, rate)) as sound:
            for block in sound.blocks():
                yield spread(block, self.channels) * np.float32(10 ** (clip.gain / 20))


def select(block: Samples, channel_layout: str) -> Samples:
    """Return the channels that are published: both, or the one that has the audio."""
    if channel_layout == "stereo" or len(block) == 1:
        return block
    if channel_layout == "mono":
        return np.asarray(np.mean(block, axis=0, keepdims=True))
    return block[:1] if channel_layout == "left" else block[1:]


def spread(block: Samples, channels: int) -> Samples:
    """Convert a block to one or two channels of the same loudness per channel."""
    if len(block) == channels:
        return block
    if channels == 1:
        return np.asarray(np.mean(block, axis=0, keepdims=True))
    return np.repeat(block, channels, axis=0)


def _chained(first: Samples, rest: Iterable[Samples]) -> Iterator[Samples]:
    yield first
    yield from rest


def _sum(parts: list[Samples]) -> Samples:
    total = np.zeros((parts[0].shape[0], max(part.shape[1] for part in parts)), np.float32)
    for part in parts:
        total[:, : part.shape[1]] += part
    return total

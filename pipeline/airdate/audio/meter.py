"""Measurements of a recording or rendition in one pass: loudness, range, peaks, digest."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING, Literal

import numpy as np

from airdate.audio.dsp.blocks import padded
from airdate.audio.dsp.loudness import LoudnessMeter, integrated, loudness_range, tenths
from airdate.audio.dsp.truepeak import GROUP, TruePeakMeter, decibels, sample_peaks
from airdate.audio.read.decode import Loss, open_sound
from airdate.errors import AudioError
from airdate.model import Measurement, Recording

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Sequence
    from pathlib import Path

    from airdate.audio.dsp.blocks import Samples

    Consumer = Callable[[Samples], None]

SHORTEST = 0.4  # seconds: one gating block of R 128; nothing shorter has a loudness
PEAKS = 800  # as many bars as a wide screen can show
# Energy ratio of -40 dB: below this, a channel, or the difference of both, is crosstalk and noise.
APART = 1e-4
FINEST = 1 << 16  # most spans in memory while the length is still unknown


class Meter:
    """Measures a stream of blocks in bounded memory.

    Blocks are float32 (channels, samples), full scale ±1, all but the last of the grid's length.
    """

    def __init__(self, rate: int, channels: int) -> None:
        self._rate = rate
        self._samples = 0
        self._loudness = LoudnessMeter(rate, channels)
        self._true_peak = TruePeakMeter(channels)
        self._peaks = Peaks()

    def add(self, block: Samples) -> None:
        """Measure the next block."""
        for consumer in self.consumers():
            consumer(block)

    def consumers(self) -> tuple[Consumer, ...]:
        """Return functions that each need every block; they may run in parallel."""
        return self._loudness.add, self._add_peaks

    def _add_peaks(self, block: Samples) -> None:
        self._samples += block.shape[1]
        self._true_peak.add(block)
        self._peaks.add(block)

    def measurement(self) -> Measurement:
        """Return the measurement; call it once, after the last block."""
        energies = self._loudness.energies()
        return Measurement(
            seconds=self._samples / self._rate,
            loudness=integrated(energies),
            loudness_range=loudness_range(energies),
            true_peak=decibels(self._true_peak.close()),
            peaks=self._peaks.heights(),
            levels=tenths(energies),
        )


class ChannelLayout:
    """Finds where the audio of two channels is: different, the same in both, or on one side."""

    def __init__(self) -> None:
        self._energy = np.zeros(2)
        self._difference = 0.0

    def add(self, block: Samples) -> None:
        """Take the next block."""
        if len(block) == 1:
            return
        self._energy += np.einsum("cn,cn->c", block, block)
        difference = block[0] - block[1]
        self._difference += float(np.dot(difference, difference))

    def layout(self) -> Literal["stereo", "mono", "left", "right"]:
        """Classify what was added; a single channel counts as mono."""
        left, right = self._energy.tolist()
        if self._difference <= (left + right) * APART:
            return "mono"
        if right <= left * APART:
            return "left"
        return "right" if left <= right * APART else "stereo"


class Peaks:
    """Collects maxima of |sample| over equal spans, coarser as the audio gets longer."""

    def __init__(self) -> None:
        self._spans = np.zeros(0, np.float32)
        self._groups = 1  # of 64 samples, in a span

    def add(self, block: Samples) -> None:
        """Take the next block; all but the last are whole multiples of the coarsest span."""
        groups = sample_peaks(padded(block, GROUP)).max(axis=0)
        self._spans = np.concatenate([self._spans, _coarser(groups, self._groups)])
        while len(self._spans) > FINEST:
            self._spans, self._groups = _coarser(self._spans, 2), self._groups * 2

    def heights(self) -> tuple[int, ...]:
        """Return at most 800 maxima, 0 to 255 (full scale)."""
        spans = self._spans
        edges = np.unique(np.linspace(0, len(spans), min(PEAKS, len(spans)) + 1).astype(int))
        if not len(spans):
            return ()
        heights = np.maximum.reduceat(spans, edges[:-1])
        return tuple(np.rint(np.minimum(heights, 1) * 255).astype(int).tolist())


def _coarser(spans: Samples, count: int) -> Samples:
    """Return the maxima of each `count` spans; the last may have fewer."""
    return np.asarray(np.maximum.reduceat(spans, np.arange(0, len(spans), count)))


def measure(path: Path, *, accept_damage: bool = False) -> Recording:
    """Measure a recording of any format.

    Raises AudioError for what has no audio, is shorter than 0.4 s or, unless `accept_damage`, has
    parts that can't be decoded. The loudness of silence is -inf.
    """
    with closing(open_sound(path)) as sound, ThreadPoolExecutor(1) as aside:
        digest = aside.submit(_digest, path)
        meter, layout = Meter(sound.rate, sound.channels), ChannelLayout()
        _feed(sound.blocks(), [*meter.consumers(), layout.add])
        measurement = meter.measurement()
        _refuse_short(measurement.seconds)
        if not accept_damage:
            _refuse_damage(sound.losses)
        sha256, size = digest.result()
    return Recording(
        sha256=sha256,
        size=size,
        container=sound.container,
        codec=sound.codec,
        rate=sound.source_rate,
        channels=sound.source_channels,
        measurement=measurement,
        channel_layout=layout.layout(),
    )


def measure_file(path: Path) -> Measurement:
    """Decode and measure an encoded file."""
    with closing(open_sound(path)) as sound:
        meter = Meter(sound.rate, sound.channels)
        _feed(sound.blocks(), meter.consumers())
    return meter.measurement()


def _feed(blocks: Iterable[Samples], consumers: Sequence[Consumer]) -> None:
    """Pass every block to all consumers in parallel, while the next one is decoded."""
    with ThreadPoolExecutor(len(consumers)) as pool, closing(ahead(blocks)) as following:
        for block in following:
            for done in [pool.submit(consumer, block) for consumer in consumers]:
                done.result()


def ahead(blocks: Iterable[Samples]) -> Generator[Samples]:
    """Yield blocks while a thread computes the next one; close it before the source."""
    source = iter(blocks)
    with ThreadPoolExecutor(1) as maker:
        following = maker.submit(next, source, None)
        while (block := following.result()) is not None:
            following = maker.submit(next, source, None)
            yield block


def _digest(path: Path) -> tuple[str, int]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return digest, file.tell()


def _refuse_short(seconds: float) -> None:
    if seconds == 0:
        raise AudioError("recording has no audio that can be decoded", "Export it again.")
    if seconds < SHORTEST:
        raise AudioError(
            f"recording is only {seconds:.2f} s long, too short to measure its loudness",
            "Check that it is the whole recording.",
        )


def _refuse_damage(losses: list[Loss]) -> None:
    if losses:
        spans = [f"{_clock(loss.start)}-{_clock(loss.end)} ({loss.reason})" for loss in losses[:5]]
        more = f" and {len(losses) - 5} more places" if len(losses) > len(spans) else ""
        raise AudioError(
            f"recording is damaged: audio lost at {', '.join(spans)}{more}",
            "Copy or export it again, or set `accept_damage: true` to publish the rest.",
        )


def _clock(seconds: float) -> str:
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(int(minutes), 60)
    return f"{hours}:{minutes:02}:{rest:04.1f}"

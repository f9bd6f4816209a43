"""A recording or a rendition, measured in one pass: loudness, range, true peak, peaks, digest."""

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

    Taker = Callable[[Samples], None]

SHORTEST = 0.4  # seconds: one gating block of R 128; nothing shorter has a loudness
PEAKS = 800  # as many bars as a wide screen can show
# A channel 40 dB below the other is its crosstalk and noise, as is such a difference between both.
APART = 1e-4
FINEST = 1 << 16  # spans kept while the length is still unknown


class Meter:
    """Takes a stream of blocks and tells a Measurement at the end, in bounded memory."""

    def __init__(self, rate: int, channels: int) -> None:
        self._rate = rate
        self._samples = 0
        self._loudness = LoudnessMeter(rate, channels)
        self._true_peak = TruePeakMeter(channels)
        self._peaks = Peaks()

    def add(self, block: Samples) -> None:
        """Measure the next block."""
        for taker in self.takers():
            taker(block)

    def takers(self) -> tuple[Taker, ...]:
        """Return what is to be given every block; they may work side by side."""
        return self._loudness.add, self._add_peaks

    def _add_peaks(self, block: Samples) -> None:
        self._samples += block.shape[1]
        self._true_peak.add(block)
        self._peaks.add(block)

    def measurement(self) -> Measurement:
        """Return what was measured; call it once, after the last block."""
        energies = self._loudness.energies()
        return Measurement(
            seconds=self._samples / self._rate,
            loudness=integrated(energies),
            loudness_range=loudness_range(energies),
            true_peak=decibels(self._true_peak.close()),
            peaks=self._peaks.heights(),
            levels=tenths(energies),
        )


class Image:
    """Where the sound of two channels is: in both, the same in both, or on one side alone."""

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

    def verdict(self) -> Literal["stereo", "mono", "left", "right"]:
        """Return where the sound is."""
        left, right = self._energy.tolist()
        if self._difference <= (left + right) * APART:
            return "mono"
        if right <= left * APART:
            return "left"
        return "right" if left <= right * APART else "stereo"


class Peaks:
    """The waveform's maxima over equal spans, coarser as the sound gets longer."""

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
        """Return at most 800 maxima, 0 to 255."""
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
    """Measure a recording, whatever its format; the file is only read.

    Raises AudioError for what is no audio, is shorter than 0.4 s or, unless `accept_damage`, has
    parts that can't be decoded. Silence is no error here: its loudness is -inf.
    """
    with closing(open_sound(path)) as sound, ThreadPoolExecutor(1) as aside:
        digest = aside.submit(_digest, path)
        meter, image = Meter(sound.rate, sound.channels), Image()
        _give(sound.blocks(), [*meter.takers(), image.add])
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
        image=image.verdict(),
    )


def measure_file(path: Path) -> Measurement:
    """Return what is measured of an encoded file, decoded again."""
    with closing(open_sound(path)) as sound:
        meter = Meter(sound.rate, sound.channels)
        _give(sound.blocks(), meter.takers())
    return meter.measurement()


def _give(blocks: Iterable[Samples], takers: Sequence[Taker]) -> None:
    """Give every block to all takers, side by side, while the next one is made."""
    with ThreadPoolExecutor(len(takers)) as pool, closing(ahead(blocks)) as following:
        for block in following:
            for done in [pool.submit(taker, block) for taker in takers]:
                done.result()


def ahead(blocks: Iterable[Samples]) -> Generator[Samples]:
    """Yield the blocks while a thread of its own makes the next one; close it before the source."""
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
        spans = [f"{_clock(loss.start)}-{_clock(loss.end)} ({loss.why})" for loss in losses[:5]]
        more = f" and {len(losses) - 5} more places" if len(losses) > len(spans) else ""
        raise AudioError(
            f"recording is damaged: audio lost at {', '.join(spans)}{more}",
            "Copy or export it again, or set `accept_damage: true` to publish the rest.",
        )


def _clock(seconds: float) -> str:
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(int(minutes), 60)
    return f"{hours}:{minutes:02}:{rest:04.1f}"

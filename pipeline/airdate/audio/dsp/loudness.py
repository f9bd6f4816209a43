"""Loudness by ITU-R BS.1770-5 and EBU R 128: K-weighting, gating, range.

Energies are mean squares of K-weighted samples over hops of 100 ms, summed over the channels
(left and right weigh 1 each). One channel is played by two speakers, so it counts twice: that is
FFmpeg's `ebur128=dualmono=true`, and a mono episode then sounds as loud as a stereo one.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from airdate.audio.dsp.blocks import hop_length, span_length
from airdate.audio.dsp.iir import Biquad, BlockFilter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from airdate.audio.dsp.blocks import Samples

Energies = npt.NDArray[np.float64]

OFFSET = -0.691  # BS.1770-5, Annex 1: a 997 Hz sine at 0 dBFS in one channel reads -3.01 LKFS
MOMENTARY = 4  # hops in a gating block of 400 ms, overlapping by 75 % (BS.1770-5, Annex 1)
SHORT_TERM = 30  # hops in 3 s (EBU Tech 3341)
ABSOLUTE_GATE = -70.0  # LUFS (BS.1770-5, Annex 1)
RELATIVE_GATE = -10.0  # LU below the level of what passed the absolute gate
RANGE_GATE = -20.0  # LU (EBU Tech 3342)
SILENT = -1000  # tenths of LU
RANGE_PERCENTILES = (10, 95)  # EBU Tech 3342


class LoudnessMeter:
    """Measures K-weighted energies of a stream of blocks, in 80 bytes for each second."""

    def __init__(self, rate: int, channels: int) -> None:
        self._filter = BlockFilter(k_weighting(rate), span_length(rate), channels)
        self._hop = hop_length(rate)
        self._speakers = 2 if channels == 1 else 1
        self._energies: list[Energies] = []

    def add(self, block: Samples) -> None:
        """Measure the next block; all but the last must be whole blocks of the grid."""
        weighted = self._filter(block)
        hops = block.shape[1] // self._hop
        by_hop = weighted[:, : hops * self._hop].reshape(len(block), hops, self._hop)
        squares = np.einsum("chn,chn->ch", by_hop, by_hop).astype(np.float64)
        self._energies.append(squares.sum(axis=0) * (self._speakers / self._hop))

    def energies(self) -> Energies:
        """Return the energy of each hop so far."""
        return np.concatenate(self._energies) if self._energies else np.zeros(0)


def k_weighting(rate: int) -> tuple[Biquad, Biquad]:
    """Return the head's shelf and the RLB high-pass of BS.1770-5, for any rate.

    The standard tabulates 48 kHz alone; these analogue prototypes give its coefficients there
    (B. De Man, "Evaluation of Implementations of the EBU R128 Loudness Measurement", AES 2018).
    """
    return _shelf(rate), _high_pass(rate, 38.13547087602444, 0.5003270373238773)


def _shelf(rate: int) -> Biquad:
    frequency, gain, q = 1681.974450955533, 3.999843853973347, 0.7071752369554196
    k = math.tan(math.pi * frequency / rate)
    high = 10 ** (gain / 20)
    band = high**0.4996667741545416
    norm = 1 + k / q + k * k
    return Biquad(
        b0=(high + band * k / q + k * k) / norm,
        b1=2 * (k * k - high) / norm,
        b2=(high - band * k / q + k * k) / norm,
        a1=2 * (k * k - 1) / norm,
        a2=(1 - k / q + k * k) / norm,
    )


def _high_pass(rate: int, frequency: float, q: float) -> Biquad:
    k = math.tan(math.pi * frequency / rate)
    norm = 1 + k / q + k * k
    # The standard leaves the numerator at 1, -2, 1: its gain above the corner is part of OFFSET.
    return Biquad(1.0, -2.0, 1.0, 2 * (k * k - 1) / norm, (1 - k / q + k * k) / norm)


def integrated(energies: Energies) -> float:
    """Compute integrated loudness in LUFS (ITU-R BS.1770-5, Annex 1, eqs. 2-7).

    energies: (hops,), K-weighted mean squares per 100 ms, summed over channels. Returns -inf if no
    block exceeds -70 LUFS.
    """
    blocks = _sliding_mean(energies, MOMENTARY)
    blocks = blocks[blocks > _energy(ABSOLUTE_GATE)]
    if not len(blocks):
        return -math.inf
    gate = float(blocks.mean()) * 10 ** (RELATIVE_GATE / 10)
    return level(float(blocks[blocks > gate].mean()))


def loudness_range(energies: Energies) -> float:
    """Compute the loudness range in LU (EBU Tech 3342); 0 for less than 3 s, or silence."""
    blocks = _sliding_mean(energies, SHORT_TERM)
    blocks = blocks[blocks > _energy(ABSOLUTE_GATE)]
    if not len(blocks):
        return 0.0
    gate = float(blocks.mean()) * 10 ** (RANGE_GATE / 10)
    low, high = np.percentile(blocks[blocks > gate], RANGE_PERCENTILES)
    return level(float(high)) - level(float(low))


def level(energy: float) -> float:
    """Convert an energy to LUFS; -inf for 0."""
    return OFFSET + 10 * math.log10(energy) if energy > 0 else -math.inf


def tenths(energies: Energies) -> tuple[int, ...]:
    """Convert energies to levels in tenths of LU; SILENT for silence."""
    levels = OFFSET + 10 * np.log10(np.maximum(energies, 1e-30))
    return tuple(np.maximum(np.rint(levels * 10), SILENT).astype(int).tolist())


def from_tenths(levels: Sequence[int]) -> Energies:
    """Convert levels in tenths of LU to energies."""
    tenth = np.asarray(levels, np.float64)
    return np.where(tenth <= SILENT, 0.0, 10 ** ((tenth / 10 - OFFSET) / 10))


def _energy(loudness: float) -> float:
    return 10 ** ((loudness - OFFSET) / 10)


def _sliding_mean(energies: Energies, width: int) -> Energies:
    if len(energies) < width:
        return np.zeros(0)
    # No running sums: after hours, their rounding error exceeds a whisper's energy.
    windows: Energies = np.lib.stride_tricks.sliding_window_view(energies, width)
    return np.asarray(windows.mean(axis=1))

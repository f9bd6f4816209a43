"""Takes rumble and DC away: a Butterworth high-pass of fourth order, 24 dB an octave."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from airdate.audio.dsp.blocks import span_length
from airdate.audio.dsp.iir import Biquad, BlockFilter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from airdate.audio.dsp.blocks import Samples

# The Qs of a Butterworth filter of order 4: 1 / (2 cos(π/8)), 1 / (2 cos(3π/8)).
QS = (0.541196100146197, 1.306562964876377)


def high_passed(
    blocks: Iterable[Samples], frequency: float, rate: int, channels: int
) -> Iterator[Samples]:
    """Yield the blocks without what lies below `frequency` (Hz, 3 dB down there)."""
    sections = [_section(frequency, q, rate) for q in QS]
    run = BlockFilter(sections, span_length(rate), channels)
    return (run(block) for block in blocks)


def _section(frequency: float, q: float, rate: int) -> Biquad:
    """Return one section (R. Bristow-Johnson, "Audio EQ Cookbook", https://w3.org/TR/audio-eq-cookbook)."""
    turn = 2 * math.pi * frequency / rate
    alpha, cosine = math.sin(turn) / (2 * q), math.cos(turn)
    a0 = 1 + alpha
    edge = (1 + cosine) / 2 / a0
    return Biquad(edge, -2 * edge, edge, -2 * cosine / a0, (1 - alpha) / a0)

"""Excerpts from all over a programme, mastered, encoded and decoded again before the whole is.

Limiter and encoder each take some loudness away, and the encoder adds to the peaks; how much
depends on the voices and the room. A minute tells it for an hour, within a tenth.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipeline.audio.decode import open_sound
from pipeline.audio.limiter import Activity, Setting, limit
from pipeline.audio.loudness import LoudnessMeter, level
from pipeline.audio.truepeak import TruePeakMeter, decibels

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from pipeline.audio.blocks import Samples
    from pipeline.audio.loudness import Energies
    from pipeline.audio.mp3 import Format

EXCERPTS = 24  # blocks of 3.2 s: five quarters of a minute
GATE = 10.0  # LU below the target: what is quieter hardly counts for loudness
SETTLE = 2  # hops at the start of each excerpt in which filters and encoder settle


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came out: loudness lost on the way in LU, and the true peak in dBTP."""

    lost: float
    true_peak: float


def run(
    excerpts: list[Samples],
    setting: Setting,
    form: Format,
    write: Callable[[Iterable[Samples], Format, Path], object],
    scratch: Path,
) -> Outcome:
    """Master and encode the excerpts into `scratch`, and return what they became."""
    write(limit(excerpts, setting, form.rate, Activity()), form, scratch)
    wanted, _ = _heard(excerpts, form)
    with closing(open_sound(scratch)) as sound:
        got, peak = _heard(sound.blocks(), form)
    wanted = wanted * 10 ** (setting.gain / 10)
    return Outcome(_lost(wanted, got[: len(wanted)]), decibels(peak))


def _heard(blocks: Iterable[Samples], form: Format) -> tuple[Energies, float]:
    loudness, peak = LoudnessMeter(form.rate, form.channels), TruePeakMeter(form.channels)
    for block in blocks:
        loudness.add(block)
        peak.add(block)
    return loudness.energies(), peak.close()


def _lost(wanted: Energies, got: Energies) -> float:
    loud = wanted[: len(got)] > wanted.mean() * 10 ** (-GATE / 10)
    loud &= np.arange(len(got)) % 32 >= SETTLE
    if not loud.any():
        return 0.0
    return level(float(wanted[: len(got)][loud].sum())) - level(float(got[loud].sum()))

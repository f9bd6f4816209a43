"""Pilot encodes: excerpts from all over a programme, limited, encoded and decoded again.

Limiter and encoder each take some loudness away, and the encoder raises peaks; how much depends on
the voices and the room. A minute predicts it for an hour, within a tenth of a LU.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from airdate.audio.dsp.blocks import HOPS
from airdate.audio.dsp.limiter import Activity, Setting, limit
from airdate.audio.dsp.loudness import LoudnessMeter, level
from airdate.audio.dsp.truepeak import TruePeakMeter, decibels
from airdate.audio.read.decode import open_sound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from airdate.audio.dsp.blocks import Samples
    from airdate.audio.dsp.loudness import Energies
    from airdate.audio.encode.mp3 import Format

EXCERPTS = 24  # blocks of 3.2 s: five quarters of a minute
FEWEST = 12
GATE = 10.0  # LU below the target: what is quieter hardly counts for loudness
SETTLE = 2  # hops at the start of each excerpt in which filters and encoder settle


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came out: loudness lost on the way in LU, and the true peak in dBTP."""

    lost: float
    true_peak: float


def run(
    excerpts: Iterable[Samples],
    setting: Setting,
    form: Format,
    write: Callable[[Iterable[Samples], Format, Path], object],
    scratch: Path,
) -> Outcome | None:
    """Limit and encode the excerpts into `scratch`, decode them, and compare.

    Returns None if there were too few of them.
    """
    meter = LoudnessMeter(form.rate, form.channels)
    write(limit(_metered(excerpts, meter), setting, form.rate, Activity()), form, scratch)
    wanted = meter.energies() * 10 ** (setting.gain / 10)
    if len(wanted) < FEWEST * HOPS:
        return None
    loudness, peak = LoudnessMeter(form.rate, form.channels), TruePeakMeter(form.channels)
    with closing(open_sound(scratch)) as sound:
        for block in _metered(sound.blocks(), loudness):
            peak.add(block)
    got = loudness.energies()
    return Outcome(_lost(wanted, got[: len(wanted)]), decibels(peak.close()))


def _metered(blocks: Iterable[Samples], meter: LoudnessMeter) -> Iterator[Samples]:
    for block in blocks:
        meter.add(block)
        yield block


def _lost(wanted: Energies, got: Energies) -> float:
    loud = wanted[: len(got)] > wanted.mean() * 10 ** (-GATE / 10)
    loud &= np.arange(len(got)) % HOPS >= SETTLE
    if not loud.any():
        return 0.0
    return level(float(wanted[: len(got)][loud].sum())) - level(float(got[loud].sum()))

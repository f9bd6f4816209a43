"""A gain over time, in dB for each 100 ms, applied to blocks without a step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from airdate.audio.dsp.blocks import HOPS_PER_SECOND, padded
from airdate.audio.dsp.limiter import apply
from airdate.audio.dsp.truepeak import GROUP

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from airdate.audio.dsp.blocks import Samples

Decibels = npt.NDArray[np.float64]


def with_curve(blocks: Iterable[Samples], curve: Decibels, rate: int) -> Iterator[Samples]:
    """Yield the blocks after the gains of `curve`, which hold at the middle of each 100 ms."""
    middles = (np.arange(len(curve)) + 0.5) / HOPS_PER_SECOND
    group = 0
    for block in blocks:
        whole = padded(block, GROUP)
        count = whole.shape[1] // GROUP
        times = np.arange(group, group + count + 1) * (GROUP / rate)
        edges = 10 ** (np.interp(times, middles, curve) / 20)
        yield apply(whole, edges.astype(np.float32))[:, : block.shape[1]]
        group += count

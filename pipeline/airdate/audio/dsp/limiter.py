"""A look-ahead true-peak limiter: the gain falls before a peak comes, and recovers after it.

It works on groups of 64 samples (1.4 ms). Each group needs some reduction in dB; that is held
ahead of a peak, ramped in, and let go at a steady rate. The gain at a group's edges is never
above what the groups on both sides need, so no peak passes, however short.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from airdate.audio.dsp.blocks import padded
from airdate.audio.dsp.truepeak import GROUP, REACH, group_peaks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from airdate.audio.dsp.blocks import Samples

# Groups by which the gain falls ahead of a peak: 5.8 ms at 44.1 kHz. Shorter clicks, longer is
# heard as a dip before plosives.
ATTACK = 4
# Recovery in dB a second: 6 dB take 100 ms, about a syllable, so that vowels are not distorted
# by a gain that follows each of their waves. Where that keeps everything down (a click each
# tenth of a second), it may be FASTEST: its distortion is less audible than the loss of loudness.
RELEASE = 60.0
FASTEST = 2000.0
# A Hann window smooths the ramp: corners in the gain would be heard as clicks.
RAMP = np.hanning(ATTACK + 3)[1:-1] / np.hanning(ATTACK + 3)[1:-1].sum()
AUDIBLE = 0.1  # dB: less reduction than this is not counted as activity


@dataclass(frozen=True, slots=True)
class Setting:
    """A gain in dB, and the limiter after it: ceiling in dBTP, release in dB a second."""

    gain: float
    ceiling: float
    release: float = RELEASE


@dataclass(slots=True)
class Activity:
    """What a limiter did: the most that it took away in dB, and in which share of the time."""

    most: float = 0.0
    active: int = 0
    groups: int = 0

    def add(self, reduction: Samples) -> None:
        """Count the reduction (dB) of some more groups."""
        self.most = max(self.most, float(reduction.max(initial=0)))
        self.active += int((reduction > AUDIBLE).sum())
        self.groups += len(reduction)

    @property
    def share(self) -> float:
        """The share of the time in which it was at work."""
        return self.active / self.groups if self.groups else 0.0


def limit(
    blocks: Iterable[Samples], setting: Setting, rate: int, activity: Activity
) -> Iterator[Samples]:
    """Apply the gain, then limit true peaks to the ceiling.

    blocks: float32 (channels, samples), consecutive; rate in Hz. Yields the same shapes, in order.
    Updates `activity`.
    """
    curve = _Curve(setting, rate)
    factor = np.float32(10 ** (setting.gain / 20))
    waiting: list[tuple[Samples, int]] = []
    for left, block, right in _with_neighbours(blocks):
        whole = padded(block, GROUP)
        curve.add(whole, left, right)
        waiting.append((whole, block.shape[1]))
        while waiting and curve.reaches(waiting[0][0].shape[1] // GROUP):
            yield _next_limited(waiting, curve, factor, activity)
    curve.close()
    while waiting:
        yield _next_limited(waiting, curve, factor, activity)


def _next_limited(
    waiting: list[tuple[Samples, int]], curve: _Curve, factor: np.float32, activity: Activity
) -> Samples:
    block, length = waiting.pop(0)
    reduction = curve.take(block.shape[1] // GROUP)
    activity.add(reduction[:-1])
    return apply(block, factor * np.power(10, -reduction / 20, dtype=np.float32))[:, :length]


def apply(block: Samples, edges: Samples) -> Samples:
    """Return the block times a gain that is linear between the edges of its groups."""
    ramp = np.arange(GROUP, dtype=np.float32) / GROUP
    curve = edges[:-1, None] + np.diff(edges)[:, None] * ramp
    return block * curve.astype(np.float32).reshape(-1)


class _Curve:
    """The reduction over time, in dB at the edges of groups."""

    def __init__(self, setting: Setting, rate: int) -> None:
        # The highest true peak, before the gain, that may pass as it is.
        self._floor = 10 ** ((setting.ceiling - setting.gain) / 20)
        self._fall = setting.release * GROUP / rate
        self._last = 0.0
        # What was needed, and let go since; it starts with the past that the first ramp sees.
        self._held = np.zeros(ATTACK + 1, np.float64)

    def add(self, block: Samples, left: Samples, right: Samples) -> None:
        over = group_peaks(block, left, right, self._floor) / self._floor
        need = 20 * np.log10(np.maximum(over, 1.0))
        steps = self._fall * np.arange(1, len(need) + 1)
        held = np.maximum(np.maximum.accumulate(need + steps), self._last) - steps
        self._last = float(held[-1])
        self._held = np.concatenate([self._held, held])

    def close(self) -> None:
        """Add a future without peaks, for the last ramp to see."""
        self._held = np.concatenate([self._held, np.zeros(ATTACK + 1)])

    def reaches(self, groups: int) -> bool:
        """Whether enough groups ahead were added to take the next ones."""
        return len(self._held) >= groups + 2 * ATTACK + 2

    def take(self, groups: int) -> Samples:
        """Return the reduction at the edges of the next groups: one more than there are."""
        # The edge before group i ramps over what is held around the groups i-ATTACK to i, each of
        # which looks from one group back to ATTACK groups ahead.
        held = self._held[: groups + 2 * ATTACK + 2]
        around = np.lib.stride_tricks.sliding_window_view(held, ATTACK + 2).max(axis=1)
        self._held = self._held[groups:]
        return np.convolve(around, RAMP, mode="valid").astype(np.float32)


def _with_neighbours(blocks: Iterable[Samples]) -> Iterator[tuple[Samples, Samples, Samples]]:
    """Yield each block with the REACH samples before and after it."""
    before: Samples | None = None
    block: Samples | None = None
    for after in blocks:
        if block is not None:
            yield _left(before, block), block, _right(block, after)
            before = block
        block = after
    if block is not None:
        yield _left(before, block), block, _right(block, None)


def _left(before: Samples | None, block: Samples) -> Samples:
    silence = np.zeros((len(block), REACH), np.float32)
    return silence if before is None else before[:, -REACH:]


def _right(block: Samples, after: Samples | None) -> Samples:
    following = np.zeros((len(block), REACH), np.float32)
    # A block that is no whole number of groups is padded with silence, then followed by it.
    if after is not None and block.shape[1] % GROUP == 0:
        head = after[:, :REACH]
        following[:, : head.shape[1]] = head
    return following

"""Separate tracks for each speaker: brought to one loudness, gated against crosstalk, and mixed.

A microphone also records the other speakers, later and duller: in the mix, that sounds like a
bathroom. So a track is turned down while its speaker is silent. The speakers' turns are a
by-product. Pure.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from airdate.audio.dsp.blocks import HOPS_PER_SECOND
from airdate.audio.dsp.leveller import Levelling, Marks, find_speech, level_out
from airdate.audio.dsp.loudness import from_tenths, integrated, tenths
from airdate.model import Turn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from airdate.audio.dsp.gain_curve import Decibels
    from airdate.audio.dsp.loudness import Energies

# Crosstalk comes at least this much quieter than on the speaker's own track.
OWN = 6.0  # dB
# A silent speaker's track is turned down so far: crosstalk vanishes, and the room does not.
CLOSED = -15.0  # dB
HOLD = 3  # hops of 100 ms for which a gate opens early and closes late
BREATH = 10  # hops: a turn goes on after a shorter stop
SHORTEST_TURN = 3  # hops
COMMON = -23.0  # LUFS that all tracks are brought to before the mix; the master's gain follows


def mix(
    all_levels: Sequence[tuple[int, ...]], *, levelled: bool
) -> tuple[tuple[Decibels, ...], Energies, tuple[Turn, ...]]:
    """Return each track's gain in dB per hop, the energies of the mix, and the turns.

    all_levels: a tuple per track, tenths of LU per 100 ms.
    """
    length = max(map(len, all_levels))
    energies = [np.pad(from_tenths(levels), (0, length - len(levels))) for levels in all_levels]
    alike = [energy * 10 ** ((COMMON - integrated(energy)) / 10) for energy in energies]
    speaking = [_speaking(number, energies, alike) for number in range(len(energies))]
    opened = [_opened(marks) for marks in speaking]
    gated = [
        _own_gain(np.where(gate, energy, 0.0), levelled=levelled) + np.where(gate, 0.0, CLOSED)
        for gate, energy in zip(opened, energies, strict=True)
    ]
    mixed = sum(
        (energy * 10 ** (curve / 10) for energy, curve in zip(energies, gated, strict=True)),
        np.zeros(length),
    )
    return tuple(gated), mixed, _turns(speaking)


def levelling(curves: Sequence[Decibels], note: str) -> Levelling:
    """Return the tracks' gains as a mastering report shows them."""
    return Levelling(np.concatenate(curves), (), note)


def _speaking(number: int, energies: Sequence[Energies], aligned: Sequence[Energies]) -> Marks:
    """Mark the hops in which the track's own speaker talks, rather than the others."""
    others = [energy for other, energy in enumerate(aligned) if other != number]
    loudest = np.max(others, axis=0) if others else np.zeros(len(aligned[number]))
    own = find_speech(energies[number]) & (aligned[number] > loudest * 10 ** (-OWN / 10))
    return np.asarray(own)


def _opened(speaking: Marks) -> Marks:
    return np.asarray(np.convolve(speaking, np.ones(2 * HOLD + 1), mode="same") > 0)


def _own_gain(energies: Energies, *, levelled: bool) -> Decibels:
    """Compute the gain in dB per hop that brings the track's own speech to COMMON."""
    own = level_out(tenths(energies)).curve if levelled else np.zeros(len(energies))
    loudness = integrated(energies * 10 ** (own / 10))
    return own + (COMMON - loudness if np.isfinite(loudness) else 0.0)


def _turns(speaking: Sequence[Marks]) -> tuple[Turn, ...]:
    turns = []
    for track, marks in enumerate(speaking):
        where = np.flatnonzero(marks)
        if not len(where):
            continue
        breaks = np.flatnonzero(np.diff(where) > BREATH) + 1
        for start, end in pairwise([0, *breaks.tolist(), len(where)]):
            first, last = int(where[start]), int(where[end - 1]) + 1
            if last - first >= SHORTEST_TURN:
                turns.append(Turn(first / HOPS_PER_SECOND, last / HOPS_PER_SECOND, track))
    return tuple(sorted(turns, key=lambda turn: (turn.start, turn.track)))

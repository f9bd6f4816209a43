"""Brings host and guest to one loudness, phrase by phrase.

It works on the measured K-weighted levels of each 100 ms: speech is separated from pauses, and cut
into phrases at pauses and where the level steps (another speaker). Each phrase gets one gain, and
pauses no more than leaves the room's noise where it was. Gains change only in pauses, or within
200 ms where one speaker follows another without any. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from airdate.audio.dsp.loudness import from_tenths, integrated

if TYPE_CHECKING:
    from airdate.audio.dsp.gain_curve import Decibels
    from airdate.audio.dsp.loudness import Energies

Marks = npt.NDArray[np.bool_]

# Speech lies between the noise (10th percentile) and the loudest syllables (95th): the line is
# drawn at this share of the way, and never further than MOST_BELOW under the loudest.
LINE = 0.4
MOST_BELOW = 30.0  # LU: consonants of a guest 10 LU below the host
PAUSE = 3  # hops of 100 ms: shorter stops belong to a phrase (plosives, breath)
SHORT = 6  # hops: "mm-hm" and the like take their neighbours' gain
SPREAD = 12.0  # LU between pauses and syllables in any talk; less is hiss, or music
STEP = 5.0  # LU between two spans of speech that mean another speaker
STEP_SPAN = 15  # hops on either side: 1.5 s hold several syllables
# The share of the way to one loudness that is gone: 10 LU become 1, and a voice stays alive.
STRENGTH = 0.9
MOST_GAIN, LEAST_GAIN = 15.0, -15.0  # dB
# By how much noise in pauses may come closer to the speech: half of an audible change of 3 dB.
LIFT = 1.5  # dB
# Talk is full of pauses. Music, and speech over music, is not: such is left alone.
FEWEST_PAUSES = 0.04  # of all hops


@dataclass(frozen=True, slots=True)
class Phrase:
    """Hops `start` to before `end` of one speaker, and their level in LUFS."""

    start: int
    end: int
    level: float


@dataclass(frozen=True, slots=True)
class Levelling:
    """The gain in dB for each hop, the phrases, and a note: "on", or why it is off."""

    curve: Decibels
    phrases: tuple[Phrase, ...]
    note: str


def level_out(levels: tuple[int, ...]) -> Levelling:
    """Return the gains that bring all phrases to one loudness; flat if this is no speech."""
    energies = from_tenths(levels)
    speech = find_speech(energies)
    flat = np.zeros(len(energies))
    if not speech.any():
        return Levelling(flat, (), "off: nothing that sounds like speech")
    if speech[np.flatnonzero(speech)[0] :].mean() > 1 - FEWEST_PAUSES:
        return Levelling(flat, (), "off: no pauses, so this is music rather than talk")
    phrases = find_phrases(energies, speech)
    gains = phrase_gains(phrases)
    return Levelling(gain_curve(energies, phrases, gains), phrases, "on")


def find_speech(energies: Energies) -> Marks:
    """Mark the hops that contain speech.

    energies: (hops,), 100 ms each. All False if levels spread over less than 12 dB.
    """
    levels = 10 * np.log10(np.maximum(energies, 1e-10))
    audible = levels[levels > -90]  # noqa: PLR2004 — digital silence is not the room's noise
    if not len(audible):
        return np.zeros(len(levels), np.bool_)
    noise, loud = np.percentile(audible, (10, 95))
    if loud - noise < SPREAD:
        return np.zeros(len(levels), np.bool_)
    line = max(noise + LINE * (loud - noise), loud - MOST_BELOW)
    return np.asarray(levels > line)


def find_phrases(energies: Energies, speech: Marks) -> tuple[Phrase, ...]:
    """Cut speech into phrases: at pauses, and where the level steps."""
    where = np.flatnonzero(speech)
    breaks = np.flatnonzero(np.diff(where) > PAUSE)
    starts = where[np.concatenate([[0], breaks + 1])]
    ends = where[np.concatenate([breaks, [len(where) - 1]])] + 1
    found = []
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        edges = [start, *_steps(energies, speech, start, end), end]
        found += [_phrase(energies, speech, *span) for span in pairwise(edges)]
    return tuple(found)


def _steps(energies: Energies, speech: Marks, start: int, end: int) -> list[int]:
    """Return where the level steps between `start` and `end`, the greatest steps first found."""
    if end - start < 2 * STEP_SPAN:
        return []
    inner = np.arange(start + STEP_SPAN // 2, end - STEP_SPAN // 2)
    weighed = np.where(speech, energies, 0.0)
    sums = np.concatenate([[0.0], np.cumsum(weighed[start:end])])
    counts = np.concatenate([[0], np.cumsum(speech[start:end])])
    low, high = (
        np.maximum(inner - STEP_SPAN, start) - start,
        np.minimum(inner + STEP_SPAN, end) - start,
    )
    at = inner - start
    before = (sums[at] - sums[low]) / np.maximum(counts[at] - counts[low], 1)
    after = (sums[high] - sums[at]) / np.maximum(counts[high] - counts[at], 1)
    steps = np.abs(10 * np.log10(np.maximum(before, 1e-12) / np.maximum(after, 1e-12)))
    best = int(np.argmax(steps))
    if steps[best] < STEP:
        return []
    cut = int(inner[best])
    return [*_steps(energies, speech, start, cut), cut, *_steps(energies, speech, cut, end)]


def _phrase(energies: Energies, speech: Marks, start: int, end: int) -> Phrase:
    voiced = energies[start:end][speech[start:end]]
    mean = float(voiced.mean()) if len(voiced) else float(energies[start:end].mean())
    return Phrase(start, end, 10 * float(np.log10(max(mean, 1e-12))))


def phrase_gains(phrases: tuple[Phrase, ...]) -> Decibels:
    """Return the gain in dB of each phrase."""
    levels = np.array([phrase.level for phrase in phrases])
    lengths = np.array([phrase.end - phrase.start for phrase in phrases])
    middle = _weighted_median(levels, lengths)
    gains = np.clip((middle - levels) * STRENGTH, LEAST_GAIN, MOST_GAIN)
    for n in np.flatnonzero(lengths < SHORT):
        around = gains[max(0, n - 1) : n + 2]
        longer = around[lengths[max(0, n - 1) : n + 2] >= SHORT]
        if len(longer):
            gains[n] = np.clip(gains[n], longer.min(), longer.max())
    return np.asarray(gains)


def _weighted_median(values: Decibels, weights: Decibels) -> float:
    order = np.argsort(values)
    sums = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(sums, sums[-1] / 2)])


def gain_curve(energies: Energies, phrases: tuple[Phrase, ...], gains: Decibels) -> Decibels:
    """Return the gain of each hop: one for each phrase, and quiet pauses between."""
    curve = np.full(len(energies), np.nan)
    for phrase, gain in zip(phrases, gains, strict=True):
        curve[phrase.start : phrase.end] = gain
    inside = np.flatnonzero(~np.isnan(curve))
    spoken = np.interp(np.arange(len(curve)), inside, curve[inside])
    louder = integrated(energies * 10 ** (spoken / 10)) - integrated(energies)
    # The hops next to a phrase keep its gain: they hold its onset and its last breath.
    pause = np.isnan(curve)
    pause[1:] &= np.isnan(curve[:-1])
    pause[:-1] &= np.isnan(curve[1:])
    spoken[pause] = np.minimum(spoken[pause], louder + LIFT)
    return np.asarray(spoken)

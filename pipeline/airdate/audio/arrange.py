"""Measured recordings → a programme: trimmed, levelled, gated, with intro and outro.

Pure but for the intro and outro, which are measured here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from airdate.audio.dsp.blocks import HOPS_PER_SECOND, engine_rate
from airdate.audio.dsp.leveller import Levelling, level_out
from airdate.audio.dsp.loudness import from_tenths, integrated
from airdate.audio.meter import measure
from airdate.audio.programme import Clip, Programme, Voice
from airdate.audio.tracks import levelling, mix
from airdate.model import Timeline

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from airdate.audio.dsp.loudness import Energies
    from airdate.model import ProcessingSettings, Recording, Turn

# Silence at head and tail lies this far below the speech …
SILENCE = -35.0  # LU
# … and is cut down to these lengths: speech needs some air around it.
HEAD, TAIL = 0.5, 1.0  # seconds
LEAST_CUT = 0.5  # seconds: less is left alone
QUIETEST = -80.0  # LUFS: the noise assumed where all is digital silence


@dataclass(frozen=True, slots=True)
class Prepared:
    """A programme, with the leveller's gains and the speakers' turns."""

    programme: Programme
    levelling: Levelling
    turns: tuple[Turn, ...] = ()


def prepare(
    tracks: Sequence[tuple[Path, Recording]],
    treatment: ProcessingSettings,
    intro: Path | None = None,
    outro: Path | None = None,
) -> Prepared:
    """Plan the programme of one recording, or of a track for each speaker, mixed."""
    if len(tracks) > 1:
        curves, energies, turns = mix(
            [recording.measurement.levels for _, recording in tracks], levelled=treatment.leveller
        )
        found = levelling(curves, "on, and tracks mixed" if treatment.leveller else "off")
    else:
        recording = tracks[0][1]
        levels = recording.measurement.levels
        found = level_out(levels) if treatment.leveller else flat(levels)
        curves, turns = (found.curve,), ()
        energies = from_tenths(levels) * 10 ** (found.curve / 10) * speakers(recording)
    voices = tuple(
        Voice(path, recording.channel_layout, curve, noise(recording.measurement.levels))
        for (path, recording), curve in zip(tracks, curves, strict=True)
    )
    programme = _framed(voices, energies, tracks, treatment, intro, outro)
    return Prepared(programme, found, turns)


def flat(levels: Sequence[int]) -> Levelling:
    """Return what the leveller does when it is off."""
    return Levelling(np.zeros(len(levels)), (), "off")


def speakers(recording: Recording) -> float:
    """Return the energy's factor when both loudspeakers play what was on one side alone."""
    return 2.0 if recording.channel_layout in {"left", "right"} and recording.channels > 1 else 1.0


def noise(levels: Sequence[int]) -> float:
    """Estimate the noise of the room in LUFS: the 10th percentile of levels."""
    audible = [level for level in levels if level > QUIETEST * 10]
    return float(np.percentile(audible, 10)) / 10 if audible else QUIETEST


def span(energies: Energies, seconds: float, treatment: ProcessingSettings) -> tuple[float, float]:
    """Return start and end, in seconds, of the part of a recording that is published."""
    threshold = 10 ** ((integrated(energies) + SILENCE) / 10)
    loud = np.flatnonzero(energies > threshold)
    if not treatment.trim or not len(loud):
        return 0.0, seconds
    start = loud[0] / HOPS_PER_SECOND - HEAD
    end = (loud[-1] + 1) / HOPS_PER_SECOND + TAIL
    return (
        float(start) if start >= LEAST_CUT else 0.0,
        float(end) if end <= seconds - LEAST_CUT else seconds,
    )


def _framed(
    voices: tuple[Voice, ...],
    energies: Energies,
    tracks: Sequence[tuple[Path, Recording]],
    treatment: ProcessingSettings,
    intro: Path | None,
    outro: Path | None,
) -> Programme:
    """Return the programme, cut, with intro and outro at the loudness of the speech."""
    recordings = [recording for _, recording in tracks]
    length = max(recording.measurement.seconds for recording in recordings)
    start, end = span(energies, length, treatment)
    spoken = energies[round(start * HOPS_PER_SECOND) : math.ceil(end * HOPS_PER_SECOND)]
    loudness = integrated(spoken)
    before, before_energies = _clip(intro, loudness)
    after, after_energies = _clip(outro, loudness)
    at = max(0.0, before.seconds - treatment.crossfade) if before else 0.0
    rest = max(0.0, after.seconds - treatment.crossfade) if after else 0.0
    overlap = round(treatment.crossfade * HOPS_PER_SECOND)
    return Programme(
        voices=voices,
        intro=before,
        outro=after,
        treatment=treatment,
        channels=2 if any(recording.channel_layout == "stereo" for recording in recordings) else 1,
        rate=engine_rate(recordings[0].rate),
        timeline=Timeline(start=start, end=end, at=at, seconds=at + end - start + rest),
        energies=np.concatenate(
            [before_energies[: -overlap or None], spoken, after_energies[overlap:]]
        ),
    )


def _clip(path: Path | None, loudness: float) -> tuple[Clip | None, Energies]:
    if path is None:
        return None, np.zeros(0)
    measurement = measure(path).measurement
    gain = loudness - measurement.loudness if np.isfinite(measurement.loudness) else 0.0
    energies = from_tenths(measurement.levels) * 10 ** (gain / 10)
    return Clip(path, gain, measurement.seconds), energies

"""Mastering reports, as JSON and as a drawing: the audio before, the processing, the audio after.

The drawing is an SVG of the waveform, before in grey and after in the site's colour, with loudness
over time as a line over each; its label has the figures in words.
"""

from __future__ import annotations

import json
import math
from functools import lru_cache
from operator import add
from typing import TYPE_CHECKING, Any

import numpy as np

from airdate.audio.dsp.loudness import from_tenths

if TYPE_CHECKING:
    from airdate.model import MasteringReport, Measurement

WIDTH, HALF = 800, 60  # units: one bar for each peak, and half the height of a waveform
POINTS = 200  # of the loudness line
QUIETEST, LOUDEST = -50.0, -5.0  # LUFS at the bottom and at the top of a waveform
SHORT_TERM = 30  # hops of 100 ms, as EBU Tech 3341 smooths loudness over time


def as_json(report: MasteringReport) -> bytes:
    """Serialize a report, rounded to what can be heard or seen."""
    line = report.timeline
    figures: dict[str, Any] = {
        "before": _figures(report.before),
        "done": {
            "wanted_lufs": report.wanted,
            "gain_db": round(report.gain, 2),
            "ceiling_dbtp": round(report.ceiling, 2),
            "limiter_most_db": round(report.limiter_most, 1),
            "limiter_active_percent": round(report.limiter_share * 100, 1),
            "leveller": report.leveller_note,
            "leveller_db": [round(gain, 1) for gain in report.levelled or ()],
            "cut_at_head_seconds": round(line.start, 3),
            "cut_at_tail_seconds": round(max(0.0, report.before.seconds - line.end), 3),
            "interview_begins_seconds": round(line.at, 3),
            "encoder": report.encoder,
            "tries": report.tries,
        },
        "after": _figures(report.after),
        "turns": [[turn.start, turn.end, turn.track] for turn in report.turns],
    }
    return (json.dumps(figures, indent=1) + "\n").encode()


def as_svg(report: MasteringReport, accent: str) -> bytes:
    """Draw both waveforms with their loudness over time, as an SVG of 800 × 240 units."""
    before, after = report.before, report.after
    words = (
        f"Before: {_lufs(before.loudness)}, range {before.loudness_range:.1f} LU. "
        f"After: {_lufs(after.loudness)}, range {after.loudness_range:.1f} LU."
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {4 * HALF}" role="img"'
        f' aria-label="{words}"><title>{words}</title>'
        f"{_waveform(before, HALF, '#8a8f98')}{_waveform(after, 3 * HALF, accent)}</svg>\n"
    ).encode()


def _figures(measurement: Measurement) -> dict[str, float | None]:
    return {
        "seconds": round(measurement.seconds, 3),
        "loudness_lufs": _finite(measurement.loudness),
        "loudness_range_lu": round(measurement.loudness_range, 1),
        "true_peak_dbtp": _finite(measurement.true_peak),
    }


def _finite(value: float) -> float | None:
    return round(value, 2) if math.isfinite(value) else None


def _lufs(value: float) -> str:
    return f"{value:.1f} LUFS" if math.isfinite(value) else "silent"


def _waveform(measurement: Measurement, middle: int, colour: str) -> str:
    count = len(measurement.peaks)
    starts, bars = _bar_starts(count), _bars(middle)
    path = "".join(map(add, starts, (bars[peak] for peak in measurement.peaks)))
    points = " ".join(f"{x:.1f},{middle + y:.1f}" for x, y in _loudness_line(measurement))
    return (
        f'<path d="{path}" stroke="{colour}" stroke-width="{WIDTH / max(count, 1) * 0.7:.2f}"/>'
        f'<polyline points="{points}" fill="none" stroke="#c2410c" stroke-width="1.5"/>'
    )


# Most waveforms have as many bars, and a peak is one of 256: the text of each is made once.
@lru_cache(maxsize=16)
def _bar_starts(count: int) -> tuple[str, ...]:
    return tuple(f"M{n * WIDTH / count:.1f} " for n in range(count))


@lru_cache(maxsize=4)
def _bars(middle: int) -> tuple[str, ...]:
    heights = (peak * (HALF - 2) / 255 for peak in range(256))
    return tuple(f"{middle - height:.1f}v{2 * height:.1f}" for height in heights)


def _loudness_line(measurement: Measurement) -> list[tuple[float, float]]:
    """Compute the short-term loudness as points; y is negative above the middle."""
    energies = from_tenths(measurement.levels)
    if not len(energies):
        return []
    kernel = np.ones(min(SHORT_TERM, len(energies)))
    smooth = np.convolve(energies, kernel / len(kernel), mode="same")
    places = np.linspace(0, len(smooth) - 1, min(POINTS, len(smooth))).astype(int)
    levels = 10 * np.log10(np.maximum(smooth[places], 1e-10))
    share = np.clip((levels - QUIETEST) / (LOUDEST - QUIETEST), 0, 1)
    heights = HALF - 2 - share * (2 * HALF - 4)
    return list(zip((places / len(smooth) * WIDTH).tolist(), heights.tolist(), strict=True))

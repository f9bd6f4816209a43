"""An interview to a rendition: gain, limiter, dither, encoder; then decoded again and corrected.

What counts is the published file as it is heard, so each try is decoded and measured, and what
it misses is put right in the next one.
"""

from __future__ import annotations

import math
import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from pipeline.audio.crc16 import crc16
from pipeline.audio.decode import open_sound
from pipeline.audio.dither import quantise
from pipeline.audio.errors import AudioError
from pipeline.audio.limiter import Activity, FixedGain, limit
from pipeline.audio.meter import Meter, ahead
from pipeline.audio.mp3 import Format, frame_starts, info_frame, info_length
from pipeline.audio.splice import encode_chunked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from pipeline.audio.blocks import Samples
    from pipeline.audio.dither import Pcm
    from pipeline.model import Measurement, Recipe, Recording

# The encoder adds to the peaks: so much below the wanted ceiling the limiter starts out.
HEADROOM = 0.5  # dB; MP3 at 128 kbit/s raised true peaks of speech by 0.2 to 0.6 dB
# Other meters look at other points between the samples: they may read this much higher.
METER_SPREAD = 0.1  # dB
CLOSE_ENOUGH = 0.2  # LU: half of what listeners can tell, and within the ±0.3 that is promised
TRIES = 6
FINEST_STEP = (
    100  # steps in a dB: gains are whole hundredths, so that rounding is the same anywhere
)


@dataclass(frozen=True, slots=True)
class Setting:
    """What one try uses: a gain in dB, and the limiter's ceiling in dBTP."""

    gain: float
    ceiling: float


@dataclass(frozen=True, slots=True)
class _Job:
    path: Path
    recording: Recording
    recipe: Recipe

    @property
    def channels(self) -> int:
        return 2 if self.recording.image == "stereo" else 1

    @property
    def bitrate(self) -> int:
        rendition = self.recipe.rendition
        return rendition.bitrate_stereo if self.channels > 1 else rendition.bitrate_mono


def master(
    path: Path,
    recording: Recording,
    recipe: Recipe,
    out: Path,
    progress: Callable[[float], None],
) -> Measurement:
    """Write the rendition that `recipe` asks for, without tags; return what was measured of it.

    `out` appears whole or not at all; `path` is only read. `progress` is told the share done, 0
    to 1. Raises AudioError for silence, and for what can't be decoded.
    """
    if recording.measurement.loudness == -math.inf:
        raise AudioError(
            "it is silent: there is nothing to make louder",
            "check that the right track was recorded, and export it again",
        )
    part = out.with_name(out.name + ".part")
    try:
        measurement = _best(_Job(path, recording, recipe), part, progress)
        part.replace(out)
    finally:
        with suppress(FileNotFoundError):
            part.unlink()
    progress(1.0)
    return measurement


def _best(job: _Job, part: Path, progress: Callable[[float], None]) -> Measurement:
    """Try until the file is close enough, and leave the last try in `part`."""
    recording, recipe = job.recording, job.recipe
    heard = recording.measurement.loudness + _mono_gain(recording)
    setting = Setting(_step(recipe.loudness - heard), recipe.true_peak - HEADROOM)
    for _ in range(TRIES):
        _encode(job, setting, part, progress)
        measurement = _measure(part)
        following = corrected(setting, measurement, recipe)
        if following == setting:
            break
        setting = following
    return measurement


def corrected(setting: Setting, measurement: Measurement, recipe: Recipe) -> Setting:
    """Return what to try next; the same setting if the file is as it should be."""
    miss = recipe.loudness - measurement.loudness
    over = measurement.true_peak - (recipe.true_peak - METER_SPREAD)
    if abs(miss) <= CLOSE_ENOUGH and over <= 0:
        return setting
    return replace(
        setting,
        gain=_step(setting.gain + miss),
        ceiling=_step(setting.ceiling - over - METER_SPREAD) if over > 0 else setting.ceiling,
    )


def _encode(job: _Job, setting: Setting, part: Path, progress: Callable[[float], None]) -> None:
    recording = job.recording
    with closing(open_sound(job.path)) as sound:
        form = Format(sound.rate, job.channels, job.bitrate)
        heard = (select(block, recording.image) for block in ahead(sound.blocks()))
        limited = limit(heard, FixedGain(setting.gain), setting.ceiling, sound.rate, Activity())
        pcm = _quantised(limited, recording.measurement.seconds * sound.rate, progress)
        write_mp3(pcm, form, part)


def _quantised(
    blocks: Iterable[Samples], expected: float, progress: Callable[[float], None]
) -> Iterator[Pcm]:
    done = 0
    for number, block in enumerate(blocks):
        yield quantise(block, number)
        done += block.shape[1]
        progress(min(0.99, done / max(expected, 1)))


def write_mp3(pcm: Iterable[Pcm], form: Format, out: Path) -> None:
    """Encode on all cores, and write frames and header to `out`."""
    samples = frames = size = crc = 0

    def counted() -> Iterator[Pcm]:
        nonlocal samples
        for part in pcm:
            samples += len(part)
            yield part

    workers = os.cpu_count() or 1
    with ThreadPoolExecutor(workers) as pool, out.open("wb") as file:
        file.write(bytes(info_length(form)))
        for data in encode_chunked(counted(), form, pool, workers + 1):
            file.write(data)
            crc = crc16(data, crc)
            size += len(data)
            frames += len(frame_starts(data)) - 1
        file.seek(0)
        file.write(info_frame(form, frames, size, samples, crc))


def select(block: Samples, image: str) -> Samples:
    """Return the channels that are published: both, or the one that carries the sound."""
    if image == "stereo" or len(block) == 1:
        return block
    if image == "mono":
        return np.asarray(np.mean(block, axis=0, keepdims=True))
    return block[:1] if image == "left" else block[1:]


def _mono_gain(recording: Recording) -> float:
    """Return by how much a recording of one side gets louder when both speakers play it, in LU."""
    return 10 * math.log10(2) if recording.image in {"left", "right"} else 0.0


def _measure(path: Path) -> Measurement:
    with closing(open_sound(path)) as sound:
        meter = Meter(sound.rate, sound.channels)
        for block in ahead(sound.blocks()):
            meter.add(block)
    return meter.measurement()


def _step(decibels: float) -> float:
    return round(decibels * FINEST_STEP) / FINEST_STEP

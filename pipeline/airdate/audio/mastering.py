"""An interview to renditions: gain, limiter, encoder; then decoded again, measured and corrected.

What counts is the published file, decoded. So excerpts are encoded first, the whole is decoded and
measured afterwards, and another try corrects what it misses.
"""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from airdate.audio.arrange import prepare
from airdate.audio.dsp.limiter import FASTEST, RELEASE, Activity, Setting, limit
from airdate.audio.dsp.loudness import LoudnessMeter, integrated
from airdate.audio.encode import pilot_encode
from airdate.audio.encode.formats import encoder_name, format_of, pilot_writer, publish
from airdate.audio.meter import measure
from airdate.audio.programme import spread
from airdate.errors import AudioError
from airdate.files import replacing
from airdate.model import MasteringReport

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from airdate.audio.arrange import Prepared
    from airdate.audio.dsp.blocks import Samples
    from airdate.audio.encode.mp3 import Format
    from airdate.audio.programme import Programme
    from airdate.model import Measurement, Recipe, Recording

# How far below the wanted ceiling the limiter starts, since the encoder raises peaks.
HEADROOM = 0.5  # dB; MP3 at 128 kbit/s raised true peaks of speech by 0.2 to 0.6 dB
# By how much the highest peak of all may exceed the highest of a few excerpts.
UNSEEN = 0.3  # dB
# Other meters interpolate other points between the samples: they may read this much higher.
METER_SPREAD = 0.1  # dB
CLOSE_ENOUGH = 0.15  # LU, half of the 0.3 that is promised: meters differ, and round to a tenth
# A limiter that gives less than this share of each dB of gain keeps everything down.
STUCK = 0.5
# The share of a dB of gain that arrives, until tries have shown it; and the least assumed.
USUAL, LEAST = 0.9, 0.05
# Room between peaks and ceiling that is used first where loudness is missing.
ROOM = 0.3  # dB
FASTER = 4.0  # by which its release is then quickened
MOST_STEP = 8.0  # dB of gain from one try to the next
# LU that each encoder takes away from speech; the first setting makes up for it.
TYPICAL_LOSS = {"mp3": 0.45, "m4a": 0.05, "opus": 0.1}
LOST_IN_LIMITER = 0.2  # LU: from here on, another pilot is encoded, for a limiter is not linear
MISSED_IN_LIMITER = 0.05  # LU: from here on, a short programme is limited once more
PILOTS = 3
TRIES = 12
# Steps in a dB: gains are whole hundredths, so that they come out the same on any machine.
FINEST_STEP = 100
SHORT = 60.0  # seconds: such a programme has no excerpts, and fits into memory (23 MB)


def master(
    path: Path,
    recording: Recording,
    recipe: Recipe,
    out: Path,
    progress: Callable[[float], None],
) -> Measurement:
    """Write the rendition that `recipe` asks for, without tags; return its measurement.

    `out` appears whole or not at all; `path` is only read. `progress` gets the share done, 0 to 1.
    Raises AudioError for silence, and for what can't be decoded.
    """
    return master_all([(path, recording)], [recipe], [out], progress)[0].after


def master_all(
    tracks: Sequence[tuple[Path, Recording]],
    recipes: Sequence[Recipe],
    outs: Sequence[Path],
    progress: Callable[[float], None],
    *,
    intro: Path | None = None,
    outro: Path | None = None,
) -> tuple[MasteringReport, ...]:
    """Write one rendition for each recipe, side by side; return the report of each.

    The recipes differ in their renditions alone: loudness, ceiling and treatment are the first
    one's. There is one track, or one for each speaker, which are then mixed; the files `intro`
    and `outro` are put around them. All else is as for `master()`.
    """
    for _, recording in tracks:
        _refuse_silence(recording)
    tracks = [(path, _with_levels(path, recording)) for path, recording in tracks]
    prepared = prepare(tracks, recipes[0].treatment, intro, outro)
    shares = [0.0] * len(recipes)

    def one(number: int) -> MasteringReport:
        def add_share(share: float) -> None:
            shares[number] = share
            progress(sum(shares) / len(shares))

        job = _Job(tracks[0][1], prepared, recipes[number])
        return _to_file(job, outs[number], add_share)

    with ThreadPoolExecutor(len(recipes)) as pool:
        return tuple(pool.map(one, range(len(recipes))))


@dataclass(frozen=True, slots=True)
class _Job:
    recording: Recording
    prepared: Prepared
    recipe: Recipe

    @property
    def programme(self) -> Programme:
        return self.prepared.programme

    @property
    def form(self) -> Format:
        return format_of(self.recipe.rendition, self.programme)

    def source(self) -> Callable[[], Iterable[Samples]]:
        """Return what yields the programme's blocks each time it is called."""
        blocks = partial(self._blocks, self.form)
        if self.programme.timeline.seconds >= SHORT:
            return blocks
        held = tuple(blocks())  # it is needed for each try, and opening files takes time
        return lambda: held

    def _blocks(self, form: Format) -> Iterator[Samples]:
        return (spread(block, form.channels) for block in self.programme.blocks(form.rate))


def _with_levels(path: Path, recording: Recording) -> Recording:
    """Return the recording with its levels over time; measure it again if it has none."""
    return recording if recording.measurement.levels else measure(path, accept_damage=True)


def _refuse_silence(recording: Recording) -> None:
    if recording.measurement.loudness == -math.inf:
        raise AudioError(
            "recording is silent",
            "Check that the right track was recorded, and export it again.",
        )


def _to_file(job: _Job, out: Path, progress: Callable[[float], None]) -> MasteringReport:
    with replacing(out) as beside:
        report = _best(job, beside, progress)
    progress(1.0)
    return report


def _best(job: _Job, part: Path, progress: Callable[[float], None]) -> MasteringReport:
    """Try until the file is close enough; the last try is left in `part`."""
    source = job.source()
    setting = _first_setting(job, source, part)
    history: list[tuple[Setting, Measurement]] = []
    while True:
        activity = Activity()
        limited = limit(source(), setting, job.form.rate, activity)
        history.append((setting, _publish(job, limited, part, progress)))
        following = corrected(history, job.recipe)
        if following == setting or len(history) == TRIES:
            return _report(job, setting, activity, history[-1][1], len(history))
        setting = following


def _first_setting(job: _Job, source: Callable[[], Iterable[Samples]], part: Path) -> Setting:
    """Choose the setting for the first try, by excerpts of a long programme, or by the limiter."""
    gain = job.recipe.loudness - integrated(job.programme.energies)
    usual = TYPICAL_LOSS[job.recipe.rendition.format]
    setting = Setting(_step(gain + usual), job.recipe.true_peak - HEADROOM)
    if job.programme.timeline.seconds < SHORT:
        return _limited_setting(job, source, setting)
    return _pilot_setting(job, gain, setting, part)


def _limited_setting(
    job: _Job, source: Callable[[], Iterable[Samples]], setting: Setting
) -> Setting:
    """Choose the setting whose limited blocks are as loud as the encoder needs them.

    To limit and measure takes a tenth of the time of an encode.
    """
    wanted = job.recipe.loudness + TYPICAL_LOSS[job.recipe.rendition.format]
    history: list[tuple[Setting, float]] = []
    for _ in range(PILOTS):
        meter = LoudnessMeter(job.form.rate, job.form.channels)
        for block in limit(source(), setting, job.form.rate, Activity()):
            meter.add(block)
        missed = wanted - integrated(meter.energies())
        if abs(missed) < MISSED_IN_LIMITER or not math.isfinite(missed):
            break
        history.append((setting, missed))
        setting = louder(history)
    return setting


def _pilot_setting(job: _Job, gain: float, setting: Setting, part: Path) -> Setting:
    """Choose the setting by encoding excerpts from all over the programme."""
    recipe, form = job.recipe, job.form
    history: list[tuple[Setting, float]] = []
    for _ in range(PILOTS):
        excerpts = job.programme.excerpts(form.rate, pilot_encode.EXCERPTS)
        blocks = (spread(excerpt, form.channels) for excerpt in excerpts)
        outcome = pilot_encode.run(blocks, setting, form, pilot_writer(recipe.rendition), part)
        if outcome is None:
            break
        missed = outcome.lost - (setting.gain - gain)
        history.append((setting, missed))
        over = outcome.true_peak + UNSEEN + METER_SPREAD - recipe.true_peak
        setting = replace(louder(history), ceiling=_step(setting.ceiling - max(0.0, over)))
        if abs(missed) < LOST_IN_LIMITER:
            break
    return setting


def louder(history: Sequence[tuple[Setting, float]]) -> Setting:
    """Return what to try after these settings, each with the LU that it missed the target by.

    A limiter takes back a share of every dB: two tries tell which. Where it takes most of it, it
    has to let go faster.
    """
    setting, missed = history[-1]
    before, missed_before = history[max(0, len(history) - 2)]
    step = setting.gain - before.gain
    alike = replace(before, gain=setting.gain) == setting
    response = (missed_before - missed) / step if step and alike else USUAL
    at_its_fastest = setting.release == FASTEST and missed > 0
    if not at_its_fastest and (response < STUCK or setting.release > RELEASE):
        return _faster(history)
    wanted = missed / min(max(response, LEAST), 1.0)
    return replace(setting, gain=_step(setting.gain + min(max(wanted, -MOST_STEP), MOST_STEP)))


def _faster(history: Sequence[tuple[Setting, float]]) -> Setting:
    """Return a setting with a faster release; between two that were too slow and too fast."""
    setting, missed = history[-1]
    slow = max((tried.release for tried, miss in history if miss > 0), default=RELEASE)
    fast = [tried.release for tried, miss in history if miss < 0 and tried.release > slow]
    if fast:
        return replace(setting, release=round(math.sqrt(slow * min(fast))))
    release = min(setting.release * FASTER, FASTEST)
    return replace(setting, gain=_step(setting.gain + missed), release=release)


def corrected(history: Sequence[tuple[Setting, Measurement]], recipe: Recipe) -> Setting:
    """Return what to try next; the same setting if the file is as it should be."""
    setting, measurement = history[-1]
    misses = [(tried, recipe.loudness - found.loudness) for tried, found in history]
    over = measurement.true_peak - (recipe.true_peak - METER_SPREAD)
    if abs(misses[-1][1]) <= CLOSE_ENOUGH and over <= 0:
        return setting
    room = min(-over, recipe.true_peak - setting.ceiling)
    limited = measurement.true_peak > setting.ceiling - HEADROOM
    if misses[-1][1] > CLOSE_ENOUGH and room > ROOM and limited:
        return replace(setting, ceiling=_step(setting.ceiling + room))
    # Encoder overshoot is unpredictable, so leave more headroom on each retry.
    lower = (over + METER_SPREAD) * len(history) if over > 0 else 0.0
    return replace(louder(misses), ceiling=_step(setting.ceiling - lower))


def _publish(
    job: _Job, limited: Iterable[Samples], part: Path, progress: Callable[[float], None]
) -> Measurement:
    total = round(job.programme.timeline.seconds * job.form.rate)
    blocks = _with_progress(limited, total, progress)
    return publish(job.recipe.rendition, blocks, job.form, part, total)


def _with_progress(
    blocks: Iterable[Samples], total: int, progress: Callable[[float], None]
) -> Iterator[Samples]:
    done = 0
    for block in blocks:
        yield block
        done += block.shape[1]
        progress(min(0.99, done / max(total, 1)))


def _report(
    job: _Job, setting: Setting, activity: Activity, after: Measurement, tries: int
) -> MasteringReport:
    levelling = job.prepared.levelling
    curve, on = levelling.curve, levelling.note.startswith("on")
    return MasteringReport(
        before=job.recording.measurement,
        after=after,
        wanted=job.recipe.loudness,
        gain=setting.gain,
        ceiling=setting.ceiling,
        limiter_most=activity.most,
        limiter_share=activity.share,
        levelled=(float(curve.min()), float(curve.max())) if on else None,
        leveller_note=levelling.note,
        timeline=job.programme.timeline,
        turns=job.prepared.turns,
        encoder=encoder_name(job.recipe.rendition),
        tries=tries,
    )


def _step(decibels: float) -> float:
    return round(decibels * FINEST_STEP) / FINEST_STEP

"""Published files: as loud as wanted, no peak too high, their length kept, the same again."""

from __future__ import annotations

import json
import shutil
from itertools import pairwise
from typing import TYPE_CHECKING, Literal
from xml.etree import ElementTree as ET

import av
import numpy as np
import pytest

from airdate.audio import AudioError, master, master_all, measure
from airdate.audio.dsp.limiter import Activity, Setting, limit
from airdate.audio.dsp.truepeak import TruePeakMeter, decibels
from airdate.audio.mastering_report import as_json, as_svg
from airdate.model import MasteringReport, ProcessingSettings, Recipe, Rendition
from bench.corpus import heard_by_ffmpeg
from tests.audio import sounds

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Format = Literal["mp3", "m4a", "opus"]
RATE = 44_100
ALL: tuple[Format, ...] = ("mp3", "m4a", "opus")
STILL = ProcessingSettings(leveller=False, high_pass=0)


def recipe(form: Format = "mp3", treatment: ProcessingSettings = STILL) -> Recipe:
    return Recipe(-16, -1, Rendition(form, form, 96_000 if form == "mp3" else 64_000), treatment)


def mastered(
    path: Path, *recipes: Recipe, intro: Path | None = None, outro: Path | None = None
) -> list[MasteringReport]:
    outs = [path.with_name(f"out.{one.rendition.format}") for one in recipes]
    tracks = [(path, measure(path))]
    return list(master_all(tracks, recipes, outs, lambda _: None, intro=intro, outro=outro))


def voice(rate: int = RATE, level: float = -24, seconds: float = 5) -> sounds.Sound:
    return sounds.at_level(sounds.talk(rate, seconds), level)


def stereo(rate: int) -> sounds.Sound:
    return np.stack([voice(rate), np.roll(voice(rate), 60) * 0.7])


def each_to_a_side(rate: int) -> sounds.Sound:
    turns = (sounds.times(rate, 8) // 2) % 2
    return np.stack([voice(rate, seconds=8) * turns, voice(rate, seconds=8) * (1 - turns)])


CASES: dict[str, tuple[int, Callable[[], sounds.Sound]]] = {
    "mono 8 kHz": (8000, lambda: voice(8000)),
    "stereo 22.05 kHz": (22_050, lambda: stereo(22_050)),
    "stereo 48 kHz": (48_000, lambda: stereo(48_000)),
    "stereo 96 kHz": (96_000, lambda: stereo(96_000)),
    "whisper": (RATE, lambda: voice(level=-55)),
    "clipped": (RATE, lambda: np.clip(voice() * 40, -1, 1)),
    "dc offset": (RATE, lambda: voice() + 0.3),
    "one side": (RATE, lambda: np.stack([voice(), voice() * 0])),
    "two speakers, each to a side": (RATE, lambda: each_to_a_side(RATE)),
    "music": (RATE, lambda: np.stack([sounds.music(RATE, 5), sounds.music(RATE, 5, 8)])),
    "noise": (RATE, lambda: sounds.noise(RATE, 5) * 0.05),
    "5.1": (48_000, lambda: np.stack([voice(48_000)] * 6)),
}


@pytest.mark.client
@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="needs the ffmpeg command")
@pytest.mark.parametrize("case", CASES)
def test_every_rendition_is_as_loud_as_wanted(tmp_path: Path, case: str) -> None:
    rate, make = CASES[case]
    path = sounds.write_wav(tmp_path / "a.wav", make(), rate, "s24")
    for one, report in zip(
        ALL, mastered(path, *(recipe(f, ProcessingSettings()) for f in ALL)), strict=True
    ):
        out = tmp_path / f"out.{one}"
        mono = measure(out).channels == 1
        loudness, peak = heard_by_ffmpeg(out, mono=mono)
        assert loudness == pytest.approx(-16, abs=0.3001), one
        assert peak <= -1, one
        assert report.after.loudness == pytest.approx(loudness, abs=0.1)


@pytest.mark.parametrize("samples", [RATE * 2, RATE * 2 + 1, 1152 * 80 - 1, 1152 * 80 + 1])
def test_length_is_kept_to_the_sample(tmp_path: Path, samples: int) -> None:
    path = sounds.write_wav(tmp_path / "a.wav", voice()[:samples], RATE)
    for report in mastered(path, recipe(), recipe("m4a")):
        assert report.after.seconds * RATE == pytest.approx(samples, abs=1e-6)
    (opus,) = mastered(path, recipe("opus"))
    assert opus.after.seconds * 48_000 == pytest.approx(samples * 48_000 / RATE, abs=1)


def test_channels_and_rate_are_what_the_recording_is_worth(tmp_path: Path) -> None:
    worth = {}
    for name, rate, sound in (
        ("mono", 48_000, voice(48_000)),
        ("both sides the same", RATE, np.stack([voice(), voice()])),
        ("stereo", RATE, stereo(RATE)),
    ):
        mastered(sounds.write_wav(tmp_path / "a.wav", sound, rate), recipe())
        with av.open(str(tmp_path / "out.mp3")) as file:
            codec = file.streams.audio[0].codec_context
            worth[name] = (codec.rate, codec.channels, codec.bit_rate)
    assert worth == {
        "mono": (48_000, 1, 96_000),
        "both sides the same": (44_100, 1, 96_000),
        "stereo": (44_100, 2, 128_000),
    }


def test_the_same_recording_gives_the_same_bytes(tmp_path: Path) -> None:
    path = sounds.write_wav(tmp_path / "a.wav", stereo(RATE), RATE)
    before = path.read_bytes()
    recipes = [recipe(form, ProcessingSettings()) for form in ALL]
    mastered(path, *recipes)
    first = [(tmp_path / f"out.{form}").read_bytes() for form in ALL]
    mastered(path, *recipes)
    assert [(tmp_path / f"out.{form}").read_bytes() for form in ALL] == first
    assert path.read_bytes() == before


def test_silence_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    path = sounds.write_wav(tmp_path / "a.wav", np.zeros(RATE * 2), RATE)
    with pytest.raises(AudioError, match="silent"):
        mastered(path, recipe())
    assert list(tmp_path.iterdir()) == [path]


def test_a_recording_that_breaks_midway_leaves_nothing(tmp_path: Path) -> None:
    path = sounds.write_wav(tmp_path / "a.wav", voice(), RATE)
    recording = measure(path)
    path.write_bytes(b"gone")
    with pytest.raises(AudioError):
        master(path, recording, recipe(), tmp_path / "out.mp3", lambda _: None)
    assert list(tmp_path.iterdir()) == [path]


def test_progress_grows_to_one(tmp_path: Path) -> None:
    path = sounds.write_wav(tmp_path / "a.wav", voice(), RATE)
    told: list[float] = []
    master(path, measure(path), recipe(), tmp_path / "out.mp3", told.append)
    assert told[-1] == 1
    assert all(0 <= share <= 1 for share in told)


@pytest.mark.parametrize("lengths", [[500], [141_120, 77], [141_120, 141_120, 64]])
@pytest.mark.parametrize("gain", [3.0, 30.0])
def test_no_peak_passes_the_limiter(lengths: list[int], gain: float) -> None:
    random = np.random.default_rng(3)
    blocks = [random.standard_normal((2, n)).astype(np.float32) * 0.3 for n in lengths]
    blocks[-1][:, len(blocks[-1]) // 2] = 5
    out = list(limit(blocks, Setting(gain, -1.5), RATE, Activity()))
    assert [block.shape for block in out] == [block.shape for block in blocks]
    meter = TruePeakMeter(2)
    for block in out:
        meter.add(block)
    assert decibels(meter.close()) <= -1.45


def test_the_limiter_leaves_alone_what_is_below(tmp_path: Path) -> None:
    del tmp_path
    block = sounds.talk(RATE, 3.2)[None, :].astype(np.float32) * 0.5
    activity = Activity()
    (out,) = limit([block], Setting(0, -1), RATE, activity)
    np.testing.assert_array_equal(out, block)
    assert (activity.most, activity.share) == (0, 0)


def test_the_high_pass_takes_rumble_and_leaves_the_voice(tmp_path: Path) -> None:
    t = sounds.times(RATE, 5)
    rumble = 0.2 * np.sin(2 * np.pi * 20 * t)
    path = sounds.write_wav(tmp_path / "a.wav", voice() + rumble, RATE)
    ratios = []
    for corner in (0, 70):
        mastered(path, recipe(treatment=ProcessingSettings(leveller=False, high_pass=corner)))
        with av.open(str(tmp_path / "out.mp3"), "r") as file:
            sound = np.concatenate([frame.to_ndarray()[0] for frame in file.decode(audio=0)])
        spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
        hertz = np.fft.rfftfreq(len(sound), 1 / RATE)
        ratios.append(spectrum[hertz < 30].max() / spectrum[abs(hertz - 120) < 20].max())
    # Fourth order, a factor of 3.5 below its corner: 3.5 to the fourth is 150.
    assert ratios[0] / ratios[1] == pytest.approx(150, rel=0.2)


def test_silence_at_head_and_tail_is_cut_and_told(tmp_path: Path) -> None:
    quiet = sounds.at_level(sounds.noise(RATE, 4), -75)
    sound = np.concatenate([quiet, voice(seconds=9), quiet])
    path = sounds.write_wav(tmp_path / "a.wav", sound, RATE, "s24")
    (report,) = mastered(path, recipe(treatment=ProcessingSettings(trim=True)))
    line = report.timeline
    assert line.start == pytest.approx(3.5, abs=0.3)
    assert report.after.seconds == pytest.approx(line.end - line.start, abs=0.001)
    assert line.published(line.start + 2) == pytest.approx(2)
    assert line.published(0) == 0
    assert json.loads(as_json(report))["done"]["cut_at_head_seconds"] == pytest.approx(line.start)


def test_intro_and_outro_go_around_and_move_the_time(tmp_path: Path) -> None:
    path = sounds.write_wav(tmp_path / "a.wav", voice(seconds=9), RATE)
    tune = sounds.write_wav(tmp_path / "tune.wav", sounds.music(RATE, 4) * 0.05, RATE)
    (plain,) = mastered(path, recipe())
    (report,) = mastered(path, recipe(), intro=tune, outro=tune)
    assert report.timeline.at == pytest.approx(3)
    assert report.after.seconds == pytest.approx(9 + 3 + 3, abs=0.01)
    assert report.timeline.published(2.0) == pytest.approx(5)
    assert report.after.loudness == pytest.approx(-16, abs=0.3)
    levels = np.array(report.after.levels) / 10
    assert levels[5:20].mean() == pytest.approx(-16, abs=4)  # the tune was far quieter
    assert plain.after.levels[20] == pytest.approx(report.after.levels[50], abs=25)


def test_tracks_are_mixed_alike_and_tell_who_speaks(tmp_path: Path) -> None:
    t = sounds.times(RATE, 24)
    host_speaks = (t // 6 % 2 == 0).astype(float)
    host = sounds.at_level(sounds.talk(RATE, 24, 110), -20) * host_speaks
    guest = sounds.at_level(sounds.talk(RATE, 24, 210, 9), -34) * (1 - host_speaks)
    hiss = sounds.at_level(sounds.noise(RATE, 24), -75)
    paths = [
        sounds.write_wav(tmp_path / "host.wav", host + guest * 0.05 + hiss, RATE),
        sounds.write_wav(tmp_path / "guest.wav", guest + host * 0.02 + hiss, RATE),
    ]
    tracks = [(path, measure(path)) for path in paths]
    out = tmp_path / "out.mp3"
    (report,) = master_all(tracks, [recipe(treatment=ProcessingSettings())], [out], lambda _: None)
    levels = np.array(report.after.levels) / 10
    loud = [np.percentile(levels[s * 60 : s * 60 + 60], 90) for s in range(4)]
    assert max(loud) - min(loud) < 2.5
    assert report.after.loudness == pytest.approx(-16, abs=0.3)
    turns = [turn.track for turn in report.turns]
    assert {turn for one, turn in pairwise(turns) if one != turn} == {0, 1}
    for turn in report.turns:
        assert (turn.start + 0.1) // 6 % 2 == turn.track
        assert (turn.end - 0.1) // 6 % 2 == turn.track


def test_noise_reduction_lowers_the_room(tmp_path: Path) -> None:
    mixed, _ = sounds.interview(RATE, 12, 0, -45)
    path = sounds.write_wav(tmp_path / "a.wav", mixed, RATE)
    pauses = slice(26, 29)
    room = []
    for reduction in (0.0, 12.0):
        treatment = ProcessingSettings(leveller=False, noise_reduction=reduction)
        (report,) = mastered(path, recipe(treatment=treatment))
        room.append(np.mean(report.after.levels[pauses]) / 10)
        assert report.after.seconds == pytest.approx(12, abs=0.001)
    assert room[0] - room[1] > 6


def test_the_report_is_json_and_a_picture(tmp_path: Path) -> None:
    path = sounds.write_wav(tmp_path / "a.wav", voice(), RATE)
    (report,) = mastered(path, recipe())
    said = json.loads(as_json(report))
    assert said["before"]["loudness_lufs"] == pytest.approx(report.before.loudness, abs=0.01)
    assert said["after"]["true_peak_dbtp"] <= -1
    assert "LAME" in said["done"]["encoder"]
    picture = ET.fromstring(as_svg(report, "#0f766e"))  # noqa: S314 — it is our own
    assert "LUFS" in picture.attrib["aria-label"]
    assert len(list(picture)) == 5


@pytest.mark.parametrize("level", [-18, -30])
@pytest.mark.parametrize("form", ALL)
def test_a_short_programme_is_encoded_once(tmp_path: Path, form: Format, level: float) -> None:
    path = sounds.write_wav(tmp_path / "a.wav", voice(level=level, seconds=4), RATE)
    (report,) = mastered(path, recipe(form, ProcessingSettings()))
    assert report.tries == 1
    assert report.after.loudness == pytest.approx(-16, abs=0.15)

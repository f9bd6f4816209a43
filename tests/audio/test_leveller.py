"""The leveller: host and guest alike, pauses as quiet as they were, music left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from airdate.audio import master_all, measure
from airdate.audio.dsp.leveller import level_out
from airdate.audio.dsp.loudness import from_tenths, integrated, level
from airdate.model import Measurement, ProcessingSettings, Recipe, Rendition
from tests.audio import sounds

if TYPE_CHECKING:
    from pathlib import Path

RATE = 44_100


def figures(found: Measurement) -> tuple[float, float, float]:
    """Return host and guest in LUFS, and the noise in the pauses relative to the speech."""
    energies = from_tenths(found.levels)
    times = (np.arange(len(energies)) + 0.5) / 10
    guest = times // 6 % 2 == 1
    # The phrases of sounds.talk last from 0 to 2.2 s of every three.
    pause = (times % 3 > 2.5) & (times % 3 < 2.9)
    noise = level(float(energies[pause].mean())) - found.loudness
    return integrated(energies[~guest]), integrated(energies[guest]), noise


@pytest.mark.parametrize(("apart", "room"), [(10, -60), (10, -50), (15, -60), (-10, -60), (0, -55)])
def test_host_and_guest_end_within_two_lu(tmp_path: Path, apart: float, room: float) -> None:
    mixed, _ = sounds.interview(RATE, 36, apart, room)
    path = sounds.write_wav(tmp_path / "a.wav", mixed, RATE)
    recipe = Recipe(-16, -1, Rendition())
    report = master_all([(path, measure(path))], [recipe], [tmp_path / "a.mp3"], lambda _: None)[0]
    host, guest, noise = figures(report.before)
    assert host - guest == pytest.approx(apart, abs=1)
    host, guest, noise_after = figures(report.after)
    assert abs(host - guest) <= 2
    assert noise_after - noise <= 3
    assert report.levelled is not None


def test_gain_stands_still_within_a_phrase() -> None:
    mixed, _ = sounds.interview(RATE, 36, 10)
    found = level_out(_levels(mixed))
    assert len(found.phrases) == 12
    for phrase in found.phrases:
        assert np.ptp(found.curve[phrase.start : phrase.end]) == 0


def test_speakers_who_leave_no_pause_are_told_apart() -> None:
    loud = sounds.at_level(sounds.music(RATE, 4), -18)
    quiet = sounds.at_level(sounds.music(RATE, 4), -28)
    silence = sounds.at_level(sounds.noise(RATE, 1), -65)
    found = level_out(_levels(np.concatenate([silence, loud, quiet, silence, loud])))
    gains = [round(float(found.curve[phrase.start]), 1) for phrase in found.phrases]
    assert len(gains) == 3
    assert gains[1] - gains[0] == pytest.approx(9, abs=0.6)


@pytest.mark.parametrize("sound", [sounds.music(RATE, 20), sounds.noise(RATE, 20) * 0.1])
def test_what_has_no_pauses_is_left_alone(sound: sounds.Sound) -> None:
    found = level_out(_levels(sound))
    assert not found.curve.any()
    assert found.note.startswith("off")


def test_silence_is_left_alone() -> None:
    assert not level_out((-1000,) * 50).curve.any()
    assert not level_out(()).curve.any()


def test_it_can_be_turned_off(tmp_path: Path) -> None:
    mixed, _ = sounds.interview(RATE, 18, 10)
    path = sounds.write_wav(tmp_path / "a.wav", mixed, RATE)
    recipe = Recipe(-16, -1, Rendition(), ProcessingSettings(leveller=False))
    report = master_all([(path, measure(path))], [recipe], [tmp_path / "a.mp3"], lambda _: None)[0]
    host, guest, _ = figures(report.after)
    assert host - guest > 5  # the limiter has taken some of the host
    assert report.levelled is None


def _levels(sound: sounds.Sound) -> tuple[int, ...]:
    """Return levels as a meter keeps them, without the weighting that does not matter here."""
    hops = len(sound) // (RATE // 10)
    energies = (sound[: hops * (RATE // 10)].reshape(hops, -1) ** 2).mean(axis=1)
    return tuple(round(float(10 * np.log10(energy + 1e-12)) * 10) for energy in energies)

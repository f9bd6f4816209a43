"""Recordings measured: against the standards' own figures, and FFmpeg's meter."""

from __future__ import annotations

import hashlib
import math
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airdate.audio import measure
from airdate.audio.dsp.iir import BlockFilter
from airdate.audio.dsp.loudness import (
    from_tenths,
    integrated,
    k_weighting,
    loudness_range,
    tenths,
)
from airdate.audio.encode.crc16 import crc16
from tests.audio import sounds

if TYPE_CHECKING:
    from pathlib import Path

# EBU Tech 3341, table 1: sine tones of 1 kHz in stereo, and the loudness that a meter shows.
EBU_TONES = [([(-23, 20)], -23.0), ([(-33, 20)], -33.0), ([(-36, 10), (-23, 60), (-36, 10)], -23.0)]


@pytest.mark.parametrize(("spans", "expected"), EBU_TONES)
@pytest.mark.parametrize("rate", [44_100, 48_000])
def test_the_ebus_tones_read_as_the_ebu_says(
    tmp_path: Path, rate: int, spans: list[tuple[int, int]], expected: float
) -> None:
    parts = [
        10 ** (level / 20) * np.sin(2 * np.pi * 1000 * sounds.times(rate, s)) for level, s in spans
    ]
    tone = np.concatenate(parts)
    path = sounds.write_wav(tmp_path / "tone.wav", np.stack([tone, tone]), rate, "s24")
    assert measure(path).measurement.loudness == pytest.approx(expected, abs=0.1)


def test_a_range_of_ten_lu_reads_as_ten(tmp_path: Path) -> None:
    # EBU Tech 3342, table 1, case 1: 20 s at -20 dBFS, then 20 s at -30.
    t = sounds.times(48_000, 20)
    tone = np.concatenate(
        [0.1 * np.sin(2 * np.pi * 1000 * t), 0.0316 * np.sin(2 * np.pi * 1000 * t)]
    )
    path = sounds.write_wav(tmp_path / "tone.wav", np.stack([tone, tone]), 48_000, "s24")
    assert measure(path).measurement.loudness_range == pytest.approx(10, abs=1)


def test_a_peak_between_samples_is_found(tmp_path: Path) -> None:
    # A sine at a quarter of the rate, sampled 45 degrees off its peaks: 3.01 dB lie between.
    t = np.arange(48_000 * 2)
    fade = np.minimum(1, np.minimum(t, t[::-1]) / 2000)
    sine = 0.5 * fade * np.sin(2 * np.pi * t / 4 + np.pi / 4)
    path = sounds.write_wav(tmp_path / "sine.wav", sine, 48_000, "f32")
    assert np.abs(sine).max() < 0.36
    assert measure(path).measurement.true_peak == pytest.approx(20 * math.log10(0.5), abs=0.05)


@pytest.mark.client
@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="needs the ffmpeg command")
@pytest.mark.parametrize("rate", [44_100, 48_000])
@pytest.mark.parametrize("channels", [1, 2])
def test_ffmpegs_meter_agrees(tmp_path: Path, rate: int, channels: int) -> None:
    voice, _ = sounds.interview(rate, 20, 9)
    both = np.stack([voice, np.roll(voice, 70) * 0.5])[:channels]
    path = sounds.write_wav(tmp_path / "talk.wav", both, rate)
    meter = "ebur128=peak=true:dualmono=true"
    command = [
        "ffmpeg",
        "-nostats",
        "-hide_banner",
        "-i",
        str(path),
        "-af",
        meter,
        "-f",
        "null",
        "-",
    ]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    found = re.findall(r"(?:I|LRA|Peak): +(-?[\d.]+)", said[said.rindex("Summary") :])
    ours = measure(path).measurement
    heard = (ours.loudness, ours.loudness_range, ours.true_peak)
    assert heard == pytest.approx([float(figure) for figure in found], abs=0.15)


def test_mono_counts_as_played_on_two_speakers(tmp_path: Path) -> None:
    voice = sounds.at_level(sounds.talk(44_100, 4), -20)
    one = measure(sounds.write_wav(tmp_path / "one.wav", voice, 44_100))
    two = measure(sounds.write_wav(tmp_path / "two.wav", np.stack([voice, voice]), 44_100))
    assert one.measurement.loudness == pytest.approx(two.measurement.loudness, abs=0.01)
    assert (one.channel_layout, two.channel_layout) == ("mono", "mono")


@pytest.mark.parametrize(
    ("left", "right", "layout"),
    [(1, 1, "mono"), (1, 0, "left"), (0.001, 1, "right"), (1, 0.5, "stereo"), (1, -1, "stereo")],
)
def test_where_the_sound_is_shows(tmp_path: Path, left: float, right: float, layout: str) -> None:
    voice = sounds.talk(44_100, 2) * 0.5
    path = sounds.write_wav(tmp_path / "a.wav", np.stack([voice * left, voice * right]), 44_100)
    assert measure(path).channel_layout == layout


def test_all_else_is_told_too(tmp_path: Path) -> None:
    ramp = np.linspace(0, 1, 44_100 * 3)
    path = sounds.write_wav(tmp_path / "ramp.wav", ramp, 44_100)
    recording = measure(path)
    assert recording.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (recording.size, recording.container) == (path.stat().st_size, "wav")
    assert (recording.rate, recording.channels) == (44_100, 1)
    assert recording.measurement.seconds == 3
    assert len(recording.measurement.peaks) == 800
    assert list(recording.measurement.peaks) == sorted(recording.measurement.peaks)
    assert recording.measurement.peaks[-1] == 255
    assert len(recording.measurement.levels) == 30


@pytest.mark.parametrize("rate", [8000, 11_025, 22_050, 96_000])
def test_other_rates_keep_their_length_and_loudness(tmp_path: Path, rate: int) -> None:
    tone = 0.1 * np.sin(2 * np.pi * 1000 * np.arange(rate * 3 + 7) / rate)
    found = measure(sounds.write_wav(tmp_path / "tone.wav", tone, rate)).measurement
    assert found.seconds == pytest.approx(len(tone) / rate, abs=1 / 40_000)
    assert found.loudness == pytest.approx(-20, abs=0.1)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(1, 5000), min_size=1, max_size=4), st.integers(0, 99))
def test_a_filter_in_blocks_is_the_filter(lengths: list[int], seed: int) -> None:
    random = np.random.default_rng(seed)
    whole = [n // 49 * 49 for n in lengths[:-1]]
    blocks = [random.standard_normal((2, n)).astype(np.float32) for n in [*whole, lengths[-1]] if n]
    run = BlockFilter(k_weighting(44_100), 49, 2)
    found = np.concatenate([run(block) for block in blocks], axis=1)
    expected = _filtered(np.concatenate(blocks, axis=1).astype(float))
    np.testing.assert_allclose(found, expected, atol=2e-4)


def _filtered(x: sounds.Sound) -> sounds.Sound:
    """Filter sample by sample, as the standard writes it."""
    for s in k_weighting(44_100):
        y = np.zeros_like(x)
        x1 = x2 = y1 = y2 = np.zeros(len(x))
        for n in range(x.shape[1]):
            now = s.b0 * x[:, n] + s.b1 * x1 + s.b2 * x2 - s.a1 * y1 - s.a2 * y2
            x1, x2, y1, y2 = x[:, n], x1, now, y1
            y[:, n] = now
        x = y
    return x


def test_levels_in_tenths_give_the_loudness_back() -> None:
    energies = np.random.default_rng(1).uniform(1e-5, 1e-2, 600)
    energies[100:150] = 0
    back = from_tenths(tenths(energies))
    assert integrated(back) == pytest.approx(integrated(energies), abs=0.01)
    assert loudness_range(back) == pytest.approx(loudness_range(energies), abs=0.1)
    assert (back[100:150] == 0).all()


@given(st.binary(max_size=9000), st.binary(max_size=5000))
def test_the_crc_is_that_of_arc(one: bytes, other: bytes) -> None:
    assert crc16(b"123456789") == 0xBB3D  # the check value of CRC-16/ARC
    assert crc16(other, crc16(one)) == crc16(one + other)

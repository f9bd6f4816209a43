"""Accuracy over a corpus: every rendition of every input, measured again by FFmpeg's own meter.

    .venv/bin/python -m bench.corpus [FORMAT ...]

Needs the ffmpeg command. Writes the worst and the mean miss of each format to bench/RESULTS.md.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from airdate.audio import master_all, measure
from airdate.model import MasteringReport, ProcessingSettings, Recipe, Rendition
from bench import report
from tests.audio import sounds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Format = Literal["mp3", "m4a", "opus"]
SECONDS = 8.0
TARGET, CEILING, PROMISED = -16.0, -1.0, 0.3  # LUFS, dBTP, LU
TEXT = "Trust grows slowly. It is built in small moments, and lost in one. So how do we begin?"


def inputs(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield over sixty inputs, each made as it is asked for."""
    for rate in (8000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 88_200, 96_000):
        voice = sounds.at_level(sounds.talk(rate, SECONDS), -24)
        yield f"talk mono {rate}", sounds.write_wav(folder / "a.wav", voice, rate)
        both = np.stack([voice, np.roll(voice, 40) * 0.8])
        yield f"talk stereo {rate}", sounds.write_wav(folder / "a.wav", both, rate)
    for form in sounds.FORMATS:
        voice = sounds.at_level(sounds.talk(44_100, SECONDS, 180), -20)
        yield f"talk {form}", sounds.write_wav(folder / "a.wav", voice, 44_100, form)
    yield from _levels(folder)
    yield from _kinds(folder)
    yield from _encoded(folder)
    yield from _spoken(folder)


def _levels(folder: Path) -> Iterator[tuple[str, Path]]:
    for level in (-60, -50, -45, -40, -35, -30, -15, -10, -6):
        voice = np.clip(sounds.at_level(sounds.talk(48_000, SECONDS, 150, 7), level), -1, 1)
        yield f"talk at {level} dBFS", sounds.write_wav(folder / "a.wav", voice, 48_000, "s24")
    for drive in (2, 6, 20):
        voice = np.clip(sounds.talk(44_100, SECONDS) * drive, -0.98, 0.98)
        yield f"clipped x{drive}", sounds.write_wav(folder / "a.wav", voice, 44_100)
    over = sounds.talk(48_000, SECONDS) * 4
    yield "float over full scale", sounds.write_wav(folder / "a.wav", over, 48_000, "f32")


def _kinds(folder: Path) -> Iterator[tuple[str, Path]]:
    rate = 44_100
    voice = sounds.at_level(sounds.talk(rate, SECONDS), -24)
    hiss = sounds.at_level(sounds.noise(rate, SECONDS), -26)
    tune = sounds.at_level(sounds.music(rate, SECONDS), -22)
    t = sounds.times(rate, SECONDS)
    first = (t // 2) % 2
    clicks = np.where(np.arange(len(voice)) % 9000 == 0, 0.9, 0) + voice * 0.1
    kinds: dict[str, Callable[[], sounds.Sound]] = {
        "left only": lambda: np.stack([voice, voice * 0]),
        "right only": lambda: np.stack([voice * 0, voice]),
        "left with a faint right": lambda: np.stack([voice, hiss * 0.01]),
        "two speakers apart": lambda: np.stack([voice * first, voice * (1 - first)]),
        "out of phase": lambda: np.stack([voice, -voice]),
        "dc offset": lambda: voice + 0.3,
        "hum": lambda: voice + 0.1 * np.sin(2 * np.pi * 50 * t),
        "long silences": lambda: voice * (t // 2 == 0),
        "silence at head": lambda: voice * (t // 5 == 1),
        "over music": lambda: voice + tune * 0.5,
        "music": lambda: np.stack([tune, np.roll(tune, 99)]),
        "noise": lambda: np.stack([hiss, hiss[::-1]]),
        "clicks": lambda: clicks,
        "sine 1 kHz": lambda: 0.1 * np.sin(2 * np.pi * 997 * t),
        "square": lambda: 0.4 * np.sign(np.sin(2 * np.pi * 220 * t)),
        "5.1": lambda: np.stack([voice, voice, voice * 2, hiss * 0.1, tune * 0.1, tune * 0.1]),
        "four channels": lambda: np.stack([voice, voice * 0.9, hiss * 0.1, tune * 0.2]),
        "host and guest 10 dB apart": lambda: sounds.interview(rate, 24, 10)[0],
        "host and guest 16 dB apart": lambda: sounds.interview(rate, 24, 16)[0],
        "a minute and a half": lambda: sounds.interview(rate, 90, 8)[0],
    }
    for name, make in kinds.items():
        yield name, sounds.write_wav(folder / "a.wav", make(), rate)


def _encoded(folder: Path) -> Iterator[tuple[str, Path]]:
    voice = sounds.at_level(sounds.talk(48_000, SECONDS), -24)
    source = sounds.write_wav(folder / "b.wav", np.stack([voice, voice[::-1]]), 48_000)
    for name, codec in (
        ("a.flac", "flac"), ("a.mp3", "libmp3lame"), ("a.m4a", "aac"), ("a.opus", "libopus"),
        ("a.mkv", "ac3"), ("a.aiff", "pcm_s16be"), ("a.mov", "alac"), ("a.webm", "libopus"),
    ):  # fmt: skip
        yield name, sounds.convert(source, folder / name, codec)


def _spoken(folder: Path) -> Iterator[tuple[str, Path]]:
    for voice in ("slt", "rms", "awb", "kal"):
        path = sounds.flite(folder / "a.wav", TEXT, voice)
        if path is None:
            print("flite is not installed: spoken inputs are left out")
            return
        yield f"spoken by {voice}", path


def heard_by_ffmpeg(path: Path, *, mono: bool) -> tuple[float, float]:
    """Return loudness and true peak as the ffmpeg command's ebur128 measures them."""
    meter = "ebur128=peak=true" + (":dualmono=true" if mono else "")
    command = ["ffmpeg", "-hide_banner", "-nostats", "-i", str(path), "-vn", "-af", meter]
    run = subprocess.run([*command, "-f", "null", "-"], capture_output=True, text=True, check=True)
    summary = run.stderr[run.stderr.rindex("Summary:") :]
    found = re.findall(r"(?:I|Peak): +(-?[\d.]+|-inf)", summary)
    return float(found[0]), float(found[1])


def run(formats: list[Format], treatment: ProcessingSettings) -> None:
    """Master all inputs and print what they became."""
    misses: dict[str, list[tuple[float, float, str]]] = {name: [] for name in formats}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for name, path in inputs(folder):
            for form, receipt, out in _mastered(path, formats, treatment, folder):
                loudness, peak = heard_by_ffmpeg(out, mono=_is_mono(out))
                misses[form].append((loudness - TARGET, peak - CEILING, name))
                missed = abs(loudness - TARGET) > PROMISED + 0.01 or peak > CEILING
                print(
                    f"{name:28} {form:5} {receipt.before.loudness:7.2f} ->"
                    f" {loudness:6.1f} LUFS ({receipt.after.loudness:.2f})"
                    f" {peak:6.1f} dBTP ({receipt.after.true_peak:.2f})"
                    f" gain {receipt.gain:6.2f} tries {receipt.tries}{'  <<<' * missed}"
                )
    report.write_section("Accuracy over the corpus", _summary(misses))


def _mastered(
    path: Path, formats: list[Format], treatment: ProcessingSettings, folder: Path
) -> list[tuple[Format, MasteringReport, Path]]:
    recipes = [
        Recipe(-16, -1, Rendition(name, name, 64_000 if name != "mp3" else 96_000), treatment)
        for name in formats
    ]
    outs = [folder / f"out.{name}" for name in formats]
    receipts = master_all([(path, measure(path))], recipes, outs, lambda _: None)
    return list(zip(formats, receipts, outs, strict=True))


def _is_mono(path: Path) -> bool:
    return measure(path).channels == 1


def _summary(misses: dict[str, list[tuple[float, float, str]]]) -> str:
    rows = "\n".join(_row(form, found) for form, found in misses.items())
    found = [one for each in misses.values() for one in each]
    beyond = sorted({name for miss, _, name in found if abs(miss) > PROMISED + 0.01})
    return f"""\
{len(next(iter(misses.values())))} inputs, each mastered to {TARGET:.0f} LUFS and at most \
{CEILING:.0f} dBTP, decoded, and measured again by FFmpeg's ebur128, which tells tenths.
Leveller and high-pass on. Made by `bench/corpus.py`.

| | mean miss LU | worst miss LU | of | highest true peak dBTP |
|---|---|---|---|---|
{rows}

Beyond the promised {PROMISED} LU: {", ".join(beyond) or "none"}."""


def _row(form: str, found: list[tuple[float, float, str]]) -> str:
    mean = np.mean([abs(miss) for miss, _, _ in found])
    worst, _, name = max(found, key=lambda one: abs(one[0]))
    peak = max(over for _, over, _ in found) + CEILING
    return f"| {form} | {mean:.3f} | {abs(worst):.1f} | {name} | {peak:.1f} |"


if __name__ == "__main__":
    if shutil.which("ffmpeg") is None:
        raise SystemExit("needs the ffmpeg command")
    every: list[Format] = ["mp3", "m4a", "opus"]
    chosen = [form for form in every if form in sys.argv[1:]] or every
    run(chosen, ProcessingSettings())

"""Airdate's mastering beside what others do with ffmpeg, on one generated interview, in one run.

    .venv/bin/python -m bench.mastering [MINUTES] [ROUNDS]

Peers: (a) loudnorm in two passes, the recipe that everybody follows; (b) the expert's way: measure
by ebur128, then volume and alimiter. Both with the ffmpeg on the PATH, and with the newest, from
the package imageio-ffmpeg (or the one that `FFMPEG_NEW` names). Each measures the recording,
masters and encodes it; nobody levels, but for the row that says so. The interview is as recorders
write them: host 8 dB louder than the guest, -21 LUFS, consonants up to full scale. Prints a table
and writes it to bench/RESULTS.md.
"""

from __future__ import annotations

import importlib.util
import json
import multiprocessing
import os
import re
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bench import report
from tests.audio import sounds

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROOT = Path(__file__).parent.parent
RATE = 44_100
SOFTER = 1.15  # the generated voices, to -21 LUFS
CODECS = {
    "mp3": ["-c:a", "libmp3lame", "-b:a", "128k"],
    "m4a": ["-c:a", "aac", "-b:a", "96k"],
    "opus": ["-c:a", "libopus", "-b:a", "32k"],
}
OURS = """
import sys
from pathlib import Path
from airdate.audio import master_all, measure
from airdate.model import Recipe, Rendition, Treatment
source, out, leveller, *formats = sys.argv[1:]
rates = {"mp3": 128_000, "m4a": 96_000, "opus": 32_000}
on = leveller == "on"
treatment = Treatment(leveller=on, high_pass=70.0 if on else 0.0)
recipes = [Recipe(-16, -1, Rendition(f, f, rates[f], rates[f]), treatment) for f in formats]
outs = [Path(f"{out}.{f}") for f in formats]
for receipt in master_all([(Path(source), measure(Path(source)))], recipes, outs, lambda _: None):
    print(receipt.after.loudness, receipt.after.true_peak, receipt.tries)
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run took: seconds of wall and CPU, and the most memory of one process in MB."""

    wall: float
    cpu: float
    memory: float


def make_interview(path: Path, minutes: float) -> None:
    """Write a stereo interview: two voices 8 dB apart, left and right of the middle."""
    mixed, turn = sounds.interview(RATE, 60, 8, -62)
    mixed = _with_plosives(mixed * SOFTER)
    left, right = np.where(turn == 0, 0.9, 1.0), np.where(turn == 0, 1.0, 0.9)
    minute = np.stack([mixed * left, mixed * right])
    sounds.write_wav(path, minute, RATE)
    data = path.read_bytes()[44:]
    size = len(data) * round(minutes)
    head = b"RIFF" + struct.pack("<I", 36 + size) + path.read_bytes()[8:40]
    with path.open("wb") as file:
        file.write(head + struct.pack("<I", size))
        for _ in range(round(minutes)):
            file.write(data)


def _with_plosives(sound: sounds.Sound) -> sounds.Sound:
    """Let 20 ms in every 3.7 s reach full scale, as p and t do close to a microphone."""
    louder = sound.copy()
    length = RATE // 50
    for start in range(RATE, len(sound) - length, round(3.7 * RATE)):
        window = np.hanning(length)
        part = sound[start : start + length]
        gain = 1 / max(float(np.abs(part * window).max()), 0.05)
        louder[start : start + length] = part * (1 + (gain - 1) * window)
    return np.clip(louder, -1, 1)


def timed(commands: Sequence[Sequence[str]]) -> Cost:
    """Run commands one after the other."""
    wall, cpu, memory = time.perf_counter(), 0.0, 0.0
    for command in commands:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = status
        assert status == 0, command
        cpu += used.ru_utime + used.ru_stime
        memory = max(memory, used.ru_maxrss / 1000)
    return Cost(time.perf_counter() - wall, cpu, memory)


def loudnorm(ffmpeg: str, source: Path, out: Path, formats: Sequence[str]) -> Cost:
    """Run the two passes that the loudnorm filter's own author describes."""
    target = "loudnorm=I=-16:TP=-1.5:LRA=11"
    first = [ffmpeg, "-nostats", "-i", str(source), "-af", f"{target}:print_format=json"]
    start = time.perf_counter()
    run = subprocess.run([*first, "-f", "null", "-"], capture_output=True, text=True, check=True)
    waited = time.perf_counter() - start
    found = json.loads(run.stderr[run.stderr.rindex("{") : run.stderr.rindex("}") + 1])
    said = ":".join(
        f"measured_{name}={found[f'input_{key}']}"
        for name, key in (("I", "i"), ("TP", "tp"), ("LRA", "lra"), ("thresh", "thresh"))
    )
    chain = f"{target}:linear=true:{said}:offset={found['target_offset']}"
    cost = timed([_encode(ffmpeg, source, chain, out, formats)])
    return Cost(cost.wall + waited, cost.cpu + waited, cost.memory)


def expert(ffmpeg: str, source: Path, out: Path, formats: Sequence[str]) -> Cost:
    """Measure by ebur128, then apply a gain and a limiter."""
    meter = [ffmpeg, "-nostats", "-i", str(source), "-af", "ebur128=peak=true", "-f", "null", "-"]
    start = time.perf_counter()
    run = subprocess.run(meter, capture_output=True, text=True, check=True)
    waited = time.perf_counter() - start
    loudness = float(re.findall(r"I: +(-?[\d.]+)", run.stderr)[-1])
    chain = f"volume={-16 - loudness:.2f}dB,alimiter=limit=0.84:level=false"
    cost = timed([_encode(ffmpeg, source, chain, out, formats)])
    return Cost(cost.wall + waited, cost.cpu + waited, cost.memory)


def _encode(
    ffmpeg: str, source: Path, chain: str, out: Path, formats: Sequence[str]
) -> Sequence[str]:
    """Return the command that masters once and encodes that into each format."""
    split = "".join(f"[{form}-in]" for form in formats)
    # Old ffmpegs can't find out by themselves what libopus takes.
    branches = (
        f"[{form}-in]aresample={48_000 if form == 'opus' else RATE},"
        f"aformat=channel_layouts=stereo[{form}]"
        for form in formats
    )
    graph = ";".join([f"[0:a]{chain},asplit={len(formats)}{split}", *branches])
    command = [ffmpeg, "-y", "-nostats", "-i", str(source), "-filter_complex", graph]
    for form in formats:
        command += ["-map", f"[{form}]", *CODECS[form], f"{out}.{form}"]
    return command


def ours(source: Path, out: Path, formats: Sequence[str], leveller: str) -> Cost:
    """Measure and master with Airdate, in a process of its own."""
    os.environ["PYTHONPATH"] = f"{ROOT}:{ROOT / 'pipeline'}"
    return timed([[sys.executable, "-c", OURS, str(source), str(out), leveller, *formats]])


def newest_ffmpeg() -> str | None:
    """Return the ffmpeg that FFMPEG_NEW names, or that of the package imageio-ffmpeg."""
    found = importlib.util.find_spec("imageio_ffmpeg")
    folder = Path(found.origin).parent / "binaries" if found and found.origin else Path()
    return os.environ.get("FFMPEG_NEW") or next(map(str, folder.glob("ffmpeg-*")), None)


def contenders(source: Path, out: Path) -> dict[str, Callable[[], Cost]]:
    """Return what is run, by name."""
    found: dict[str, Callable[[], Cost]] = {
        "Airdate, MP3": lambda: ours(source, out, ["mp3"], "off"),
        "Airdate, MP3 + M4A + Opus": lambda: ours(source, out, list(CODECS), "off"),
        "Airdate, MP3, leveller on": lambda: ours(source, out, ["mp3"], "on"),
    }
    programs = {
        "Debian's ffmpeg": shutil.which("ffmpeg"),
        "newest ffmpeg": newest_ffmpeg(),
    }
    for name, program in programs.items():
        if program is None:
            print(f"{name} is not installed: left out")
            continue
        for recipe, run in (("(a) loudnorm", loudnorm), ("(b) expert", expert)):
            for formats, what in ((["mp3"], "MP3"), (list(CODECS), "MP3 + M4A + Opus")):
                if run is expert and len(formats) > 1:
                    continue
                found[f"{recipe}, {name}, {what}"] = partial(run, program, source, out, formats)
    return found


def table(costs: dict[str, list[Cost]]) -> str:
    """Return the medians, and our share of each peer's wall time for the same work."""
    median = {name: statistics.median(c.wall for c in found) for name, found in costs.items()}
    lines = ["| | wall s | CPU s | peak MB | Airdate / this |", "|---|---|---|---|---|"]
    for name, found in costs.items():
        own = "Airdate, MP3 + M4A + Opus" if "Opus" in name else "Airdate, MP3"
        cpu = statistics.median(c.cpu for c in found)
        memory = max(c.memory for c in found)
        lines.append(
            f"| {name} | {median[name]:.1f} | {cpu:.1f} | {memory:.0f} "
            f"| {median[own] / median[name]:.2f} |"
        )
    return "\n".join(lines)


def main(minutes: float = 60, rounds: int = 3) -> None:
    """Run everything in turn, `rounds` times, and write what it took."""
    with tempfile.TemporaryDirectory() as place:
        source, out = Path(place) / "interview.wav", Path(place) / "out"
        # Elsewhere: Linux counts this process in the peak memory of those that are forked from it.
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as elsewhere:
            elsewhere.submit(make_interview, source, minutes).result()
        runs = contenders(source, out)
        costs: dict[str, list[Cost]] = {name: [] for name in runs}
        for _ in range(rounds):
            for name, run in runs.items():
                costs[name].append(run())
                print(f"{name}: {costs[name][-1]}", flush=True)
    report.write_section(
        f"Mastering an interview of {minutes:.0f} minutes",
        f"{report.machine()}\nMedians of {rounds}. Made by `bench/mastering.py`. "
        "CPU of the first passes of (a) and (b) is counted as their wall time.\n\n"
        f"{table(costs)}",
    )


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:3]))

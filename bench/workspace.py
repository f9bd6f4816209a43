"""A whole workspace of many episodes: what `check`, `plan` and `publish` cost of it.

    .venv/bin/python -m bench.workspace [EPISODES …]

Every episode has an article, a guest, chapters and a recording, which is the same minute for all:
so it is mastered once. All is published into a folder in memory (/dev/shm). Then each command runs
as a producer runs it, in a process of its own: with nothing changed, and after one article was
edited. CPU time is the process's own and the system's for it; memory its maximum.

Another workspace, of SHORT episodes with a recording of 4 s each, is published once: what an
episode costs apart from the length of its audio.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench import report
from tests.journeys.conftest import environment, speech, write_wav

SIZES = (1_000, 10_000)
SHORT = 2_000  # episodes
SECONDS, RATE = 4.0, 16_000  # of a short recording
ROUNDS = 3
COMMANDS = ("check", "plan", "publish")
# Says on the last line what the process held at most; `ru_maxrss` begins with its parent's.
CHILD = """
import atexit, os, sys
from pathlib import Path
from airdate.cli.commands import main
most = lambda: Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]
atexit.register(lambda: os.write(3, most().encode()))
sys.argv = ["airdate", *sys.argv[1:]]
main()
"""
SETTINGS = """timezone = "UTC"

[storage]
url = "public"
public_url = "https://hours.example.net/"

[audio]
renditions = [{ format = "opus", mono = 32 }]
"""
FEED = """guid = "6f0c41f2-6c55-4a6e-9c36-4f6f7b1f0f57"
title = "Ten Thousand Hours"
author = "Wren Alderby"
description = "What people say when somebody has time to listen to them, every day since 1996."
language = "en"
explicit = false
categories = [["Health & Fitness", "Mental Health"]]
persons = [{ name = "Wren Alderby", role = "host" }]
"""
WORDS = (
    *("trust", "room", "hour", "talk", "sleep", "worry", "night", "friend", "study", "answer"),
    *("question", "guest", "listen", "silence", "letter", "morning", "table", "window", "garden"),
    *("people", "small", "large", "quiet", "open", "begin", "mend", "tear", "week", "year"),
)
TAGS = ("trust", "sleep", "work", "grief", "friends", "crisis", "family", "money")


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took: seconds of CPU and wall, megabytes; `files` that it wrote out."""

    cpu: float
    wall: float
    memory: float
    files: int


# ── The workspace ─────────────────────────────────────────────────────────────────────────────


def make(root: Path, count: int, *, short: bool = False) -> None:
    """Write a workspace of `count` episodes, with one recording for all, or a short one each."""
    (root / "feeds").mkdir(parents=True)
    (root / "airdate.toml").write_text(SETTINGS)
    (root / "feeds" / "main.toml").write_text(FEED)
    voice = speech(61.0, RATE)
    recording = write_wav(root / "recording.wav", voice, RATE)
    chance = random.Random(7)  # noqa: S311 - the same ones each time
    for number in range(1, count + 1):
        folder = root / "episodes" / f"hour-{number:05}"
        folder.mkdir(parents=True)
        if short:
            start = chance.randrange(len(voice) - round(SECONDS * RATE))
            write_wav(folder / "interview.wav", voice[start:][: round(SECONDS * RATE)], RATE)
        else:
            (folder / "interview.wav").hardlink_to(recording)
        (folder / "episode.md").write_text(article(chance, number, 1 if short else 20))


def article(chance: random.Random, number: int, apart: int) -> str:
    """Return an `episode.md` of some 350 words, with chapters so many seconds apart."""

    def said(length: int) -> str:
        return " ".join(chance.choice(WORDS) for _ in range(length)).capitalize() + "."

    date = time.strftime("%Y-%m-%d 07:00", time.gmtime(820_454_400 + number * 86_400))
    tags = ", ".join(chance.sample(TAGS, 2))
    return (
        # A card is drawn for each title and guest: some hundreds are enough.
        f"---\ntitle: The {chance.choice(WORDS)} and the {chance.choice(WORDS)}\n"
        f"guid: {number:08x}-0000-4000-8000-000000000000\n"
        f"date: {date}\nstatus: live\nepisode: {number}\nsummary: >-\n  {said(25)}\n"
        f"guests:\n  - name: Tomas Brightwater\n    credentials: {said(6)}\n"
        f"hosts: Wren Alderby\nchapters:\n  - 0:00 Welcome\n"
        f"  - 0:{apart:02} The {chance.choice(WORDS)}\n"
        f"  - 0:{2 * apart:02} One thing to take along\ntags: [{tags}]\n---\n\n"
        f"{said(60)}\n\n## What helps\n\n{said(80)}\n\n- {said(8)}\n- {said(8)}\n\n{said(60)}\n\n"
        f"::: interview\n\n{said(70)} **{said(4)}** and "
        f"[a link](https://archive.org/{number}).\n\n{said(90)}\n"
    )


def edit(path: Path) -> None:
    """Add a line to an article."""
    path.write_text(f"{path.read_text()}\nOne more line, of {time.time_ns()}.\n")


# ── Measuring ─────────────────────────────────────────────────────────────────────────────────


def cost(root: Path, command: str) -> Cost:
    """Run a command in a workspace; return what it took."""
    before = written(root / "public")
    began = time.perf_counter()
    reading, writing = os.pipe()
    words = [sys.executable, "-c", f"import os; os.dup2({writing}, 3)\n{CHILD}", command]
    with subprocess.Popen(
        words, cwd=root, env=environment(), stdout=subprocess.DEVNULL, pass_fds=[writing]
    ) as process:
        os.close(writing)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - began
    with os.fdopen(reading) as pipe:
        memory = float(pipe.read()) / 1024
    if process.returncode:
        raise SystemExit(f"airdate {command} failed")
    files = len(written(root / "public") - before)
    return Cost(used.ru_utime + used.ru_stime, wall, memory, files)


def written(folder: Path) -> set[tuple[str, int, int]]:
    """Return all files below a folder as they are, without what begins with a dot."""
    found = set()
    for here, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            status = Path(here, name).stat()
            found.add((f"{here}/{name}", status.st_mtime_ns, status.st_ino))
    return found


def measured(root: Path, count: int) -> dict[str, Cost]:
    """Return the cost of each command, the least of the rounds."""
    runs: dict[str, list[Cost]] = {"published first": [cost(root, "publish")]}
    middle = root / "episodes" / f"hour-{count // 2:05}" / "episode.md"
    for _ in range(ROUNDS):
        time.sleep(3)  # what changed a moment ago may change again unseen
        cost(root, "publish")
        for command in COMMANDS:
            runs.setdefault(f"{command}, nothing changed", []).append(cost(root, command))
        for command in COMMANDS:
            edit(middle)
            runs.setdefault(f"{command}, one edited", []).append(cost(root, command))
    return {name: min(each, key=lambda one: one.cpu) for name, each in runs.items()}


def published_short(root: Path, count: int) -> dict[str, Cost]:
    """Return the cost of a first publish of short episodes."""
    make(root, count, short=True)
    found = cost(root, "publish")
    print(f"{found.cpu / count:.3f} CPU s an episode", flush=True)
    return {f"published first, a recording of {SECONDS:.0f} s each": found}


def rows(count: int, costs: dict[str, Cost]) -> list[str]:
    """Return a line of the table for each command."""
    return [
        f"| {count:,} | {name} | {each.cpu:.2f} | {each.wall:.2f} | {each.memory:.0f} | "
        f"{each.files:,} |"
        for name, each in costs.items()
    ]


def main(sizes: tuple[int, ...]) -> None:
    """Measure all, and write the section of results."""
    found = []
    for count in sizes:
        with tempfile.TemporaryDirectory(dir="/dev/shm") as scratch:
            root = Path(scratch, "hours")
            make(root, count)
            found += rows(count, measured(root, count))
            print("\n".join(found), flush=True)
    with tempfile.TemporaryDirectory(dir="/dev/shm") as scratch:
        found += rows(SHORT, published_short(Path(scratch, "short"), SHORT))
        print(found[-1], flush=True)
    head = "| episodes | | CPU s | wall s | MB | files written |"
    table = "\n".join([head, "|---:|---|---:|---:|---:|---:|", *found])
    report.write_section(
        "A workspace of many episodes",
        f"{report.machine()} The least of {ROUNDS} rounds, each command in a process of its own.\n"
        "The store is a folder; the first publish masters one recording, which all episodes "
        f"share. Made by `bench/workspace.py`.\n\n{table}",
    )


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)

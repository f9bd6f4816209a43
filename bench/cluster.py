"""Publishing on a cluster of this machine against the pool that a publish has by itself.

    .venv/bin/python -m bench.cluster [EPISODES [SECONDS]]

A scheduler and two workers with one thread each, beside a local pool of two. Both publish the
same new show, of 40 episodes of 90 seconds each, in turn; then once more with a worker killed
midway. Feeds and pages have to come out the same to the byte.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from airdate.publish import cluster
from bench import report
from tests.cluster.farm import farm
from tests.cluster.test_cluster import kill_one_that_masters, published
from tests.journeys.conftest import Shell, speech, write_wav

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from tests.cluster.farm import Farm

ROUNDS = 2


def make(folder: Path, episodes: int, seconds: float) -> Path:
    """Make a show of which nothing has been measured or mastered."""
    shell = Shell(folder)
    shell.airdate("init", "demo", "--title", "Demo")
    demo = shell.cd("demo")
    for number in range(episodes):
        recording = write_wav(folder / f"{number}.wav", speech(seconds + number / 10))
        demo.airdate("add", recording, "--title", f"Talk {number}", "--live")
        recording.unlink()
    shutil.rmtree(demo.folder / ".airdate", ignore_errors=True)
    return demo.folder


def timed(show: Path, pool: Executor) -> tuple[float, dict[str, bytes]]:
    """Publish a show from nothing; return the seconds, and what came out."""
    for name in (".airdate", "public"):
        shutil.rmtree(show / name, ignore_errors=True)
    start = time.perf_counter()
    made = published(show, pool)
    return time.perf_counter() - start, made


def with_a_death(show: Path, found: Farm) -> tuple[float, dict[str, bytes]]:
    """Publish, and kill a worker once it masters."""
    shutil.rmtree(show / ".airdate", ignore_errors=True)
    with cluster.workers(found.address, show) as pool, ThreadPoolExecutor(1) as aside:
        killed = aside.submit(kill_one_that_masters, found, show)
        result = timed(show, pool)
        killed.result().wait()
    return result


def main(episodes: int = 40, seconds: float = 90) -> None:
    """Measure, compare what came out, and write the section of results."""
    with tempfile.TemporaryDirectory() as place, farm(Path(place)) as found:
        show = make(Path(place), episodes, seconds)
        here: list[float] = []
        there: list[float] = []
        made = []
        for _ in range(ROUNDS):
            with ThreadPoolExecutor(2) as pool:
                took, out = timed(show, pool)
            here.append(took)
            made.append(out)
            with cluster.workers(found.address, show) as pool:
                took, out = timed(show, pool)
            there.append(took)
            made.append(out)
        killed, out = with_a_death(show, found)
    same = all(each == made[0] for each in (*made, out))
    rows = [
        "| | s | of the local pool |",
        "|---|---|---|",
        f"| local pool of two | {min(here):.1f} | 1.00 |",
        f"| two workers | {min(there):.1f} | {min(there) / min(here):.2f} |",
        f"| two workers, one killed midway | {killed:.1f} | {killed / min(here):.2f} |",
    ]
    report.write_section(
        f"A cluster of two workers, {episodes} episodes",
        f"{report.machine()} The least of {ROUNDS} rounds; {seconds:g} seconds each. "
        f"All files that came out were {'equal' if same else 'NOT EQUAL'} to the byte. "
        "Made by `bench/cluster.py`.\n\n" + "\n".join(rows),
    )
    if not same:
        raise SystemExit("what came out differs")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

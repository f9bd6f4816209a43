"""Killed anywhere, a publish leaves a whole store, and the next one finishes."""

from __future__ import annotations

import random
import re
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.journeys.conftest import PATIENCE, Shell, environment

if TYPE_CHECKING:
    from pathlib import Path

BASE = "http://localhost:8000/"
KILLS = 8
LINES = 40  # about what a publish prints where nothing is cached, a line for each step
STEP_SECONDS = 0.05  # about what a step takes
MASTERING = re.compile(r"^\S+: mastering", re.MULTILINE)


def test_killed_at_random_it_stays_whole_and_the_next_run_finishes(show: Shell) -> None:
    seed = random.randrange(1 << 32)
    moments = random.Random(seed)
    for _ in range(KILLS):
        shutil.rmtree(show.folder / ".airdate", ignore_errors=True)
        kill_after(show, moments.randrange(LINES), moments.uniform(0, STEP_SECONDS))
        assert_whole(show.folder / "public")
    show.airdate("publish")
    assert_whole(show.folder / "public")
    assert (show.folder / "public" / "feeds" / "main.xml").exists()
    assert "Nothing to publish" in show.airdate("publish").out


def test_killed_between_two_revisions_the_old_one_stays(show: Shell) -> None:
    show.airdate("publish")
    article = show.folder / "episodes" / "first" / "episode.md"
    for number in range(3):
        article.write_text(article.read_text() + f"\nEdit {number}.\n")
        kill_after(show, number)
        assert_whole(show.folder / "public")
    show.airdate("publish")
    assert "Edit 2." in (show.folder / "public" / "episodes" / "first.html").read_text()
    assert "Nothing to publish" in show.airdate("publish").out


def test_two_at_once_publish_one_show(show: Shell) -> None:
    rivals = [start(show), start(show)]
    for rival in rivals:
        said, _ = rival.communicate(timeout=PATIENCE)
        assert rival.returncode == 0, said
    assert_whole(show.folder / "public")
    assert "Nothing to publish" in show.airdate("publish").out


@pytest.mark.usefixtures("interruptible")
def test_interrupted_by_the_keyboard_it_says_so(show: Shell) -> None:
    shutil.rmtree(show.folder / ".airdate")
    process = start(show)
    said = ""
    while not MASTERING.search(said):
        assert process.stdout
        line = process.stdout.readline()
        assert line, said
        said += line
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130, said + rest
    assert "Traceback" not in rest
    assert_whole(show.folder / "public")


def start(show: Shell) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "airdate", "publish"],
        cwd=show.folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def kill_after(show: Shell, lines: int, seconds: float = 0.0) -> None:
    """Publish, and kill it so long after it printed so many lines, on however slow a machine."""
    process = start(show)
    assert process.stdout
    for _ in range(lines):
        process.stdout.readline()
    time.sleep(seconds)
    process.kill()
    process.communicate()


def assert_whole(public: Path) -> None:
    """See that all which a listener can reach is there, as long as it is said to be."""
    is_first = not (public / "index.html").exists()  # the front door is written last
    feed = public / "feeds" / "main.xml"
    if feed.exists():
        text = feed.read_text()
        for url in re.findall(rf'"({BASE}[^"#]+)"', text):
            assert (public / url.removeprefix(BASE)).is_file(), url
        for url, length in re.findall(r'<enclosure url="([^"]+)" length="(\d+)"', text):
            assert (public / url.removeprefix(BASE)).stat().st_size == int(length)
    for page in public.rglob("*.html"):
        if page.name == "404.html":
            continue
        for name in re.findall(r'(?:href|src)="([^"#:]+)"', page.read_text()):
            # Pages name each other, and feeds that come later: the first time, not all is there.
            yet_to_come = is_first and (
                "feeds/" in name or name.endswith((".html", ".webmanifest"))
            )
            assert (page.parent / name).is_file() or yet_to_come, f"{page}: {name}"

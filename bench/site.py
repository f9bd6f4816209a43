"""Feeds and pages of many articles, side by side with Hugo: CPU, wall time and memory.

    .venv/bin/python -m bench.site [ARTICLES …]

Both read the same Markdown files from memory (/dev/shm) and write the same kinds of files back: for
each article its page with metadata and the ones before and after, a player to embed, oEmbed and
Markdown; pages of topics and guests, an index, a sitemap, and a feed with all articles. Airdate's
pages say more (a content policy, a graph of JSON-LD, related episodes). Its build is
`airdate.publish.artifacts.build`, as a publish calls it; audio is at hand, as it is in a publish.
Each is run in a process of its own, in turn; the best of the rounds is shown.
"""

from __future__ import annotations

import json
import os
import pickle
import random
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from airdate.ledger import open_ledger
from airdate.ledger.wanted import wanted_artifacts
from airdate.model import (
    EMPTY_MANIFEST,
    Listing,
    Person,
    Release,
    Settings,
    Workspace,
)
from airdate.publish.artifacts import Show, build
from airdate.publish.branding import Branding
from airdate.store.history import release_digest
from bench import report
from tests.feed import making
from tests.site.making import CARD

if TYPE_CHECKING:
    from collections.abc import Callable

SIZES = (1_000, 10_000)
ROUNDS = 3
LAYOUTS = Path(__file__).parent / "hugo"
NOW = datetime(2026, 11, 1, tzinfo=UTC)
FEED = making.feed(max_page_bytes=1 << 40)
WORDS = (
    *("trust", "room", "hour", "talk", "sleep", "worry", "night", "friend", "study", "answer"),
    *("question", "guest", "listen", "silence", "letter", "morning", "table", "window", "garden"),
    *("people", "small", "large", "quiet", "open", "begin", "mend", "tear", "week", "year"),
)
TAGS = ("trust", "sleep", "work", "grief", "friends", "crisis", "family", "money")


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run took: seconds and megabytes. `hop` is the CPU and wall time of the build alone."""

    cpu: float
    wall: float
    memory: float
    hop: tuple[float, float] = (0.0, 0.0)


# ── The articles ──────────────────────────────────────────────────────────────────────────────


def write_articles(folder: Path, count: int) -> None:
    """Write Markdown files with JSON front matter, as Hugo reads it."""
    folder.mkdir(parents=True)
    chance = random.Random(7)  # noqa: S311 - the same ones each time

    def said(length: int) -> str:
        return " ".join(chance.choice(WORDS) for _ in range(length)).capitalize() + "."

    for number in range(count):
        date = datetime(1996, 1, 1, 6, tzinfo=UTC) + timedelta(days=number)
        about = {
            "title": said(5)[:-1],
            "date": date.isoformat(),
            "summary": said(25),
            "tags": chance.sample(TAGS, 2),
            "guests": [f"Guest {number % 300}"],
            "audio": f"/media/episode-{number}.mp3",
        }
        text = (
            f"{said(60)}[^1]\n\n## What helps\n\n{said(80)}\n\n- {said(8)}\n- {said(8)}\n\n"
            f"{said(90)}\n\n## The interview\n\n{said(70)} **{said(4)}** and "
            f"[a link](https://example.org/{number}).\n\n{said(90)}\n\n[^1]: {said(10)}\n"
        )
        path = folder / f"episode-{number}.md"
        path.write_text(f"{json.dumps(about, indent=1)}\n\n{text}")


def read_articles(folder: Path) -> Articles:
    """Return the articles as releases, newest first."""
    listings, packed = [], {}
    for path in folder.glob("*.md"):
        release = _release(path)
        listings.append(Listing.of(release, release_digest(release)))
        packed[path.stem] = pickle.dumps(release, pickle.HIGHEST_PROTOCOL)
    listings.sort(key=lambda each: each.date, reverse=True)
    return Articles(tuple(listings), packed)


@dataclass(frozen=True, slots=True)
class Articles:
    """Releases in bytes, as a publish has them in its ledger; each is read when it is rendered."""

    listings: tuple[Listing, ...]
    packed: dict[str, bytes]

    def load(self, guid: str) -> Release:
        """Return a release."""
        release: Release = pickle.loads(self.packed[guid])  # noqa: S301 - we wrote it
        return release


def _release(path: Path) -> Release:
    manifest, _, text = path.read_text().partition("\n}\n")
    about = json.loads(manifest + "}")
    made = making.release(
        slug=path.stem,
        guid=path.stem,
        title=about["title"],
        date=datetime.fromisoformat(about["date"]),
        summary=about["summary"],
        tags=tuple(about["tags"]),
        persons=tuple(Person(name, "guest") for name in about["guests"]),
        article=text,
    )
    media = replace(making.MEDIA, key=f"media/{path.stem}.mp3")
    return replace(made, media=(media,), changed=made.episode.date)


# ── Airdate, in a process of its own ──────────────────────────────────────────────────────────


def airdate(articles: Path, public: Path, memory: Path) -> None:
    """Build what changed since the run that `memory` is of, write it, and print the hop's cost."""
    releases = read_articles(articles)
    memory.mkdir(exist_ok=True)
    workspace = Workspace(memory, Settings(ZoneInfo("UTC")), (FEED,), (), ())
    branding = Branding({"main": making.IMAGE}, (), CARD, "art/icon.jpg", ())
    ledger = open_ledger(memory)
    began, wall = time.process_time(), time.perf_counter()
    files = build(Show(workspace, branding, making.BASE), releases, EMPTY_MANIFEST, NOW, ledger)
    hop = time.process_time() - began, time.perf_counter() - wall
    waiting = ledger.bodies.digests()
    for artifact in (*files, *wanted_artifacts(ledger)):
        body = ledger.bodies.get(artifact.sha256) if artifact.sha256 in waiting else artifact.body
        if isinstance(body, bytes):
            path = public / artifact.key
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(body)
    ledger.bodies.clear()
    ledger.close()
    print(json.dumps(hop))


# ── Measuring ─────────────────────────────────────────────────────────────────────────────────


def cost(*command: str | Path) -> Cost:
    """Run a command and return what it took."""
    began = time.perf_counter()
    with subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        said = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command[0]} failed")
    wall = time.perf_counter() - began
    hop = tuple(json.loads(said)) if "airdate" in command else (0.0, 0.0)
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1000, hop)


def best(runs: list[Cost]) -> Cost:
    """Return the least of each."""
    return Cost(
        min(each.cpu for each in runs),
        min(each.wall for each in runs),
        min(each.memory for each in runs),
        (min(each.hop[0] for each in runs), min(each.hop[1] for each in runs)),
    )


def measured(scratch: Path, count: int, rounds: int) -> dict[str, Cost]:
    """Return the cost of each kind of run over so many articles."""
    articles = scratch / "content" / "episodes"
    write_articles(articles, count)
    shutil.copy(LAYOUTS / "config.toml", scratch)
    shutil.copytree(LAYOUTS, scratch / "layouts", ignore=lambda *_: {"config.toml"})
    memory = scratch / "memory"
    ours = (sys.executable, "-m", "bench.site", "airdate", articles, scratch / "ours", memory)
    runs: dict[str, list[Cost]] = {}

    def run(name: str, *command: str | Path, before: Callable[[], None] = lambda: None) -> None:
        before()
        runs.setdefault(name, []).append(cost(*command))

    def empty() -> None:
        for each in ("theirs", "ours"):
            shutil.rmtree(scratch / each, ignore_errors=True)
        shutil.rmtree(memory, ignore_errors=True)

    changed = articles / f"episode-{count // 2}.md"
    for _ in range(rounds):
        empty()
        run("Hugo", "hugo", "--quiet", "--source", scratch, "--destination", scratch / "theirs")
        run("Airdate", *ours)
        run("Airdate, nothing changed", *ours)
        before = changed.read_text()
        changed.write_text(
            before.replace('"title": "', '"title": "Another ') + "\nOne more line.\n"
        )
        run("Airdate, one article edited", *ours)
        changed.write_text(before)
    return {name: best(each) for name, each in runs.items()}


def _rows(count: int, costs: dict[str, Cost]) -> list[str]:
    hugo = costs["Hugo"]
    return [
        f"| {count:,} | {name} | {each.cpu:.1f} | {each.wall:.1f} | {each.memory:.0f} | "
        + _of_hop(each, hugo)
        for name, each in costs.items()
    ]


def _of_hop(own: Cost, hugo: Cost) -> str:
    cpu, wall = own.hop
    if not cpu:
        return "| | |"
    return f"{cpu:.2f}, {wall:.2f} | {cpu / hugo.cpu:.3f} | {wall / hugo.wall:.3f} |"


def main(sizes: tuple[int, ...]) -> None:
    """Measure all, and write the section of results."""
    if not shutil.which("hugo"):
        raise SystemExit("needs hugo: sh tools/judges.sh")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # nobody publishes without compiled code
    rows = []
    for count in sizes:
        with tempfile.TemporaryDirectory(dir="/dev/shm") as scratch:
            os.environ["PYTHONPYCACHEPREFIX"] = str(Path(scratch, "compiled"))
            rows += _rows(count, measured(Path(scratch), count, ROUNDS))
    version = subprocess.run(["hugo", "version"], capture_output=True, text=True, check=True).stdout
    manifest = (
        "| articles | | CPU s | wall s | MB | build, CPU and wall s | build / Hugo's CPU | … wall |"
    )
    table = "\n".join([manifest, "|---|---|---|---|---|---|---|---|", *rows])
    report.write_section(
        "Feeds and pages",
        f"{report.machine()} {' '.join(version.split()[:2])}; the least of {ROUNDS} rounds.\n"
        "The whole process reads all articles and writes what changed; `build` is "
        "`airdate.publish.artifacts.build` in it, "
        "from releases in bytes\nwith their listings, as the ledger has them. "
        f"Hugo builds all each time. Made by `bench/site.py`.\n\n{table}",
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["airdate"]:
        airdate(*map(Path, sys.argv[2:]))
    else:
        main(tuple(map(int, sys.argv[1:])) or SIZES)

"""A program that is changed writes the same bytes with a warm memory as with none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from airdate.ledger import Ledger, ledger_in_memory, open_ledger
from airdate.ledger.code import PACKAGE
from airdate.ledger.wanted import wanted_artifacts
from airdate.model import (
    EMPTY_MANIFEST,
    EpisodeKind,
    Settings,
    Workspace,
)
from airdate.publish.artifacts import Show, build
from airdate.publish.branding import Branding
from tests.feed.making import BASE, FEED, IMAGE
from tests.publish.planning import ReleasesInMemory
from tests.site.making import CARD, bare, full

if TYPE_CHECKING:
    from collections.abc import Iterable

    from airdate.model import Artifact

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 1, tzinfo=UTC)
RELEASES = (bare("c", 9), bare("b", 5, kind=EpisodeKind.TRAILER), full())

# A word that is changed in a copy of the program, and one of the files that have it then.
CHANGES = {
    "article, in an item": ("article/render.py", "<h3>{html", "<h4>{html", "feeds/main.xml"),
    "feed, in an item": (
        "feed/elements.py",
        '"itunes:title"',
        '"itunes:subtitle"',
        "feeds/main.xml",
    ),
    "model, on a page": ("model/released.py", '"WebVTT"', '"VTT"', "episodes/first.html"),
    "template": ("site/templates/parts/header.html", "<nav ", '<nav class="n" ', "index.html"),
    "strings": ("site/strings/en.toml", 'about = "', 'about = "~', "index.html"),
}


def run(ledger: Ledger) -> tuple[Artifact, ...]:
    """Build feeds and pages of a small show; return all that is to be published."""
    workspace = Workspace(Path("/nowhere"), Settings(ZoneInfo("UTC")), (FEED,), (), ())
    branding = Branding({"main": IMAGE}, (), CARD, "art/icon.jpg", ())
    show = Show(workspace, branding, BASE)
    files = build(show, ReleasesInMemory.of(RELEASES), EMPTY_MANIFEST, NOW, ledger)
    return (*files, *wanted_artifacts(ledger))


def main(folder: str) -> None:
    """Remember a build; the next time, print what differs from it, and warm from cold."""
    state, ledger = Path(folder, "state"), open_ledger(Path(folder))
    if not state.exists():
        state.write_text("\n".join(digests(run(ledger))))
        ledger.bodies.clear()
        ledger.close()
        return
    cold, warm = digests(run(ledger_in_memory())), digests(run(ledger))
    for other in (state.read_text().split("\n"), warm):
        sys.stdout.write(" ".join(sorted(set(other) ^ set(cold))) + "\n")


def digests(artifacts: Iterable[Artifact]) -> list[str]:
    return [f"{each.key}={each.sha256}" for each in artifacts]


def program(package: Path, folder: Path) -> list[str]:
    """Run `main` with a copy of the program; return the lines that it prints."""
    path = os.pathsep.join((str(package.parent), str(ROOT)))
    script = "import sys; from tests.site.test_stale import main; main(sys.argv[1])"
    done = subprocess.run(
        (sys.executable, "-c", script, str(folder)),
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split("\n")


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return a copy of the program, and what it remembers of its build."""
    folder = tmp_path_factory.mktemp("program")
    ignored = shutil.ignore_patterns("__pycache__")
    package = Path(shutil.copytree(PACKAGE, folder / "airdate", ignore=ignored))
    program(package, folder)
    return package, folder


@pytest.mark.parametrize("what", CHANGES)
def test_a_program_that_is_changed_renders_what_it_would_have_rendered_anew(
    what: str, warm: tuple[Path, Path]
) -> None:
    package, folder = warm
    file, before, after, key = CHANGES[what]
    path = package / file
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after))
    try:
        changed, stale, *_ = program(package, folder)
    finally:
        path.write_text(text)
    assert f"{key}=" in changed
    assert not stale

"""The ledger spares work and decides nothing: with it or without it, all comes out the same."""

from __future__ import annotations

import os
import shutil
import sys
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from airdate.cli.options import PublishFlags, new_run
from airdate.ledger import open_ledger, scan, set_aside
from airdate.publish import pipeline, probe, produce
from tests.journeys.conftest import Shell, speech, write_wav

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from airdate.model import Workspace

# After all that is published here, however late.
NOW = datetime.now(UTC).replace(microsecond=0) + timedelta(days=1)
ARTICLE = "episodes/first/episode.md"
COVER = "episodes/first/cover.jpg"
WORDS = "episodes/first/words.vtt"
PHOTO = "people/wren.jpg"
FIGURE = "episodes/first/figure.jpg"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, made: Path) -> Path:
    """A published show with one of each file that an episode may have."""
    folder = tmp_path_factory.mktemp("published") / "demo"
    shutil.copytree(made, folder)
    (folder / "people").mkdir()
    picture(folder / COVER, "teal")
    picture(folder / PHOTO, "navy")
    picture(folder / FIGURE, "black")
    with (folder / ARTICLE).open("a") as article:
        article.write("\n![A figure](figure.jpg)\n")
    (folder / WORDS).write_text("WEBVTT\n\n00:00.000 --> 00:02.000\nA word\n")
    edited(
        folder / ARTICLE,
        "\nguid:",
        "\ncover: cover.jpg\ntranscript: words.vtt\n"
        f"hosts: [{{name: Wren, photo: {PHOTO}}}]\nguid:",
    )
    Shell(folder).airdate("publish")
    return folder


@pytest.fixture
def root(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, of which all is kept: no file counts as too young."""
    monkeypatch.setattr(scan, "TICK_NS", -(10**15))
    shutil.copytree(published, tmp_path / "demo")
    planned(tmp_path / "demo")
    return tmp_path / "demo"


def planned(root: Path, now: datetime = NOW) -> tuple[Any, ...]:
    """Return all that is found, and what is to be done."""
    with (
        closing(open_ledger(root)) as ledger,
        new_run(root, PublishFlags(jobs=1), ledger) as begun,
    ):
        run = replace(begun, now=now)
        examined = pipeline.check_workspace(root, run)
        try:
            examined, todo = pipeline.prepare(examined, run)
        except pipeline.InvalidWorkspace as broken:
            return read(examined.workspace), broken.problems
        return (
            read(examined.workspace),
            examined.problems,
            todo.steps,
            todo.notices,
            dict(todo.manifest.episodes),
        )


def read(workspace: Workspace) -> Workspace:
    """Return a workspace with its episodes decoded."""
    return replace(workspace, episodes=tuple(workspace.episodes))


def own_templates(root: Path) -> None:
    (root / "own/parts").mkdir(parents=True)
    (root / "own/parts/header.html").write_text("<p>Hello")
    edited(root / "airdate.toml", "[audio]", '[site]\ntemplates = "own"\n[audio]')


def picture(path: Path, colour: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (1400, 1400), colour).save(path)


def edited(path: Path, said: str, instead: str) -> None:
    before = path.read_text()
    assert said in before
    path.write_text(before.replace(said, instead, 1))


def touched(path: Path) -> None:
    """Change a letter and put the time of change back, as some tools do."""
    before = path.stat()
    time.sleep(0.02)  # the disk's clock ticks every few milliseconds
    path.write_text(path.read_text().replace("word", "walk"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


CHANGES: dict[str, Callable[[Path], object]] = {
    "text": lambda root: edited(root / ARTICLE, "\n---\n", "\n---\nA new beginning.\n"),
    "title": lambda root: edited(root / ARTICLE, "title: First", "title: Third"),
    "date": lambda root: edited(root / ARTICLE, "\ndate: 20", "\ndate: 21"),
    "recording": lambda root: write_wav(
        next((root / "episodes/first").glob("interview.*")), speech(7.0)
    ),
    "no recording": lambda root: next((root / "episodes/first").glob("interview.*")).unlink(),
    "second recording": lambda root: write_wav(root / "episodes/first/interview.flac", speech(2.0)),
    "cover": lambda root: picture(root / COVER, "olive"),
    "no cover": lambda root: (root / COVER).unlink(),
    "figure": lambda root: picture(root / FIGURE, "olive"),
    "no figure": lambda root: (root / FIGURE).unlink(),
    "photo elsewhere": lambda root: picture(root / PHOTO, "olive"),
    "no photo elsewhere": lambda root: (root / PHOTO).unlink(),
    "nearer photo": lambda root: picture(root / "episodes/first" / PHOTO, "olive"),
    "transcript": lambda root: touched(root / WORDS),
    "feed": lambda root: edited(root / "feeds/main.toml", 'title = "Demo"', 'title = "Memo"'),
    "public address": lambda root: edited(
        root / "airdate.toml", 'public_url = "http', 'public_url = "https://a.example.net/?'
    ),
    "rendition": lambda root: edited(root / "airdate.toml", "[audio]", "[audio]\nloudness = -18"),
    "zone": lambda root: edited(root / "airdate.toml", "timezone = ", 'timezone = "Asia/Tokyo"  #'),
    "templates": own_templates,
    "another publisher": lambda root: shutil.rmtree(root / "public"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changed_is_seen(root: Path, change: str) -> None:
    before = planned(root)
    CHANGES[change](root)
    after = planned(root)
    assert after != before
    set_aside(root)
    assert planned(root) == after


def test_what_is_kept_is_not_made_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = planned(root)

    def never(*_words: object, **_more: object) -> None:
        pytest.fail("what is kept was made again")

    # `airdate.workspace.read.load` is the function of this name.
    monkeypatch.setattr(sys.modules["airdate.workspace.read.load"], "parse", never)
    monkeypatch.setattr(probe, "whole", never)
    monkeypatch.setattr(produce, "produce_episode", never)
    assert planned(root) == before


def test_time_passes(root: Path) -> None:
    edited(root / ARTICLE, "\ndate: 20", "\ndate: 21")
    before = planned(root)
    later = planned(root, NOW + timedelta(days=366 * 100))
    assert later[2:] != before[2:]
    set_aside(root)
    assert planned(root, NOW + timedelta(days=366 * 100)) == later

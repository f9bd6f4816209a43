"""The code as an input: any file of a room changes its digest, and that of no other room."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from airdate.art.derivatives import CARD
from airdate.feed import items
from airdate.ledger import Stage, code
from airdate.publish.finding_rows import FINDINGS, SUMMARY
from airdate.publish.probe import MEASURE, PROBE
from airdate.publish.release_rows import LISTING, RELEASE
from airdate.publish.renditions import MASTER, TAG
from airdate.site import pages
from airdate.workspace.read.episode_rows import EPISODE


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a copy of the package to change."""
    copy = tmp_path / "airdate"
    shutil.copytree(code.PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(code, "PACKAGE", copy)
    return copy


def digest(*sources: str) -> bytes:
    code.code_digest.cache_clear()
    return code.code_digest(*sources)


@pytest.mark.parametrize(
    "file", ["site/templates/index.html", "site/strings/de.toml", "site/static/player.js"]
)
def test_any_kind_of_file_counts(package: Path, file: str) -> None:
    before, other = digest("site"), digest("feed")
    (package / file).write_text((package / file).read_text() + " ")
    assert digest("site") != before
    assert digest("feed") == other


def test_it_is_the_same_wherever_the_package_is(package: Path) -> None:
    copied = digest("feed", "article/render.py")
    assert package.exists()
    assert copied == digest("article/render.py", "feed")


def test_a_source_that_is_not_there_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="no source"):
        digest("no_such_room")


# What each stage's rooms must hold: whatever its modules import, and files beside them.
STAGES = {
    "items": (
        items.SOURCES,
        "airdate.feed.documents, airdate.article",
        ("site/strings/en.toml", "site/language.py", "publish/item_texts.py"),
    ),
    "pages": (pages.SOURCES, "airdate.site", ("site/templates/base.html", "site/static/site.css")),
}
# It names the package's version alone, which no page and no item has in it.
NOTHING = {"__init__.py", "art/__init__.py"}


@pytest.mark.parametrize("stage", STAGES)
def test_every_file_that_takes_part_in_a_stage_is_in_its_rooms(stage: str) -> None:
    rooms, modules, resources = STAGES[stage]
    script = (
        f"import sys, {modules}\n"
        "print(*(m.__file__ for n, m in sys.modules.items() if n.startswith('airdate')), sep='\\n')"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = {Path(each).relative_to(code.PACKAGE).as_posix() for each in run.stdout.split()}
    covered = {
        path.relative_to(code.PACKAGE).as_posix()
        for room in rooms
        for path in code._files(code.PACKAGE / room)
    }
    assert {*loaded, *resources} - covered <= NOTHING


# Values come as inputs: which modules define their types changes nothing that is encoded.
TYPES = {"__init__.py", "model", "podcast", "ledger"}
KINDS = {
    "measure": (MEASURE, "airdate.audio.meter"),
    "master": (MASTER, "airdate.audio.mastering"),
    "tag": (TAG, "airdate.audio.tags.tagging, airdate.art.artwork"),
    "card": (CARD, "airdate.art.derivatives"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_encoded_is_keyed_by_all_the_code_that_encodes(kind: str) -> None:
    made, modules = KINDS[kind]
    script = (
        f"import sys, {modules}\n"
        "print(*(m.__file__ for n, m in sys.modules.items() if n.startswith('airdate')), sep='\\n')"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = {Path(each).relative_to(code.PACKAGE) for each in run.stdout.split()}
    covered = {
        path.relative_to(code.PACKAGE)
        for source in made.sources
        for path in code._files(code.PACKAGE / source)
    }
    assert {path.as_posix() for path in loaded - covered if path.parts[0] not in TYPES} == set()


@pytest.mark.parametrize(
    "stage", [EPISODE, PROBE, SUMMARY, FINDINGS, RELEASE, LISTING], ids=lambda stage: stage.name
)
def test_a_row_is_stale_whatever_file_of_the_program_changes(
    package: Path, stage: Stage[Any]
) -> None:
    code.code_digest.cache_clear()
    before = stage.inputs("x")
    files = sorted(path for path in package.rglob("*") if path.is_file() and path.suffix != ".pyc")
    for path in (files[0], files[len(files) // 2], files[-1]):
        path.write_bytes(path.read_bytes() + b" ")
        code.code_digest.cache_clear()
        assert stage.inputs("x") != before
        before = stage.inputs("x")

"""Whatever is wrong with the ledger, a producer doesn't hear of it: it is made anew."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from airdate import ledger
from airdate.ledger import database, open_ledger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.journeys.conftest import Shell


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, made: Path) -> Path:
    """A published show that no test changes."""
    from tests.journeys.conftest import Shell

    folder = tmp_path_factory.mktemp("published") / "demo"
    shutil.copytree(made, folder)
    Shell(folder).airdate("publish")
    return folder


@pytest.fixture
def edited(published: Path, tmp_path: Path) -> Iterator[Shell]:
    """A copy of it with an article that changed."""
    from tests.journeys.conftest import Shell

    shutil.copytree(published, tmp_path / "demo")
    with (tmp_path / "demo/episodes/first/episode.md").open("a") as article:
        article.write("\nOne more line.\n")
    yield Shell(tmp_path / "demo")
    (tmp_path / "demo/.airdate").chmod(0o700)


def garbage(root: Path) -> None:
    (root / database.FILE).write_bytes(b"\xff" * 10_000)


def half(root: Path) -> None:
    path = root / database.FILE
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def spoiled_within(root: Path) -> None:
    """Spoil pages behind the header, which is whole."""
    path = root / database.FILE
    body = bytearray(path.read_bytes())
    body[4096:] = os.urandom(len(body) - 4096)
    path.write_bytes(body)


def folder_in_its_place(root: Path) -> None:
    (root / database.FILE).unlink()
    (root / database.FILE).mkdir()


def gone(root: Path) -> None:
    shutil.rmtree(root / ".airdate")


@pytest.mark.parametrize("damage", [garbage, half, spoiled_within, folder_in_its_place, gone])
def test_a_publish_goes_on_without_it(edited: Shell, damage: Callable[[Path], None]) -> None:
    damage(edited.folder)
    ran = edited.airdate("publish")
    assert "ledger" not in ran.text
    assert "One more line" in (edited.folder / "public/episodes/first.html").read_text()
    assert "Nothing to publish" in edited.airdate("publish").out


def test_while_another_run_holds_it_a_publish_works_on_a_copy(edited: Shell) -> None:
    held = open_ledger(edited.folder)
    try:
        edited.airdate("publish")
    finally:
        held.close()
    assert "One more line" in (edited.folder / "public/episodes/first.html").read_text()


def test_a_disk_that_is_full_for_it_stops_nothing(
    edited: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    connected = database._connected

    def limited(name: str, *, uri: bool = False) -> object:
        db = connected(name, uri=uri)
        if name != ":memory:":
            pages = db.execute("PRAGMA page_count").fetchone()[0]
            db.execute(f"PRAGMA max_page_count = {pages}")
        return db

    monkeypatch.setattr(database, "_connected", limited)
    given_up: list[Path] = []
    monkeypatch.setattr(ledger, "set_aside", given_up.append)
    edited.airdate("publish")
    assert given_up == [edited.folder]
    assert "One more line" in (edited.folder / "public/episodes/first.html").read_text()


def test_what_is_unchanged_comes_out_the_same_when_it_is_made_again(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.journeys.conftest import Shell

    shutil.copytree(published, tmp_path / "demo")
    monkeypatch.setenv("AIRDATE_VERIFY", "1")
    ran = Shell(tmp_path / "demo").airdate("publish")
    assert "Nothing to publish" in ran.out
    assert "comes out differently" not in ran.text

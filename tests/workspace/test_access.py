"""Files that can't be read, or that never end: reported, never raised, never waited for."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

from airdate.workspace import load
from tests.workspace.conftest import make

if TYPE_CHECKING:
    from collections.abc import Iterator

    from airdate.model import Problem

FIRST = "episodes/first/episode.md"
NOBODY = 65534


@pytest.fixture
def shown() -> Iterator[Path]:
    """Yield a show in a folder that every user may enter."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield make(Path(folder) / "show")


@contextmanager
def as_nobody() -> Iterator[None]:
    """Give up the rights of root, for whom everything is readable."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(user)


def errors_for_nobody(root: Path) -> list[tuple[str, str]]:
    """Return code and place of the errors; all code is loaded before rights are given up."""
    load(root)
    with as_nobody():
        _, problems = load(root)
    return [code_and_place(each) for each in problems if each.severity == "error"]


def code_and_place(problem: Problem) -> tuple[str, str]:
    return problem.code, str(problem.place)


def name(root: Path, line: str) -> None:
    path = root / FIRST
    path.write_text(path.read_text().replace("---\n", f"---\n{line}\n", 1))


@pytest.mark.parametrize(
    ("shut", "place"),
    [
        ("airdate.toml", "airdate.toml"),
        ("feeds", "feeds"),
        ("feeds/main.toml", "feeds/main.toml"),
        ("episodes", "episodes"),
        ("episodes/first", FIRST),
        (FIRST, FIRST),
    ],
)
def test_what_may_not_be_read_is_an_error(shown: Path, shut: str, place: str) -> None:
    mode = (shown / shut).stat().st_mode
    (shown / shut).chmod(0)
    try:
        assert ("file-unreadable", place) in errors_for_nobody(shown)
    finally:
        (shown / shut).chmod(mode)


def test_folders_that_may_be_listed_and_not_entered_hide_no_episode(shown: Path) -> None:
    (shown / "episodes").chmod(0o444)
    try:
        assert errors_for_nobody(shown) == [
            ("file-unreadable", FIRST),
            ("file-unreadable", "episodes/later/episode.md"),
        ]
    finally:
        (shown / "episodes").chmod(0o755)


@pytest.mark.parametrize("key", ["cover", "interview"])
def test_files_in_a_folder_that_may_not_be_entered(shown: Path, key: str) -> None:
    inner = shown / "episodes/first/inner"
    inner.mkdir(mode=0)
    name(shown, f"{key}: inner/file")
    assert errors_for_nobody(shown) == [("file-unreadable", f"{FIRST}:2")]


@pytest.mark.parametrize(
    ("pipe", "place"),
    [
        ("airdate.toml", "airdate.toml"),
        ("feeds/b.toml", "feeds/b.toml"),
        (FIRST, FIRST),
        ("episodes/first/cover.jpg", f"{FIRST}:2"),
        ("episodes/first/interview.wav", FIRST),
    ],
)
def test_nothing_waits_for_a_pipe(show: Path, pipe: str, place: str) -> None:
    if pipe.endswith("cover.jpg"):
        name(show, "cover: cover.jpg")
    (show / pipe).unlink(missing_ok=True)
    os.mkfifo(show / pipe)
    _, problems = load(show)
    assert ("file-unreadable", place) in map(code_and_place, problems)


@pytest.mark.parametrize("folder", ["feeds", "episodes"])
def test_a_file_where_a_folder_should_be(tmp_path: Path, folder: str) -> None:
    (tmp_path / folder).write_text("x")
    _, problems = load(tmp_path)
    assert ("file-unreadable", folder) in map(code_and_place, problems)


@pytest.mark.parametrize("name", [b"b\xff", b"two\nlines", b"\x1b[2J"])
@pytest.mark.parametrize("folder", ["feeds", "episodes"])
def test_names_that_are_no_text_are_told_at_their_folder(
    show: Path, folder: str, name: bytes
) -> None:
    path = os.fsencode(show / folder) + b"/" + name
    os.mkdir(path) if folder == "episodes" else Path(os.fsdecode(path)).touch()  # noqa: PTH102
    _, problems = load(show)
    assert [(each.code, str(each.place)) for each in problems] == [("name-invalid", folder)]
    assert problems[0].message.isascii()

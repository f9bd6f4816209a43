"""Usage errors name what is wrong and what to write, and end with exit code 2."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from airdate.cli.commands import commands
from tests.workspace.conftest import make

if TYPE_CHECKING:
    from pathlib import Path

PRIVATE = 'extends = "main"\nguid = "00000000-0000-4000-8000-00000000000{}"\nprivate = true\n'


def usage_error(*words: str) -> str:
    ran = CliRunner().invoke(commands, words, env={"COLUMNS": "200"}, catch_exceptions=False)
    assert ran.exit_code == 2, ran.output
    return ran.output.rsplit("Error: ", 1)[1].strip()


@pytest.fixture
def show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = make(tmp_path / "show")
    monkeypatch.chdir(root)
    return root


def test_without_a_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    wanted = f"no airdate.toml in {tmp_path} or its parents; run `airdate init`"
    assert usage_error("plan") == wanted
    named = f"no airdate.toml in {tmp_path}; run `airdate init`"
    assert usage_error("plan", "-w", str(tmp_path)) == named


@pytest.mark.usefixtures("show")
def test_an_unknown_directory() -> None:
    assert usage_error("check", "--for", "apple,itunes").endswith(
        "unknown directory “itunes”; use one of: apple, spotify, youtube, amazon, psp1"
    )


@pytest.mark.usefixtures("show")
def test_options_that_need_or_exclude_others() -> None:
    assert usage_error("check", "--yes") == "--yes requires --fix"
    wanted = "-w, --online and --fix can't be used with a feed"
    assert usage_error("check", "feed.xml", "--fix") == wanted


def test_private_feeds(show: Path) -> None:
    wanted = "no private feed; set `private = true` in a file in feeds/"
    assert usage_error("subscribers", "add", "Ann") == wanted
    for at, name in enumerate(("club", "vip"), 1):
        (show / "feeds" / f"{name}.toml").write_text(PRIVATE.format(at))
    wanted = "several private feeds; choose one with --feed: club, vip"
    assert usage_error("subscribers", "add", "Ann") == wanted
    wanted = "unknown private feed “main”; use one of: club, vip"
    assert usage_error("subscribers", "add", "Ann", "--feed", "main") == wanted

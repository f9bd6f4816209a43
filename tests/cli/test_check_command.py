"""`airdate check` as people and scripts run it: of a workspace, of a feed, and with fixes."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from tests.check.feed import FEED
from tests.journeys.conftest import environment

if TYPE_CHECKING:
    from pathlib import Path

    from tests.journeys.conftest import Shell

MAIN = "feeds/main.toml"


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    path = tmp_path / "their.xml"
    path.write_text(FEED.replace(">1800<", ">30 min<").replace(' length="21600000"', ""))
    return path


def test_anybodys_feed_is_looked_at_without_a_workspace(shell: Shell, feed: Path) -> None:
    ran = shell.airdate("check", feed)
    row = FEED.split(">1800<")[0].count("\n") + 1
    assert ran.out.startswith(f"{feed}\n")
    assert re.search(rf"^  {row}:1: warning: .* \[duration-invalid\]$", ran.out, re.MULTILINE)
    assert re.search(r"kB, one document$", ran.out, re.MULTILINE)
    assert ran.out.endswith("0 errors, 2 warnings.\n")


def test_what_is_wrong_a_hundred_times_is_printed_ten_times(shell: Shell, feed: Path) -> None:
    sins = '<podcast:person role="moderator">Ana</podcast:person>\n' * 100
    feed.write_text(FEED.replace("<podcast:medium>", f"{sins}<podcast:medium>"))
    ran = shell.airdate("check", feed)
    assert ran.out.count("moderator") == 10
    assert "… and 90 more [role-unknown]" in ran.out
    assert ran.out.endswith("0 errors, 100 warnings.\n")
    assert len(json.loads(shell.airdate("check", feed, "--json").out)["problems"]) == 100


def test_what_a_feed_says_is_shown_and_never_obeyed_by_a_terminal(shell: Shell, feed: Path) -> None:
    sly = "\u009b31m\u202egnp.exe\u2028error: all is lost"
    feed.write_text(FEED.replace("<podcast:medium>podcast", f"<podcast:medium>{sly}"))
    out = shell.airdate("check", feed).out
    assert r"\u009b31m\u202egnp.exe error: all is lost" in out
    assert not any(sign in out for sign in sly if not sign.isprintable())


def test_for_a_directory_what_it_demands_is_an_error(shell: Shell, feed: Path) -> None:
    ran = shell.airdate("check", feed, "--for", "apple", code=1)
    assert "error" in ran.out
    assert ran.out.endswith("1 error, 1 warning.\n")


@pytest.mark.parametrize("form", ["json", "sarif", "github"])
def test_a_feeds_problems_come_in_every_form(shell: Shell, feed: Path, form: str) -> None:
    ran = shell.airdate("check", feed, "--format", form)
    assert "enclosure-length" in ran.out
    if form == "json":
        found = json.loads(ran.out)
        assert found["problems"][0]["place"]["column"] == 1
        said = {"message", "why", "source", "hint", "severity", "code"}
        assert all(problem[name] for problem in found["problems"] for name in said)
        assert found["feeds"][0]["bytes"] == feed.stat().st_size
    elif form == "sarif":
        (run,) = json.loads(ran.out)["runs"]
        assert len(run["results"]) == 2
    else:
        assert ran.out.count("::warning file=") == 2


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("check", "nowhere.xml"), 1, "file not found"),
        (("check", "file:///etc/passwd"), 1, "is not a web URL"),
        (("check", "http://127.0.0.1:9/feed.xml"), 1, "connection refused"),
        (("check", "their.xml", "--fix"), 2, "can't be used with a feed"),
        (("check", "."), 2, "no airdate.toml"),
        (("check", "--yes"), 2, "--yes requires --fix"),
    ],
)
def test_what_cannot_be_looked_at_is_told(
    shell: Shell, feed: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    assert feed.exists()
    assert said in shell.airdate(*words, code=code).err


def test_a_workspace_may_be_named_as_a_folder(show: Shell, shell: Shell) -> None:
    assert shell.airdate("check", show.folder).out == show.airdate("check").out


def test_what_is_wrong_names_the_line_and_how_large_the_feed_is(show: Shell) -> None:
    show.airdate("publish")
    for _ in range(2):  # what is remembered from the first run says the same
        ran = show.airdate("check")
        assert re.search(r"^airdate.toml\n  \d+: warning: ", ran.out, re.MULTILINE)
        assert re.search(r"^feeds/main.xml: [0-9.]+ kB, one document$", ran.out, re.MULTILINE)
    (feed,) = json.loads(show.airdate("check", "--json").out)["feeds"]
    out = show.folder / "public/feeds/main.xml"
    assert feed == {"name": "feeds/main.xml", "bytes": out.stat().st_size, "is_paged": False}


def spoil(show: Shell) -> bytes:
    path = show.folder / MAIN
    image = Image.new("RGBA", (900, 700), (0, 0, 90, 120))
    image.save(show.folder / "feeds/cover.png")
    text = path.read_text().replace('language = "en"', 'language = "en_us"  # ours')
    path.write_text(f'image = "cover.png"\n{text}')
    return path.read_bytes()


def test_without_a_terminal_what_could_be_mended_is_only_shown(show: Shell) -> None:
    before = spoil(show)
    ran = show.airdate("check", "--fix", code=None)
    assert '+language = "en-US"  # ours' in ran.err
    assert "--yes" in ran.err
    assert (show.folder / MAIN).read_bytes() == before
    assert not (show.folder / "feeds/cover-fit.jpg").exists()


def test_with_yes_it_is_written_and_what_is_left_is_told(show: Shell) -> None:
    spoil(show)
    assert "key-invalid" in show.airdate("check", code=1).out
    ran = show.airdate("check", "--fix", "--yes")
    assert "Fixed feeds/cover-fit.jpg\nFixed feeds/main.toml\n" in ran.err
    assert "key-invalid" not in ran.out
    assert "artwork-" not in ran.out
    text = (show.folder / MAIN).read_text()
    assert text.startswith('image = "cover-fit.jpg"\n')
    assert 'language = "en-US"  # ours' in text
    assert "No automatic fixes" in show.airdate("check", "--fix", "--yes").err


@pytest.mark.parametrize(("answer", "written"), [("y\n", True), ("n\n", False), ("\n", False)])
def test_on_a_terminal_it_asks(show: Shell, answer: str, *, written: bool) -> None:
    before = spoil(show)
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "airdate", "check", "--fix"],
        cwd=show.folder,
        env=environment(),
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as running:
        os.write(ours, answer.encode())
        out, _ = running.communicate(timeout=600)
    os.close(ours)
    os.close(theirs)
    assert b"Apply fixes to 2 files?" in out
    assert ((show.folder / MAIN).read_bytes() != before) is written


def test_links_are_tried_only_if_that_is_asked_for(show: Shell) -> None:
    article = show.folder / "episodes/first/episode.md"
    article.write_text(article.read_text() + "\n[a](https://rooms.nowhere-at-all/)\n")
    assert "link-dead" not in show.airdate("check").out
    ran = show.airdate("check", "--online")
    line = article.read_text().count("\n")
    assert re.search(rf"^  {line}: warning: dead link: .* \[link-dead\]$", ran.out, re.MULTILINE)


def test_a_guid_that_changed_is_never_published(show: Shell) -> None:
    show.airdate("publish")
    before = (show.folder / "public/head.json").read_bytes()
    article = show.folder / "episodes/first/episode.md"
    article.write_text(re.sub(r"(?m)^guid: .{8}", "guid: 00000000", article.read_text()))
    assert "guid-changed" in show.airdate("publish", code=1).err
    assert (show.folder / "public/head.json").read_bytes() == before

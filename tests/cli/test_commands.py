"""Commands: quick to help, each documented, asking on a terminal, reading what a recording says."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import subprocess
import sys
import time
from typing import TYPE_CHECKING
from urllib.request import urlopen

import pytest

from airdate.cli.commands import commands
from airdate.ledger import scan
from tests.journeys.conftest import REPOSITORY, environment
from tests.journeys.test_sample_show import preview

if TYPE_CHECKING:
    from pathlib import Path

    from tests.journeys.conftest import Shell

# What takes more than some 5 ms of CPU to import.
HEAVY = {
    *("PIL", "asyncio", "av", "boto3", "botocore", "email", "feedgen", "fontpkg", "http"),
    *("importlib.metadata", "jinja2", "lameenc", "langcodes", "lxml", "mutagen", "nh3", "numpy"),
    *("pydantic", "rich", "segno", "ssl", "starlette", "urllib.request", "urllib3", "uvicorn"),
    *("watchfiles", "xml.sax", "yaml"),
}


def loaded(words: list[str], folder: Path, code: str = "main()") -> set[str]:
    """Return the modules that a command has loaded when it ends."""
    script = (
        f"import sys; sys.argv = ['airdate', *{words!r}]\n"
        "from airdate.cli.commands import main\n"
        f"try: {code}\n"
        "except SystemExit: pass\n"
        "print('modules', *sys.modules)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    return set(ran.stdout.rpartition("modules ")[2].split())


def test_help_loads_nothing_heavy(tmp_path: Path) -> None:
    modules = loaded(["--help"], tmp_path)
    assert not HEAVY & modules
    assert not {name for name in modules if name.startswith("airdate.")} & {
        "airdate.model",
        "airdate.publish",
        "airdate.store",
        "airdate.workspace",
    }


def test_a_publish_begins_without_what_it_may_not_need(tmp_path: Path) -> None:
    begun = loaded(["publish"], tmp_path, "import airdate.publish.pipeline")
    assert not begun & {
        *("asyncio", "av", "boto3", "fontpkg", "lameenc", "langcodes"),
        *("mutagen", "numpy", "rich", "segno", "ssl", "urllib.request", "urllib3", "uvicorn"),
    }


def test_a_publish_with_nothing_to_do_loads_nothing_heavy(show: Shell) -> None:
    settle(show.folder)
    show.airdate("publish")
    assert not HEAVY & loaded(["publish"], show.folder)


def settle(root: Path) -> None:
    """Wait until a run can trust that its files don't change within a tick of the disk's clock."""
    newest = scan.disk_clock(root)
    while scan.disk_clock(root) <= newest + scan.TICK_NS:
        time.sleep(0.1)


@pytest.mark.parametrize("command", sorted(commands.commands))
def test_every_command_is_in_the_readme_and_explains_itself(command: str) -> None:
    assert f"`airdate {command}" in (REPOSITORY / "README.md").read_text()
    assert commands.commands[command].help


def test_add_reads_title_chapters_and_cover_from_the_recordings_tags(show: Shell) -> None:
    article = show.folder / "episodes" / "first" / "episode.md"
    text = article.read_text().replace("title: First", "title: 'Tagged: Ä 🎙'")
    article.write_text(text.replace("---\n", "---\nchapters: ['0:00 One', '0:03 Two']\n", 1))
    show.airdate("publish")
    (tagged,) = (show.folder / "public" / "media").iterdir()
    before = tagged.read_bytes()
    show.airdate("add", tagged)
    folder = show.folder / "episodes" / "tagged-a"
    made = (folder / "episode.md").read_text()
    assert "title: 'Tagged: Ä 🎙'" in made
    assert re.search(r"start: '?0:00:03'?\n\s+title: Two", made)
    assert "cover: cover.jpg" in made
    assert (folder / "cover.jpg").stat().st_size > 1000
    assert (folder / "interview.mp3").read_bytes() == before == tagged.read_bytes()


def test_init_asks_on_a_terminal_and_takes_answers(tmp_path: Path) -> None:
    screen = on_terminal(
        ["init", "asked"],
        tmp_path,
        [
            ("title", "A show & more"),
            ("Author", "Somebody"),
            ("Description", "This and that."),
            ("Language", "de"),
            ("Time zone", "Europe/Vienna"),
            ("Contact", "me@example.org"),
            ("URL", "https://show.example/"),
        ],
    )
    assert "Created" in screen
    feed = (tmp_path / "asked" / "feeds" / "main.toml").read_text()
    assert 'title = "A show & more"' in feed
    assert 'language = "de"' in feed
    assert 'email = "me@example.org"' in feed
    assert 'timezone = "Europe/Vienna"' in (tmp_path / "asked" / "airdate.toml").read_text()


def test_on_a_terminal_progress_is_shown_for_each_episode(show: Shell) -> None:
    (show.folder / ".airdate").rename(show.folder / "before")
    screen = on_terminal(["publish"], show.folder, [])
    assert "mastering" in screen
    assert "Published revision 1" in screen


def test_the_preview_is_made_again_when_a_file_changes(show: Shell) -> None:
    with preview(show) as url:
        page = f"{url}episodes/first.html"
        assert b"A new sentence" not in urlopen(page).read()  # noqa: S310 - our own server
        article = show.folder / "episodes" / "first" / "episode.md"
        article.write_text(article.read_text() + "\nA new sentence.\n")
        for _ in range(6000):
            if b"A new sentence" in urlopen(page).read():  # noqa: S310 - our own server
                break
            time.sleep(0.1)
        else:
            pytest.fail("the page stays as it was")


def test_check_and_status_and_plan_speak_json(show: Shell) -> None:
    problems = json.loads(show.airdate("check", "--json").out)["problems"]
    assert {"code", "severity", "place", "message", "hint", "source"} <= set(problems[0])
    (row,) = json.loads(show.airdate("status", "--json").out)["episodes"]
    assert (row["slug"], row["state"]) == ("first", "ready")
    steps = json.loads(show.airdate("plan", "--json").out)["steps"]
    assert all(step["reason"] == "new" for step in steps)


def test_a_title_in_brackets_is_no_markup(show: Shell) -> None:
    article = show.folder / "episodes" / "first" / "episode.md"
    article.write_text(article.read_text().replace("title: First", "title: '[red]One[/] [x]'"))
    assert "[red]One[/] [x]" in show.airdate("status").out


def test_check_speaks_to_pull_requests_and_lists_its_rules(show: Shell) -> None:
    (found,) = json.loads(show.airdate("check", "--format", "sarif").out)["runs"]
    assert {each["ruleId"] for each in found["results"]} >= {"url-not-public", "artwork-missing"}
    annotations = show.airdate("check", "--format", "github").out
    assert annotations.startswith("::warning file=")
    rules = show.airdate("check", "--rules").out
    assert "| `interview-missing` |" in rules


@pytest.mark.parametrize("words", [("publissh",), ("check", "--for", "aple"), ("add",)])
def test_wrong_usage_is_exit_code_2(shell: Shell, words: tuple[str, ...]) -> None:
    assert shell.process(*words, code=2).err


def on_terminal(words: list[str], folder: Path, answers: list[tuple[str, str]]) -> str:
    """Run a command on a terminal; answer each question once its words appear."""
    main, side = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "airdate", *words],
        cwd=folder,
        env={**environment(), "TERM": "xterm", "COLUMNS": "120"},
        stdin=side,
        stdout=side,
        stderr=side,
    )
    os.close(side)
    screen, unanswered, read = "", list(answers), 0
    while select.select([main], [], [], 600)[0]:
        try:
            screen += os.read(main, 65_536).decode(errors="replace")
        except OSError:  # what Linux gives when the other side is closed
            break
        if unanswered and unanswered[0][0].lower() in screen[read:].lower():
            read = len(screen)
            os.write(main, f"{unanswered.pop(0)[1]}\n".encode())
    os.close(main)
    assert process.wait(600) == 0, screen
    assert not unanswered, screen
    return screen

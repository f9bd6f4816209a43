"""What commands print: plans as Markdown, lines without the store's own records, bars."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from rich.progress import Progress as Bars

from airdate.cli.plan_report import completing, markdown, visible_steps
from airdate.cli.progress import Objects, transferred
from airdate.model import EMPTY_MANIFEST, Notice, Plan, Problem, Severity
from airdate.publish.deploy import Event, Stage
from tests.journeys.conftest import environment
from tests.publish.planning import plan
from tests.store.making import NOW, Show, Talk, artifacts, feeds, later, releases

if TYPE_CHECKING:
    from tests.journeys.conftest import Shell

ONE = Show((Talk("one"),))
TWO = Show((Talk("one"), Talk("two")))


def first() -> Plan:
    return plan(EMPTY_MANIFEST, artifacts(ONE), releases(ONE), feeds(ONE), NOW)


# ── Plans ──


def test_markdown_says_what_listeners_see_and_then_every_file() -> None:
    text = markdown(first())
    assert text.startswith("### Revision 1\n")
    assert text.index("- **new** “") < text.index("<details>")
    files = re.findall(r"^\| put \| `([^`]+)` \|", text, re.MULTILINE)
    assert files == [step.key for step in first().steps if not step.key.startswith("history/")]
    assert "history records</summary>" in text


def test_markdown_of_nothing_to_do_is_one_sentence() -> None:
    manifest = first().manifest
    again = plan(manifest, artifacts(ONE), releases(ONE, NOW), feeds(ONE), later(1))
    assert markdown(again) == "Nothing to publish: revision 1 is up to date.\n"


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("<img src=x>", "&lt;img src=x>"),
        ("[x](y)", r"\[x\](y)"),
        ("a\n# b", r"a \# b"),
        ("@everyone", r"\@everyone"),
    ],
)
def test_titles_are_text_in_markdown_too(title: str, shown: str) -> None:
    titled = replace(first(), notices=(Notice("new", "guid", title),))
    assert f"- **new** {shown}\n" in markdown(titled)


def test_markdown_lists_what_is_left_as_it_was() -> None:
    place = releases(ONE)[0].episode.place
    problem = Problem("broken", Severity.ERROR, place, "it is broken", "Fix it.")
    assert "it is broken. Fix it." in markdown(first(), [problem])


def test_what_an_interrupted_publish_left_is_told_and_listed() -> None:
    cut = replace(first().manifest, complete_rev=0)
    todo = plan(cut, artifacts(TWO), releases(TWO, NOW), feeds(TWO), later(1))
    assert "Completing interrupted revision 1 first" in completing(todo)
    assert completing(todo) in markdown(todo)
    assert visible_steps(todo)[: len(todo.repairs)] == todo.repairs
    assert completing(first()) == ""


# ── Lines ──


def test_the_stores_own_records_have_no_lines(show: Shell) -> None:
    planned = show.airdate("plan").out
    assert not re.search(r"^ .*history/", planned, re.MULTILINE)
    assert "history records." in planned
    ran = show.airdate("publish")
    assert not re.search(r"^\w+ history/|^(verif|settl|commit)\w+ ", ran.err, re.MULTILINE)
    assert re.search(r"^uploaded media/first-\w+\.mp3 \(\d", ran.err, re.MULTILINE)
    assert re.search(r"^wrote feeds/main.xml ", ran.err, re.MULTILINE)


# ── Bars ──


def test_a_large_object_has_a_bar_of_bytes_and_all_are_counted() -> None:
    bars = Bars(disable=True)
    shown = Objects(bars)
    shown.update(Event(Stage.UPLOAD, "media/a.mp3", 5_000_000))
    shown.update(Event(Stage.UPLOAD, "media/a.mp3", 5_000_000, 3_000_000))
    shown.update(Event(Stage.WRITE, "index.html", 900, 900, done=True))
    shown.update(Event(Stage.UPLOAD, "history/documents/x", 900, 900, done=True))
    shown.update(Event(Stage.VERIFY, "media/a.mp3", 5_000_000, 5_000_000, done=True))
    every, one = bars.tasks
    assert (one.description, one.completed, one.total) == ("media/a.mp3", 3_000_000, 5_000_000)
    assert every.completed == 3_000_900
    shown.update(Event(Stage.UPLOAD, "media/a.mp3", 5_000_000, 5_000_000, done=True))
    assert not one.visible
    assert every.completed == 5_000_900


@pytest.mark.parametrize(
    ("total", "rate", "shown"),
    [
        (2e6, 5e5, "1.5 MB of 2.0 MB, 500.0 kB/s"),
        (None, 5e5, "1.5 MB, 500.0 kB/s"),
        (2e6, None, "1.5 MB of 2.0 MB"),
    ],
)
def test_bytes_and_rate(total: float | None, rate: float | None, shown: str) -> None:
    assert transferred(1.5e6, total, rate) == shown


def test_a_terminal_gets_bars_and_a_result(show: Shell) -> None:
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "airdate", "publish"],
        cwd=show.folder,
        env=environment() | {"TERM": "xterm"},
        stdout=subprocess.PIPE,
        stderr=theirs,
        text=True,
    ) as process:
        os.close(theirs)
        shown = _read(ours)
        assert process.stdout
        assert "Published revision 1" in process.stdout.read()
    assert process.returncode == 0, shown
    assert "Traceback" not in shown
    assert "all files" in shown


def _read(terminal: int) -> str:
    """Read until the other end is closed, which Linux says by an error."""
    shown = b""
    try:
        while more := os.read(terminal, 65536):
            shown += more
    except OSError:
        pass
    os.close(terminal)
    return shown.decode()

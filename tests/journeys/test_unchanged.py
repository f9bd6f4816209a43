"""A run that finds all as it was says so at once; whatever may have changed, it looks again."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from airdate.check import context_of, next_change
from airdate.ledger import code, database, open_ledger, scan, set_aside
from airdate.ledger.mirror import read_manifest
from airdate.model import EMPTY_MANIFEST, Place, Problem, Severity
from airdate.publish.last_run import LAST_RUN, LastRun, Run, read_last_run, write_last_run
from airdate.store import Precondition
from airdate.store.directory import DirectoryStore
from airdate.workspace import load
from tests.journeys.conftest import environment
from tests.store.making import file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from airdate.ledger import Ledger
    from airdate.model import Manifest
    from tests.journeys.conftest import Shell

# After all that is published here, however late.
NOW = datetime.now(UTC).replace(microsecond=0) + timedelta(days=1)
NOBODY: frozenset[str] = frozenset()
LATER = 10 * scan.TICK_NS


@pytest.fixture(autouse=True)
def _fresh_code_digests() -> Iterator[None]:
    yield
    code.code_digest.cache_clear()


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, made: Path) -> Shell:
    """A published show that no test changes."""
    from tests.journeys.conftest import Shell

    folder = tmp_path_factory.mktemp("published") / "demo"
    shutil.copytree(made, folder)
    shell = Shell(folder)
    shell.airdate("publish")
    return shell


@pytest.fixture
def root(published: Shell, tmp_path: Path) -> Path:
    """A copy of it, of which is known what a run finds that begins when the files are old."""
    shutil.copytree(published.folder, tmp_path / "demo")
    keep(tmp_path / "demo")
    assert recalled(tmp_path / "demo")
    return tmp_path / "demo"


def keep(root: Path, began: int = LATER, problems: tuple[Problem, ...] = ()) -> None:
    manifest = read_manifest(DirectoryStore(root / "public"))
    with closing(open_ledger(root)) as ledger:
        write_last_run(ledger, run_of(root, ledger, began, manifest, problems))


def run_of(
    root: Path, ledger: Ledger, began: int, manifest: Manifest, problems: tuple[Problem, ...] = ()
) -> Run:
    """Return a run that began so many ns after now, by the disk's clock."""
    workspace = load(root, ledger)[0]
    scanned = scan.Scan(root)
    scanned.began += began
    changes = [each.date for each in workspace.episodes if each.date > NOW]
    if stream := next_change(context_of(workspace, NOBODY), NOW):
        changes.append(stream)
    until, is_published = min(changes, default=None), manifest.rev > 0
    return Run(workspace, manifest, problems, NOBODY, scanned, until, is_published)


def recalled(root: Path, now: datetime = NOW, audiences: frozenset[str] = NOBODY) -> LastRun | None:
    with closing(open_ledger(root)) as ledger:
        return read_last_run(root, ledger, audiences, now, scan.Scan(root))


def forget(root: Path) -> None:
    with closing(open_ledger(root)) as ledger:
        ledger.forget(LAST_RUN, [""])


def another_row(root: Path) -> None:
    with closing(open_ledger(root)) as ledger:
        ledger.write(LAST_RUN, [("", ledger.inputs(LAST_RUN)[""], {"elsewhere": [], "key": 7})])


def touched(path: Path) -> None:
    """Change one byte and put the time of change back, as some tools do."""
    before = path.stat()
    body = bytearray(path.read_bytes())
    body[-2] ^= 1
    path.write_bytes(body)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


CHANGES: dict[str, Callable[[Path], object]] = {
    "article": lambda root: touched(root / "episodes/first/episode.md"),
    "recording": lambda root: touched(next((root / "episodes/first").glob("interview.*"))),
    "feed": lambda root: touched(root / "feeds/main.toml"),
    "settings": lambda root: touched(root / "airdate.toml"),
    "new folder": lambda root: (root / "episodes/new").mkdir(),
    "new file": lambda root: (root / "episodes/first/more.txt").write_text(""),
    "renamed": lambda root: (root / "episodes/first").rename(root / "episodes/second"),
    "removed": lambda root: shutil.rmtree(root / "episodes/first"),
    "all removed": lambda root: shutil.rmtree(root / "episodes"),
    "permission": lambda root: (root / "episodes/first/episode.md").chmod(0o600),
    "link to a folder": lambda root: (root / "episodes/link").symlink_to(root / "feeds"),
    "link to nothing": lambda root: (root / "episodes/link").symlink_to(root / "nothing"),
    "nothing published": lambda root: (root / "public/head.json").unlink(),
    "no row": forget,
    "no ledger": set_aside,
    "a row of another kind": another_row,
    "half a ledger": lambda root: (root / database.FILE).write_text("{"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changed_it_is_looked_at(root: Path, change: str) -> None:
    CHANGES[change](root)
    assert recalled(root) is None


@pytest.mark.parametrize(
    ("said", "instead"), [('"complete": 1', '"complete": 0'), ("manifests/1-", "manifests/1-0")]
)
def test_another_head_is_not_the_one_that_was_found(root: Path, said: str, instead: str) -> None:
    store = DirectoryStore(root / "public")
    found = store.get("head.json")
    assert found is not None
    body = found.body.replace(said.encode(), instead.encode())
    assert body != found.body
    store.put(file("head.json", body), Precondition.NONE)
    assert recalled(root) is None


def test_for_other_directories_it_is_looked_at(root: Path) -> None:
    assert recalled(root, audiences=frozenset({"apple"})) is None


def test_files_that_are_named_from_elsewhere_are_watched_too(root: Path) -> None:
    (root / "sounds").mkdir()
    intro = root / "sounds" / "intro.wav"
    intro.write_bytes(b"RIFF of a kind")
    settings = root / "airdate.toml"
    named = settings.read_text().replace("[audio]", '[audio]\nintro = "sounds/intro.wav"')
    settings.write_text(named)
    keep(root)
    assert recalled(root)
    touched(intro)
    assert recalled(root) is None


def test_when_a_stream_ends_the_show_is_checked_again(root: Path) -> None:
    """What a rule finds of a stream changes then, though no file does."""
    end = NOW + timedelta(hours=1)
    feed = root / "feeds/main.toml"
    stream = f"""
[[live]]
guid = "evening"
title = "An open evening"
status = "live"
start = "{NOW.isoformat()}"
end = "{end.isoformat()}"
url = "https://live.lanterns.fm/"
type = "audio/mpeg"
links = [{{ url = "https://live.lanterns.fm/", text = "Listen" }}]
"""
    feed.write_text(feed.read_text() + stream)
    keep(root)
    assert recalled(root, end - timedelta(seconds=1))
    assert not recalled(root, end + timedelta(seconds=1))


def test_when_an_episode_falls_due_it_is_looked_at(root: Path) -> None:
    due = NOW + timedelta(hours=1)
    path = root / "episodes/first/episode.md"
    lines = [
        f"date: {due.isoformat()}" if line.startswith("date:") else line
        for line in path.read_text().splitlines()
    ]
    path.write_text("\n".join(lines))
    keep(root)
    assert recalled(root, due - timedelta(seconds=1))
    assert recalled(root, due) is None


@pytest.mark.parametrize("began", [0, scan.TICK_NS // 2])
def test_what_changes_while_the_clock_stands_still_is_not_missed(root: Path, began: int) -> None:
    """A file written within the tick in which a run began may change again and look the same."""
    forget(root)
    touched(root / "episodes/first/episode.md")
    keep(root, began)
    assert recalled(root) is None


def test_a_clock_that_can_not_be_read_keeps_nothing(root: Path) -> None:
    forget(root)
    keep(root, -scan.disk_clock(root))
    assert recalled(root) is None


def test_another_installation_looks_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version", "another")
    code.code_digest.cache_clear()
    assert recalled(root) is None


def test_warnings_are_told_again_as_they_were(root: Path) -> None:
    place = Place(load(root)[0].episodes[0].place.path, 3, 4, ("persons", 0))
    told = (
        Problem(
            "a-code", Severity.WARNING, place, "what “is”", "how\nto mend", "https://e.example/"
        ),
        Problem("b-code", Severity.WARNING, replace(place, line=0), "", ""),
    )
    keep(root, problems=told)
    found = recalled(root)
    assert found is not None
    assert found.problems == told


def test_where_nothing_was_published_a_check_is_known_too(root: Path) -> None:
    shutil.rmtree(root / "public")
    began = LATER
    with closing(open_ledger(root)) as ledger:
        write_last_run(ledger, run_of(root, ledger, began, EMPTY_MANIFEST))
    found = recalled(root)
    assert found is not None
    assert not found.is_published


# ── The commands ──────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def complete_rev(published: Shell) -> Iterator[Shell]:
    """Give the show with what a run found in it, and forget that afterwards."""
    for _ in range(100):
        published.airdate("publish")
        if recalled(published.folder):
            break
    else:
        pytest.fail("nothing is kept, however old the files are")
    yield published
    forget(published.folder)


def test_commands_say_the_same_whether_it_is_recalled_or_looked_at(complete_rev: Shell) -> None:
    words = (
        ("publish",), ("publish", "--json"), ("plan",), ("plan", "--json"),
        ("plan", "--markdown"), ("check",), ("check", "--json"),
    )  # fmt: skip
    quick = [complete_rev.airdate(*each) for each in words]
    for each, expected in zip(words, quick, strict=True):
        forget(complete_rev.folder)
        assert complete_rev.airdate(*each) == expected
    assert json.loads(quick[1].out)["steps"] == []
    assert "warning" in quick[5].out


def test_what_is_recalled_is_not_read(complete_rev: Shell) -> None:
    code = (
        "import sys; sys.argv = ['airdate', 'publish']\n"
        "import airdate.cli.commands\n"
        "try: airdate.cli.commands.main()\n"
        "except SystemExit: pass\n"
        "print([name for name in sys.modules if name in ('pydantic', 'yaml', 'boto3')"
        " or name.startswith(('airdate.workspace', 'airdate.publish.pipeline'))])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=complete_rev.folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.endswith("[]\n")
    assert "Nothing to publish" in ran.stdout


def test_nothing_is_kept_of_what_has_errors(show: Shell) -> None:
    path = show.folder / "episodes/first/episode.md"
    path.write_text(path.read_text().replace("title: First", "title: ''"))
    show.airdate("check", code=1)
    with closing(open_ledger(show.folder)) as ledger:
        assert not ledger.inputs(LAST_RUN)

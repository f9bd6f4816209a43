"""Publishing with others: rivals, buckets, broken episodes, and what was published before."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from pipeline import publishing
from pipeline.deploy import Event, read_head
from pipeline.progress import quietly
from pipeline.store.directory import DirectoryStore
from tests.main_job.conftest import Shell

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NOW = datetime(2030, 1, 2, tzinfo=UTC)


def publish(root: Path, store: DirectoryStore, sent: Callable[[Event], None] = quietly) -> None:
    """Publish a workspace to a store that others publish to as well."""
    with ThreadPoolExecutor(2) as pool:
        run = publishing.Run(NOW, frozenset(), frozenset(), pool, quietly, sent, pytest.fail)
        publishing.publish(root, run, store)


class Rival:
    """Somebody who publishes their own copy of the workspace while another publish is under way."""

    def __init__(self, root: Path, store: DirectoryStore) -> None:
        self.root, self.store = root, store
        self.came = False

    def __call__(self, _event: Event) -> None:
        if not self.came:
            self.came = True
            publish(self.root, self.store)


@pytest.fixture
def two(show: Shell, tmp_path: Path) -> tuple[Shell, Shell, DirectoryStore]:
    """Two copies of one published show, and the store that both publish to."""
    store = DirectoryStore(tmp_path / "shared")
    publish(show.folder, store)
    shutil.copytree(show.folder, tmp_path / "other")
    return show, Shell(tmp_path / "other"), store


def titles(store: DirectoryStore) -> set[str]:
    return {each.title for each in read_head(store).episodes.values() if each.live}


def edit(show: Shell, old: str, new: str) -> None:
    file = show.folder / "episodes" / "first" / "episode.md"
    file.write_text(file.read_text().replace(old, new, 1))


# ── Rivals ──


def test_when_two_publish_at_once_both_episodes_are_in_the_feed(
    two: tuple[Shell, Shell, DirectoryStore], recording: Path
) -> None:
    one, other, store = two
    one.airdate("add", recording, "--title", "Ours", "--live", "--date", "2026-01-02")
    other.airdate("add", recording, "--title", "Theirs", "--live", "--date", "2026-01-03")
    rival = Rival(other.folder, store)
    publish(one.folder, store, rival)
    assert rival.came
    assert titles(store) == {"First", "Ours", "Theirs"}
    feed = (store.root / "feeds" / "main.xml").read_text()
    assert feed.index("<title>Theirs") < feed.index("<title>Ours")
    assert "Theirs" in (store.root / "index.html").read_text()
    for key, entry in read_head(store).objects.items():
        assert entry.unused_since is not None or (store.root / key).stat().st_size == entry.size


def test_what_both_changed_is_refused_to_the_second(
    two: tuple[Shell, Shell, DirectoryStore],
) -> None:
    one, other, store = two
    edit(one, "First", "Ours")
    edit(other, "First", "Theirs")
    with pytest.raises(publishing.Broken) as broken:
        publish(one.folder, store, Rival(other.folder, store))
    (problem,) = [each for each in broken.value.problems if each.code == "changed-by-others"]
    assert "publish again" in problem.mend
    assert titles(store) == {"Theirs"}

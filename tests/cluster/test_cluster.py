"""Work on a cluster comes to what work here comes to, whoever dies on the way."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from airdate import __version__
from airdate.audio import AudioError
from airdate.cli.progress import ignore
from airdate.publish import cluster, pipeline
from tests.cluster.farm import Farm, farm
from tests.journeys.conftest import Shell, speech, write_wav

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2030, 1, 2, tzinfo=UTC)
EPISODES = 4
SETTINGS = """timezone = "UTC"

[storage]
url = "public"
public_url = "https://demo.example.net/"
"""
FEED = """guid = "6f0c41f2-6c55-4a6e-9c36-4f6f7b1f0f57"
title = "Demo"
author = "Wren Alderby"
description = "Talks with people who take their time."
language = "en"
explicit = false
categories = ["Technology"]
"""
EPISODE = """---
title: Talk {number}
guid: {number:08x}-0000-4000-8000-000000000000
date: 2026-11-1{number} 07:00
status: live
---

What was said.
"""


@pytest.fixture(scope="session")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Farm]:
    with farm(tmp_path_factory.mktemp("farm")) as found:
        yield found


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A show of which nothing has been measured or mastered."""
    root = tmp_path_factory.mktemp("fresh") / "demo"
    (root / "feeds").mkdir(parents=True)
    (root / "airdate.toml").write_text(SETTINGS)
    (root / "feeds" / "main.toml").write_text(FEED)
    for number in range(EPISODES):
        folder = root / "episodes" / f"talk-{number}"
        folder.mkdir(parents=True)
        write_wav(folder / "interview.wav", speech(20 + number))
        (folder / "episode.md").write_text(EPISODE.format(number=number))
    return root


@contextmanager
def here() -> Iterator[Executor]:
    with ThreadPoolExecutor(2) as pool:
        yield pool


def published(root: Path, pool: Executor) -> dict[str, bytes]:
    """Publish a workspace; return all that listeners can see, and the store's records."""
    run = pipeline.RunOptions(NOW, frozenset(), frozenset(), pool, ignore, ignore, pytest.fail)
    pipeline.publish(root, run)
    return Shell(root).tree("public")


@pytest.fixture(scope="session")
def wanted(fresh: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What comes out where all is done here."""
    root = tmp_path_factory.mktemp("here") / "demo"
    shutil.copytree(fresh, root)
    with here() as pool:
        return published(root, pool)


def test_a_cluster_publishes_the_same_bytes_and_does_the_work(
    two: Farm,
    fresh: Path,
    tmp_path: Path,
    wanted: dict[str, bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    root = tmp_path / "demo"
    shutil.copytree(fresh, root)
    # Work that is done here instead of there fails the test.
    monkeypatch.setattr("airdate.audio.measure", pytest.fail)
    monkeypatch.setattr("airdate.audio.master_all", pytest.fail)
    monkeypatch.setattr("airdate.publish.renditions.render", pytest.fail)
    with cluster.workers(two.address, root) as pool:
        assert published(root, pool) == wanted


def test_a_worker_that_is_killed_costs_only_its_work_again(
    fresh: Path, tmp_path: Path, wanted: dict[str, bytes]
) -> None:
    root = tmp_path / "demo"
    shutil.copytree(fresh, root)
    (tmp_path / "farm").mkdir()
    with (
        farm(tmp_path / "farm") as found,
        cluster.workers(found.address, root) as pool,
        ThreadPoolExecutor(1) as aside,
    ):
        killed = aside.submit(kill_one_that_masters, found, root)
        assert published(root, pool) == wanted
        assert killed.result(600).wait(600) == -signal.SIGKILL
        assert [worker.poll() for worker in found.workers].count(None) == 1


def kill_one_that_masters(found: Farm, root: Path) -> subprocess.Popen[bytes]:
    """Kill a worker that is at work once a file is half-written, and return it."""
    with found.client() as client:
        pids = client.run(os.getpid)
        end = time.monotonic() + 600
        while not any(
            name.endswith(".mp3") for _, _, names in os.walk(root / ".airdate") for name in names
        ):
            assert time.monotonic() < end, "nobody masters anything"
            time.sleep(0.01)
        at_work = {pids[name] for name, jobs in client.processing().items() if jobs}
        victim = next(worker for worker in found.workers if worker.pid in at_work)
        victim.kill()
        return victim


def test_a_broken_recording_is_told_as_it_is_here(two: Farm, fresh: Path, tmp_path: Path) -> None:
    root = tmp_path / "demo"
    shutil.copytree(fresh, root)
    next(root.glob("episodes/talk-3/*.wav")).write_bytes(b"no sound at all")
    with (
        cluster.workers(two.address, root) as pool,
        pytest.raises(pipeline.InvalidWorkspace) as broken,
    ):
        published(root, pool)
    errors = [each for each in broken.value.problems if each.code == "recording-unusable"]
    assert [str(each.place.path.parent) for each in errors] == ["episodes/talk-3"]


def test_work_that_kills_every_worker_ends_as_an_error(tmp_path: Path) -> None:
    (tmp_path / "farm").mkdir()
    with (
        farm(tmp_path / "farm", 4) as found,
        cluster.workers(found.address, tmp_path) as pool,
        pytest.raises(AudioError, match="every worker that started this job died"),
    ):
        # A lambda travels by value: workers can't import the tests.
        pool.submit(lambda: os.kill(os.getpid(), signal.SIGKILL)).result(timeout=600)


# ── What can't be done is told ────────────────────────────────────────────────────────────────


def test_the_command_uses_a_cluster(two: Farm, fresh: Path, tmp_path: Path) -> None:
    shutil.copytree(fresh, tmp_path / "demo")
    demo = Shell(tmp_path / "demo")
    ran = demo.process("publish", "--cluster", two.address)
    assert "Published revision 1" in ran.out
    assert "Nothing to publish" in demo.airdate("publish", "--cluster", two.address).out


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "127.0.0.1:9", "nonsense://", "x", ""])
def test_a_scheduler_that_is_not_there_is_told(fresh: Path, address: str) -> None:
    with (
        pytest.raises(cluster.ClusterError, match=f"no Dask scheduler answers at {address}"),
        cluster.workers(address, fresh),
    ):
        pass


def test_the_command_says_so_too(fresh: Path) -> None:
    ran = Shell(fresh).process("publish", "--cluster", "tcp://127.0.0.1:9", code=1)
    assert "no Dask scheduler answers at tcp://127.0.0.1:9" in ran.err
    assert not (fresh / "public").exists()


def test_a_cluster_without_workers_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 2)
    with (
        farm(tmp_path, 0) as found,
        pytest.raises(cluster.ClusterError, match="the cluster has no workers"),
        cluster.workers(found.address, tmp_path),
    ):
        pass


def test_workers_that_see_another_disk_or_have_another_version_are_told(
    two: Farm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Lambdas travel by value: workers can't import the tests.
    monkeypatch.setattr(cluster, "_inspect", lambda _token: (__version__, False))
    with (
        pytest.raises(cluster.ClusterError, match=f"cannot find {tmp_path}"),
        cluster.workers(two.address, tmp_path),
    ):
        pass
    monkeypatch.setattr(cluster, "_inspect", lambda _token: ("0.0.9", True))
    with (
        pytest.raises(cluster.ClusterError, match=r"runs Airdate 0\.0\.9"),
        cluster.workers(two.address, tmp_path),
    ):
        pass
    assert not list((tmp_path / ".airdate").iterdir())


def test_without_dask_it_says_what_to_install(fresh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(cluster.ClusterError, match=r'pip install "airdate\[cluster\]"'),
        cluster.workers("tcp://127.0.0.1:9", fresh),
    ):
        pass

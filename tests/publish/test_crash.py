"""Real processes killed at any moment, several at once: no listener may notice.

`make soak` kills 600 of them; here it is as many as a few seconds allow.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from airdate.publish.deploy import Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[2]


def crowd(where: str, seed: str, seconds: int, kills: int = 0, flaw: str = "") -> dict[str, Any]:
    words = (where, seed, seconds, kills, flaw)
    done = subprocess.run(
        [sys.executable, "-m", "tests.publish.crowd", *map(str, words)],
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        timeout=3600,
    )
    report: dict[str, Any] = json.loads(done.stdout)
    kind = "bucket" if " " in where else "directory"
    print(f"{kind}, seed {seed}, flaw {flaw or 'none'}: {report}")  # noqa: T201 - pytest shows it
    return report


@pytest.fixture
def seed() -> str:
    seed = os.environ.get("AIRDATE_TEST_SEED") or str(random.SystemRandom().randrange(10**9))
    print(f"AIRDATE_TEST_SEED={seed}")  # noqa: T201 - likewise
    return seed


@pytest.fixture(params=["directory", "bucket"])
def where(request: pytest.FixtureRequest, tmp_path: Path, seed: str) -> Iterator[str]:
    """Give a folder, or a bucket behind a network where one request in twelve goes wrong."""
    if request.param == "directory":
        yield str(tmp_path / "public")
        return
    endpoint = request.getfixturevalue("endpoint")
    with faulty(endpoint, seed) as proxy:
        yield f"{endpoint} {proxy} {tmp_path.name}/"


@contextmanager
def faulty(endpoint: str, seed: str) -> Iterator[str]:
    port = endpoint.rpartition(":")[2]
    command = [sys.executable, "-m", "tests.store.faults", port, seed, "0.08"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as proxy:
        assert proxy.stdout is not None
        try:
            yield f"http://127.0.0.1:{proxy.stdout.readline().strip()}"
        finally:
            proxy.kill()


SECONDS = int(os.environ.get("AIRDATE_CRASH_SECONDS", "6"))
KILLS = int(os.environ.get("AIRDATE_CRASH_KILLS", "4"))  # on each store, and at least
SOAKING = KILLS > 100


def test_killed_publishers_never_break_the_feed_and_lose_nothing(
    where: str, seed: str, record_property: Callable[[str, object], None]
) -> None:
    report = crowd(where, seed, 2 * SECONDS if " " in where else SECONDS, KILLS)
    record_property("told", f"seed {seed}: {report['kills']} publishers killed, {report}")
    assert report["seen"] == []
    assert report["left"] == []
    assert report["failures"] == 0
    assert report["kills"] >= KILLS
    assert report["publishes"] > 0
    assert report["looks"] > 10
    if SOAKING:
        assert set(report["steps"]) == set(Stage)


@pytest.mark.parametrize("flaw", ["order", "conditions"])
def test_without_order_or_conditions_it_would_be_noticed(where: str, seed: str, flaw: str) -> None:
    report = crowd(where, seed, 240, flaw=flaw)  # ends as soon as it is
    assert report["seen"] or report["left"]

"""Real processes killed at any moment, several at once: no listener may notice."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


def crowd(tmp_path: Path, seconds: int, flaw: str = "") -> dict[str, Any]:
    seed = os.environ.get("AIRDATE_TEST_SEED") or str(random.SystemRandom().randrange(10**9))
    print(f"AIRDATE_TEST_SEED={seed}")  # noqa: T201 - pytest shows it if the test fails
    done = subprocess.run(
        [sys.executable, "-m", "tests.store.crowd", tmp_path / "public", seed, str(seconds), flaw],
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        timeout=seconds + 60,
    )
    report: dict[str, Any] = json.loads(done.stdout)
    print(report)  # noqa: T201 - likewise
    return report


def test_killed_publishers_never_break_the_feed_and_lose_nothing(tmp_path: Path) -> None:
    report = crowd(tmp_path, int(os.environ.get("AIRDATE_CRASH_SECONDS", "10")))
    assert report["seen"] == []
    assert report["left"] == []
    assert report["failures"] == 0
    assert report["kills"] > 10
    assert report["publishes"] > 3
    assert report["looks"] > 10


@pytest.mark.parametrize("flaw", ["order", "conditions"])
def test_without_order_or_conditions_it_would_be_noticed(tmp_path: Path, flaw: str) -> None:
    report = crowd(tmp_path, 30, flaw)  # ends as soon as it is
    assert report["seen"] or report["left"]

"""The same pages in Firefox, which plays, seeks, remembers and searches with other code."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.site.browsing import TALK

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.browser
def test_firefox_plays_resumes_and_searches(
    searchable: str, program: Callable[[str], str], node_package: Callable[[str], Path]
) -> None:
    library = node_package("puppeteer-core") / "lib/puppeteer/puppeteer-core.js"
    script = Path(__file__).with_name("firefox.mjs")
    ran = subprocess.run(
        [
            *(program("node"), script, program("firefox-esr"), library),
            *(searchable + TALK, searchable + "search.html"),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert ran.returncode == 0, ran.stderr
    seen = json.loads(ran.stdout)
    assert seen["faults"] == []
    # Firefox draws its own player with letters of its own.
    assert [
        each for each in seen["requests"] if not each.startswith((searchable, "data:font/"))
    ] == []
    assert not any("/media/" in each for each in seen["early"])
    assert seen["linked"] == pytest.approx(30, abs=0.5)
    assert seen["title"] == "Welcome"
    assert seen["resumed"] > 60
    assert seen["width"] <= 320
    assert seen["found"] == "A longer talk"

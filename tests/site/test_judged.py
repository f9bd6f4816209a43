"""Pages held against what others say of HTML, and against what they may weigh."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.feed.making import BASE
from tests.site.browsing import TALK, shown, talk
from tests.site.making import pages, view

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# What html-validate recommends, with the doctype in the letters that Prettier writes it in.
RULES = {
    "root": True,
    "extends": ["html-validate:recommended"],
    "rules": {"doctype-style": ["error", {"style": "lowercase"}]},
}


@pytest.mark.client
def test_html_validate_and_the_nu_checker_find_no_error(
    program: Callable[[str], str], node_package: Callable[[str], Path], tmp_path: Path
) -> None:
    for key, text in pages(shown(BASE)).items():
        (tmp_path / key).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / key).write_text(text)
    (tmp_path / ".htmlvalidate.json").write_text(json.dumps(RULES))
    validate = node_package("html-validate") / "bin" / "html-validate.mjs"
    jar = node_package("vnu-jar") / "build" / "dist" / "vnu.jar"
    files = [str(path) for path in tmp_path.rglob("*.html")]
    for command in (
        [program("node"), str(validate), "--formatter", "text", *files],
        [program("java"), "-jar", str(jar), "--errors-only", *files],
    ):
        ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert (ran.stdout + ran.stderr).replace(str(tmp_path), "") == ""
        assert ran.returncode == 0
    assert len(files) > 10


def test_an_episodes_page_is_light_without_its_transcript() -> None:
    """The words are not counted, for there are as many of them as were said."""
    whole = talk()
    article = "A paragraph of an article, with some words in it. " * 20
    long = "\n\n".join([f"{article} {number}" for number in range(12)])  # some 2,000 words
    episode = replace(whole.episode, article=f"{whole.episode.article}\n\n{long}")
    site = pages(view(replace(whole, episode=episode)))
    page = re.sub(r'<div class="turn".*?</div>', "", site[TALK], flags=re.DOTALL)
    assert "more" in site[TALK]
    assert len(gzip.compress(page.encode())) <= 14_000
    weights = {key: len(gzip.compress(text.encode())) for key, text in site.items()}
    assert sum(size for key, size in weights.items() if key.endswith(".css")) <= 8_000
    (script,) = [key for key in weights if key.startswith("assets/player-")]
    assert weights[script] <= 4_000

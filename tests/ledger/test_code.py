"""The code as an input: any file of a room changes its digest, and that of no other room."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from airdate.ledger import code

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a copy of the package to change."""
    copy = tmp_path / "airdate"
    shutil.copytree(code.PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(code, "PACKAGE", copy)
    return copy


def digest(*sources: str) -> bytes:
    code.code_digest.cache_clear()
    return code.code_digest(*sources)


@pytest.mark.parametrize(
    "file", ["site/templates/index.html", "site/strings/de.toml", "site/static/player.js"]
)
def test_any_kind_of_file_counts(package: Path, file: str) -> None:
    before, other = digest("site"), digest("feed")
    (package / file).write_text((package / file).read_text() + " ")
    assert digest("site") != before
    assert digest("feed") == other


def test_it_is_the_same_wherever_the_package_is(package: Path) -> None:
    copied = digest("feed", "article/render.py")
    assert package.exists()
    assert copied == digest("article/render.py", "feed")


def test_a_source_that_is_not_there_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="no source"):
        digest("no_such_room")

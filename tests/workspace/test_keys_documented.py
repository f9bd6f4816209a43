"""Every key that an author may write is documented, with the file that it belongs in."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from airdate.workspace.read.schema import EpisodeFile, FeedFile, SettingsFile, Table
from airdate.workspace.read.validation_messages import annotations_of, table_in

if TYPE_CHECKING:
    from collections.abc import Iterator

REPOSITORY = Path(__file__).parents[2]
DOCUMENTS = "\n".join(path.read_text("utf-8") for path in (REPOSITORY / "docs").glob("*.md"))
# Words in backticks, and keys in examples.
KEYS = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`\n]+)`", DOCUMENTS)))) | set(
    re.findall(r"^\s*(?:- )?([a-z_]+)\s*[=:]", DOCUMENTS, re.MULTILINE)
)


def keys(table: type[Table], path: str = "") -> Iterator[str]:
    """Yield the keys of a file's own tables; those of podcast tags are declared elsewhere."""
    for name, annotation in annotations_of(table).items():
        yield f"{path}{name}"
        inner = table_in(annotation)
        if inner and issubclass(inner, Table):
            yield from keys(inner, f"{path}{name}.")


@pytest.mark.parametrize("key", list(keys(SettingsFile)))
def test_a_setting_is_documented(key: str) -> None:
    assert key.rpartition(".")[2] in KEYS


@pytest.mark.parametrize("key", list(keys(FeedFile)))
def test_a_feeds_key_is_documented(key: str) -> None:
    assert key.rpartition(".")[2] in KEYS


@pytest.mark.parametrize("key", list(keys(EpisodeFile)))
def test_an_episodes_key_is_documented(key: str) -> None:
    assert key.rpartition(".")[2] in KEYS

"""What docs/feeds.md and ARCHITECTURE.md say of podcast tags is so."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from airdate.podcast.author_keys import EpisodeKeys, ShowKeys, keys_of
from airdate.podcast.keys_doc import keys_table

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "pipeline" / "airdate"
FIELD = "podcast/author_keys.py"
RULES = {"check/podcast_rules.py", "check/podcast_checks.py", "check/language_rules.py"}
# What Airdate makes itself, of covers, renditions and times in a recording, and shows on pages.
MADE = {
    "AlternateEnclosure": {"feed/derived_tags.py"},
    "Image": {"feed/derived_tags.py"},
    "Soundbite": {"feed/elements.py"},
    "Funding": {"model/__init__.py"},
}
KEYS = {
    key.tag.cls.__name__
    for table in (ShowKeys, EpisodeKeys)
    for key in keys_of(table)
    if key.tag.cls
}


def imported(path: Path) -> set[str]:
    """Return the declared classes that a module imports, for its types alone too."""
    nodes = ast.walk(ast.parse(path.read_text("utf-8")))
    froms = [node for node in nodes if isinstance(node, ast.ImportFrom)]
    tags = [node for node in froms if node.module == "airdate.podcast.namespace_tags"]
    return {alias.name for node in tags for alias in node.names}


IMPORTED = {path.relative_to(PACKAGE).as_posix(): imported(path) for path in PACKAGE.rglob("*.py")}


def test_the_table_of_keys_is_that_of_the_declarations() -> None:
    """`python -m airdate.podcast.keys_doc` prints it."""
    assert keys_table() in (ROOT / "docs" / "feeds.md").read_text("utf-8")


@pytest.mark.parametrize("name", sorted(KEYS))
def test_a_tag_with_a_key_is_one_class_and_one_field(name: str) -> None:
    """Beside the class: the field of its key, and rules of its own where it has some."""
    importers = {path for path, names in IMPORTED.items() if name in names}
    assert importers - RULES == {FIELD} | MADE.get(name, set())

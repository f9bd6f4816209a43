"""Problems of keys have the lines on which these are."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from airdate.model import Place, Problem, Severity
from airdate.workspace import located

FEED = """\
# The show.
title = "Show"

[owner]
email = "a@example.org"

[[live]]
title = "One"
"""
EPISODE = """\
---
title: One
chapters:
  - 0:00 Hello
  - start: 0:10
    title: More
guests: [Ana]
---
Text.
"""


@pytest.mark.parametrize(
    ("name", "keys", "line"),
    [
        ("feeds/main.toml", ("title",), 2),
        ("feeds/main.toml", ("owner", "email"), 5),
        ("feeds/main.toml", ("live", 0), 7),
        ("feeds/main.toml", ("nowhere",), 0),
        ("episodes/a/episode.md", ("chapters", 1), 5),
        ("episodes/a/episode.md", ("chapters", 1, "title"), 6),
        ("episodes/a/episode.md", ("guests", 0), 7),
        ("episodes/a/episode.md", ("guests", 9, "name"), 7),
        ("episodes/a/episode.md", ("cover",), 0),
        ("episodes/nowhere/episode.md", ("title",), 0),
        ("../outside.toml", ("title",), 0),
        ("feeds/round.toml", ("title",), 0),
    ],
)
def test_a_key_has_its_line(
    tmp_path: Path, name: str, keys: tuple[str | int, ...], line: int
) -> None:
    root = tmp_path / "show"
    (root / "feeds").mkdir(parents=True)
    (root / "episodes/a").mkdir(parents=True)
    (root / "feeds/main.toml").write_text(FEED)
    (root / "episodes/a/episode.md").write_text(EPISODE)
    (root / "feeds/round.toml").write_text('extends = "round"\n')
    (tmp_path / "outside.toml").write_text(FEED)
    place = Place(PurePosixPath(name), keys=keys)
    (found,) = located(root, [Problem("x", Severity.ERROR, place, "", "")])
    assert found.place.line == line


def test_an_inherited_value_is_reported_once_where_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "feeds").mkdir()
    (tmp_path / "feeds/main.toml").write_text(FEED)
    (tmp_path / "feeds/bonus.toml").write_text('extends = "main"\nguid = "x"\n')
    problems = [
        Problem("x", Severity.ERROR, Place(PurePosixPath(f"feeds/{name}.toml"), keys=keys), "", "")
        for name in ("main", "bonus")
        for keys in (("title",), ("guid",))
    ]
    places = [str(problem.place) for problem in located(tmp_path, problems)]
    assert places == ["feeds/main.toml:2", "feeds/main.toml", "feeds/bonus.toml:2"]


def test_a_known_line_stays(tmp_path: Path) -> None:
    place = Place(PurePosixPath("a.toml"), 7)
    (found,) = located(tmp_path, [Problem("x", Severity.ERROR, place, "", "")])
    assert found.place == place

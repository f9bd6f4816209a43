"""Apple's list of categories."""

from __future__ import annotations

import pytest

from airdate.podcast.categories import APPLE, is_known, spelled


def test_there_are_as_many_as_apple_lists() -> None:
    assert len(APPLE) == 19
    assert sum(map(len, APPLE.values())) == 91


@pytest.mark.parametrize(
    "names",
    [("Arts",), ("News", "Tech News"), ("Sports", "Wrestling"), ("Science", "Social Sciences")],
)
def test_known(names: tuple[str, ...]) -> None:
    assert is_known(names)
    assert spelled(names) == names


@pytest.mark.parametrize(
    ("names", "meant"),
    [
        (("arts",), ("Arts",)),
        (("Society and Culture", "documentary"), ("Society & Culture", "Documentary")),
        (("Comedy", "Stand Up"), ("Comedy", "Stand-Up")),
        (("Arts", "Comedy"), None),
        (("Games & Hobbies",), None),
        (("Arts", "Books", "Novels"), None),
        ((), None),
    ],
)
def test_unknown(names: tuple[str, ...], meant: tuple[str, ...] | None) -> None:
    assert not is_known(names)
    assert spelled(names) == meant

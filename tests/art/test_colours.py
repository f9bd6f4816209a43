"""Colours: whatever accent an author chooses, text in it can be read, light and dark."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airdate.art import colours

ANY = st.from_regex(r"#[0-9a-fA-F]{6}|#[0-9a-fA-F]{3}", fullmatch=True)
AA = 4.5  # https://www.w3.org/TR/WCAG22/#contrast-minimum


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("#000", "#ffffff", 21),
        ("#777777", "#ffffff", 4.48),
        ("#ff0000", "#fff", 4.0),
        ("#0f766e", "#0f766e", 1),
    ],
)
def test_contrast_is_what_wcag_says(one: str, other: str, expected: float) -> None:
    assert colours.contrast(one, other) == pytest.approx(expected, abs=0.01)
    assert colours.contrast(other, one) == pytest.approx(expected, abs=0.01)


@given(accent=ANY)
def test_links_can_be_read_wherever_they_stand(accent: str) -> None:
    for palette in (colours.light(accent), colours.dark(accent)):
        for ground in (palette.paper, palette.tint, palette.mark):
            assert colours.contrast(palette.link, ground) >= AA


def test_an_accent_that_can_be_read_is_left_alone() -> None:
    assert colours.light("#1e40af").link == "#1e40af"
    assert colours.dark("#FFCC00").link == "#ffcc00"


def test_every_colour_is_named_in_both_schemes() -> None:
    light, dark = colours.variables("#a8442a").splitlines()
    assert light.startswith(":root { --paper: #fbf9f5; --accent: #a8442a; --link: #")
    assert dark.startswith("@media (prefers-color-scheme: dark) { :root { --paper: #171513; ")
    assert light.count("--") == dark.count("--") == 5

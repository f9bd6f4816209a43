"""What pages say, in every language: the same things, all of them said somewhere."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter

import pytest

from airdate import article
from airdate.site import language
from tests.site.making import full, pages, view

EPISODE = "episodes/first.html"
SITE = Path(language.__file__).parent


@pytest.mark.parametrize("name", sorted(language.SPOKEN))
def test_every_language_says_the_same_things(name: str) -> None:
    english, other = language.of("en"), language.of(name)
    assert list(other.strings) == list(english.strings)
    assert list(other.script_strings) == list(english.script_strings)
    assert len(other.months) == 12
    for key, text in english.strings.items():
        assert _fields(other.strings[key]) == _fields(text), key
        assert not hasattr(dict, key), f"templates could not reach t.{key}"


def _fields(text: str) -> list[str | None]:
    return [field for _, field, _, _ in Formatter().parse(text) if field is not None]


def test_five_languages_are_spoken() -> None:
    assert {"en", "de", "fr", "es", "ar"} <= language.SPOKEN


@pytest.mark.parametrize(
    ("tag", "first", "ninth"),
    [
        ("en-US", "1 March 2026", "9 March 2026"),
        ("de-AT", "1. März 2026", "9. März 2026"),
        ("fr", "1er mars 2026", "9 mars 2026"),
        ("es-MX", "1 de marzo de 2026", "9 de marzo de 2026"),
        ("ar", "1 مارس 2026", "9 مارس 2026"),
        ("fi", "1 March 2026", "9 March 2026"),
    ],
)
def test_dates_are_said_as_the_language_has_them(tag: str, first: str, ninth: str) -> None:
    spoken = language.of(tag)
    assert spoken.day(datetime(2026, 3, 1, tzinfo=UTC)) == first
    assert spoken.day(datetime(2026, 3, 9, tzinfo=UTC)) == ninth


@pytest.mark.parametrize(
    ("tag", "direction"),
    [
        *(("en-US", "ltr"), ("ar", "rtl"), ("he", "rtl"), ("fa-IR", "rtl"), ("pa-Arab", "rtl")),
        *(("pa", "ltr"), ("uz-Latn", "ltr"), ("not a tag!", "ltr")),
    ],
)
def test_the_direction_is_the_scripts(tag: str, direction: str) -> None:
    assert language.direction(tag) == direction


def test_a_show_in_arabic_has_pages_in_arabic_from_right_to_left() -> None:
    site = pages(view(full(), language="ar"))
    for key in ("index.html", EPISODE, "404.html"):
        assert '<html lang="ar" dir="rtl">' in site[key], key
    assert "1 مارس 2026" in site[EPISODE]
    assert "استمع إلى المقابلة" in site[EPISODE]
    english = re.compile(r">\s*(Chapters|Download|Transcript|Episodes|Skip to the text)\b")
    assert not english.search(site[EPISODE])


def test_an_episode_in_another_language_says_so_of_its_text_alone() -> None:
    html = pages(view(full(language="ar")))[EPISODE]
    assert '<html lang="en">' in html
    assert '<article lang="ar" dir="rtl">' in html


# Kinds of episodes, roles of people and kinds of boxes are said by their own names.
BY_NAME = {"trailer", "bonus", "host", "guest", *article.BOXES}


def test_everything_that_can_be_said_is_said_somewhere() -> None:
    folders = (language.STRINGS.parent, SITE / "templates", SITE / "static")
    files = [path for folder in folders for path in folder.rglob("*.*") if path.suffix != ".toml"]
    files += Path(article.__file__).parent.glob("*.py")
    code = "\n".join(path.read_text() for path in files if path.suffix != ".pyc")
    english = language.of("en")
    said = set(re.findall(r"""\b(?:t|strings)(?:\.|\[["'])(\w+)""", code)) | BY_NAME
    assert {*english.strings, *english.script_strings} - said == set()

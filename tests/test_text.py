"""Pure text: what comes out, and what holds for any text at all."""

from __future__ import annotations

import contextlib
import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airdate.text import (
    LONGEST_SLUG,
    clean,
    clock,
    cut,
    forbidden,
    parse_clock,
    printable,
    slugify,
)

# Lone surrogates too: YAML and JSON escapes bring them.
ANY_TEXT = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Hello, World!", "hello-world"),
        ("Äöü & ? # % 🎙", "aou"),
        ("Straße œuvre Łódź İstanbul", "strasse-oeuvre-lodz-istanbul"),
        ("  --a__b--  ", "a-b"),
        ("½ price", "12-price"),
        ("a/../b\\c", "a-b-c"),
    ],
)
def test_slugs(text: str, slug: str) -> None:
    assert slugify(text) == slug


@given(ANY_TEXT)
def test_a_slug_is_always_ascii_and_never_empty(text: str) -> None:
    slug = slugify(text)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert len(slug) <= LONGEST_SLUG
    assert slugify(slug) == slug


def test_scripts_without_latin_letters_get_slugs_of_their_own() -> None:
    assert len({slugify(text) for text in ("日本語", "Ωμέγα", "🎙", "Привет", "")}) == 5


@given(ANY_TEXT)
def test_clean_text_is_what_xml_allows_and_nothing_else_is_lost(text: str) -> None:
    assert forbidden(clean(text)) is None
    assert "".join(each for each in text if not forbidden(each)) == clean(text)
    ET.fromstring(  # noqa: S314 - what is parsed is made here
        f'<a b="{"".join(f"&#{ord(each)};" for each in clean(text))}"/>'
    )


@pytest.mark.parametrize("bad", ["\x00", "\x0b", "\x1b", "\ud800", "\ufffe", "\uffff"])
def test_what_xml_forbids_is_found_and_taken_out(bad: str) -> None:
    assert forbidden(f"a{bad}b") == bad
    assert clean(f"a{bad}b") == "ab"


@pytest.mark.parametrize("good", ["\t", "\n", "\r", " ", "\x7f", "é", "\ue000", "\ufffd", "🎙"])
def test_what_xml_allows_stays(good: str) -> None:
    assert forbidden(good) is None
    assert clean(good) == good


@given(ANY_TEXT, st.integers(0, 60))
def test_cut_text_is_within_its_bytes(text: str, limit: int) -> None:
    short = cut(text, limit)
    assert len(short.encode()) <= limit
    assert clean(text).startswith(short.removesuffix("…").rstrip())


@given(ANY_TEXT)
def test_what_fits_is_not_cut(text: str) -> None:
    assert cut(text, len(clean(text).encode())) == clean(text)


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("One is here. Two is there. Three", 28, "One is here. Two is there."),
        ("One two three. Four five six. Seven.", 20, "One two three."),
        ("One. Two is much longer than that", 28, "One. Two is much longer…"),
        ("Unbreakableword", 10, "Unbreak…"),
        ("日本語日本語", 12, "日本語…"),
        ("abc def", 2, "ab"),
    ],
)
def test_cut_ends_at_a_sentence_or_else_a_word(text: str, limit: int, short: str) -> None:
    assert cut(text, limit) == short


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0:00:00"), (75.25, "0:01:15.250"), (3599.9996, "1:00:00"), (360_000, "100:00:00")],
)
def test_clock(seconds: float, said: str) -> None:
    assert clock(seconds) == said


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("12:31", 751),
        ("1:02:03.5", 3723.5),
        ("90:00", 5400),
        ("1:43.29", 103.29),
        ("75", 75),
        (" 0:00 ", 0),
        (75, 75),
        (0.25, 0.25),
        (1 / 3, 0.333333),
    ],
)
def test_parse_clock(said: str | float, seconds: float) -> None:
    assert parse_clock(said) == seconds


@pytest.mark.parametrize(
    "said",
    ["", "x", "nan", "inf", "1e400", "-1", "1:75", "1:75:00", "1:2:3:4", "1_0", "٣", "1:", -1, 1e9],
)
def test_what_is_no_time(said: str | float) -> None:
    with pytest.raises(ValueError, match="is not a time"):
        parse_clock(said)


@given(st.integers(0, 3_599_999_999))
def test_a_clock_is_read_back_to_the_millisecond(milliseconds: int) -> None:
    assert parse_clock(clock(milliseconds / 1000)) == milliseconds / 1000


@given(ANY_TEXT)
def test_any_text_is_a_time_or_a_value_error(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert 0 <= parse_clock(text) < 1e7


@given(ANY_TEXT)
def test_what_is_printed_is_one_line_that_no_terminal_obeys(text: str) -> None:
    shown = printable(text)
    assert shown.isprintable() or not shown
    assert len(shown.splitlines()) <= 1
    if text.isprintable():
        assert shown == text

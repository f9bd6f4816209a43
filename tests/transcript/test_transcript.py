"""Transcripts: what is written reads back the same, and what is broken is said with its line."""

from __future__ import annotations

import json
import re
import string
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airdate import transcript
from airdate.model import Cue
from airdate.transcript import TranscriptError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NAMES = st.text(string.ascii_letters + "éßŁ漢 -'&<>", min_size=1, max_size=20).filter(
    lambda name: name == " ".join(name.split()) and name[0].isalpha()
)
ANYTHING = st.text(max_size=300)
STARTS = st.integers(0, 360_000_000).map(lambda ms: ms / 1000)


def spoken(
    words: st.SearchStrategy[str], names: st.SearchStrategy[str | None]
) -> st.SearchStrategy[tuple[Cue, ...]]:
    """Cues as reading gives them: by start, to the millisecond, one space between words."""

    def cues(drawn: list[tuple[float, int, str, str | None]]) -> tuple[Cue, ...]:
        made = (
            Cue(start, round(start + lasts / 1000, 3), text, name)
            for start, lasts, text, name in drawn
        )
        return tuple(sorted(made, key=lambda cue: cue.start))

    one = st.tuples(STARTS, st.integers(1, 60_000), words.map(tidy).filter(bool), names)
    return st.lists(one, min_size=1, max_size=8).map(cues)


def tidy(text: str) -> str:
    forbidden = "[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
    return " ".join(re.sub(forbidden, "", text).split())


ANY_CUES = spoken(ANYTHING, st.none() | ANYTHING.map(lambda name: tidy(name) or None))
NAMED = spoken(st.text(string.ascii_letters + " .,?<>&é漢", max_size=300), NAMES)


@settings(deadline=None)
@given(ANY_CUES)
def test_json_gives_back_what_went_in(cues: tuple[Cue, ...]) -> None:
    assert transcript.parse(transcript.json(cues).decode()) == cues


@settings(deadline=None)
@given(spoken(ANYTHING, NAMES))
def test_vtt_gives_back_what_went_in(cues: tuple[Cue, ...]) -> None:
    assert transcript.parse(transcript.vtt(cues).decode()) == cues


@settings(deadline=None)
@given(spoken(st.text(string.ascii_letters + " .,?&<>", max_size=300), st.none()))
def test_vtt_without_speakers_gives_back_what_went_in(cues: tuple[Cue, ...]) -> None:
    assert transcript.parse(transcript.vtt(cues).decode()) == cues


@settings(deadline=None)
@given(spoken(ANYTHING, NAMES))
def test_html_gives_back_starts_words_and_speakers(cues: tuple[Cue, ...]) -> None:
    again = transcript.parse(transcript.html(cues).decode())
    assert [(c.start, c.text, c.speaker) for c in again] == [
        (c.start, c.text, c.speaker) for c in cues
    ]


@settings(deadline=None)
@given(NAMED)
def test_srt_gives_back_every_letter_and_who_said_it(cues: tuple[Cue, ...]) -> None:
    def letters(said: tuple[Cue, ...]) -> list[tuple[str | None, str]]:
        return [(cue.speaker, letter) for cue in said for letter in cue.text if letter != " "]

    again = transcript.parse(transcript.srt(cues).decode())
    assert sorted(letters(again), key=str) == sorted(letters(cues), key=str)
    assert min(cue.start for cue in again) == cues[0].start
    assert max(cue.end for cue in again) == max(cue.end for cue in cues)


@settings(deadline=None)
@given(ANY_CUES)
def test_srt_cards_have_two_lines_of_32_characters(cues: tuple[Cue, ...]) -> None:
    for card in transcript.srt(cues).decode().split("\n\n"):
        _number, times, *lines = card.removesuffix("\n").split("\n")
        assert re.fullmatch(r"\d\d+:\d\d:\d\d,\d{3} --> \d\d+:\d\d:\d\d,\d{3}", times)
        assert 1 <= len(lines) <= 2
        assert all(len(line) <= 32 for line in lines)


@settings(deadline=None)
@given(spoken(st.lists(st.text("abc", min_size=1, max_size=20)).map(" ".join), st.none()))
def test_vtt_lines_have_65_characters(cues: tuple[Cue, ...]) -> None:
    assert all(len(line) <= 65 for line in transcript.vtt(cues).decode().split("\n"))


@settings(deadline=None)
@given(st.sampled_from(["", "WEBVTT\n\n", "{", "<p>", "1\n00:00:01,000 --> "]), ANYTHING)
def test_nothing_but_a_transcript_error_is_raised(start: str, text: str) -> None:
    try:
        cues = transcript.parse(start + text)
    except TranscriptError:
        return
    assert cues


VTT = """WEBVTT - made by hand
Kind: captions

NOTE
nobody says this

STYLE
::cue { color: red }

intro
00:00.000 --> 00:02.500 align:start
<v.loud Mara Lindqvist>Hello &amp; <i>welcome</i>,
all of you.</v>

00:02.500 --> 00:04.000
<v Tom>Hi.</v> <v Mara Lindqvist>So.

01:00:04.000 --> 01:00:05.000
Nobody&nbsp;knows.
"""


def test_vtt_as_others_write_it() -> None:
    assert transcript.parse(VTT) == (
        Cue(0.0, 2.5, "Hello & welcome, all of you.", "Mara Lindqvist"),
        Cue(2.5, 4.0, "Hi.", "Tom"),
        Cue(2.5, 4.0, "So.", "Mara Lindqvist"),
        Cue(3604.0, 3605.0, "Nobody knows."),
    )


def test_vtt_without_a_blank_line_after_its_header_keeps_its_first_words() -> None:
    assert transcript.parse("WEBVTT\n00:01.000 --> 00:02.000\nHi.") == (Cue(1.0, 2.0, "Hi."),)


def test_vtt_with_names_before_a_colon_as_meeting_recorders_write_it() -> None:
    text = "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\nJane Roe: Hi: you.\n"
    assert transcript.parse(text) == (Cue(1.0, 2.0, "Hi: you.", "Jane Roe"),)


def test_srt_as_others_write_it() -> None:
    text = (
        "\ufeff1\r\n00:00:00,000 --> 00:00:02,760\r\nSarah: In today's <i>episode</i>,\r\n"
        "you'll learn whether\r\n2\r\n00:00:02,760 --> 00:00:06,090\r\nto have a < b.\r\n\r\n"
        "3\r\n00:00:06,090 --> 00:00:07,000\r\n{\\an8}Tom: No --> yes.\r\n"
    )
    assert transcript.parse(text) == (
        Cue(0.0, 2.76, "In today's episode, you'll learn whether", "Sarah"),
        Cue(2.76, 6.09, "to have a < b.", "Sarah"),
        Cue(6.09, 7.0, "No --> yes.", "Tom"),
    )


def test_a_colon_is_a_colon_where_nobody_is_named_from_the_start() -> None:
    text = "1\n00:00:00,000 --> 00:00:01,000\nWell.\n\n2\n00:00:01,000 --> 00:00:02,000\nNote: x\n"
    assert [cue.speaker for cue in transcript.parse(text)] == [None, None]


def test_json_without_ends_lasts_to_the_next_words() -> None:
    segments = [{"startTime": 1, "body": "b" * 30}, {"startTime": 0.5, "body": "a", "speaker": "T"}]
    assert transcript.parse(json.dumps({"segments": segments})) == (
        Cue(0.5, 1.0, "a", "T"),
        Cue(1.0, 3.0, "b" * 30),
    )


def test_html_as_others_write_it() -> None:
    text = (
        "<cite>Kevin:</cite>\n<time>0:00</time>\n<p>We have\n<b>an</b> &amp; update</p>"
        "<P class='x'>More<cite>Alban :</cite><time>1:00:09</time><p></p><p>Hey.</p>"
    )
    assert [(cue.start, cue.speaker, cue.text) for cue in transcript.parse(text)] == [
        (0.0, "Kevin", "We have an & update"),
        (0.0, "Kevin", "More"),
        (3609.0, "Alban", "Hey."),
    ]


def test_plain_text_has_a_paragraph_for_each_turn() -> None:
    cues = (Cue(0, 1, "One.", "A"), Cue(1, 2, "Two.", "A"), Cue(2, 3, "Three.", "B"))
    assert transcript.plain(cues) == b"A: One. Two.\n\nB: Three.\n"


def test_single_words_become_sentences_and_lose_none(tmp_path: Path) -> None:
    said = "I am your father. No. " + "never " * 40
    words = [
        {"speaker": "L" if at > 4 else "D", "startTime": at, "endTime": at + 0.5, "body": word}
        for at, word in enumerate(said.split())
    ]
    words.append({"speaker": "L", "startTime": 99, "endTime": 100, "body": "late"})
    path = tmp_path / "transcript.json"
    path.write_text(json.dumps({"segments": words}), "utf-8")
    first, second, third, *rest = transcript.read(path)
    assert first == Cue(0, 3.5, "I am your father.", "D")
    assert second == Cue(4, 4.5, "No.", "D")
    assert (third.start, third.speaker) == (5, "L")
    assert all(len(cue.text) <= 120 for cue in (third, *rest))
    assert rest[-1] == Cue(99, 100, "late", "L")
    assert " ".join(cue.text for cue in (third, *rest)) == "never " * 40 + "late"


def test_what_is_more_than_words_stays_as_it_is(tmp_path: Path) -> None:
    cues = (Cue(0, 1, "Two words", "A"), Cue(1, 2, "then two", "A"), Cue(2, 3, "yes", "A"))
    path = tmp_path / "transcript.vtt"
    path.write_bytes(transcript.vtt(cues))
    assert transcript.read(path) == cues


BROKEN: list[tuple[str, str, int]] = [
    ("Just words.", "not VTT, SRT, JSON or HTML", 0),
    ("", "not VTT, SRT, JSON or HTML", 0),
    ("WEBVTT\n\n", "no words", 0),
    ("WEBVTT\n\n00:01.000 --> 00:02.000\n\n", "no words", 0),
    ("WEBVTT\n\n00:01.000 -> 00:02.000\nHi.", "is not a valid timing", 3),
    ("WEBVTT\n\nid\n00:01.000 --> soon\nHi.", "is not a valid timing", 4),
    ("WEBVTT\n\n00:03.000 --> 00:02.000\nHi.", "ends before it starts", 3),
    ("WEBVTT\n\n00:01.000 --> 00:02.000\nHi.\n\nLost words.", "has no timing", 6),
    ("1\n00:00:01,000 --> 00:00:02,000\nHi.\n\nLost\nwords", "has no timing", 5),
    ('{"segments": [\n', "not valid JSON", 2),
    ('{"version": "1.0.0"}', "no `segments`", 0),
    ('{"segments": [1]}', "segment 1 has no", 0),
    ('{"segments": [{"startTime": 0, "endTime": 1, "body": "a"}, {}]}', "segment 2 has no", 0),
    ('{"segments": [{"startTime": NaN, "body": "a"}]}', "segment 1 goes from nan", 0),
    ('{"segments": [{"startTime": 2, "endTime": 1, "body": "a"}]}', "goes from 2.0 to 1.0", 0),
    ('{"segments": [{"startTime": 1e999, "body": "a"}]}', "goes from inf", 0),
    ('{"segments": ' + "[" * 100_000, "not valid JSON", 0),
    ("<p>Hi.</p>", "first paragraph has no time", 1),
    ("<time>0:00</time>\n<p>Hi.</p>\n<time>noon</time>", "“noon” is not a time", 3),
]


@pytest.mark.parametrize(("text", "what", "line"), BROKEN)
def test_what_is_broken_is_said_with_its_line(text: str, what: str, line: int) -> None:
    with pytest.raises(TranscriptError, match=re.escape(what)) as caught:
        transcript.parse(text)
    assert caught.value.line == line
    assert caught.value.hint


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_files_are_read_as_editors_save_them(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "transcript"
    path.write_bytes("WEBVTT\n\n00:01.000 --> 00:02.000\nÇa va?\n".encode(encoding))
    assert transcript.read(path) == (Cue(1.0, 2.0, "Ça va?"),)


def test_another_encoding_is_refused_with_the_line(tmp_path: Path) -> None:
    path = tmp_path / "transcript.vtt"
    path.write_bytes("WEBVTT\n\n00:01.000 --> 00:02.000\nÇa va?\n".encode("latin-1"))
    with pytest.raises(TranscriptError, match="not UTF-8") as caught:
        transcript.read(path)
    assert caught.value.line == 4


def test_a_file_without_bounds_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "transcript.vtt"
    with path.open("wb") as file:
        file.truncate(transcript.MAX_BYTES + 1)
    with pytest.raises(TranscriptError, match="larger than 20 MB"):
        transcript.read(path)


HOSTILE: list[Callable[[int], str]] = [
    lambda n: "WEBVTT\n\n00:01.000 --> 00:02.000\n" + "<v " * n,
    lambda n: "WEBVTT\n\n00:01.000 --> 00:02.000\n<v " + " " * n,
    lambda n: "WEBVTT\n\n00:01.000 --> 00:02.000\n" + "<" * n,
    lambda n: "1\n00:00:01,000 --> 00:00:02,000\n" + "{\\" * n,
    lambda n: "1\n00:00:01,000 --> 00:00:02,000 " + " " * n + "\nHi.",
    lambda n: "1\n" + "1" * n + "-->",
    lambda n: "<time>0:00</time><p>" + "<p" * n,
    lambda n: "<time>0:00</time>" + "<p>" * n + "a",
    lambda n: "<time>0:00</time><p>a" + "</ " * n,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_takes_no_time(text: Callable[[int], str]) -> None:
    # Quadratic work on these would take hours; no clock is needed to see it.
    with suppress(TranscriptError):
        assert transcript.parse(text(300_000))

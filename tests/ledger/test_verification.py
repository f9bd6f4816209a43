"""AIRDATE_VERIFY: unchanged rows are made again, a sample of them, and differences are reported."""

from __future__ import annotations

import pytest

from airdate.ledger import Ledger, Stage, ledger_in_memory
from airdate.ledger.verification import VARIABLE

WORDS: Stage[str] = Stage("words", ("text.py",), str.encode, bytes.decode)
INPUTS = {f"row {number}": b"same" for number in range(100)}


@pytest.fixture
def ledger(monkeypatch: pytest.MonkeyPatch) -> Ledger:
    """Give a ledger that verifies, with a hundred rows."""
    monkeypatch.setenv(VARIABLE, "1")
    ledger = ledger_in_memory()
    ledger.write(WORDS, ((subject, digest, "a word") for subject, digest in INPUTS.items()))
    return ledger


def test_without_it_nothing_unchanged_is_made_again() -> None:
    ledger = ledger_in_memory()
    ledger.write(WORDS, [("row", b"same", "a word")])
    assert ledger.stale(WORDS, {"row": b"same"}) == []


def test_some_unchanged_rows_are_made_again_and_nothing_is_said_where_they_are_the_same(
    ledger: Ledger,
) -> None:
    again = ledger.stale(WORDS, INPUTS)
    assert 1 <= len(again) <= 10
    ledger.write(WORDS, ((subject, b"same", "a word") for subject in again))
    assert ledger.verification.differences == []


def test_a_row_that_comes_out_otherwise_is_named(ledger: Ledger) -> None:
    first, *others = ledger.stale(WORDS, INPUTS)
    ledger.write(WORDS, [(first, b"same", "another word")])
    ledger.write(WORDS, ((subject, b"same", "a word") for subject in others))
    assert ledger.verification.differences == [f"words “{first}”"]


def test_a_changed_row_is_no_difference(ledger: Ledger) -> None:
    inputs = INPUTS | {"row 1": b"other"}
    again = ledger.stale(WORDS, inputs)
    assert "row 1" in again
    values = {subject: "another word" if subject == "row 1" else "a word" for subject in again}
    ledger.write(WORDS, ((subject, inputs[subject], value) for subject, value in values.items()))
    assert ledger.verification.differences == []


def test_the_ledger_of_another_target_reports_to_the_same_place(ledger: Ledger) -> None:
    aimed = ledger.aimed("elsewhere")
    aimed.write(WORDS, [("row", b"same", "a word")])
    assert aimed.stale(WORDS, {"row": b"same"}) == ["row"]
    aimed.write(WORDS, [("row", b"same", "another word")])
    assert ledger.verification.differences == ["words “row”"]

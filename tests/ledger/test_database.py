"""The ledger's file: rows come back, and whatever is wrong with it is never an error."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from airdate.ledger import Ledger, LedgerError, Stage, database, ledger_in_memory, open_ledger

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WORDS: Stage[str] = Stage("words", ("text.py",), str.encode, bytes.decode)


def write(ledger: Ledger, **words: str) -> None:
    ledger.write(WORDS, ((key, b"1", value) for key, value in words.items()))


def remembered(root: Path) -> str | None:
    ledger = open_ledger(root)
    try:
        return ledger.load(WORDS, "a")
    finally:
        ledger.close()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give a workspace whose ledger has one row."""
    ledger = open_ledger(tmp_path)
    write(ledger, a="one")
    ledger.close()
    return tmp_path


def test_rows_come_back(root: Path) -> None:
    assert remembered(root) == "one"


def test_rows_of_one_target_are_not_those_of_another(root: Path) -> None:
    ledger = open_ledger(root, "elsewhere")
    assert ledger.load(WORDS, "a") is None
    write(ledger, a="two")
    ledger.close()
    assert remembered(root) == "one"


def test_only_new_inputs_are_stale_and_what_is_no_more_is_forgotten() -> None:
    ledger = ledger_in_memory()
    write(ledger, a="one", b="two", c="three")
    assert ledger.stale(WORDS, {"d": b"1", "b": b"2", "a": b"1"}) == ["d", "b"]
    assert ledger.load(WORDS, "c") is None


def test_the_digest_is_of_the_value_alone() -> None:
    ledger = ledger_in_memory()
    ledger.write(WORDS, [("a", b"1", "same"), ("b", b"2", "same"), ("c", b"2", "other")])
    digests = ledger.digests(WORDS)
    assert digests["a"] == digests["b"] != digests["c"]


def test_a_transaction_that_fails_leaves_nothing() -> None:
    ledger = ledger_in_memory()

    def fail() -> None:
        with ledger.transaction():
            write(ledger, a="one")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert ledger.load(WORDS, "a") is None


def test_bodies_wait_until_they_are_cleared() -> None:
    ledger = ledger_in_memory()
    ledger.bodies.put("x", b"bytes")
    assert ledger.bodies.get("x") == b"bytes"
    assert ledger.bodies.digests() == {"x"}
    ledger.bodies.clear()
    assert ledger.bodies.get("x") is None


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def garbage(path: Path) -> None:
    path.write_bytes(b"\xff" * 10_000)


def of_another_version(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 7")
    db.close()


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGE = [truncated, garbage, of_another_version]


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_ledger_is_made_anew(root: Path, damage: Callable[[Path], None]) -> None:
    damage(root / database.FILE)
    assert remembered(root) is None
    ledger = open_ledger(root)
    write(ledger, a="again")
    ledger.close()
    assert remembered(root) == "again"


def test_where_no_file_can_be_the_ledger_is_in_memory(root: Path) -> None:
    a_folder(root / database.FILE)
    ledger = open_ledger(root)
    write(ledger, a="here")
    assert ledger.load(WORDS, "a") == "here"
    ledger.close()
    assert remembered(root) is None


def test_while_one_run_holds_it_another_works_on_a_copy(root: Path) -> None:
    first = open_ledger(root)
    second = open_ledger(root)
    assert second.load(WORDS, "a") == "one"
    write(second, a="mine alone")
    second.close()
    assert first.load(WORDS, "a") == "one"
    first.close()
    assert remembered(root) == "one"


def test_a_full_disk_is_one_kind_of_error(root: Path) -> None:
    ledger = open_ledger(root)
    ledger.db.execute("PRAGMA max_page_count = 1")
    with pytest.raises(LedgerError, match="full"):
        write(ledger, **{f"k{n}": "x" * 5000 for n in range(100)})
    ledger.close()

"""Bytes that wait to be published come back whole, or not at all."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

import pytest

from airdate.ledger import bodies, ledger_in_memory, open_ledger

if TYPE_CHECKING:
    from pathlib import Path

BODIES = [b"one", b"", b"three" * 400_000, bytes(range(256))]
FILE = ".airdate/ledger.bodies"


def digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


@pytest.mark.parametrize("flushes", [False, True])
def test_bytes_come_back_by_their_digest(flushes: bool) -> None:  # noqa: FBT001 - a case
    ledger = ledger_in_memory()
    for each in BODIES:
        ledger.bodies.put(digest(each), each)
        if flushes:
            ledger.bodies.flush()
    assert [ledger.bodies.get(digest(each)) for each in BODIES] == BODIES
    assert ledger.bodies.digests() == set(map(digest, BODIES))
    assert ledger.bodies.get(digest(b"other")) is None
    ledger.bodies.clear()
    assert ledger.bodies.digests() == set()
    ledger.bodies.put(digest(b"new"), b"new")
    assert ledger.bodies.get(digest(b"new")) == b"new"


def test_they_wait_for_the_next_run(tmp_path: Path) -> None:
    for at, each in enumerate(BODIES):
        ledger = open_ledger(tmp_path)
        assert len(ledger.bodies.digests()) == at
        ledger.bodies.put(digest(each), each)
        ledger.close()
    ledger = open_ledger(tmp_path)
    assert [ledger.bodies.get(digest(each)) for each in BODIES] == BODIES
    ledger.bodies.clear()
    assert (tmp_path / FILE).stat().st_size == 0
    ledger.close()


@pytest.mark.parametrize("size", [0, 5])
def test_a_file_that_a_crash_left_short_has_none(tmp_path: Path, size: int) -> None:
    ledger = open_ledger(tmp_path)
    ledger.bodies.put(digest(b"whole bytes"), b"whole bytes")
    ledger.close()
    os.truncate(tmp_path / FILE, size)
    ledger = open_ledger(tmp_path)
    assert ledger.bodies.digests() == set()
    assert ledger.bodies.get(digest(b"whole bytes")) is None
    ledger.close()


def test_other_bytes_in_their_place_are_none(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    ledger.bodies.put(digest(b"whole bytes"), b"whole bytes")
    ledger.close()
    (tmp_path / FILE).write_bytes(b"other bytes")
    ledger = open_ledger(tmp_path)
    assert ledger.bodies.get(digest(b"whole bytes")) is None
    ledger.close()


def test_another_run_has_none_of_this_ones(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    ledger.bodies.put(digest(b"mine"), b"mine")
    ledger.bodies.flush()
    other = open_ledger(tmp_path)
    assert other.bodies.digests() == set()
    other.bodies.put(digest(b"theirs"), b"theirs")
    other.close()
    assert ledger.bodies.digests() == {digest(b"mine")}
    assert ledger.bodies.get(digest(b"mine")) == b"mine"
    ledger.close()


def test_on_a_full_disk_they_stay_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(bodies, "_write", full)
    ledger = ledger_in_memory()
    for each in BODIES:
        ledger.bodies.put(digest(each), each)
        ledger.bodies.flush()
    assert [ledger.bodies.get(digest(each)) for each in BODIES] == BODIES

"""The cache gives back what was made, makes nothing twice, and never shows half a result."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airdate.files import file_digest
from airdate.ledger.cache import Cache, Kind
from airdate.model import Measurement

if TYPE_CHECKING:
    from pathlib import Path

SILENCE = Measurement(
    seconds=1.5, loudness=float("-inf"), loudness_range=0.0, true_peak=float("-inf"), peaks=(0, 9)
)

X = Kind("x", ("text.py",))


def test_a_value_is_made_once_and_comes_back_equal(tmp_path: Path) -> None:
    made = []

    def make() -> Measurement:
        made.append(1)
        return SILENCE

    entry = X.key("abc")
    assert Cache(tmp_path).value(Measurement, entry, make) == SILENCE
    assert Cache(tmp_path).value(Measurement, entry, make) == SILENCE
    assert made == [1]


def test_an_unreadable_entry_is_made_again(tmp_path: Path) -> None:
    entry = X.key("abc")
    Cache(tmp_path).value(Measurement, entry, lambda: SILENCE)
    (file,) = tmp_path.rglob("*.json")
    file.write_bytes(b'{"seconds": 1.5')
    assert Cache(tmp_path).value(Measurement, entry, lambda: SILENCE) == SILENCE


def test_a_file_is_made_once(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    first = cache.file(X.key(), ".bin", lambda out: _write(out, b"one"))
    second = cache.file(X.key(), ".bin", lambda out: _write(out, b"two"))
    assert first == second
    assert second.read_bytes() == b"one"


def test_a_maker_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def fail(out: Path) -> None:
        out.write_bytes(b"half")
        raise RuntimeError("the encoder failed")

    with pytest.raises(RuntimeError, match="encoder failed"):
        Cache(tmp_path).file(X.key(), ".bin", fail)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_killed_while_making_the_entry_is_absent_and_made_by_the_next(tmp_path: Path) -> None:
    process = multiprocessing.get_context("spawn").Process(target=_stall, args=(tmp_path,))
    process.start()
    while not list(tmp_path.rglob("*.bin")):
        assert process.is_alive()
        time.sleep(0.01)
    os.kill(process.pid or 0, signal.SIGKILL)
    process.join()
    path = Cache(tmp_path).file(X.key(), ".bin", lambda out: _write(out, b"whole"))
    assert path.read_bytes() == b"whole"


def test_old_leavings_are_swept_and_new_ones_kept(tmp_path: Path) -> None:
    old, new = tmp_path / "writing" / "old", tmp_path / "writing" / "new"
    for folder in (old, new):
        folder.mkdir(parents=True)
        (folder / "half.mp3").write_bytes(b"half")
    os.utime(old, (1, 1))
    Cache(tmp_path).trim(10**9)
    assert not old.exists()
    assert new.exists()


def aged(cache: Cache, name: str, size: int, seconds: float) -> Path:
    """Put an entry into the cache that was last used so many seconds ago."""
    path = cache.file(X.key(name), ".bin", lambda out: _write(out, b"x" * size))
    os.utime(path, (time.time() - seconds,) * 2)
    return path


def test_what_was_used_longest_ago_goes_first_and_no_more_than_needed(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    paths = {age: aged(cache, str(age), 1000, 10_000 * age) for age in (3, 1, 2)}
    assert cache.trim(2500) == 1000
    assert {age for age, path in paths.items() if path.exists()} == {1, 2}
    assert cache.trim(2500) == 0


def test_what_is_used_again_counts_as_new(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    old, new = aged(cache, "old", 1000, 90_000), aged(cache, "new", 1000, 80_000)
    assert cache.file(X.key("old"), ".bin", lambda _: pytest.fail("made again")) == old
    cache.trim(1500)
    assert old.exists()
    assert not new.exists()


def test_what_a_run_may_be_using_stays_however_full_it_is(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    path = aged(cache, "now", 1000, 60)
    assert cache.trim(0) == 0
    assert path.exists()


def test_by_itself_it_is_trimmed_once_a_day(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    first = aged(cache, "first", 1000, 90_000)
    cache.trim_daily(0)
    assert not first.exists()
    second = aged(cache, "second", 1000, 90_000)
    cache.trim_daily(0)
    assert second.exists()
    os.utime(tmp_path / "trimmed", (1, 1))
    cache.trim_daily(0)
    assert not second.exists()


def test_a_digest_follows_the_content(tmp_path: Path) -> None:
    file = tmp_path / "a.wav"
    file.write_bytes(b"one")
    cache = Cache(tmp_path / "cache")
    before = cache.digest(file)
    file.write_bytes(b"another")
    assert (before, cache.digest(file)) != (before, before)
    assert cache.digest(file) == file_digest(file)


@given(st.lists(st.one_of(st.text(), st.integers(), st.none()), max_size=4))
def test_keys_differ_where_any_input_does(inputs: list[str | int | None]) -> None:
    here = X.key(*inputs)
    assert here == X.key(*inputs)
    other_code, other_name = Kind("x", ("errors.py",)), Kind("y", ("text.py",))
    assert here not in {other_code.key(*inputs), other_name.key(*inputs)}
    assert here != X.key(*inputs, "more")


def _write(out: Path, data: bytes) -> None:
    out.write_bytes(data)


def _stall(root: Path) -> None:
    def make(out: Path) -> None:
        out.write_bytes(b"half")
        time.sleep(600)

    Cache(root).file(X.key(), ".bin", make)

"""What every store must do. A new store is right when a subclass with a `store` fixture passes."""

from __future__ import annotations

import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from airdate.model import Artifact, CacheControl, InStore, Layer
from airdate.store import (
    Conflict,
    Precondition,
    SourceChangedError,
    Stat,
    Store,
    StoreError,
    Version,
    check_key,
)

if TYPE_CHECKING:
    from pathlib import Path


def artifact(body: bytes | Path, key: str = "art/a-1.bin") -> Artifact:
    data = body if isinstance(body, bytes) else body.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    return Artifact(key, "image/png", CacheControl.FOREVER, Layer.FILE, len(data), digest, body)


HOSTILE_KEYS = [
    "", "/", "/etc/passwd", "a/", "a//b", "../a", "a/../b", "a/..", ".", "./a", "a/./b", ".hidden",
    "a/.airdate", "a\\b", "C:a", "a b", "a\nb", "a\0b", "café", "a%2e", "a?b", "a#b", "a\udc80",
    "x" * 256, "y/" * 600 + "z",
]  # fmt: skip


class StoreConformance:
    """Needs a fixture `store` that gives an empty one."""

    def test_nothing_is_there_at_first(self, store: Store) -> None:
        assert store.get("head.json") is None
        assert store.stat("head.json") is None
        store.delete("head.json", Precondition.NONE)

    def test_what_is_put_is_found(self, store: Store) -> None:
        one = artifact(b"one")
        version = store.put(one, Precondition.NONE)
        found = store.get(one.key)
        assert found is not None
        assert (found.body, found.version) == (b"one", version)
        assert store.stat(one.key) == Stat(3, one.sha256, version)

    @pytest.mark.parametrize("size", [0, 1, 3_000_000])
    def test_files_are_sent_whole_and_told(self, store: Store, tmp_path: Path, size: int) -> None:
        path = tmp_path / "body"
        path.write_bytes(bytes(range(256)) * (size // 256) + b"x" * (size % 256))
        told: list[int] = []
        sending = artifact(path)
        store.put(sending, Precondition.IF_ABSENT, told.append)
        there = store.stat(sending.key)
        assert there is not None
        assert (there.size, there.sha256) == (size, sending.sha256)
        assert sum(told) == size

    def test_absent_refuses_a_second_object(self, store: Store) -> None:
        store.put(artifact(b"one"), Precondition.IF_ABSENT)
        with pytest.raises(Conflict):
            store.put(artifact(b"two"), Precondition.IF_ABSENT)
        found = store.get("art/a-1.bin")
        assert found is not None
        assert found.body == b"one"

    def test_a_version_refuses_what_was_changed_since(self, store: Store) -> None:
        first = store.put(artifact(b"one"), Precondition.IF_ABSENT)
        second = store.put(artifact(b"two"), first)
        with pytest.raises(Conflict):
            store.put(artifact(b"three"), first)
        store.put(artifact(b"four"), second)
        found = store.get("art/a-1.bin")
        assert found is not None
        assert found.body == b"four"

    def test_a_version_refuses_where_nothing_is(self, store: Store) -> None:
        version = store.put(artifact(b"one"), Precondition.IF_ABSENT)
        store.delete("art/a-1.bin", Precondition.NONE)
        with pytest.raises(Conflict):
            store.put(artifact(b"two"), version)
        assert store.get("art/a-1.bin") is None

    def test_anyhow_overwrites_and_may_be_repeated(self, store: Store) -> None:
        for body in (b"one", b"two", b"two"):
            store.put(artifact(body), Precondition.NONE)
            found = store.get("art/a-1.bin")
            assert found is not None
            assert found.body == body

    def test_delete_keeps_to_its_condition(self, store: Store) -> None:
        first = store.put(artifact(b"one"), Precondition.IF_ABSENT)
        second = store.put(artifact(b"two"), first)
        with pytest.raises(Conflict):
            store.delete("art/a-1.bin", first)
        assert store.get("art/a-1.bin") is not None
        store.delete("art/a-1.bin", second)
        assert store.get("art/a-1.bin") is None
        store.delete("art/a-1.bin", second)

    @pytest.mark.parametrize("key", HOSTILE_KEYS)
    def test_hostile_keys_are_refused_everywhere(self, store: Store, key: str) -> None:
        for call in (
            lambda: store.get(key),
            lambda: store.stat(key),
            lambda: store.put(artifact(b"one", key), Precondition.NONE),
            lambda: store.delete(key, Precondition.NONE),
        ):
            with pytest.raises(StoreError, match="invalid name for a published file"):
                call()

    @pytest.mark.parametrize("key", ["head.json", "media/a-b_c.1.mp3", "a/b/c/d.e", "x" * 255])
    def test_plain_keys_are_taken(self, store: Store, key: str) -> None:
        assert check_key(key) == key
        store.put(artifact(b"one", key), Precondition.IF_ABSENT)
        assert store.stat(key) is not None

    @pytest.mark.parametrize("change", [b"", b"on", b"One", b"one more"])
    def test_a_source_changed_meanwhile_is_not_stored(
        self, store: Store, tmp_path: Path, change: bytes
    ) -> None:
        path = tmp_path / "body"
        path.write_bytes(b"one")
        sending = artifact(path)
        path.write_bytes(change)
        with pytest.raises(SourceChangedError, match="changed while it was being published"):
            store.put(sending, Precondition.NONE)
        assert store.get(sending.key) is None

    def test_a_source_that_is_gone_is_told(self, store: Store, tmp_path: Path) -> None:
        path = tmp_path / "body"
        path.write_bytes(b"one")
        sending = artifact(path)
        path.unlink()
        with pytest.raises(StoreError, match="cannot read"):
            store.put(sending, Precondition.NONE)
        assert store.get(sending.key) is None

    def test_what_only_the_store_has_is_not_sent(self, store: Store) -> None:
        out = Artifact("a", "t", CacheControl.FOREVER, Layer.FILE, 0, "", InStore())
        with pytest.raises(TypeError):
            store.put(out, Precondition.NONE)

    def test_one_of_twelve_rivals_wins_an_absent_key(self, store: Store) -> None:
        assert _race(store, Precondition.IF_ABSENT) == 1

    def test_one_of_twelve_rivals_wins_a_version(self, store: Store) -> None:
        assert _race(store, store.put(artifact(b"base"), Precondition.IF_ABSENT)) == 1

    def test_readers_meet_whole_objects_only(self, store: Store) -> None:
        bodies = [bytes([n]) * 200_000 for n in range(3)]
        store.put(artifact(bodies[0]), Precondition.NONE)
        stop = threading.Event()

        def read() -> int:
            count = 0
            while not stop.is_set() or not count:
                found = store.get("art/a-1.bin")
                assert found is not None
                assert found.body in bodies
                count += 1
            return count

        with ThreadPoolExecutor(2) as pool:
            readers = [pool.submit(read) for _ in range(2)]
            for turn in range(30):
                store.put(artifact(bodies[turn % 3]), Precondition.NONE)
            stop.set()
            assert all(reader.result() for reader in readers)


def _race(store: Store, condition: Precondition | Version) -> int:
    """Let twelve threads put different bytes at once; the winner's must be there."""
    start = threading.Barrier(12)

    def run(number: int) -> bytes | None:
        body = b"rival %d" % number
        start.wait()
        try:
            store.put(artifact(body), condition)
        except Conflict:
            return None
        return body

    with ThreadPoolExecutor(12) as pool:
        winners = [body for body in pool.map(run, range(12)) if body is not None]
    found = store.get("art/a-1.bin")
    assert found is not None
    assert found.body in winners
    return len(winners)

"""The directory store: the conformance suite, and what only files have."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import textwrap
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from airdate.store import Precondition, StoreError, directory
from airdate.store.directory import DirectoryStore
from tests.store.conformance import StoreConformance, artifact

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class TestDirectoryStore(StoreConformance):
    @pytest.fixture
    def store(self, tmp_path: Path) -> DirectoryStore:
        return DirectoryStore(tmp_path / "public")


@pytest.fixture
def store(tmp_path: Path) -> DirectoryStore:
    return DirectoryStore(tmp_path / "public")


def leftovers(store: DirectoryStore) -> list[Path]:
    return list(store.root.rglob("*.part"))


def test_web_servers_may_read_what_is_put(store: DirectoryStore) -> None:
    store.put(artifact(b"one"), Precondition.NONE)
    path = store.root / "art/a-1.bin"
    assert path.read_bytes() == b"one"
    assert path.stat().st_mode & 0o777 == 0o644
    assert not leftovers(store)


def test_the_same_bytes_again_are_another_version(store: DirectoryStore) -> None:
    first = store.put(artifact(b"one"), Precondition.NONE)
    store.put(artifact(b"two"), Precondition.NONE)
    third = store.put(artifact(b"one"), Precondition.NONE)
    assert first != third


def test_a_refused_write_leaves_nothing(store: DirectoryStore, tmp_path: Path) -> None:
    path = tmp_path / "body"
    path.write_bytes(b"one")
    sending = artifact(path)
    path.write_bytes(b"two")
    with pytest.raises(StoreError):
        store.put(sending, Precondition.NONE)
    assert not leftovers(store)


def test_reading_makes_no_folder(store: DirectoryStore) -> None:
    assert store.get("head.json") is None
    store.delete("head.json", Precondition.NONE)
    assert not store.root.exists()


def test_links_that_lead_out_are_refused(store: DirectoryStore, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a-1.bin").write_bytes(b"secret")
    store.root.mkdir()
    (store.root / "art").symlink_to(outside)
    for call in (
        lambda: store.get("art/a-1.bin"),
        lambda: store.stat("art/a-1.bin"),
        lambda: store.put(artifact(b"one"), Precondition.NONE),
        lambda: store.put(artifact(b"one", "art/new/a"), Precondition.NONE),
        lambda: store.delete("art/a-1.bin", Precondition.NONE),
    ):
        with pytest.raises(StoreError, match="symbolic link"):
            call()
    assert [path.name for path in outside.iterdir()] == ["a-1.bin"]
    assert (outside / "a-1.bin").read_bytes() == b"secret"


def test_a_linked_file_is_not_followed(store: DirectoryStore, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"secret")
    (store.root / "art").mkdir(parents=True)
    (store.root / "art/a-1.bin").symlink_to(secret)
    with pytest.raises(StoreError, match="symbolic link"):
        store.get("art/a-1.bin")
    store.put(artifact(b"one"), Precondition.NONE)
    assert secret.read_bytes() == b"secret"


def test_a_missing_parent_is_told(tmp_path: Path) -> None:
    store = DirectoryStore(tmp_path / "no/public")
    with pytest.raises(StoreError, match="folder not found"):
        store.put(artifact(b"one"), Precondition.NONE)
    assert not (tmp_path / "no").exists()


def test_a_file_in_a_folders_place_is_told(store: DirectoryStore) -> None:
    store.put(artifact(b"one", "art"), Precondition.NONE)
    assert store.get("art/a-1.bin") is None
    with pytest.raises(StoreError, match="needs a folder"):
        store.put(artifact(b"one"), Precondition.NONE)


def test_a_folder_in_a_files_place_is_told(store: DirectoryStore) -> None:
    (store.root / "art/a-1.bin").mkdir(parents=True)
    with pytest.raises(StoreError, match="not a regular file"):
        store.get("art/a-1.bin")
    with pytest.raises(StoreError, match="needs a file"):
        store.put(artifact(b"one"), Precondition.NONE)


WRITER = """
    import os, signal, sys
    from pathlib import Path
    from airdate.store import Precondition
    from airdate.store.directory import DirectoryStore
    from tests.store.conformance import artifact
    store = DirectoryStore(Path(sys.argv[1]))
    source = Path(sys.argv[2])
    def stop(count):
        print("sent", flush=True)
        os.kill(os.getpid(), getattr(signal, sys.argv[3]))
    store.put(artifact(source), Precondition.NONE, stop)
"""


@contextmanager
def writer(store: DirectoryStore, tmp_path: Path, end: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a process that gets `end` in the middle of sending 3 MB."""
    source = tmp_path / "source"
    source.write_bytes(b"x" * 3_000_000)
    command = [sys.executable, "-c", textwrap.dedent(WRITER), str(store.root), str(source), end]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.kill()


def test_a_killed_writer_is_swept_up_after(store: DirectoryStore, tmp_path: Path) -> None:
    with writer(store, tmp_path, "SIGKILL") as process:
        assert process.wait() == -signal.SIGKILL
    assert leftovers(store)
    assert store.get("art/a-1.bin") is None
    store.put(artifact(b"one"), Precondition.IF_ABSENT)
    assert not leftovers(store)


def test_a_living_writer_is_not_swept(store: DirectoryStore, tmp_path: Path) -> None:
    with writer(store, tmp_path, "SIGSTOP") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"sent\n"
        store.put(artifact(b"one", "other"), Precondition.IF_ABSENT)
        assert leftovers(store)
        while process.poll() is None:  # it stops itself after each piece
            os.kill(process.pid, signal.SIGCONT)
        assert process.returncode == 0
    there = store.stat("art/a-1.bin")
    assert there is not None
    assert there.size == 3_000_000


ON_SMALL_DISK = """
    import hashlib, os, subprocess, sys
    from pathlib import Path
    from airdate.store import Precondition, StoreError
    from airdate.store.directory import DirectoryStore
    from tests.store.conformance import artifact
    disk = Path(sys.argv[1])
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], check=True)
    store = DirectoryStore(disk / "public")
    store.put(artifact(b"one"), Precondition.NONE)
    for body in (b"x" * 2_000_000, b"two"):
        try:
            store.put(artifact(body), Precondition.NONE)
        except StoreError as error:
            print(error.message)
        print(len(store.get("art/a-1.bin").body), len(list(disk.rglob("*.part"))))
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    try:
        store.put(artifact(b"three"), Precondition.NONE)
    except StoreError as error:
        print(error.message)
    print(len(store.get("art/a-1.bin").body))
"""


def test_full_and_read_only_disks_are_told_and_lose_nothing(tmp_path: Path) -> None:
    if subprocess.run(["unshare", "-rm", "true"], capture_output=True, check=False).returncode:
        pytest.skip("this system lets no test mount a small disk (unshare -rm)")
    script = textwrap.dedent(ON_SMALL_DISK)
    command = ["unshare", "-rm", sys.executable, "-c", script, str(tmp_path)]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    assert "disk full" in lines[0]
    assert lines[1:3] == ["3 0", "3 0"]
    assert "read-only" in lines[3]
    assert lines[4] == "3"


def test_another_process_that_holds_the_lock_is_waited_for_and_then_reported(
    store: DirectoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put(artifact(b"one"), Precondition.NONE)
    monkeypatch.setattr(directory, "_LOCK_SECONDS", 0)
    with (store.root / ".airdate/lock").open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(StoreError, match="locked by another process"):
            store.put(artifact(b"two"), Precondition.NONE)
    store.put(artifact(b"two"), Precondition.NONE)
    assert not leftovers(store)

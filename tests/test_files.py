"""Files that are written whole or not at all."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from airdate.files import FileLock, file_digest, replacing

if TYPE_CHECKING:
    from pathlib import Path


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_the_old_file_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "show.toml"
    path.write_text("old")
    with replacing(path) as beside:
        beside.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("there", [True, False])
def test_an_error_leaves_all_as_it_was(tmp_path: Path, *, there: bool) -> None:
    path = tmp_path / "show.toml"
    if there:
        path.write_text("old")
    with pytest.raises(UnicodeEncodeError), replacing(path) as beside:
        beside.write_text("half\udc80", encoding="utf-8")
    assert [each.read_text() for each in tmp_path.iterdir()] == (["old"] if there else [])


@pytest.mark.parametrize(("umask", "expected"), [(0o022, 0o644), (0o077, 0o600)])
def test_a_new_file_has_the_permissions_of_the_umask(
    tmp_path: Path, umask: int, expected: int
) -> None:
    before = os.umask(umask)
    try:
        with replacing(tmp_path / "new"):
            pass
    finally:
        os.umask(before)
    assert mode(tmp_path / "new") == expected


def test_a_replaced_file_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "run.sh"
    path.touch()
    path.chmod(0o750)
    with replacing(path):
        pass
    assert mode(path) == 0o750


def test_a_secret_is_never_readable_by_others(tmp_path: Path) -> None:
    path = tmp_path / "subscribers.toml"
    path.touch(0o644)
    with replacing(path, mode=0o600, sync=True) as beside:
        assert mode(beside) == 0o600
        beside.write_text("secret")
    assert mode(path) == 0o600


def test_two_writers_of_one_file_do_not_mix(tmp_path: Path) -> None:
    path = tmp_path / "notes.json"
    bodies = [bytes([48 + number]) * 200_000 for number in range(8)]

    def write(body: bytes) -> None:
        with replacing(path) as beside:
            beside.write_bytes(body)

    threads = [threading.Thread(target=write, args=[body]) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert path.read_bytes() in bodies
    assert list(tmp_path.iterdir()) == [path]


def test_a_kill_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "show.toml"
    path.write_text("old")
    script = """if True:
        import os, signal, sys
        from pathlib import Path
        from airdate.files import replacing
        with replacing(Path(sys.argv[1])) as beside:
            beside.write_text("half")
            os.kill(os.getpid(), signal.SIGKILL)
    """
    ran = subprocess.run([sys.executable, "-c", script, path], check=False)
    assert ran.returncode == -signal.SIGKILL
    assert path.read_text() == "old"
    assert all(each == path or each.name.startswith(".") for each in tmp_path.iterdir())


def test_the_digest_is_that_of_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"abc" * 100_000)
    assert file_digest(path) == hashlib.sha256(b"abc" * 100_000).hexdigest()


def test_a_lock_is_held_by_one_at_a_time_and_freed_by_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    script = """if True:
        import sys
        from pathlib import Path
        from airdate.files import FileLock
        print(FileLock(Path(sys.argv[1])).acquire(0), flush=True)
        sys.stdin.read()
    """
    command = [sys.executable, "-c", script, str(path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "True\n"
        lock = FileLock(path)
        assert not lock.acquire(0)
        other.kill()
        other.wait()
        assert lock.acquire(0)
        assert not FileLock(path).acquire(0.05)
        lock.release()
    lock.release()
    assert FileLock(path).acquire(0)

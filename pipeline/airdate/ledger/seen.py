"""What the disk says of files and folders without reading them, and which code looks at them."""

from __future__ import annotations

import os
import stat
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Of FAT's clock, the coarsest; others tick every few milliseconds. What was changed within a tick
# may change again and look the same (https://git-scm.com/docs/racy-git).
TICK_NS = 2_000_000_000


def line(path: str, status: os.stat_result) -> str:
    """Return what tells a file from all that it was before, whatever its time was set to."""
    return (
        f"{path}\0{status.st_mode} {status.st_ino} {status.st_size} "
        f"{status.st_mtime_ns} {status.st_ctime_ns}"
    )


def inside(folder: str) -> Iterator[tuple[str, os.stat_result]]:
    """Yield all that is in a folder. Raises OSError, also for what may lead anywhere."""
    folders = [folder]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                yield entry.path, entry.stat()
                if entry.is_dir():
                    if entry.is_symlink():
                        raise OSError(f"{entry.path} is a link to a folder")
                    folders.append(entry.path)


def folder(path: str) -> tuple[str, int]:
    """Return a line on all that is in a folder without links, and when the last of it changed.

    That is in nanoseconds, by the disk's clock. Raises OSError, also for links.
    """
    status = os.lstat(path)
    said, newest = [line("", status)], status.st_ctime_ns
    folders = [path] if stat.S_ISDIR(status.st_mode) else []
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                status = entry.stat(follow_symlinks=False)
                said.append(line(entry.name, status))
                newest = max(newest, status.st_ctime_ns)
                if stat.S_ISLNK(status.st_mode):
                    raise OSError(f"{entry.path} is a link")
                if stat.S_ISDIR(status.st_mode):
                    folders.append(entry.path)
    return "\n".join(said), newest


def code() -> str:
    """Return what tells one installation of Airdate and its libraries from another."""
    files = [
        f"{path} {status.st_size} {status.st_mtime_ns}"
        for path, status in inside(str(Path(__file__).parents[1]))
        if stat.S_ISREG(status.st_mode) and not path.endswith(".pyc")
    ]
    libraries = Path(sysconfig.get_path("purelib")).stat().st_mtime_ns
    return "\n".join([sys.version, str(libraries), *sorted(files)])

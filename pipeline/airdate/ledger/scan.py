"""What a disk says of files and folders without reading them, and when that can be trusted.

A file that changes twice within one tick of its disk's clock looks the same both times
(https://git-scm.com/docs/racy-git). So a state counts only if it is older than a tick when the run
begins; whatever is in doubt is read again.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Of FAT's clock, the coarsest; other disks tick every few milliseconds.
TICK_NS = 2_000_000_000
_CLOCK = ".airdate/clock"


class State(NamedTuple):
    """A file's or folder's state: a line for each file, and the newest change in ns.

    `newest` is by the disk's clock: the time of a change of status, which nobody can set back.
    """

    lines: str
    newest: int

    def is_settled(self, began: int) -> bool:
        """Whether nothing can have changed since without showing, for a run that began then."""
        return self.newest < began - TICK_NS


def disk_clock(root: Path) -> int:
    """Return the time in ns by the clock of the workspace's disk; 0 if it can't be had.

    The disk may be another machine's, and its times are what files are compared with.
    """
    path = root / _CLOCK
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        return path.stat().st_ctime_ns
    return 0


def stat_line(path: str, status: os.stat_result) -> str:
    """Return what tells a file from all that it was before, whatever its time was set to."""
    return (
        f"{path}\0{status.st_mode} {status.st_ino} {status.st_size} "
        f"{status.st_mtime_ns} {status.st_ctime_ns}"
    )


def file_state(path: str) -> State:
    """Return the state of a file, links followed. Raises OSError."""
    status = os.stat(path)  # noqa: PTH116 - ten thousand of these: Path's cost twice the time
    return State(stat_line(os.path.realpath(path), status), status.st_ctime_ns)


def folder_state(path: str) -> State:
    """Return the state of all that is in a folder. Raises OSError, also for links in it."""
    status = os.lstat(path)
    lines, newest = [stat_line("", status)], status.st_ctime_ns
    folders = [path] if stat.S_ISDIR(status.st_mode) else []
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                status = entry.stat(follow_symlinks=False)
                lines.append(stat_line(entry.name, status))
                newest = max(newest, status.st_ctime_ns)
                if stat.S_ISLNK(status.st_mode):
                    raise OSError(f"{entry.path} is a link")
                if stat.S_ISDIR(status.st_mode):
                    folders.append(entry.path)
    return State("\n".join(lines), newest)


def walk(folder: str) -> Iterator[tuple[str, os.stat_result]]:
    """Yield all that is in a folder. Raises OSError, also for links to folders."""
    folders = [folder]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                yield entry.path, entry.stat()
                if entry.is_dir():
                    if entry.is_symlink():
                        raise OSError(f"{entry.path} is a link to a folder")
                    folders.append(entry.path)

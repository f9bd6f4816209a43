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
    from collections.abc import Iterable, Iterator
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
    """Return the state of all that is in a folder. Raises OSError, also for links."""
    status = os.lstat(path)
    if stat.S_ISLNK(status.st_mode):
        raise OSError(f"{path} is a link")
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


class Scan:
    """All that a run reads of a workspace, as the disk had it when the run began.

    `began` is when that was, in ns by the disk's clock.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self.began = disk_clock(root)
        self._folders = _folder_states(root / "episodes")
        self._others = {name: _state_of(root / name) for name in _WALKED}

    def folder(self, name: str) -> State | None:
        """Return the state of an episode's folder; None where links or access leave doubt."""
        return self._folders.get(name) if self._folders is not None else None

    def whole(self, elsewhere: Iterable[str]) -> State | None:
        """Return the state of all that a run reads; None where that leaves doubt.

        `elsewhere` are single files that settings and episodes name, relative to the workspace.
        """
        files = (_state_of(self._root / name) for name in elsewhere)
        folders = [None] if self._folders is None else self._folders.values()
        states = [*folders, *self._others.values(), *files]
        lines = [state.lines for state in states if state is not None]
        if len(lines) < len(states):
            return None
        names = "\0".join(self._folders or ())
        newest = max((state.newest for state in states if state is not None), default=0)
        return State("\n".join((names, *lines)), newest)


# What a run reads whole, beside the episodes.
_WALKED = ("airdate.toml", "feeds", "subscribers.toml")
_ABSENT = State("", 0)


def _folder_states(episodes: Path) -> dict[str, State | None] | None:
    """Return the state of each episode's folder, in the order of the disk; None without access."""
    try:
        with os.scandir(episodes) as entries:
            return {entry.name: _folder_state(entry.path) for entry in entries}
    except FileNotFoundError:
        return {}
    except OSError:
        return None


def _folder_state(path: str) -> State | None:
    with suppress(OSError):
        return folder_state(path)
    return None


def _state_of(path: Path) -> State | None:
    """Return the state of a file or folder that a workspace may go without."""
    try:
        status = path.stat()
        lines, newest = [stat_line(os.path.realpath(path), status)], status.st_ctime_ns
        for inner, inner_status in walk(str(path)) if stat.S_ISDIR(status.st_mode) else ():
            lines.append(stat_line(inner, inner_status))
            newest = max(newest, inner_status.st_ctime_ns)
    except FileNotFoundError:
        return _ABSENT
    except OSError:
        return None
    return State("\n".join(lines), newest)

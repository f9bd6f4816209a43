"""What a run found, kept so that the next one knows in a moment that nothing has changed.

Kept are a digest of the names, sizes, times and inodes of all that a run reads, and which head it
was held against. The next run walks the folders once and asks for `head.json`: where both are as
they were, and no episode fell due since, what was found still holds.

A file that changes twice within one tick of its disk's clock looks the same both times, as git
knows (https://git-scm.com/docs/racy-git). So nothing is kept of a workspace in which anything
changed during the run or shortly before it. Whatever is in doubt is not kept, or not recalled: the
run then looks at everything, as the first one did.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from airdate.ledger import seen
from airdate.model import Place, Problem, Severity, StorageSettings
from airdate.publish.deploy import read_pointer
from airdate.publish.status import FeedSize, feed_sizes
from airdate.store import open_store

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from airdate.model import Manifest, Workspace

FOLDER = ".airdate/cache/known"
# What a run reads whole; single files elsewhere are those that settings and episodes name.
_WALKED = ("airdate.toml", "feeds", "episodes", "subscribers.toml")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a workspace without reading it, and of the head that is out.

    `is_published` says that there is nothing to publish; where it is false only `check` was run.
    """

    rev: int
    storage: StorageSettings
    feeds: tuple[str, ...]
    is_published: bool
    sizes: tuple[FeedSize, ...]
    told: bytes = field(repr=False)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return the warnings, which may be thousands: of errors nothing is kept."""
        return tuple(map(_problem, json.loads(self.told)))


def clock(root: Path) -> int:
    """Return the time by the clock of the workspace's disk, in nanoseconds; 0 if it can't be told.

    That may be another machine's clock, and its times are what files are compared with.
    """
    path = root / FOLDER / "clock"
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        return path.stat().st_ctime_ns
    return 0


def remember(
    workspace: Workspace,
    manifest: Manifest,
    problems: tuple[Problem, ...],
    audiences: Iterable[str],
    began: int,
    now: datetime,
    *,
    is_published: bool,
) -> None:
    """Keep what a run found that began when `clock` gave `began`, if nothing changed since.

    The caller sees to it that there are no errors, and that `manifest` is settled.
    """
    elsewhere = sorted(_elsewhere(workspace))
    found = _seen(workspace.root, elsewhere)
    if found is None or found[1] >= began - seen.TICK_NS:
        return
    due = [each.date for each in workspace.episodes if not each.is_due(now)]
    record = {
        "state": found[0],
        "elsewhere": elsewhere,
        "key": manifest.key,
        "until": min(due).isoformat() if due else None,
        "rev": manifest.rev,
        "storage": asdict(workspace.settings.storage),
        "feeds": list(manifest.listed),
        "is_published": is_published,
        "sizes": [asdict(each) for each in feed_sizes(manifest)],
    }
    told = [_plain(problem) for problem in problems]
    path = _path(workspace.root, audiences)
    fresh = path.with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        fresh.write_text(f"{json.dumps(record)}\n{json.dumps(told)}")
        fresh.replace(path)


def recall(root: Path, audiences: Iterable[str], now: datetime) -> Known | None:
    """Return what is known if it still holds; None if it may not. Raises StoreError, ManifestError.

    It costs a walk through the workspace, and one request.
    """
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        said, _, told = _path(root, audiences).read_bytes().partition(b"\n")
        record = json.loads(said)
        found = _seen(root, record["elsewhere"])
        if found is None or found[0] != record["state"]:
            return None
        if record["until"] and datetime.fromisoformat(record["until"]) <= now:
            return None
        known = Known(
            rev=record["rev"],
            storage=StorageSettings(**record["storage"]),
            feeds=tuple(record["feeds"]),
            is_published=record["is_published"],
            sizes=tuple(FeedSize(**each) for each in record["sizes"]),
            told=told,
        )
        return known if _is_out(root, known, record["key"]) else None
    return None


def _is_out(root: Path, known: Known, key: str) -> bool:
    """Whether this head is still the one that is out, and all of it."""
    pointer = read_pointer(open_store(root, known.storage))
    if pointer is None:
        return known.rev == 0
    return (pointer.rev, pointer.complete_rev, pointer.key) == (known.rev, known.rev, key)


# ── What a run reads ──────────────────────────────────────────────────────────────────────────


def _elsewhere(workspace: Workspace) -> set[str]:
    """Return the files that are read and are in none of the folders that are walked."""
    settings = workspace.settings
    named = {settings.site.templates, settings.site.logo, *(feed.image for feed in workspace.feeds)}
    named |= {settings.audio.intro, settings.audio.outro}
    for each in workspace.episodes:
        named |= {each.intro, each.outro, *(person.photo for person in each.persons)}
    for feed in workspace.feeds:
        named |= {person.photo for person in feed.persons}
    relative = {path.relative_to(workspace.root) for path in named if path}
    return {path.as_posix() for path in relative if path.parts[0] not in _WALKED}


def _seen(root: Path, elsewhere: Iterable[str]) -> tuple[str, int] | None:
    """Return the digest of all that is read, and when the last of it changed, in nanoseconds.

    None where that can't be told: of links to folders, and of what can't be looked at.
    """
    lines: list[str] = []
    newest = 0
    try:
        for path, status in _statuses(f"{root}/", (*_WALKED, *elsewhere)):
            newest = max(newest, status.st_ctime_ns)
            lines.append(seen.line(path, status))
    except OSError:
        return None
    # Not sorted: a folder that nobody touched is listed in the order in which it was.
    digest = hashlib.sha256("\n".join(lines).encode("utf-8", "surrogateescape"))
    digest.update(seen.code().encode())
    return digest.hexdigest(), newest


def _statuses(root: str, names: Iterable[str]) -> Iterator[tuple[str, os.stat_result]]:
    """Yield files and folders with what the disk says of them, below `root`. Raises OSError."""
    for name in names:
        with suppress(FileNotFoundError):  # of what a workspace may go without
            status = Path(root + name).stat()
            yield name, status
            if stat.S_ISDIR(status.st_mode):
                yield from seen.inside(root + name)


# ── The record ────────────────────────────────────────────────────────────────────────────────


def _path(root: Path, audiences: Iterable[str]) -> Path:
    return root / FOLDER / f"{'-'.join(['for', *sorted(audiences)])}.json"


def _plain(problem: Problem) -> list[Any]:
    place = problem.place
    return [
        problem.code, problem.severity, str(place.path), place.line, place.column, place.keys,
        problem.message, problem.hint, problem.source, problem.why,
    ]  # fmt: skip


def _problem(plain: list[Any]) -> Problem:
    code, severity, path, line, column, keys, *words = plain
    place = Place(PurePosixPath(path), line, column, tuple(keys))
    return Problem(code, Severity(severity), place, *words)

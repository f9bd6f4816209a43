"""Whether anything changed since the last run: if not, nothing is read and one request is made.

A row has a digest of the names, sizes, times and inodes of all that a run reads, and which manifest
it was compared with. The next run walks the folders once and asks for `head.json`: where both are
the same, and no episode fell due since, what the last run found still holds. In doubt there is no
row, and the run looks at everything.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from airdate.ledger import PROGRAM, LedgerError, Stage, digest_of
from airdate.model import Place, Problem, Severity, StorageSettings
from airdate.publish.status import FeedSize, feed_sizes
from airdate.store import open_store
from airdate.store.manifest import read_pointer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from airdate.ledger import Ledger
    from airdate.ledger.scan import Scan, State
    from airdate.model import Manifest, Workspace

# What a scan covers; single files elsewhere are those that settings and episodes name.
_COVERED = ("airdate.toml", "feeds", "episodes", "subscribers.toml")


def _encode(record: dict[str, Any]) -> bytes:
    return json.dumps(record).encode()


# JSON by hand: loading pydantic takes longer than the rest.
LAST_RUN: Stage[dict[str, Any]] = Stage("last run", PROGRAM, _encode, json.loads)


@dataclass(frozen=True, slots=True)
class LastRun:
    """What the last run found, where it still holds.

    `is_published`: there is nothing to publish; False where only `check` ran.
    """

    rev: int
    storage: StorageSettings
    feeds: tuple[str, ...]
    is_published: bool
    sizes: tuple[FeedSize, ...]
    rows: list[list[Any]] = field(repr=False)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The warnings, which may be thousands; a run with errors has no row."""
        return tuple(map(_problem, self.rows))


@dataclass(frozen=True, slots=True)
class Run:
    """What is to be remembered of a run: without errors, and compared with a complete manifest.

    `scan` is of the workspace as it began. Nothing changes by time alone before `until`.
    """

    workspace: Workspace
    manifest: Manifest
    problems: tuple[Problem, ...]
    audiences: frozenset[str]
    scan: Scan
    until: datetime | None
    is_published: bool


def write_last_run(ledger: Ledger, run: Run) -> None:
    """Write a run's row, unless the disk left doubt when it began."""
    workspace, manifest = run.workspace, run.manifest
    elsewhere = sorted(_elsewhere(workspace, ledger))
    found = run.scan.whole(elsewhere)
    if found is None or not found.is_settled(run.scan.began):
        return
    record = {
        "elsewhere": elsewhere,
        "key": manifest.key,
        "until": run.until.isoformat() if run.until else None,
        "rev": manifest.rev,
        "storage": asdict(workspace.settings.storage),
        "feeds": list(manifest.listed),
        "is_published": run.is_published,
        "sizes": [asdict(each) for each in feed_sizes(manifest)],
        "problems": [_plain(problem) for problem in run.problems],
    }
    with suppress(LedgerError):
        ledger.write(LAST_RUN, [(_subject(run.audiences), _inputs(found), record)])


def read_last_run(
    root: Path, ledger: Ledger, audiences: Iterable[str], now: datetime, scan: Scan
) -> LastRun | None:
    """Return what the last run found; None if it may not hold. Raises StoreError, ManifestError.

    It costs a walk through the workspace, and one request.
    """
    with suppress(LedgerError, ValueError, KeyError, TypeError, AttributeError):
        subject = _subject(audiences)
        record = ledger.load(LAST_RUN, subject)
        found = scan.whole(record["elsewhere"]) if record else None
        if record is None or found is None or ledger.inputs(LAST_RUN)[subject] != _inputs(found):
            return None
        if record["until"] and datetime.fromisoformat(record["until"]) <= now:
            return None
        last = LastRun(
            rev=record["rev"],
            storage=StorageSettings(**record["storage"]),
            feeds=tuple(record["feeds"]),
            is_published=record["is_published"],
            sizes=tuple(FeedSize(**each) for each in record["sizes"]),
            rows=record["problems"],
        )
        return last if _is_published(root, last, record["key"]) else None
    return None


def _is_published(root: Path, last: LastRun, key: str) -> bool:
    """Whether the manifest is still the one that is published, and complete."""
    pointer = read_pointer(open_store(root, last.storage))
    if pointer is None:
        return last.rev == 0
    return (pointer.rev, pointer.complete_rev, pointer.key) == (last.rev, last.rev, key)


def _subject(audiences: Iterable[str]) -> str:
    return " ".join(sorted(audiences))


def _inputs(found: State) -> bytes:
    return LAST_RUN.inputs(digest_of(found.lines))


# ── What a run reads ──────────────────────────────────────────────────────────────────────────


def _elsewhere(workspace: Workspace, ledger: Ledger) -> set[str]:
    """Return the files that are read and are in none of the folders that are walked."""
    from airdate.workspace.read.episode_rows import OUTSIDE

    settings = workspace.settings
    named = {settings.site.templates, settings.site.logo, *(feed.image for feed in workspace.feeds)}
    named |= {settings.audio.intro, settings.audio.outro}
    named |= {person.photo for feed in workspace.feeds for person in feed.persons}
    named |= {Path(path) for _, paths in ledger.values(OUTSIDE) for path in paths.splitlines()}
    relative = {path.relative_to(workspace.root) for path in named if path}
    return {path.as_posix() for path in relative if path.parts[0] not in _COVERED}


# ── The record ────────────────────────────────────────────────────────────────────────────────


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

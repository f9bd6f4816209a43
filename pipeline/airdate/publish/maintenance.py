"""What is out there, looked after: tested from outside, put back, collected; a bucket set up.

Nothing of the workspace is read but `airdate.toml`'s storage, so that broken episodes don't matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from airdate.errors import AirdateError
from airdate.model import Head, Plan, Problem, Severity, Workspace
from airdate.publish import rollback
from airdate.publish.deploy import Superseded, deploy, read_earlier, read_head
from airdate.publish.pipeline import Broken
from airdate.store import Store, open_store
from airdate.workspace import load

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, timedelta
    from pathlib import Path

    from airdate.publish.deploy import Event
    from airdate.store.bucket_setup import Setting

SETTINGS = PurePosixPath("airdate.toml")


class UpkeepError(AirdateError):
    """What was asked for can't be done with what is out there."""


@dataclass(frozen=True, slots=True)
class Outside:
    """A workspace's store, and what is in it."""

    workspace: Workspace
    store: Store
    head: Head


def outside(root: Path, warn: Callable[[str], None]) -> Outside:
    """Return what a workspace has published. Raises Broken, UpkeepError, StoreError, HeadError."""
    workspace = _settled(root)
    store = open_store(root, workspace.settings.storage, warn)
    head = read_head(store)
    if not head.rev:
        raise UpkeepError("nothing is published yet", "publish first")
    return Outside(workspace, store, head)


def verify(
    found: Outside, progress: Callable[[str], None], *, deep: bool = False
) -> tuple[Problem, ...]:
    """Return what is wrong with what listeners get; `deep` compares every file's digest."""
    from airdate.web.verify import verify as probe

    base = found.workspace.settings.storage.public_url
    return probe(base, found.head, progress, deep=deep)


def put_back(found: Outside, rev: int | None, now: datetime) -> Plan:
    """Return the plan that puts back revision `rev`, else the one before this.

    Raises UpkeepError, RollbackError, StoreError, HeadError.
    """
    kept = []
    for head in read_earlier(found.store, found.head):
        if rev in {None, head.rev}:
            return rollback.rollback(found.head, head, now)
        kept.append(str(head.rev))
    wanted = "an earlier revision" if rev is None else f"revision {rev}"
    there = f"name one of {', '.join(kept)}" if kept else "publish what you want instead"
    raise UpkeepError(f"{wanted} is not kept in the store", there)


def collect(found: Outside, now: datetime, grace: timedelta, most: int) -> Plan:
    """Return the plan that deletes what nothing has used for `grace`: at most so many files."""
    return rollback.collect(found.head, now, grace, most)


def do(plan: Plan, found: Outside, sent: Callable[[Event], None]) -> None:
    """Do what a plan says. Raises UpkeepError, StoreError, HeadError.

    Where somebody published meanwhile it is not repeated: what was looked at is no longer so.
    """
    try:
        deploy(plan, found.store, sent)
    except Superseded as superseded:
        raise UpkeepError(
            "somebody published meanwhile", "see what is out there now, then run it again"
        ) from superseded


def set_up(
    root: Path, warn: Callable[[str], None], *, really: bool
) -> tuple[tuple[Setting, ...], tuple[str, ...]]:
    """Set what a bucket needs for listeners; return that, and what this storage does not take.

    Unless `really`, nothing is set. Raises Broken, UpkeepError, StoreError.
    """
    workspace = _settled(root)
    if not workspace.settings.storage.url.startswith("s3://"):
        raise UpkeepError("the storage is a folder", "a bucket is named as s3://bucket/folder")
    from airdate.store import bucket_setup
    from airdate.store.s3 import open_s3

    store = open_s3(workspace.settings.storage, root / ".airdate/uploads", warn)
    wanted = bucket_setup.settings(store.place)
    return wanted, bucket_setup.set_up(store, wanted) if really else ()


def _settled(root: Path) -> Workspace:
    """Return a workspace whose settings can be read. Raises Broken."""
    workspace, problems = load(root)
    wrong = [each for each in problems if each.place.path == SETTINGS]
    if any(each.severity is Severity.ERROR for each in wrong):
        raise Broken(tuple(wrong))
    return workspace

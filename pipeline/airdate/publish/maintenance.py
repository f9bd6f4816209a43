"""Maintenance of what is published: verified, rolled back, collected; buckets configured.

Nothing of the workspace is read but `airdate.toml`'s storage, so that broken episodes don't matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from airdate.errors import AirdateError
from airdate.ledger.cache import Cache
from airdate.ledger.mirror import read_earlier, read_manifest
from airdate.model import Manifest, Plan, Problem, Severity, Workspace
from airdate.publish import rollback
from airdate.publish.checked import CACHE
from airdate.publish.deploy import Superseded, deploy
from airdate.publish.pipeline import InvalidWorkspace
from airdate.store import Store, open_store
from airdate.workspace import load

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, timedelta
    from pathlib import Path

    from airdate.ledger import Ledger
    from airdate.publish.deploy import Event
    from airdate.store.bucket_setup import Setting

SETTINGS = PurePosixPath("airdate.toml")


class UpkeepError(AirdateError):
    """What was asked for can't be done with what is published."""


@dataclass(frozen=True, slots=True)
class PublishedState:
    """A workspace's store, and what is published in it."""

    workspace: Workspace
    store: Store
    manifest: Manifest


def read_published(
    root: Path, warn: Callable[[str], None], ledger: Ledger | None = None
) -> PublishedState:
    """Read what a workspace has published; only what its `ledger` doesn't have is fetched.

    Raises InvalidWorkspace, UpkeepError, StoreError, ManifestError, LedgerError.
    """
    workspace = _readable(root)
    store = open_store(root, workspace.settings.storage, warn)
    manifest = read_manifest(store, ledger)
    if not manifest.rev:
        raise UpkeepError("nothing is published yet", "Publish first.")
    return PublishedState(workspace, store, manifest)


def trim_cache(root: Path) -> int:
    """Trim a workspace's cache to the size in its settings; return the bytes that were freed."""
    return Cache(root / CACHE).trim(_readable(root).settings.cache.max_bytes)


def verify(
    found: PublishedState, progress: Callable[[str], None], *, deep: bool = False
) -> tuple[Problem, ...]:
    """Return what is wrong with what listeners get; `deep` compares every file's digest."""
    from airdate.web.verify import verify as probe

    base = found.workspace.settings.storage.public_url
    return probe(base, found.manifest, progress, deep=deep)


def restore(found: PublishedState, rev: int | None, now: datetime) -> Plan:
    """Plan how revision `rev`, else the one before this, is restored.

    Raises UpkeepError, RollbackError, StoreError, ManifestError.
    """
    revisions = []
    for manifest in read_earlier(found.store, found.manifest):
        if rev in {None, manifest.rev}:
            return rollback.rollback(found.manifest, manifest, now)
        revisions.append(str(manifest.rev))
    wanted = "no earlier revision" if rev is None else f"no revision {rev}"
    hint = (
        f"Use one of: {', '.join(revisions)}." if revisions else "Publish the show as you want it."
    )
    raise UpkeepError(f"{wanted} in the store", hint)


def collect(found: PublishedState, now: datetime, grace: timedelta, most: int) -> Plan:
    """Plan the deletion of what nothing has used for `grace`: at most so many files."""
    return rollback.collect(found.manifest, now, grace, most)


def execute(plan: Plan, found: PublishedState, sent: Callable[[Event], None]) -> None:
    """Execute a plan, once. Raises UpkeepError, StoreError, ManifestError.

    Where another publish came first, it is for the user to look again.
    """
    try:
        deploy(plan, found.store, sent)
    except Superseded as superseded:
        raise UpkeepError(
            superseded.message, "Check what is published now, then run the command again."
        ) from superseded


def configure_bucket(
    root: Path, warn: Callable[[str], None], *, apply: bool
) -> tuple[tuple[Setting, ...], tuple[str, ...]]:
    """Set what a bucket needs for listeners; return that, and what this storage does not take.

    Unless `apply`, nothing is set. Raises InvalidWorkspace, UpkeepError, StoreError.
    """
    workspace = _readable(root)
    if not workspace.settings.storage.url.startswith("s3://"):
        raise UpkeepError(
            "the storage is a folder, not a bucket",
            "Set `url` in `[storage]` to s3://bucket/folder.",
        )
    from airdate.store import bucket_setup
    from airdate.store.s3 import open_s3

    store = open_s3(workspace.settings.storage, root / ".airdate/uploads", warn)
    wanted = bucket_setup.settings(store.place)
    return wanted, bucket_setup.configure_bucket(store, wanted) if apply else ()


def _readable(root: Path) -> Workspace:
    """Return a workspace whose settings can be read. Raises InvalidWorkspace."""
    workspace, problems = load(root)
    wrong = [each for each in problems if each.place.path == SETTINGS]
    if any(each.severity is Severity.ERROR for each in wrong):
        raise InvalidWorkspace(tuple(wrong))
    return workspace

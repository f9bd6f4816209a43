"""A workspace, read and checked: load → probe → check, whatever else is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from airdate.check import (
    check_published,
    context_of,
    draft_summary,
    next_change,
)
from airdate.ledger import Ledger, digest_of
from airdate.ledger.cache import Cache
from airdate.ledger.mirror import read_manifest
from airdate.ledger.scan import Scan
from airdate.model import (
    EpisodeSummary,
    Manifest,
    Problem,
    Published,
    Severity,
    Workspace,
)
from airdate.publish import unpublish
from airdate.publish.finding_rows import (
    refresh_findings,
    refresh_show_findings,
    refresh_summaries,
)
from airdate.publish.last_run import Run, write_last_run
from airdate.publish.probe import Probes, probe
from airdate.store import Store, open_store
from airdate.workspace import load, located

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from airdate.publish.run_options import RunOptions

CACHE = ".airdate/cache"


@dataclass(frozen=True, slots=True)
class CheckedWorkspace:
    """A workspace, compared with what is published.

    `summaries` are of its episodes, without drafts. `kept` stay as they were published: episodes
    that this workspace `never_had`, and broken ones that were left out, whose problems are
    `skipped`.
    `own_problems` are there whatever is published. `base` is the URL that feeds and pages are at;
    `ledger` is aimed at it.
    """

    workspace: Workspace
    summaries: tuple[EpisodeSummary, ...]
    probes: Probes
    store: Store
    manifest: Manifest
    problems: tuple[Problem, ...]
    own_problems: tuple[Problem, ...]
    scan: Scan
    base: str
    ledger: Ledger
    never_had: tuple[Published, ...] = ()
    kept: tuple[Published, ...] = ()
    skipped: tuple[Problem, ...] = ()

    @property
    def is_valid(self) -> bool:
        """Whether nothing stops a publish."""
        return all(problem.severity is not Severity.ERROR for problem in self.problems)


def check_workspace(
    root: Path, run: RunOptions, store: Store | None = None, base: str | None = None
) -> CheckedWorkspace:
    """Read and check a workspace: every problem of every file.

    It is compared with what is in `store`, by default the workspace's own.
    Raises ManifestError, StoreError, LedgerError.
    """
    scan = run.scan or Scan(root)
    workspace, unread = load(root, run.ledger, scan)
    probes = probe(workspace, run.ledger, Cache(root / CACHE), run.pool)
    summaries = refresh_summaries(run.ledger, workspace.settings.zone)
    own = (*unread, *_own_problems(workspace, summaries, probes, run))
    storage = workspace.settings.storage
    base = base or storage.public_url
    ledger = run.ledger.aimed(digest_of(base, repr(storage), repr(store is None)).hex()[:8])
    store = store or open_store(root, storage, run.warn)
    manifest = read_manifest(store, ledger)
    kept = _kept(workspace, summaries, manifest, run)
    found = (*own, *_published_problems(workspace, summaries, manifest, kept, run))
    return CheckedWorkspace(
        workspace, summaries, probes, store, manifest, found, own, scan, base, ledger, kept, kept
    )


def _own_problems(
    workspace: Workspace, summaries: tuple[EpisodeSummary, ...], probes: Probes, run: RunOptions
) -> tuple[Problem, ...]:
    """Return what is wrong with the workspace, whatever is published."""
    show = context_of(workspace, run.audiences)
    found = (
        *refresh_findings(run.ledger, show, probes),
        *refresh_show_findings(
            run.ledger, show, _with_drafts(workspace, summaries), probes, run.now
        ),
    )
    return located(workspace.root, found)


def _published_problems(
    workspace: Workspace,
    summaries: tuple[EpisodeSummary, ...],
    manifest: Manifest,
    kept: tuple[Published, ...],
    run: RunOptions,
) -> tuple[Problem, ...]:
    """Return what is wrong with the workspace because of what is published."""
    show = context_of(workspace, run.audiences)
    wrong = check_published(show, _with_drafts(workspace, summaries), manifest)
    return (
        *unpublish.unknown_slugs(run.unpublish, summaries, manifest),
        *located(workspace.root, wrong),
        *unpublish.warnings(kept),
    )


def _with_drafts(
    workspace: Workspace, summaries: tuple[EpisodeSummary, ...]
) -> tuple[EpisodeSummary, ...]:
    return (*summaries, *map(draft_summary, workspace.drafts))


def _kept(
    workspace: Workspace,
    summaries: tuple[EpisodeSummary, ...],
    manifest: Manifest,
    run: RunOptions,
) -> tuple[Published, ...]:
    """Return the live episodes that this workspace never had and that are not to be removed."""
    recorded = unpublish.recorded_guids(workspace.root, summaries)
    here = _with_drafts(workspace, summaries)
    found = unpublish.missing_locally(here, manifest, recorded)
    return tuple(each for each in found if each.slugs[0] not in run.unpublish)


def write_result(
    checked: CheckedWorkspace, run: RunOptions, manifest: Manifest, *, is_published: bool
) -> None:
    """Record what was found, for a next run that finds nothing changed; nothing of what is broken.

    `manifest` is what is published now.
    """
    if not checked.is_valid or checked.skipped or not manifest.is_complete:
        return
    workspace, problems = checked.workspace, checked.problems
    if manifest.key != checked.manifest.key:
        # What this workspace never had stays as it was: a publish changes nothing of it.
        wrong = _published_problems(workspace, checked.summaries, manifest, checked.never_had, run)
        problems = (*checked.own_problems, *wrong)
    row = Run(
        workspace,
        manifest,
        problems,
        run.audiences,
        checked.scan,
        _next_change(checked, run),
        is_published,
    )
    write_last_run(run.ledger, row)


def _next_change(checked: CheckedWorkspace, run: RunOptions) -> datetime | None:
    """Return when something changes by time alone: an episode falls due, say."""
    due = [each.date for each in checked.summaries if each.date and each.date > run.now]
    changes = [next_change(context_of(checked.workspace, run.audiences), run.now)]
    return min((each for each in (*due, *changes) if each), default=None)

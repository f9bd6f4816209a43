"""The main job, hop by hop: load → probe → check → produce → feeds, pages → diff → deploy.

One direction; nothing is written to the store before the last hop. Every hop asks the ledger what
of it is unchanged, and nothing else remembers.
"""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from airdate.feed.changes import feed_record
from airdate.ledger.cache import Cache
from airdate.ledger.rendered import forget_lost
from airdate.ledger.wanted import replace_wanted
from airdate.model import Manifest, Picture, Plan, Problem, Published, Release, Severity
from airdate.publish import unpublish
from airdate.publish.artifacts import Show, build
from airdate.publish.branding import branding, covers
from airdate.publish.checked import CACHE, CheckedWorkspace, check_workspace, write_result
from airdate.publish.deploy import Superseded, deploy, read_release
from airdate.publish.diff import PlanRejected, diff
from airdate.publish.episode_jobs import JobSource
from airdate.publish.exclude_invalid import Subset, exclude_invalid
from airdate.publish.merge import merge
from airdate.publish.produce import produce
from airdate.publish.release_rows import ReleaseLedger, ReleaseRows, write_productions
from airdate.publish.run_options import InvalidWorkspace, RunOptions, workers
from airdate.publish.status import Row, SoundRow, is_used, rows, sound_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from airdate.store import Store

__all__ = [
    "CheckedWorkspace",
    "InvalidWorkspace",
    "RunOptions",
    "check_workspace",
    "prepare",
    "publish",
    "workers",
    "write_result",
]

_READERS = 8  # releases that are read from the store at a time
_ATTEMPTS = 5  # how many rival publishers may come first before we give up


def publish(
    root: Path, run: RunOptions, store: Store | None = None, base: str | None = None
) -> tuple[CheckedWorkspace, Plan]:
    """Publish; where a rival came first, again on top of what it published.

    Returns what was found and done. `store` is the workspace's own by default, and `base`, the URL
    that feeds and pages are at, the workspace's public URL.
    Raises InvalidWorkspace, ManifestError, StoreError, LedgerError.
    """
    began: Manifest | None = None
    for attempt in range(1, _ATTEMPTS + 1):
        checked = check_workspace(root, run, store, base)
        run = replace(run, scan=None)  # another attempt looks again
        began = began or checked.manifest
        checked, plan = prepare(checked, run, began)
        try:
            deploy(plan, checked.store, run.sent, waiting=run.ledger.bodies.get)
        except Superseded:
            if attempt == _ATTEMPTS:
                raise
        else:
            break
    run.ledger.bodies.clear()
    Cache(root / CACHE).trim_daily(checked.workspace.settings.cache.max_bytes)
    if store is None:
        write_result(checked, run, plan.manifest, is_published=True)
    return checked, plan


def prepare(
    checked: CheckedWorkspace,
    run: RunOptions,
    began: Manifest | None = None,
) -> tuple[CheckedWorkspace, Plan]:
    """Do the audio work and plan the publish; return what is planned of. Raises InvalidWorkspace.

    `began` is the manifest that an earlier attempt was compared with: what others have published
    since is taken over.
    """
    whole = checked
    while True:
        try:
            return checked, _Preparation.of(checked, run).plan(began)
        except InvalidWorkspace as error:
            subset = _subset(whole, (*checked.skipped, *error.problems), run)
            if subset is None or (checked.skipped and subset.summaries == checked.summaries):
                raise
            checked = _of_subset(whole, subset)


def _subset(
    checked: CheckedWorkspace, problems: tuple[Problem, ...], run: RunOptions
) -> Subset | None:
    if not run.skip_broken:
        return None
    return exclude_invalid(checked.workspace, checked.summaries, checked.manifest, problems)


def _of_subset(checked: CheckedWorkspace, subset: Subset) -> CheckedWorkspace:
    """Return what was found, without the episodes that are broken."""
    return replace(
        checked,
        summaries=subset.summaries,
        problems=tuple(each for each in checked.problems if each.severity is not Severity.ERROR),
        kept=tuple({each.guid: each for each in (*checked.kept, *subset.kept)}.values()),
        skipped=subset.skipped,
    )


@dataclass(frozen=True, slots=True)
class _Preparation:
    """What a valid workspace becomes: releases, feeds and pages, and a plan to publish them."""

    checked: CheckedWorkspace
    run: RunOptions
    cache: Cache
    covers: Mapping[str, Picture]

    @classmethod
    def of(cls, checked: CheckedWorkspace, run: RunOptions) -> _Preparation:
        if not checked.is_valid:
            raise InvalidWorkspace(checked.problems)
        cache = Cache(checked.workspace.root / CACHE)
        return cls(checked, run, cache, covers(checked.workspace, checked.probes.pictures, cache))

    def plan(self, began: Manifest | None) -> Plan:
        """Plan the publish. Raises InvalidWorkspace."""
        releases = ReleaseLedger(self.checked.ledger, self.checked.manifest, self.run.now)
        own = self._produce(releases)
        try:
            live = self._merge(began, releases, own)
            plan = self._diff(releases.keep_only(live))
        except PlanRejected as rejected:
            raise InvalidWorkspace((*self.checked.problems, *rejected.problems)) from rejected
        notices = unpublish.notices(self.checked.never_had)
        return replace(plan, notices=(*plan.notices, *notices))

    def _produce(self, releases: ReleaseLedger) -> list[str]:
        """Make the releases that changed; return the guids of all that are due."""
        source = JobSource(self.checked, self.covers, self.run.now)
        inputs = source.inputs()
        jobs = map(source.job, releases.stale(inputs))
        made = produce(jobs, self.cache, self.run.pool, self.run.tell)
        if problems := write_productions(releases, inputs, made):
            raise InvalidWorkspace((*self.checked.problems, *problems))
        self._read(releases, self.checked.kept)
        return [*inputs, *(each.guid for each in self.checked.kept)]

    def _merge(self, began: Manifest | None, releases: ReleaseLedger, own: list[str]) -> list[str]:
        """Take over what others published since `began`; return what is to be live."""
        manifest = self.checked.manifest
        if began is None or began.key == manifest.key:
            return own
        rows = releases.rows(own)
        merged = merge(began, manifest, rows, self.checked.workspace.feeds)
        self._read(releases, merged.taken)
        return [*merged.own, *(each.guid for each in merged.taken)]

    def _read(self, releases: ReleaseLedger, published: Iterable[Published]) -> None:
        """Read releases back from the store."""
        # Threads of our own: the run's pool may be a cluster's, which stores don't travel to.
        with ThreadPoolExecutor(_READERS) as pool:
            stale = releases.unread(published)
            for each, release in zip(stale, pool.map(self._release, stale), strict=True):
                releases.write_stored(each, release)

    def _release(self, published: Published) -> Release:
        return read_release(self.checked.store, published)

    def _diff(self, releases: ReleaseRows) -> Plan:
        """Render feeds and pages, and plan. Raises PlanRejected."""
        checked, now = self.checked, self.run.now
        workspace, manifest = checked.workspace, checked.manifest
        images = branding(workspace, checked.probes.pictures, self.covers, self.cache)
        show = Show(workspace, images, checked.base)
        documents = build(show, releases, manifest, now, self.checked.ledger)
        replace_wanted(self.checked.ledger, "show", (*images.files, *documents))
        feeds = [feed_record(each, releases.listings, manifest, now) for each in workspace.feeds]
        plan = diff(
            self.checked.ledger,
            manifest,
            releases,
            feeds,
            now,
            replace_audio=self.run.replace_audio,
        )
        uploads = (step.artifact for step in plan.steps if step.artifact)
        return self._diff(releases) if forget_lost(checked.ledger, uploads) else plan


def status(root: Path, run: RunOptions) -> tuple[Row, ...]:
    """Return the table of episodes."""
    checked = check_workspace(root, run)
    return rows(checked.workspace, checked.probes, checked.manifest, run.now)


def sound(root: Path, run: RunOptions) -> tuple[SoundRow, ...]:
    """Return how the audio of every live episode was processed, by its mastering report."""
    checked = check_workspace(root, run)
    return tuple(
        sound_row(published.slugs[0], media.rendition, json.loads(found.body))
        for published in checked.manifest.episodes.values()
        for media in published.media
        if published.live and media.receipt and is_used(checked.manifest, media.key)
        if (found := checked.store.get(media.receipt.key))
    )

"""The main job, hop by hop: load → survey → check → produce → site → plan → deploy.

One direction; nothing is written to the store before the last hop.
"""

from __future__ import annotations

import json
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from airdate.check import check_published, check_workspace, context_of, summaries_of
from airdate.errors import AirdateError
from airdate.ledger import Ledger, ledger_in_memory
from airdate.ledger.cache import Cache
from airdate.ledger.mirror import read_manifest
from airdate.ledger.scan import disk_clock
from airdate.model import (
    Artifact,
    Manifest,
    Plan,
    ProbeResults,
    Problem,
    Progress,
    Published,
    Release,
    Severity,
    Waiting,
    Workspace,
)
from airdate.publish import unpublish
from airdate.publish.artifacts import Show, build
from airdate.publish.branding import Branding, branding, covers
from airdate.publish.deploy import Event, Superseded, deploy, read_release
from airdate.publish.diff import PlanRejected, plan
from airdate.publish.episode_jobs import episode_jobs
from airdate.publish.exclude_invalid import Subset, exclude_invalid
from airdate.publish.last_run import Run, write_last_run
from airdate.publish.merge import files_of, merge
from airdate.publish.probe import probe
from airdate.publish.produce import Production, produce
from airdate.publish.releases import ReleasesInMemory
from airdate.publish.status import Row, SoundRow, rows, sound_row
from airdate.publish.unchanged import Unchanged
from airdate.store import Store, open_store
from airdate.workspace import load, located

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

CACHE = ".airdate/cache"
READERS = 8  # releases that are read from the store at a time
ATTEMPTS = 5  # how many rival publishers may come first before we give up


class InvalidWorkspace(AirdateError):
    """A workspace with problems: all of them."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(
            "the workspace has problems", "Fix the errors above, then run the command again."
        )
        self.problems = problems


@dataclass(frozen=True, slots=True)
class RunOptions:
    """One run: when it is, what it is held against, and who does and hears of the work.

    `replace_audio` has the slugs of episodes whose published audio may be replaced. `tell`
    hears how far each episode is, `sent` each object on its way out, `warn` sentences about what
    the store can't do. `skip_broken` leaves broken episodes as they were published; `unpublish` has
    the slugs of episodes that are taken back though this workspace never had their folder.
    """

    now: datetime
    audiences: frozenset[str]
    replace_audio: frozenset[str]
    pool: Executor
    tell: Callable[[Progress], None]
    sent: Callable[[Event], None]
    warn: Callable[[str], None]
    skip_broken: bool = False
    unpublish: frozenset[str] = frozenset()
    ledger: Ledger = field(default_factory=ledger_in_memory)


@dataclass(frozen=True, slots=True)
class CheckedWorkspace:
    """A workspace, read, and checked against what is out there.

    `kept` are episodes that stay as they were published: those that this workspace never had, and
    broken ones that were left out, of which `skipped` says what is wrong. `alone` are the problems
    that are there whatever is published; `began` is the disk's time in nanoseconds, as it began.
    """

    workspace: Workspace
    probe_results: ProbeResults
    store: Store
    manifest: Manifest
    problems: tuple[Problem, ...]
    alone: tuple[Problem, ...]
    began: int
    kept: tuple[Published, ...] = ()
    skipped: tuple[Problem, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether nothing stops a publish."""
        return all(problem.severity is not Severity.ERROR for problem in self.problems)


@dataclass(frozen=True, slots=True)
class _Made:
    """Releases, newest first; the files that they and the feeds name; what the show looks like."""

    releases: tuple[Release, ...]
    files: tuple[Artifact, ...]
    branding: Branding


def examine(root: Path, run: RunOptions, store: Store | None = None) -> CheckedWorkspace:
    """Read and check a workspace: every problem of every file, whatever else is wrong.

    It is held against what is in `store`, if given, else in the workspace's own.
    """
    began = disk_clock(root)
    workspace, unread = load(root, run.ledger, began)
    found = probe(workspace, run.ledger, Cache(root / CACHE), run.pool)
    unread = (*unread, *found.problems)
    store = store or open_store(root, workspace.settings.storage, run.warn)
    manifest = read_manifest(store)
    named = unpublish.unknown_slugs(run.unpublish, workspace.episodes, manifest)
    alone = located(workspace.root, check_workspace(workspace, found, run.now, run.audiences))
    alone = (*unread, *alone)
    wrong = (*alone, *named, *_against(manifest, workspace, run))
    kept = _absent(workspace, manifest, run)
    return CheckedWorkspace(workspace, found, store, manifest, wrong, alone, began, kept)


def _against(manifest: Manifest, workspace: Workspace, run: RunOptions) -> tuple[Problem, ...]:
    """Return what is wrong with a workspace because of what is published."""
    show = context_of(workspace, run.audiences)
    wrong = check_published(show, summaries_of(workspace), manifest)
    missing = unpublish.warnings(_absent(workspace, manifest, run))
    return (*located(workspace.root, wrong), *missing)


def _absent(workspace: Workspace, manifest: Manifest, run: RunOptions) -> tuple[Published, ...]:
    """Return the live episodes that this workspace never had and that are not to be taken back."""
    found = unpublish.missing_locally(workspace, manifest, unpublish.recorded_guids(workspace))
    return tuple(each for each in found if each.slugs[0] not in run.unpublish)


def remember(
    examined: CheckedWorkspace, run: RunOptions, manifest: Manifest, *, is_published: bool
) -> None:
    """Keep what was found, held against `manifest`, for the next run; nothing of what is broken."""
    if not examined.is_sound or examined.skipped or not manifest.is_complete:
        return
    problems = examined.problems
    if manifest.key != examined.manifest.key:
        wrong = _against(manifest, examined.workspace, run)
        problems = (*examined.alone, *wrong)
    write_last_run(
        run.ledger,
        Run(
            examined.workspace,
            manifest,
            problems,
            run.audiences,
            examined.began,
            run.now,
            is_published,
        ),
    )


def prepare(
    examined: CheckedWorkspace,
    run: RunOptions,
    base: str | None = None,
    began: Manifest | None = None,
) -> tuple[CheckedWorkspace, Plan]:
    """Do the audio work and plan the publish; return what is planned of. Raises InvalidWorkspace.

    Pages and feeds say `base` in their URLs if it is given, else the workspace's public URL.
    `began` is the head that an earlier attempt was held against: what others have published since
    is taken over.
    """
    whole = examined
    while True:
        try:
            return examined, _prepare(examined, run, base, began)
        except InvalidWorkspace as broken:
            wrong = (*examined.skipped, *broken.problems)
            part = (
                exclude_invalid(whole.workspace, whole.manifest, wrong) if run.skip_broken else None
            )
            if part is None or (examined.skipped and part.workspace == examined.workspace):
                raise
            examined = _of_part(whole, part)


def _of_part(examined: CheckedWorkspace, part: Subset) -> CheckedWorkspace:
    """Return what was found, without the episodes that are broken."""
    return replace(
        examined,
        workspace=part.workspace,
        problems=tuple(each for each in examined.problems if each.severity is not Severity.ERROR),
        kept=tuple({each.guid: each for each in (*examined.kept, *part.kept)}.values()),
        skipped=part.skipped,
    )


def _prepare(
    examined: CheckedWorkspace, run: RunOptions, base: str | None, began: Manifest | None
) -> Plan:
    if not examined.is_sound:
        raise InvalidWorkspace(examined.problems)
    made = _make(examined, run)
    try:
        if began is not None and began.key != examined.manifest.key:
            made = _with_theirs(examined, began, made)
        todo = _plan(examined, made, run, base)
    except PlanRejected as refused:
        raise InvalidWorkspace((*examined.problems, *refused.problems)) from refused
    never_had = _absent(examined.workspace, examined.manifest, run)
    return replace(todo, notices=(*todo.notices, *unpublish.notices(never_had)))


def _make(examined: CheckedWorkspace, run: RunOptions) -> _Made:
    """Do the work on audio and images, and read back what is unchanged.

    Raises InvalidWorkspace.
    """
    workspace = examined.workspace
    kept = Cache(workspace.root / CACHE)
    pictures = covers(workspace, examined.probe_results, kept)
    wanted = episode_jobs(workspace, examined.probe_results, examined.manifest, run.now, pictures)
    known = Unchanged(workspace.root, examined.manifest, kept)
    same = {order.episode.guid: known.recall(order) for order in wanted}
    anew = {each.episode.guid: each for each in wanted if same[each.episode.guid] is None}
    made: list[Production] = []
    problems: list[Problem] = []
    for job, done in produce(anew.values(), kept, run.pool, run.tell):
        if isinstance(done, Problem):
            problems.append(done)
        else:
            known.remember(job, done.release)
            made.append(done)
    known.keep()
    if problems:
        raise InvalidWorkspace((*examined.problems, *problems))
    stay = [release for release in same.values() if release]
    stay += _read_releases(examined.store, examined.kept)
    files = files_of(examined.manifest, stay)
    shown = branding(workspace, examined.probe_results, pictures, kept)
    return _Made(
        _newest_first((*(each.release for each in made), *stay)),
        (*(file for each in made for file in each.artifacts), *files, *shown.files),
        shown,
    )


def _read_releases(store: Store, published: Sequence[Published]) -> list[Release]:
    # Threads of our own: the run's pool may be a cluster's, which stores don't travel to.
    with ThreadPoolExecutor(READERS) as pool:
        return list(pool.map(partial(read_release, store), published))


def _with_theirs(examined: CheckedWorkspace, began: Manifest, made: _Made) -> _Made:
    """Return what was made, and of the episodes that others changed what they made.

    What they took out since `began` is out.
    """
    own = ReleasesInMemory.of(made.releases)
    merged = merge(began, examined.manifest, own, examined.workspace.feeds)
    theirs = [read_release(examined.store, published) for published in merged.taken]
    return _Made(
        _newest_first((*map(own.load, merged.own), *theirs)),
        (*made.files, *files_of(examined.manifest, theirs)),
        made.branding,
    )


def _newest_first(releases: Iterable[Release]) -> tuple[Release, ...]:
    """Return releases in the order of feeds and pages."""
    return tuple(
        sorted(releases, key=lambda each: (each.episode.date, each.episode.guid), reverse=True)
    )


def _plan(examined: CheckedWorkspace, made: _Made, run: RunOptions, base: str | None) -> Plan:
    """Render feeds and pages, and plan. Raises PlanRejected."""
    workspace = examined.workspace
    base = base or workspace.settings.storage.public_url
    releases = ReleasesInMemory.of(made.releases)
    show = Show(workspace, made.branding, base)
    documents = build(show, releases, examined.manifest, run.now, run.ledger)
    return plan(
        examined.manifest,
        (*made.files, *_at_hand(documents, run.ledger)),
        made.releases,
        workspace.feeds,
        run.now,
        replace_audio=run.replace_audio,
    )


def _at_hand(documents: Iterable[Artifact], ledger: Ledger) -> Iterator[Artifact]:
    """Yield documents with the bytes that wait in the ledger."""
    for each in documents:
        body = ledger.bodies.get(each.sha256) if isinstance(each.body, Waiting) else None
        yield each if body is None else replace(each, body=body)


def publish(
    root: Path, run: RunOptions, store: Store | None = None, base: str | None = None
) -> tuple[CheckedWorkspace, Plan]:
    """Publish, again over what is new where a rival came first; return what was found and done.

    Raises InvalidWorkspace, ManifestError, StoreError.
    """
    began: Manifest | None = None
    for attempt in range(1, ATTEMPTS + 1):
        examined = examine(root, run, store)
        began = began or examined.manifest
        examined, todo = prepare(examined, run, base, began)
        try:
            deploy(todo, examined.store, run.sent)
        except Superseded:
            if attempt == ATTEMPTS:
                raise
        else:
            break
    run.ledger.bodies.clear()
    if store is None:
        remember(examined, run, todo.manifest, is_published=True)
    return examined, todo


def status(root: Path, run: RunOptions) -> tuple[Row, ...]:
    """Return the table of episodes."""
    examined = examine(root, run)
    return rows(examined.workspace, examined.probe_results, examined.manifest, run.now)


def sound(root: Path, run: RunOptions) -> tuple[SoundRow, ...]:
    """Return what was done to the sound of every episode that is live, by its receipts."""
    examined = examine(root, run)
    used = {key for key, entry in examined.manifest.objects.items() if entry.unused_since is None}
    return tuple(
        sound_row(published.slugs[0], media.rendition, json.loads(found.body))
        for published in examined.manifest.episodes.values()
        for media in published.media
        if published.live and media.key in used and media.receipt
        if (found := examined.store.get(media.receipt.key))
    )


@contextmanager
def workers(jobs: int) -> Iterator[Executor]:
    """Yield threads for the work on episodes; when interrupted, what waits is not begun."""
    pool = ThreadPoolExecutor(jobs, thread_name_prefix="episode")
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()

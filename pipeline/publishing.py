"""The main job, hop by hop: load → survey → check → produce → site → plan → deploy.

One direction; nothing is written to the store before the last hop.
"""

from __future__ import annotations

from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.cache import Cache
from pipeline.check import check
from pipeline.deploy import Event, Superseded, deploy, read_head
from pipeline.errors import AirdateError
from pipeline.model import Head, Plan, Problem, Progress, Severity, Survey, Workspace
from pipeline.plan import Refused, plan
from pipeline.produce import covers, orders, produce, publish_art
from pipeline.site import artifacts
from pipeline.status import Row, rows
from pipeline.store.directory import DirectoryStore
from pipeline.survey import survey
from pipeline.workspace import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from pipeline.store import Store

CACHE = ".airdate/cache"
ATTEMPTS = 5  # how many rival publishers may come first before we give up


class Broken(AirdateError):
    """A workspace with problems: all of them."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("the workspace has problems", "mend what is listed and run it again")
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Run:
    """One run: when it is, what it is held against, and who does and hears of the work.

    `allow_replaced_audio` has the slugs of episodes whose published audio may be replaced.
    """

    now: datetime
    audiences: frozenset[str]
    allow_replaced_audio: frozenset[str]
    pool: Executor
    tell: Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Examined:
    """A workspace, read, and checked against what is out there."""

    workspace: Workspace
    survey: Survey
    head: Head
    problems: tuple[Problem, ...]

    @property
    def is_sound(self) -> bool:
        """Whether nothing stops a publish."""
        return all(problem.severity is not Severity.ERROR for problem in self.problems)


def examine(root: Path, run: Run, store: Store | None = None) -> Examined:
    """Read and check a workspace: every problem of every file, whatever else is wrong.

    It is held against what is in `store`, if given, else in the workspace's own.
    """
    workspace, unread = load(root)
    found = survey(workspace, Cache(root / CACHE), run.pool)
    head = read_head(store or open_store(workspace))
    wrong = check(workspace, found, head, run.now, run.audiences)
    return Examined(workspace, found, head, (*unread, *found.problems, *wrong))


def prepare(examined: Examined, run: Run, base: str | None = None) -> Plan:
    """Do the audio work and plan the publish. Raises Broken.

    Pages and feeds say `base` in their URLs if it is given, else the workspace's public URL.
    """
    if not examined.is_sound:
        raise Broken(examined.problems)
    workspace, head = examined.workspace, examined.head
    kept = Cache(workspace.root / CACHE)
    pictures = covers(workspace, examined.survey, kept)
    art = {slug: publish_art(picture, slug, kept) for slug, picture in pictures.items()}
    made = produce(
        orders(workspace, examined.survey, head, run.now, pictures), kept, run.pool, run.tell
    )
    if made.problems:
        raise Broken((*examined.problems, *made.problems))
    documents = artifacts(
        workspace,
        made.releases,
        {slug: value for slug, (value, _) in art.items()},
        head,
        base=base or workspace.settings.storage.public_url,
        now=run.now,
    )
    wanted = (*made.artifacts, *(file for _, file in art.values()), *documents)
    try:
        return plan(
            head,
            wanted,
            made.releases,
            workspace.feeds,
            run.now,
            allow_replaced_audio=run.allow_replaced_audio,
        )
    except Refused as refused:
        raise Broken((*examined.problems, *refused.problems)) from refused


def publish(
    root: Path,
    run: Run,
    sent: Callable[[Event], None],
    store: Store | None = None,
    base: str | None = None,
) -> tuple[Examined, Plan]:
    """Publish, from the start again where a rival came first; return what was found and done.

    Raises Broken, HeadError, StoreError.
    """
    for attempt in range(1, ATTEMPTS + 1):
        examined = examine(root, run, store)
        todo = prepare(examined, run, base)
        try:
            deploy(todo, store or open_store(examined.workspace), sent)
        except Superseded:
            if attempt == ATTEMPTS:
                raise
        else:
            break
    return examined, todo


def status(root: Path, run: Run) -> tuple[Row, ...]:
    """Return the table of episodes."""
    examined = examine(root, run)
    return rows(examined.workspace, examined.survey, examined.head, run.now)


def open_store(workspace: Workspace) -> Store:
    """Return the store that the workspace names."""
    return DirectoryStore(workspace.root / workspace.settings.storage.url)


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

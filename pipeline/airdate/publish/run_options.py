"""One run: when it is, what it is checked for, and who does the work and hears of it."""

from __future__ import annotations

from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from airdate.errors import AirdateError
from airdate.ledger import Ledger, ledger_in_memory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from airdate.ledger.scan import Scan
    from airdate.model import Problem, Progress
    from airdate.publish.deploy import Event


class InvalidWorkspace(AirdateError):
    """A workspace with problems: all of them."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(
            "the workspace has problems", "Fix the errors above, then run the command again."
        )
        self.problems = problems


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What a run depends on beside the workspace and the store.

    `replace_audio` has the slugs of episodes whose published audio may be replaced. `tell` is
    called with the progress of each episode, `sent` with that of each object, `warn` with
    sentences about what the store can't do. `skip_broken`: broken episodes stay as they were
    published. `unpublish` has the slugs of episodes to remove that this workspace never had. `scan`
    is of the workspace as the run began, if it was made before.
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
    scan: Scan | None = None


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

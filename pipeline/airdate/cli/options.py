"""Options that commands share, the workspace folder, and the options of a run."""

from __future__ import annotations

import os
import uuid
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from functools import reduce, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Executor
    from contextlib import AbstractContextManager

    from airdate.ledger import Ledger
    from airdate.ledger.scan import Scan
    from airdate.publish.last_run import LastRun
    from airdate.publish.pipeline import RunOptions

T = TypeVar("T")

AUDIENCES = ("apple", "spotify", "youtube", "amazon", "psp1")


class Audiences(click.ParamType[frozenset[str]]):
    """Names of directories, such as "apple,spotify"."""

    name = "directories"

    def convert(
        self, value: str | frozenset[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> frozenset[str]:
        """Return the names; fail with the valid ones if one is unknown."""
        names = value if isinstance(value, frozenset) else frozenset(value.lower().split(","))
        if unknown := ", ".join(sorted(names.difference(AUDIENCES))):
            self.fail(
                f"unknown directory “{unknown}”; use one of: {', '.join(AUDIENCES)}", param, ctx
            )
        return names


in_workspace = click.option(
    "-w",
    "--workspace",
    "root",
    type=click.Path(file_okay=False, path_type=Path),
    help="Workspace folder (default: this folder or the nearest parent with airdate.toml)",
)
as_json = click.option("--json", "json_", is_flag=True, help="Print JSON")
for_directories = click.option(
    "--for",
    "audiences",
    type=Audiences(),
    default=frozenset(),
    metavar="NAME,…",
    help=f"Treat the requirements of these directories as errors: {', '.join(AUDIENCES)}",
)
replacing_audio = click.option(
    "--replace-audio",
    multiple=True,
    metavar="SLUG",
    help="Replace the published audio of this episode (repeatable)",
)
unpublishing = click.option(
    "--unpublish",
    multiple=True,
    metavar="SLUG",
    help="Unpublish an episode that was never in this workspace (repeatable)",
)
skipping_broken = click.option(
    "--skip-broken",
    is_flag=True,
    help="Skip invalid episodes and keep their published versions",
)
with_jobs = click.option(
    "-j",
    "--jobs",
    type=click.IntRange(1),
    default=os.cpu_count() or 1,
    show_default="number of CPU cores",
    help="Episodes to process in parallel",
)
on_cluster = click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Process audio on this Dask cluster, e.g. tcp://host:8786",
)


def workspace_folder(root: Path | None) -> Path:
    """Return `root`, or this folder or the nearest parent with airdate.toml. Raises UsageError."""
    start = (root or Path()).absolute()
    candidates = (start,) if root else (start, *start.parents)
    for folder in candidates:
        if (folder / "airdate.toml").is_file():
            return folder
    parents = "" if root else " or its parents"
    raise click.UsageError(f"no airdate.toml in {start}{parents}; run `airdate init`")


@dataclass(frozen=True, slots=True)
class PublishFlags:
    """The flags of plan and publish; a field is named as its flag."""

    jobs: int = os.cpu_count() or 1
    audiences: frozenset[str] = frozenset()
    replace_audio: tuple[str, ...] = ()
    unpublish: tuple[str, ...] = ()
    skip_broken: bool = False
    cluster: str | None = None


def publish_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of a publish to a command, which gets them as one value, `flags`."""

    @wraps(command)
    def called(**values: Any) -> None:
        flags = PublishFlags(**{each.name: values.pop(each.name) for each in fields(PublishFlags)})
        command(flags=flags, **values)

    options = (
        *(for_directories, replacing_audio, unpublishing),
        *(skipping_broken, with_jobs, on_cluster),
    )
    return reduce(lambda wrapped, option: option(wrapped), reversed(options), called)


def with_ledger(folder: Path, work: Callable[[Ledger], T]) -> T:
    """Do work with the workspace's ledger; where it breaks down on the way, again without one.

    A full disk, say: results of earlier runs spare work, and nothing else depends on them.
    """
    from airdate.ledger import LedgerError, ledger_in_memory, open_ledger, set_aside

    try:
        with closing(open_ledger(folder)) as ledger:
            return work(ledger)
    except LedgerError:
        set_aside(folder)
        with closing(ledger_in_memory()) as ledger:
            return work(ledger)


@contextmanager
def new_run(
    folder: Path, flags: PublishFlags, ledger: Ledger, scan: Scan | None = None
) -> Iterator[RunOptions]:
    """Yield the options of a run that starts now, with workers and progress."""
    from airdate.cli import console, progress
    from airdate.publish import pipeline

    with _workers(folder, flags) as pool, progress.progress() as view:
        yield pipeline.RunOptions(
            now=now(),
            audiences=flags.audiences,
            replace_audio=frozenset(flags.replace_audio),
            pool=pool,
            tell=view.on_stage,
            sent=view.on_transfer,
            warn=console.warn,
            skip_broken=flags.skip_broken,
            unpublish=frozenset(flags.unpublish),
            ledger=ledger,
            scan=scan,
        )
        for each in ledger.verification.differences:
            console.warn(f"{each} comes out differently when it is made again: report this")


def scan_workspace(folder: Path) -> Scan:
    """Return the states of all files of a workspace."""
    from airdate.ledger.scan import Scan

    return Scan(folder)


def last_run(folder: Path, audiences: frozenset[str], scan: Scan) -> LastRun | None:
    """Return what the last run found, where nothing changed since."""
    from airdate.ledger import open_ledger
    from airdate.ledger.verification import is_wanted
    from airdate.publish.last_run import read_last_run

    if is_wanted():
        return None
    with closing(open_ledger(folder)) as ledger:
        return read_last_run(folder, ledger, audiences, now(), scan)


def _workers(folder: Path, flags: PublishFlags) -> AbstractContextManager[Executor]:
    if flags.cluster:
        from airdate.publish import cluster

        return cluster.workers(flags.cluster, folder)
    from airdate.publish import pipeline

    return pipeline.workers(flags.jobs)


def now() -> datetime:
    """Return the time in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def new_guid() -> str:
    """Return a new random guid."""
    return str(uuid.uuid4())

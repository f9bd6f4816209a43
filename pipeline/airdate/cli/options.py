"""What commands share: options, the workspace that is meant, and what a run needs."""

from __future__ import annotations

import os
import uuid
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from functools import reduce, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Executor
    from contextlib import AbstractContextManager

    from airdate.publish.pipeline import RunOptions

AUDIENCES = ("apple", "spotify", "youtube", "amazon", "psp1")


class Audiences(click.ParamType[frozenset[str]]):
    """Names of directories, such as "apple,spotify"."""

    name = "directories"

    def convert(
        self, value: str | frozenset[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> frozenset[str]:
        """Return the names, or fail with those there are."""
        names = value if isinstance(value, frozenset) else frozenset(value.lower().split(","))
        if unknown := names - frozenset(AUDIENCES):
            wrong, known = ", ".join(sorted(unknown)), ", ".join(AUDIENCES)
            self.fail(f"no such directory: {wrong} (there are {known})", param, ctx)
        return names


in_workspace = click.option(
    "-w",
    "--workspace",
    "root",
    type=click.Path(file_okay=False, path_type=Path),
    help="The workspace; else this folder, or the nearest above it with an airdate.toml.",
)
as_json = click.option("--json", "json_", is_flag=True, help="Print JSON, for scripts.")
for_directories = click.option(
    "--for",
    "audiences",
    type=Audiences(),
    default=frozenset(),
    metavar="NAME,…",
    help=f"Also hold it against what directories demand: {', '.join(AUDIENCES)}.",
)
replacing_audio = click.option(
    "--replace-audio",
    multiple=True,
    metavar="SLUG",
    help="Replace the published audio of this episode.",
)
unpublishing = click.option(
    "--unpublish",
    multiple=True,
    metavar="SLUG",
    help="Take back an episode whose folder was never in this workspace.",
)
skipping_broken = click.option(
    "--skip-broken",
    is_flag=True,
    help="Publish the rest, and leave broken episodes as they were published.",
)
with_jobs = click.option(
    "-j",
    "--jobs",
    type=click.IntRange(1),
    default=os.cpu_count() or 1,
    show_default="as many as cores",
    help="How many episodes to work on at once.",
)
on_cluster = click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Let the workers of this Dask scheduler do the work, such as tcp://host:8786.",
)


def workspace_folder(root: Path | None) -> Path:
    """Return the workspace that is meant. Raises UsageError where there is none."""
    start = (root or Path()).absolute()
    candidates = (start,) if root else (start, *start.parents)
    for folder in candidates:
        if (folder / "airdate.toml").is_file():
            return folder
    raise click.UsageError(
        f"there is no airdate.toml in {start}: make a workspace by `airdate init`"
    )


@dataclass(frozen=True, slots=True)
class PublishFlags:
    """How a run is to go, as a command's flags say it: names are those of the flags."""

    jobs: int = os.cpu_count() or 1
    audiences: frozenset[str] = frozenset()
    replace_audio: tuple[str, ...] = ()
    unpublish: tuple[str, ...] = ()
    skip_broken: bool = False
    cluster: str | None = None


def publish_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the flags of a publish; it is called with them as one, `wanted`."""

    @wraps(command)
    def called(**said: Any) -> None:
        wanted = PublishFlags(**{each.name: said.pop(each.name) for each in fields(PublishFlags)})
        command(wanted=wanted, **said)

    flags = (for_directories, replacing_audio, unpublishing, skipping_broken, with_jobs, on_cluster)
    return reduce(lambda wrapped, flag: flag(wrapped), reversed(flags), called)


@contextmanager
def new_run(folder: Path, wanted: PublishFlags) -> Iterator[RunOptions]:
    """Yield a run over a workspace that begins now, with workers and progress."""
    from airdate.cli import console, progress
    from airdate.publish import pipeline

    with _workers(folder, wanted) as pool, progress.progress() as watch:
        yield pipeline.RunOptions(
            now=now(),
            audiences=wanted.audiences,
            replace_audio=frozenset(wanted.replace_audio),
            pool=pool,
            tell=watch.tell,
            sent=watch.sent,
            warn=console.warn,
            skip_broken=wanted.skip_broken,
            unpublish=frozenset(wanted.unpublish),
        )


def _workers(folder: Path, wanted: PublishFlags) -> AbstractContextManager[Executor]:
    if wanted.cluster:
        from airdate.publish import cluster

        return cluster.workers(wanted.cluster, folder)
    from airdate.publish import pipeline

    return pipeline.workers(wanted.jobs)


def now() -> datetime:
    """Return the time, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def mint() -> str:
    """Return a new guid."""
    return str(uuid.uuid4())

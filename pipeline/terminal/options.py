"""What commands share: options, the workspace that is meant, and what a run needs."""

from __future__ import annotations

import os
import uuid
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.publishing import Run

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
    "--allow-replaced-audio",
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


@contextmanager
def new_run(
    jobs: int,
    audiences: frozenset[str] = frozenset(),
    allow_replaced_audio: tuple[str, ...] = (),
    unpublish: tuple[str, ...] = (),
    *,
    skip_broken: bool = False,
) -> Iterator[Run]:
    """Yield a run that begins now, with workers and progress."""
    from pipeline import publishing
    from pipeline.terminal import console, progress

    with publishing.workers(jobs) as pool, progress.progress() as watch:
        yield publishing.Run(
            now=now(),
            audiences=audiences,
            allow_replaced_audio=frozenset(allow_replaced_audio),
            pool=pool,
            tell=watch.tell,
            sent=watch.sent,
            warn=console.warn,
            skip_broken=skip_broken,
            unpublish=frozenset(unpublish),
        )


def now() -> datetime:
    """Return the time, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def mint() -> str:
    """Return a new guid."""
    return str(uuid.uuid4())

"""The commands: each parses, calls one function, prints. The only place that exits.

Exit codes: 0 done, 1 problems in the workspace, 2 usage, 3 partly done, 130 interrupted.
Everything heavy is imported where it is used, so that `airdate --help` is instant.
"""

from __future__ import annotations

import os
import sys
import uuid
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline import __version__
from pipeline.errors import AirdateError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.publishing import Run

PROBLEMS, INTERRUPTED = 1, 130
AUDIENCES = ("apple", "spotify", "youtube", "amazon", "psp1")


def main() -> None:
    """Run the command line. What people can mend ends here, as messages and an exit code."""
    try:
        commands.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted. What is published stays whole; run it again to go on.", err=True)
        sys.exit(INTERRUPTED)
    except AirdateError as error:
        from pipeline import console

        console.show_error(error)
        sys.exit(PROBLEMS)


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
with_jobs = click.option(
    "-j",
    "--jobs",
    type=click.IntRange(1),
    default=os.cpu_count() or 1,
    show_default="as many as cores",
    help="How many episodes to work on at once.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="airdate")
def commands() -> None:
    """Publish an interview and its article together, whole, or not at all."""


# ── Beginning ───────────────────────────────────────────────────────────────────────────────


@commands.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path())
@click.option("--title", help="The show's title; else the folder's name.")
@click.option("--author", help="Who makes it.")
@click.option("--email", help="Where directories write to.")
@click.option("--description", help="What it is about, in a sentence or two.")
@click.option("--language", help="Such as en or de-AT.")
@click.option("--url", help="Where listeners will find it: https://…")
@click.option("--timezone", help="Such as Europe/Berlin.")
def init(folder: Path, **said: str | None) -> None:
    """Make a new workspace in FOLDER."""
    from pipeline import questions, workspace

    for path in workspace.create(folder, questions.show(folder, said), _mint):
        click.echo(f"wrote {path}")
    click.echo("Next: airdate add RECORDING")


@commands.command()
@click.argument("recording", type=click.Path(path_type=Path))
@in_workspace
@click.option("--title", help="The episode's title; else what the recording's tags say.")
@click.option("--guest", "guests", multiple=True, help="Who is interviewed; may be repeated.")
@click.option("--date", help="When it goes live, such as 2026-11-24 18:00; else now.")
@click.option("--season", type=int)
@click.option("--episode", "number", type=int)
@click.option("--live", is_flag=True, help="To be published; without it, a draft.")
def add(  # noqa: PLR0913 - one for each flag
    recording: Path,
    root: Path | None,
    title: str | None,
    guests: tuple[str, ...],
    date: str | None,
    season: int | None,
    number: int | None,
    *,
    live: bool,
) -> None:
    """Make an episode of a RECORDING, which is copied, never moved or changed."""
    from pipeline import audio, questions, workspace

    folder = _workspace(root)
    audio.measure(recording)  # refuses what is no recording, before anything is asked or written
    tags = audio.read_tags(recording)
    new = workspace.NewEpisode(title or "", guests, date, season, number, live)
    made = workspace.add(
        folder,
        recording,
        questions.episode(recording, tags, new),
        tags,
        zone=workspace.load(folder)[0].settings.zone,
        now=_now(),
        mint=_mint,
    )
    click.echo(f"wrote {made / 'episode.md'}")


# ── Looking ─────────────────────────────────────────────────────────────────────────────────


@commands.command()
@in_workspace
@for_directories
@with_jobs
@as_json
def check(root: Path | None, audiences: frozenset[str], jobs: int, *, json_: bool) -> None:
    """Tell every problem, where it is and how to mend it; change nothing."""
    from pipeline import console, publishing

    with _run(jobs, audiences) as run:
        examined = publishing.examine(_workspace(root), run)
    console.show_check(examined.problems, json_=json_)
    sys.exit(0 if examined.is_sound else PROBLEMS)


@commands.command()
@in_workspace
@for_directories
@replacing_audio
@with_jobs
@as_json
def plan(
    root: Path | None,
    audiences: frozenset[str],
    allow_replaced_audio: tuple[str, ...],
    jobs: int,
    *,
    json_: bool,
) -> None:
    """Tell what publish would do, and what listeners would see."""
    from pipeline import console, publishing

    with _run(jobs, audiences, allow_replaced_audio) as run:
        todo = publishing.prepare(publishing.examine(_workspace(root), run), run)
    console.show_plan(todo, json_=json_)


@commands.command()
@in_workspace
@as_json
def status(root: Path | None, *, json_: bool) -> None:
    """Show the table of episodes: draft, scheduled, live or gone; length and loudness."""
    from pipeline import console, publishing

    with _run(os.cpu_count() or 1) as run:
        rows = publishing.status(_workspace(root), run)
    console.show_rows(rows, json_=json_)


# ── Publishing ──────────────────────────────────────────────────────────────────────────────


@commands.command()
@in_workspace
@for_directories
@replacing_audio
@with_jobs
@as_json
def publish(
    root: Path | None,
    audiences: frozenset[str],
    allow_replaced_audio: tuple[str, ...],
    jobs: int,
    *,
    json_: bool,
) -> None:
    """Publish all that is due: audio, feeds and pages."""
    from pipeline import console, publishing

    folder = _workspace(root)
    with _run(jobs, audiences, allow_replaced_audio) as run:
        examined, done = publishing.publish(folder, run, console.uploads())
    console.show_problems(examined.problems, err=True)
    console.show_published(done, examined.workspace, json_=json_)


@commands.command()
@in_workspace
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@with_jobs
def preview(root: Path | None, port: int, jobs: int) -> None:
    """Show the site and the feeds on this machine, made again as files change."""
    from pipeline import console, publishing
    from pipeline.preview import Preview
    from pipeline.store.directory import DirectoryStore

    folder = _workspace(root)
    site = folder / ".airdate" / "preview"

    with Preview(site, port) as shown:

        def build() -> None:
            with _run(jobs) as run:
                store = DirectoryStore(site)
                publishing.publish(folder, run, console.quietly, store, shown.url)
            console.show_preview(shown.url)

        try:
            build()
        except AirdateError as error:
            console.show_error(error)
        shown.run(folder, build, console.show_error)


# ── What commands share ─────────────────────────────────────────────────────────────────────


def _workspace(root: Path | None) -> Path:
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
def _run(
    jobs: int,
    audiences: frozenset[str] = frozenset(),
    allow_replaced_audio: tuple[str, ...] = (),
) -> Iterator[Run]:
    """Yield a run that begins now, with workers and progress."""
    from pipeline import console, publishing

    with publishing.workers(jobs) as pool, console.progress() as tell:
        replacing = frozenset(allow_replaced_audio)
        yield publishing.Run(_now(), audiences, replacing, pool, tell, console.warn)


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _mint() -> str:
    return str(uuid.uuid4())

"""The commands: each parses its options, calls one function and prints. Only these exit.

Exit codes: 0 success, 1 problems, 2 usage error, 3 published without invalid episodes,
130 interrupted. Heavy modules are imported where they are used, so that --help is instant.
"""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from gc import set_threshold
from pathlib import Path
from typing import TYPE_CHECKING

import click

from airdate import __version__
from airdate.cli import check_command, subscribers_command
from airdate.cli.options import (
    PublishFlags,
    as_json,
    in_workspace,
    last_run,
    new_guid,
    new_run,
    now,
    publish_options,
    scan_workspace,
    with_jobs,
    with_ledger,
    workspace_folder,
)
from airdate.errors import AirdateError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from airdate.ledger import Ledger
    from airdate.model import Plan, Problem, Workspace
    from airdate.publish.status import Row, SoundRow

PROBLEMS, PARTLY, INTERRUPTED = 1, 3, 130


def main() -> None:
    """Run the command line: errors become messages and exit codes."""
    # Our values are acyclic; the default thresholds cost a third of the run time.
    set_threshold(200_000, 50, 100)
    # Otherwise pydantic searches all installed packages for plugins.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        commands.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        message = "The published show is intact; run the command again to continue."
        click.echo(f"Interrupted. {message}", err=True)
        sys.exit(INTERRUPTED)
    except AirdateError as error:
        from airdate.cli.problem_list import show_error

        show_error(error)
        sys.exit(PROBLEMS)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="airdate")
def commands() -> None:
    """Publish podcast interviews with their articles: audio, feeds and website."""


# ── Creating ────────────────────────────────────────────────────────────────────────────────


@commands.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path())
@click.option("--title", help="Show title (default: folder name)")
@click.option("--author", help="Author (default: your user name)")
@click.option("--email", help="Contact address for podcast directories")
@click.option("--description", help="Description, one or two sentences")
@click.option("--language", help="Language code, e.g. en or de-AT (default: en)")
@click.option("--url", help="Public URL of the show")
@click.option("--timezone", help="Time zone, e.g. Europe/Berlin (default: this computer's)")
def init(folder: Path, **options: str | None) -> None:
    """Create a show.

    Creates it in FOLDER (default: this folder). Asks for what you don't give as options.
    """
    from airdate import workspace
    from airdate.cli import prompts

    for path in workspace.create(folder, prompts.show(folder, options), new_guid):
        click.echo(f"Created {path}")
    click.echo("Next: airdate add RECORDING")


@commands.command()
@click.argument("recording", type=click.Path(path_type=Path))
@in_workspace
@click.option("--title", help="Episode title (default: from the recording's tags)")
@click.option("--guest", "guests", multiple=True, help="Guest's name (repeatable)")
@click.option("--date", help='Publication date, e.g. "2026-11-24 18:00" (default: now)')
@click.option("--season", type=int, help="Season number")
@click.option("--episode", "number", type=int, help="Episode number")
@click.option("--live", is_flag=True, help="Set the episode live (default: draft)")
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
    """Create an episode from a recording.

    RECORDING is copied, never moved or changed.
    """
    from airdate import audio, workspace
    from airdate.cli import prompts

    folder = workspace_folder(root)
    audio.measure(recording)  # fails for what is no recording, before anything is asked or written
    tags = audio.read_tags(recording)
    new = workspace.NewEpisode(title or "", guests, date, season, number, live)
    created = workspace.add(
        folder,
        recording,
        prompts.episode(recording, tags, new),
        tags,
        zone=workspace.load(folder)[0].settings.zone,
        now=now(),
        new_guid=new_guid,
    )
    click.echo(f"Created {created / 'episode.md'}")


commands.add_command(subscribers_command.subscribers)


# ── Checking and publishing ─────────────────────────────────────────────────────────────────


commands.add_command(check_command.check)


@commands.command()
@in_workspace
@publish_options
@click.option("--markdown", is_flag=True, help="Print Markdown, e.g. for a pull request")
@as_json
def plan(root: Path | None, flags: PublishFlags, *, markdown: bool, json_: bool) -> None:
    """Show what publish would change."""
    from airdate.cli import publish_output

    folder = workspace_folder(root)
    scan = scan_workspace(folder)
    found = None if flags.unpublish else last_run(folder, flags.audiences, scan)
    if found and found.is_published:
        form = "json" if json_ else "markdown" if markdown else "text"
        publish_output.show_up_to_date(found, form)
        return
    from airdate.publish import pipeline

    def show(ledger: Ledger) -> None:
        with new_run(folder, flags, ledger, scan) as run:
            checked, todo = pipeline.prepare(pipeline.check_workspace(folder, run), run)
            if todo.is_empty:
                pipeline.write_result(checked, run, todo.manifest, is_published=True)
        if markdown:
            publish_output.show_markdown(todo, checked.skipped)
        else:
            publish_output.show_plan(todo, checked.skipped, json_=json_)

    with_ledger(folder, show)


@commands.command()
@in_workspace
@click.option("--audio", is_flag=True, help="Show how the audio of live episodes was processed")
@as_json
def status(root: Path | None, *, audio: bool, json_: bool) -> None:
    """List episodes with their state and loudness."""
    from airdate.cli.tables import show_rows
    from airdate.publish import pipeline

    table = pipeline.sound if audio else pipeline.status
    folder = workspace_folder(root)

    def read(ledger: Ledger) -> Sequence[Row] | Sequence[SoundRow]:
        with new_run(folder, PublishFlags(), ledger) as run:
            return table(folder, run)

    show_rows(with_ledger(folder, read), json_=json_)


@commands.command()
@in_workspace
@publish_options
@as_json
def publish(root: Path | None, flags: PublishFlags, *, json_: bool) -> None:
    """Publish everything that is due."""
    from airdate.cli.problem_list import show_problems
    from airdate.cli.publish_output import show_published, show_up_to_date

    folder = workspace_folder(root)
    scan = scan_workspace(folder)
    found = None if flags.unpublish else last_run(folder, flags.audiences, scan)
    if found and found.is_published:
        show_problems(found.problems, err=True)
        show_up_to_date(found, "json" if json_ else "text", urls=True)
        return
    from airdate.publish import pipeline
    from airdate.web.notify import notify

    def run_publish(ledger: Ledger) -> bool:
        with new_run(folder, flags, ledger, scan) as run:
            checked, done = pipeline.publish(folder, run)
        show_problems(checked.problems, err=True)
        notified = notify(checked.workspace, done)
        storage = checked.workspace.settings.storage
        show_published(done, storage, checked.skipped, notified, json_=json_)
        return not checked.skipped

    sys.exit(0 if with_ledger(folder, run_publish) else PARTLY)


@commands.command()
@in_workspace
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port to listen on; 0 picks a free one",
)
@with_jobs
def preview(root: Path | None, port: int, jobs: int) -> None:
    """Serve the show locally and rebuild on changes."""
    from dataclasses import replace

    from airdate.cli import progress
    from airdate.cli.problem_list import show_error
    from airdate.cli.publish_output import show_preview
    from airdate.publish import pipeline
    from airdate.store.directory import DirectoryStore
    from airdate.web.preview import Preview

    folder = workspace_folder(root)
    site = folder / ".airdate" / "preview"

    with Preview(site, port) as served:

        def build() -> None:
            with_ledger(folder, render)
            show_preview(served.url)

        def render(ledger: Ledger) -> None:
            with new_run(folder, PublishFlags(jobs), ledger) as run:
                quiet = replace(run, sent=progress.ignore)
                pipeline.publish(folder, quiet, DirectoryStore(site), served.url)

        try:
            build()
        except AirdateError as error:
            show_error(error)
        served.run(folder, build, show_error)


# ── Maintaining what is published ───────────────────────────────────────────────────────────


@commands.command()
@in_workspace
@click.option("--deep", is_flag=True, help="Download every file and compare checksums")
@as_json
def verify(root: Path | None, *, deep: bool, json_: bool) -> None:
    """Check the published show as a podcast app sees it.

    Warnings are problems that apps tolerate; they don't affect the exit code.
    """
    from airdate.cli import console, problem_list, progress
    from airdate.publish import maintenance

    folder = workspace_folder(root)

    def find(ledger: Ledger) -> tuple[Problem, ...]:
        published = maintenance.read_published(folder, console.warn, ledger)
        with progress.requesting() as on_request:
            return maintenance.verify(published, on_request, deep=deep)

    problems = with_ledger(folder, find)
    problem_list.show_check(problems, "json" if json_ else "text")
    sys.exit(PROBLEMS if problem_list.has_errors(problems) else 0)


@commands.command()
@click.argument("rev", type=click.IntRange(1), required=False)
@in_workspace
@as_json
def rollback(rev: int | None, root: Path | None, *, json_: bool) -> None:
    """Restore feeds and pages from an earlier revision.

    Restores revision REV (default: the previous one). The workspace isn't changed.
    """
    from airdate.cli import console, progress
    from airdate.cli.publish_output import show_published, show_restored
    from airdate.publish import maintenance
    from airdate.web.notify import notify

    folder = workspace_folder(root)

    def restore(ledger: Ledger) -> tuple[Workspace, Plan]:
        published = maintenance.read_published(folder, console.warn, ledger)
        todo = maintenance.restore(published, rev, now())
        with progress.progress() as view:
            maintenance.execute(todo, published, view.on_transfer)
        return published.workspace, todo

    workspace, todo = with_ledger(folder, restore)
    notified = notify(workspace, todo)
    show_published(todo, workspace.settings.storage, notified=notified, json_=json_)
    show_restored(rev)


@commands.command()
@in_workspace
@click.option("--delete", is_flag=True, help="Delete the files (default: only list them)")
@click.option(
    "--grace",
    type=click.IntRange(0),
    default=90,
    show_default=True,
    metavar="DAYS",
    help="Days a file must have been unused",
)
@click.option(
    "--limit",
    type=click.IntRange(1),
    default=1000,
    show_default=True,
    metavar="N",
    help="Maximum number of files to delete",
)
@click.option(
    "--cache",
    is_flag=True,
    help="Trim .airdate/cache to its maximum size instead ([cache] max_gb)",
)
@as_json
def gc(
    root: Path | None, grace: int, limit: int, *, delete: bool, cache: bool, json_: bool
) -> None:
    """List or delete unused files.

    A file is unused once neither a feed nor a page has named it for --grace days.
    """
    from airdate.cli import console, progress
    from airdate.cli.publish_output import show_trimmed, show_unused
    from airdate.publish import maintenance

    if cache:
        show_trimmed(maintenance.trim_cache(workspace_folder(root)))
        return
    folder = workspace_folder(root)

    def collect(ledger: Ledger) -> Plan:
        published = maintenance.read_published(folder, console.warn, ledger)
        todo = maintenance.collect(published, now(), timedelta(days=grace), limit)
        if delete:
            with progress.progress() as view:
                maintenance.execute(todo, published, view.on_transfer)
        return todo

    show_unused(with_ledger(folder, collect), deleted=delete, json_=json_)


@commands.command()
@in_workspace
@click.option(
    "--apply",
    is_flag=True,
    help="Apply the settings, replacing the bucket's own (default: only show them)",
)
def bucket(root: Path | None, *, apply: bool) -> None:
    """Show or apply the settings an S3 bucket needs."""
    from airdate.cli import console
    from airdate.cli.publish_output import show_bucket_settings
    from airdate.publish import maintenance

    settings, rejected = maintenance.configure_bucket(
        workspace_folder(root), console.warn, apply=apply
    )
    show_bucket_settings(settings, applied=apply)
    for message in rejected:
        console.warn(message)

"""The commands: each parses, calls one function, prints. The only place that exits.

Exit codes: 0 done, 1 problems in the workspace, 2 usage, 3 partly done, 130 interrupted.
Everything heavy is imported where it is used, so that `airdate --help` is instant.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from gc import set_threshold
from pathlib import Path

import click

from airdate import __version__
from airdate.cli import check_command, subscribers_command
from airdate.cli.options import (
    PublishFlags,
    as_json,
    in_workspace,
    mint,
    new_run,
    now,
    publish_options,
    with_jobs,
    workspace_folder,
)
from airdate.errors import AirdateError

PROBLEMS, PARTLY, INTERRUPTED = 1, 3, 130


def main() -> None:
    """Run the command line. What people can mend ends here, as messages and an exit code."""
    # Looking for cycles again and again among values that have none took a third of a run's time.
    set_threshold(200_000, 50, 100)
    try:
        commands.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted. What is published stays whole; run it again to go on.", err=True)
        sys.exit(INTERRUPTED)
    except AirdateError as error:
        from airdate.cli import console

        console.show_error(error)
        sys.exit(PROBLEMS)


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
    from airdate import workspace
    from airdate.cli import prompts

    for path in workspace.create(folder, prompts.show(folder, said), mint):
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
    from airdate import audio, workspace
    from airdate.cli import prompts

    folder = workspace_folder(root)
    audio.measure(recording)  # refuses what is no recording, before anything is asked or written
    tags = audio.read_tags(recording)
    new = workspace.NewEpisode(title or "", guests, date, season, number, live)
    made = workspace.add(
        folder,
        recording,
        prompts.episode(recording, tags, new),
        tags,
        zone=workspace.load(folder)[0].settings.zone,
        now=now(),
        mint=mint,
    )
    click.echo(f"wrote {made / 'episode.md'}")


commands.add_command(subscribers_command.subscribers)


# ── Looking ─────────────────────────────────────────────────────────────────────────────────


commands.add_command(check_command.check)


@commands.command()
@in_workspace
@publish_options
@click.option("--markdown", is_flag=True, help="Print Markdown, for a pull request.")
@as_json
def plan(
    root: Path | None,
    wanted: PublishFlags,
    *,
    markdown: bool,
    json_: bool,
) -> None:
    """Tell what publish would do, and what listeners would see."""
    from airdate.cli import console
    from airdate.publish import known

    folder = workspace_folder(root)
    found = None if wanted.unpublish else known.recall(folder, wanted.audiences, now())
    if found and found.is_published:
        console.show_nothing_to_do(found, "json" if json_ else "markdown" if markdown else "text")
        return
    from airdate.publish import pipeline

    with new_run(folder, wanted) as run:
        examined, todo = pipeline.prepare(pipeline.examine(folder, run), run)
        if todo.is_empty:
            pipeline.remember(examined, run, todo.manifest, is_published=True)
    if markdown:
        console.show_markdown(todo, examined.skipped)
        return
    console.show_plan(todo, examined.skipped, json_=json_)


@commands.command()
@in_workspace
@click.option("--audio", is_flag=True, help="What was done to the sound of what is live.")
@as_json
def status(root: Path | None, *, audio: bool, json_: bool) -> None:
    """Show the table of episodes: draft, scheduled, live or gone; length and loudness."""
    from airdate.cli import console
    from airdate.publish import pipeline

    table = pipeline.sound if audio else pipeline.status
    folder = workspace_folder(root)
    with new_run(folder, PublishFlags()) as run:
        rows = table(folder, run)
    console.show_rows(rows, json_=json_)


# ── Publishing ──────────────────────────────────────────────────────────────────────────────


@commands.command()
@in_workspace
@publish_options
@as_json
def publish(
    root: Path | None,
    wanted: PublishFlags,
    *,
    json_: bool,
) -> None:
    """Publish all that is due: audio, feeds and pages."""
    from airdate.cli import console
    from airdate.publish import known

    folder = workspace_folder(root)
    found = None if wanted.unpublish else known.recall(folder, wanted.audiences, now())
    if found and found.is_published:
        console.show_problems(found.problems, err=True)
        console.show_nothing_to_do(found, "json" if json_ else "text", where=True)
        return
    from airdate.publish import pipeline
    from airdate.web import notify

    with new_run(folder, wanted) as run:
        examined, done = pipeline.publish(folder, run)
    console.show_problems(examined.problems, err=True)
    told = notify.tell(examined.workspace, done)
    storage = examined.workspace.settings.storage
    console.show_published(done, storage, examined.skipped, told, json_=json_)
    sys.exit(PARTLY if examined.skipped else 0)


@commands.command()
@in_workspace
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@with_jobs
def preview(root: Path | None, port: int, jobs: int) -> None:
    """Show the site and the feeds on this machine, made again as files change."""
    from dataclasses import replace

    from airdate.cli import console, progress
    from airdate.publish import pipeline
    from airdate.store.directory import DirectoryStore
    from airdate.web.preview import Preview

    folder = workspace_folder(root)
    site = folder / ".airdate" / "preview"

    with Preview(site, port) as shown:

        def build() -> None:
            with new_run(folder, PublishFlags(jobs)) as run:
                quiet = replace(run, sent=progress.quietly)
                pipeline.publish(folder, quiet, DirectoryStore(site), shown.url)
            console.show_preview(shown.url)

        try:
            build()
        except AirdateError as error:
            console.show_error(error)
        shown.run(folder, build, console.show_error)


# ── Looking after what is out there ─────────────────────────────────────────────────────────


@commands.command()
@in_workspace
@click.option("--deep", is_flag=True, help="Fetch every file whole and compare its digest.")
@as_json
def verify(root: Path | None, *, deep: bool, json_: bool) -> None:
    """Ask for what is published as a podcast app would, and tell what is wrong.

    Warnings, of what apps can live with, are told and leave the exit code 0.
    """
    from airdate.cli import console, progress
    from airdate.publish import maintenance

    found = maintenance.outside(workspace_folder(root), console.warn)
    with progress.probing() as probed:
        problems = maintenance.verify(found, probed, deep=deep)
    console.show_check(problems, "json" if json_ else "text")
    sys.exit(PROBLEMS if console.has_errors(problems) else 0)


@commands.command()
@click.argument("rev", type=click.IntRange(1), required=False)
@in_workspace
@as_json
def rollback(rev: int | None, root: Path | None, *, json_: bool) -> None:
    """Put back feeds and pages as they were at revision REV, else at the one before."""
    from airdate.cli import console, progress
    from airdate.publish import maintenance
    from airdate.web import notify

    found = maintenance.outside(workspace_folder(root), console.warn)
    todo = maintenance.put_back(found, rev, now())
    with progress.progress() as watch:
        maintenance.do(todo, found, watch.sent)
    told = notify.tell(found.workspace, todo)
    console.show_published(todo, found.workspace.settings.storage, told=told, json_=json_)
    console.warn("the workspace is as it was: the next publish puts out what it says.")


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
@as_json
def gc(root: Path | None, grace: int, limit: int, *, delete: bool, json_: bool) -> None:
    """List files that nothing has used for so many DAYS, and delete them if told to."""
    from airdate.cli import console, progress
    from airdate.publish import maintenance

    found = maintenance.outside(workspace_folder(root), console.warn)
    todo = maintenance.collect(found, now(), timedelta(days=grace), limit)
    if delete:
        with progress.progress() as watch:
            maintenance.do(todo, found, watch.sent)
    console.show_collected(todo, delete=delete, json_=json_)


@commands.command()
@in_workspace
@click.option(
    "--apply",
    is_flag=True,
    help="Apply the settings, replacing the bucket's own (default: only show them)",
)
def bucket(root: Path | None, *, apply: bool) -> None:
    """Show what a bucket needs so that anybody can listen, and set it if told to."""
    from airdate.cli import console
    from airdate.publish import maintenance

    settings, missing = maintenance.configure_bucket(
        workspace_folder(root), console.warn, apply=apply
    )
    console.show_settings(settings, applied=apply)
    for sentence in missing:
        console.warn(sentence)

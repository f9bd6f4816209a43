"""The command that checks: a workspace, or anybody's feed; and what it mends."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from airdate.cli.options import (
    PublishFlags,
    for_directories,
    in_workspace,
    mint,
    new_run,
    now,
    with_jobs,
    workspace_folder,
)

if TYPE_CHECKING:
    from airdate.check.fixes import Edit
    from airdate.publish.pipeline import CheckedWorkspace
    from airdate.web.link_check import LinkResults

PROBLEMS = 1


@click.command()
@click.argument("feed", required=False, metavar="[URL_OR_FILE]")
@in_workspace
@for_directories
@with_jobs
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    help="For people, for scripts, or as annotations of a pull request.",
)
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@click.option("--online", is_flag=True, help="Also try where links lead.")
@click.option("--fix", is_flag=True, help="Mend what is safe: show it, ask, and write it.")
@click.option("--yes", is_flag=True, help="With --fix: don't ask.")
@click.option("--rules", is_flag=True, help="Print the table of rules, in Markdown, and stop.")
def check(  # noqa: PLR0913 - one for each flag
    feed: str | None,
    root: Path | None,
    audiences: frozenset[str],
    jobs: int,
    form: str,
    *,
    online: bool,
    fix: bool,
    yes: bool,
    rules: bool,
) -> None:
    """Tell every problem, where it is and how to mend it.

    Of the workspace; or, with URL_OR_FILE, of anybody's feed. Without --fix nothing is changed,
    and without a URL or --online nothing is fetched.
    """
    from airdate.cli import console

    if yes and not fix:
        raise click.UsageError("--yes goes with --fix")
    if rules:
        console.show_rules()
    elif feed and not Path(feed).is_dir():
        if root or online or fix:
            raise click.UsageError("a feed is only looked at: leave -w, --online and --fix out")
        _feed(feed, audiences, form)
    else:
        folder = workspace_folder(Path(feed) if feed else root)
        if fix:
            _mend(folder, jobs, online=online, yes=yes)
        _workspace(folder, audiences, jobs, form, online=online)


def _feed(name: str, audiences: frozenset[str], form: str) -> None:
    from airdate.cli import console
    from airdate.model import Severity
    from airdate.publish.status import FeedSize
    from airdate.web import foreign_feed

    found = foreign_feed.look(name, now(), audiences)
    console.show_check(found.problems, form, (FeedSize(name, found.size, found.paged),))
    sys.exit(PROBLEMS if any(each.severity is Severity.ERROR for each in found.problems) else 0)


def _workspace(
    folder: Path, audiences: frozenset[str], jobs: int, form: str, *, online: bool
) -> None:
    from airdate.cli import console
    from airdate.publish import known

    if not online and (found := known.recall(folder, audiences, now())):
        console.show_check(found.problems, form, found.sizes)
        return
    from airdate.publish import pipeline
    from airdate.publish.status import feed_sizes

    with new_run(folder, PublishFlags(jobs, audiences)) as run:
        examined = pipeline.examine(folder, run)
        pipeline.remember(examined, run, examined.manifest, is_published=False)
    problems = examined.problems
    if online:
        problems = (*problems, *_tried(examined).problems)
    console.show_check(problems, form, feed_sizes(examined.manifest))
    sys.exit(0 if examined.is_sound else PROBLEMS)


def _tried(examined: CheckedWorkspace) -> LinkResults:
    from airdate.check.link_targets import links
    from airdate.cli import console, progress
    from airdate.web.fetch import FetchError
    from airdate.web.link_check import LinkResults, try_links

    try:
        with progress.probing() as probed:
            return try_links(links(examined.workspace), probed)
    except FetchError as error:
        console.warn(str(error))
        return LinkResults((), ())


def _mend(folder: Path, jobs: int, *, online: bool, yes: bool) -> None:
    """Show what can be mended, and write it if that is wanted."""
    from airdate.check import fixes
    from airdate.cli import console
    from airdate.publish import pipeline

    with new_run(folder, PublishFlags(jobs)) as run:
        examined = pipeline.examine(folder, run)
    known = fixes.Known(
        examined.workspace,
        examined.probe_results.pictures,
        examined.manifest,
        mint,
        _tried(examined).secure if online else (),
    )
    changes = fixes.changes(known)
    console.show_changes(changes)
    if changes and _is_wanted(changes, yes=yes):
        fixes.write(folder, changes)
        for change in changes:
            click.echo(f"wrote {change.path}", err=True)


def _is_wanted(changes: tuple[Edit, ...], *, yes: bool) -> bool:
    """Ask on a terminal; elsewhere nothing is written that was not said to be."""
    from airdate.cli import console
    from airdate.cli.plan_report import plural

    if yes:
        return True
    if sys.stdin.isatty():
        return click.confirm(f"Write {plural(len(changes), 'file')}?", err=True)
    console.warn("nothing was written: add --yes if that is what you want.")
    return False

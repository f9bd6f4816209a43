"""The check command: problems of a workspace or of any feed, and safe fixes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from airdate.cli.options import (
    PublishFlags,
    for_directories,
    in_workspace,
    last_run,
    new_guid,
    new_run,
    now,
    scan_workspace,
    with_jobs,
    with_ledger,
    workspace_folder,
)

if TYPE_CHECKING:
    from airdate.check.fixes import Edit
    from airdate.ledger import Ledger
    from airdate.publish.pipeline import CheckedWorkspace
    from airdate.web.link_check import LinkResults

PROBLEMS = 1


@click.command()
@click.argument("feed", required=False, metavar="[FEED]")
@in_workspace
@for_directories
@with_jobs
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    help="Output format (default: text)",
)
@click.option("--json", "form", flag_value="json", help="Same as --format json")
@click.option("--online", is_flag=True, help="Also test every link")
@click.option("--fix", is_flag=True, help="Apply safe fixes, after showing them and asking")
@click.option("--yes", is_flag=True, help="Apply fixes without asking (with --fix)")
@click.option("--rules", is_flag=True, help="Print all rules as Markdown and exit")
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
    """Check the show, or any feed, for problems.

    Checks this workspace, or with FEED any feed (a file or URL). Changes nothing without --fix,
    and makes no requests without a URL or --online.
    """
    if yes and not fix:
        raise click.UsageError("--yes requires --fix")
    if rules:
        _show_rules()
    elif feed and not Path(feed).is_dir():
        if root or online or fix:
            raise click.UsageError("-w, --online and --fix can't be used with a feed")
        _check_feed(feed, audiences, form)
    else:
        folder = workspace_folder(Path(feed) if feed else root)
        if fix:
            _fix(folder, jobs, online=online, yes=yes)
        _check_workspace(folder, PublishFlags(jobs, audiences), form, online=online)


def _show_rules() -> None:
    from airdate.check.rules_doc import rules_page
    from airdate.cli.console import echo

    echo(rules_page(), nl=False)


def _check_feed(name: str, audiences: frozenset[str], form: str) -> None:
    from airdate.cli import problem_list
    from airdate.publish.status import FeedSize
    from airdate.web.foreign_feed import lint_feed

    found = lint_feed(name, now(), audiences)
    problem_list.show_check(found.problems, form, (FeedSize(name, found.size, found.paged),))
    sys.exit(PROBLEMS if problem_list.has_errors(found.problems) else 0)


def _check_workspace(folder: Path, flags: PublishFlags, form: str, *, online: bool) -> None:
    from airdate.cli.problem_list import show_check

    scan = scan_workspace(folder)
    if not online and (found := last_run(folder, flags.audiences, scan)):
        show_check(found.problems, form, found.sizes)
        return
    from airdate.publish import pipeline
    from airdate.publish.status import feed_sizes

    def check(ledger: Ledger) -> bool:
        with new_run(folder, flags, ledger, scan) as run:
            checked = pipeline.check_workspace(folder, run)
            pipeline.write_result(checked, run, checked.manifest, is_published=False)
        problems = checked.problems
        if online:
            problems = (*problems, *_check_links(checked).problems)
        show_check(problems, form, feed_sizes(checked.manifest))
        return checked.is_valid

    sys.exit(0 if with_ledger(folder, check) else PROBLEMS)


def _check_links(checked: CheckedWorkspace) -> LinkResults:
    from airdate.check.link_rules import links
    from airdate.cli import console, progress
    from airdate.web.client import FetchError
    from airdate.web.link_check import LinkResults, check_links

    try:
        with progress.requesting() as on_request:
            return check_links(links(checked.workspace), on_request)
    except FetchError as error:
        console.warn(str(error))
        return LinkResults((), ())


def _fix(folder: Path, jobs: int, *, online: bool, yes: bool) -> None:
    """Show the available fixes, and apply them if the user wants that."""
    from airdate.check import fixes
    from airdate.publish import pipeline

    def find(ledger: Ledger) -> tuple[Edit, ...]:
        with new_run(folder, PublishFlags(jobs), ledger) as run:
            checked = pipeline.check_workspace(folder, run)
        found = (checked.probes.of(each).pictures for each in checked.workspace.episodes)
        return fixes.edits(
            fixes.FixInput(
                checked.workspace,
                {path: picture for pictures in found for path, picture in pictures},
                checked.manifest,
                new_guid,
                _check_links(checked).secure if online else (),
            )
        )

    available = with_ledger(folder, find)
    _show_edits(available)
    if available and _is_confirmed(available, yes=yes):
        fixes.write(folder, available)
        for edit in available:
            click.echo(f"Fixed {edit.path}", err=True)


def _show_edits(edits: tuple[Edit, ...]) -> None:
    """Print each edit with its reasons, as a diff where it is of a text."""
    from airdate.cli.console import echo

    for edit in edits:
        echo(click.style(str(edit.path), bold=True), err=True)
        for reason in edit.why:
            echo(f"  {reason}", err=True)
        echo(edit.diff, err=True, nl=False)
    if not edits:
        echo("No automatic fixes available.", err=True)


def _is_confirmed(edits: tuple[Edit, ...], *, yes: bool) -> bool:
    """Ask on a terminal; without one, nothing is written unless `yes`."""
    from airdate.cli.plan_report import plural

    if yes:
        return True
    if sys.stdin.isatty():
        return click.confirm(f"Apply fixes to {plural(len(edits), 'file')}?", err=True)
    click.echo("Nothing written. Run with --yes to apply these fixes.", err=True)
    return False

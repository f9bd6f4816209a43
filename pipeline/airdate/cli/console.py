"""What the commands print: problems, plans and tables, for people and for scripts.

Results go to standard output; problems, when they stop a command, to standard error.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import fields
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from airdate import __version__
from airdate.cli import plan_report
from airdate.cli.plan_report import plural, size
from airdate.model import Severity
from airdate.store.private import hidden
from airdate.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from airdate.check.fixes import Edit
    from airdate.errors import AirdateError
    from airdate.model import Plan, Problem, Step, StorageSettings
    from airdate.publish.known import Known
    from airdate.publish.status import FeedSize, Row, SoundRow
    from airdate.store.bucket_setup import Setting
    from airdate.web.notify import NotifyResult

# Columns of tables: what they are called if not by their field, and which may be broken.
HEADINGS = {"slug": "episode"}
WRAPPED = {"title", "done"}
MOST_ALIKE = 10  # problems of one kind in one file: a feed may have thousands
COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow"}


def _say(text: str, *, err: bool = False, nl: bool = True) -> None:
    """Print text, without what makes a private address known: terminals and logs are read."""
    click.echo(hidden(text), err=err, nl=nl)


# ── Problems ────────────────────────────────────────────────────────────────────────────────


def show_problems(
    problems: Sequence[Problem], *, err: bool = False, most: int | None = None
) -> None:
    """Print every problem, grouped by file: where, how bad, what, and how to mend it.

    Of one kind in one file no more than `most` are printed, and how many there are; the first of
    each says why.
    """
    in_order = sorted(problems, key=lambda each: (each.place, each.code))
    for path, group in groupby(in_order, key=lambda each: each.place.path):
        _say(click.style(printable(str(path)), bold=True), err=err)
        alike: Counter[str] = Counter()
        for problem in group:
            alike[problem.code] += 1
            if most and alike[problem.code] > most:
                continue
            label = click.style(problem.severity.value, fg=COLOURS[problem.severity], bold=True)
            code = click.style(f"[{problem.code}]", dim=True)
            where = str(problem.place).removeprefix(str(path)).removeprefix(":")
            at = f"{where}: " if where else ""
            _say(f"  {at}{label}: {printable(problem.message)} {code}", err=err)
            _say(f"      {printable(problem.hint)}", err=err)
            if problem.why and alike[problem.code] == 1:
                _say(click.style(f"      because {problem.why}", dim=True), err=err)
        for name, count in alike.items():
            if most and count > most:
                _say(f"  … and {count - most} more of [{name}]; --json has them all", err=err)


def show_check(problems: Sequence[Problem], form: str, feeds: Sequence[FeedSize] = ()) -> None:
    """Print what `check` found, and how large feeds are: as text, json, sarif or github."""
    from airdate.check.report import github, sarif

    if form == "json":
        _print_json({"problems": problems, "feeds": feeds})
    elif form == "sarif":
        _print_json(sarif(problems, __version__))
    elif form == "github":
        _say(github(problems), nl=False)
    else:
        show_problems(problems, most=MOST_ALIKE)
        for feed in feeds:
            pages = "continued in pages" if feed.is_paged else "in one document"
            _say(f"{feed.name}: {size(feed.bytes)}, {pages}")
        _say(f"{_count(problems)}." if problems else "No problems.")


def show_changes(changes: Sequence[Edit]) -> None:
    """Print what would be mended: as a diff, or as what a new file is."""
    for change in changes:
        _say(click.style(str(change.path), bold=True), err=True)
        for why in change.why:
            _say(f"  {why}", err=True)
        _say(change.diff, err=True, nl=False)
    if not changes:
        _say("Nothing that can be mended without asking you.", err=True)


def has_errors(problems: Sequence[Problem]) -> bool:
    """Whether any of them is more than a warning."""
    return any(problem.severity is Severity.ERROR for problem in problems)


def show_rules() -> None:
    """Print the table of rules."""
    from airdate.check.rules_doc import rules_page

    _say(rules_page(), nl=False)


def show_error(error: AirdateError) -> None:
    """Print an error with its remedy, and every problem of a broken workspace."""
    problems: Sequence[Problem] = getattr(error, "problems", ())
    show_problems(problems, err=True)
    label = click.style("error", fg="red", bold=True)
    what = f"{error.message} ({_count(problems)})" if problems else error.message
    _say(f"{label}: {printable(what)}", err=True)
    _say(f"    {printable(error.hint)}", err=True)


def warn(sentence: str) -> None:
    """Print what a producer should know, though nothing is wrong."""
    _say(f"{click.style('note', fg='yellow', bold=True)}: {sentence}", err=True)


def _count(problems: Sequence[Problem]) -> str:
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    return f"{plural(errors, 'error')}, {plural(len(problems) - errors, 'warning')}"


# ── Plans ───────────────────────────────────────────────────────────────────────────────────


def show_markdown(plan: Plan, skipped: Sequence[Problem]) -> None:
    """Print a plan as a comment on a pull request."""
    _say(plan_report.markdown(plan, skipped), nl=False)


def show_plan(plan: Plan, skipped: Sequence[Problem] = (), *, json_: bool) -> None:
    """Print what listeners will see, then each step with its reason and size."""
    if json_:
        _print_json(_plan(plan) | {"skipped": skipped})
        return
    _show_skipped(skipped)
    if plan.is_empty:
        _say(plan_report.unchanged(plan.manifest.rev))
        return
    _notices(plan)
    for step in plan_report.steps(plan):
        _say(f"  {step.action.value:<6} {step.key}  ({size(step.size)}; {step.reason})")
    _say(f"{plan_report.total(plan)}.")


def show_published(
    plan: Plan,
    storage: StorageSettings,
    skipped: Sequence[Problem] = (),
    told: Sequence[NotifyResult] = (),
    *,
    json_: bool,
) -> None:
    """Print what was done, what was not, who was told, and where to listen and read."""
    for each in told:
        if each.wrong:
            warn(f"{each.to} could not be told: {each.wrong}")
    if json_:
        _print_json(_plan(plan) | _stored(storage) | {"told": told, "skipped": skipped})
        return
    _show_skipped(skipped)
    if plan.is_empty:
        _say(plan_report.unchanged(plan.manifest.rev))
    else:
        _notices(plan)
        _say(f"Published revision {plan.manifest.rev}: {plan_report.total(plan)}.")
        if heard := [each.to for each in told if not each.wrong]:
            _say(f"Told     {', '.join(heard)}")
    _show_where(storage, plan.manifest.listed)


def show_nothing_to_do(known: Known, form: str, *, where: bool = False) -> None:
    """Print that all is published, as text, json or markdown; and `where`, if that is wanted."""
    if form == "json":
        nothing = {"base": known.rev, "rev": known.rev, "notices": [], "repairs": [], "steps": []}
        published: dict[str, Any] = _stored(known.storage) | {"told": []} if where else {}
        _print_json(nothing | published | {"skipped": []})
        return
    _say(plan_report.unchanged(known.rev))
    if where:
        _show_where(known.storage, known.feeds)


def _show_where(storage: StorageSettings, feeds: Iterable[str]) -> None:
    """Print where all is, and where to listen and read."""
    _say(f"Files    {storage.url}")
    for slug in feeds:
        _say(f"Feed     {storage.public_url}feeds/{slug}.xml")
    _say(f"Pages    {storage.public_url}index.html")
    _say("Preview  airdate preview")


def _stored(storage: StorageSettings) -> dict[str, str]:
    return {"store": storage.url, "public_url": storage.public_url}


def show_collected(plan: Plan, *, delete: bool, json_: bool) -> None:
    """Print the files that nothing uses any more, and whether they were deleted."""
    if json_:
        _print_json(_plan(plan) | {"deleted": delete})
        return
    for step in plan.steps:
        if step.artifact is None:
            _say(f"  {step.action.value:<6} {step.key}  ({size(step.size)})")
    gone = [step for step in plan.steps if step.artifact is None]
    done = "deleted" if delete else "to be deleted by `airdate gc --delete`"
    amount = f"{plural(len(gone), 'file')}, {size(sum(step.size for step in gone))}"
    _say(f"{amount}, {done}." if gone else "Nothing to collect.")


def show_settings(settings: Sequence[Setting], *, applied: bool) -> None:
    """Print what a bucket is to be set to."""
    for setting in settings:
        _say(f"{click.style(setting.name, bold=True)}: {setting.why}")
        _print_json(setting.document)
    _say("Set." if applied else "Set it by `airdate bucket --apply`; it replaces what is set.")


def show_preview(url: str) -> None:
    """Say where the preview is."""
    _say(f"Pages  {url}index.html")
    _say(f"Feed   {url}feeds/main.xml")
    _say("Made again when a file changes; Ctrl-C ends it.")


def _show_skipped(skipped: Sequence[Problem]) -> None:
    """Print what is wrong with episodes that stay as they are."""
    if skipped:
        show_problems(skipped, err=True)
        _say("These episodes are left as they were published.", err=True)


def _notices(plan: Plan) -> None:
    if plan.repairs:
        _say(plan_report.repaired(plan))
    for notice in plan.notices:
        _say(f"{click.style(notice.kind, bold=True)}: {notice.text}")


def _plan(plan: Plan) -> dict[str, Any]:
    return {
        "base": plan.base.rev,
        "rev": plan.manifest.rev,
        "notices": plan.notices,
        "repairs": [_step(step) for step in plan.repairs],
        "steps": [_step(step) for step in plan.steps],
    }


def _step(step: Step) -> dict[str, Any]:
    return {"action": step.action, "key": step.key, "size": step.size, "reason": step.reason}


# ── Status ──────────────────────────────────────────────────────────────────────────────────


def show_rows(rows: Sequence[Row] | Sequence[SoundRow], *, json_: bool) -> None:
    """Print a table: a row for each value, a column for each of its fields."""
    if json_:
        _print_json({"episodes": rows})
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    names = [each.name for each in fields(rows[0])] if rows else []
    for name in names:
        table.add_column(HEADINGS.get(name, name), no_wrap=name not in WRAPPED)
    for row in rows:
        table.add_row(*(escape(getattr(row, name)) for name in names))
    Console(width=None if sys.stdout.isatty() else 160).print(table)


def _print_json(value: dict[str, Any]) -> None:
    from pydantic_core import to_json

    _say(to_json(value, indent=2, inf_nan_mode="strings", fallback=str).decode())

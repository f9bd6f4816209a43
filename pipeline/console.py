"""What the commands print: problems, plans, tables and progress, for people and for scripts.

Results go to standard output; problems, when they stop a command, and progress go to standard
error: bars on a terminal, else plain lines.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from pipeline.model import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pipeline.deploy import Event
    from pipeline.errors import AirdateError
    from pipeline.model import Plan, Problem, Progress, Workspace
    from pipeline.status import Row

COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow"}
UNITS = ("B", "kB", "MB", "GB")
THOUSAND = 1000


# ── Problems ────────────────────────────────────────────────────────────────────────────────


def show_problems(problems: Sequence[Problem], *, err: bool = False) -> None:
    """Print every problem by file: where, how bad, what, and how to mend it."""
    for problem in sorted(problems, key=lambda each: (each.place, each.code)):
        label = click.style(problem.severity.value, fg=COLOURS[problem.severity], bold=True)
        code = click.style(f"[{problem.code}]", dim=True)
        click.echo(f"{problem.place}: {label}: {problem.what} {code}", err=err)
        click.echo(f"    {problem.mend}", err=err)


def show_check(problems: Sequence[Problem], *, json_: bool) -> None:
    """Print what `check` found."""
    if json_:
        _print_json({"problems": problems})
        return
    show_problems(problems)
    click.echo(f"{_count(problems)}." if problems else "No problems.")


def show_error(error: AirdateError) -> None:
    """Print an error with its remedy, and every problem of a broken workspace."""
    problems: Sequence[Problem] = getattr(error, "problems", ())
    show_problems(problems, err=True)
    label = click.style("error", fg="red", bold=True)
    what = f"{error.what} ({_count(problems)})" if problems else error.what
    click.echo(f"{label}: {what}", err=True)
    click.echo(f"    {error.mend}", err=True)


def warn(sentence: str) -> None:
    """Print what a producer should know, though nothing is wrong."""
    click.echo(f"{click.style('note', fg='yellow', bold=True)}: {sentence}", err=True)


def _count(problems: Sequence[Problem]) -> str:
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    return f"{_plural(errors, 'error')}, {_plural(len(problems) - errors, 'warning')}"


# ── Plans ───────────────────────────────────────────────────────────────────────────────────


def show_plan(plan: Plan, *, json_: bool) -> None:
    """Print what listeners will see, then each step with its reason and size."""
    if json_:
        _print_json(_plan(plan))
        return
    if plan.is_empty:
        click.echo(f"Nothing to do: revision {plan.head.rev} is what the workspace says.")
        return
    _notices(plan)
    for step in plan.steps:
        click.echo(f"  {step.action.value:<6} {step.key}  ({size(step.size)}; {step.reason})")
    total = sum(step.size for step in plan.steps)
    click.echo(f"{_plural(len(plan.steps), 'step')}, {size(total)}.")


def show_published(plan: Plan, workspace: Workspace, *, json_: bool) -> None:
    """Print what was done, and where to listen and read."""
    base = workspace.settings.storage.public_url
    where = workspace.settings.storage.url
    if json_:
        _print_json(_plan(plan) | {"store": where, "public_url": base})
        return
    if plan.is_empty:
        click.echo(f"Nothing to do: revision {plan.head.rev} is what the workspace says.")
    else:
        _notices(plan)
        total = sum(step.size for step in plan.steps)
        steps = _plural(len(plan.steps), "file")
        click.echo(f"Published revision {plan.head.rev}: {steps}, {size(total)}.")
    click.echo(f"Files    {where}")
    for slug in plan.head.feeds:
        click.echo(f"Feed     {base}feeds/{slug}.xml")
    click.echo(f"Pages    {base}index.html")
    click.echo("Preview  airdate preview")


def show_preview(url: str) -> None:
    """Say where the preview is."""
    click.echo(f"Pages  {url}index.html")
    click.echo(f"Feed   {url}feeds/main.xml")
    click.echo("Made again when a file changes; Ctrl-C ends it.")


def _notices(plan: Plan) -> None:
    for notice in plan.notices:
        click.echo(f"{click.style(notice.kind, bold=True)}: {notice.text}")


def _plan(plan: Plan) -> dict[str, Any]:
    return {
        "base": plan.base.rev,
        "rev": plan.head.rev,
        "notices": plan.notices,
        "steps": [
            {
                "action": step.action,
                "key": step.key,
                "size": step.size,
                "reason": step.reason,
            }
            for step in plan.steps
        ],
    }


# ── Status ──────────────────────────────────────────────────────────────────────────────────


def show_rows(rows: Sequence[Row], *, json_: bool) -> None:
    """Print the table of episodes."""
    if json_:
        _print_json({"episodes": rows})
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for heading in ("episode", "state", "date", "length", "loudness", "title"):
        table.add_column(heading, no_wrap=heading != "title")
    for row in rows:
        table.add_row(row.slug, row.state, row.date, row.length, row.loudness, row.title)
    Console(width=None if sys.stdout.isatty() else 160).print(table)


# ── Progress ────────────────────────────────────────────────────────────────────────────────


@contextmanager
def progress() -> Iterator[Callable[[Progress], None]]:
    """Yield a function that shows how far each episode is."""
    if sys.stderr.isatty():
        with _bars() as tell:
            yield tell
    else:
        yield _lines()


@contextmanager
def _bars() -> Iterator[Callable[[Progress], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, TaskID, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[stage]}"),
        TimeRemainingColumn(),
    )
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def tell(step: Progress) -> None:
            if step.slug not in tasks:
                tasks[step.slug] = bars.add_task(step.slug, total=1.0, stage=step.stage)
            bars.update(tasks[step.slug], completed=step.done, stage=step.stage)

        yield tell


def _lines() -> Callable[[Progress], None]:
    """Return a function that prints a line when an episode enters a stage."""
    told: set[tuple[str, str]] = set()

    def tell(step: Progress) -> None:
        if (step.slug, step.stage) not in told:
            told.add((step.slug, step.stage))
            click.echo(f"{step.slug}: {step.stage}", err=True)

    return tell


def uploads() -> Callable[[Event], None]:
    """Return a function that prints a line for each file once it is out."""

    def sent(event: Event) -> None:
        if event.done:
            click.echo(f"{event.stage.value}: {event.key} ({size(event.size)})", err=True)

    return sent


def quietly(_event: Event) -> None:
    """Hear of a file that is out, and print nothing."""


# ── Words ───────────────────────────────────────────────────────────────────────────────────


def size(count: float) -> str:
    """Return a number of bytes as people read it, in powers of 1000."""
    for unit in UNITS[:-1]:
        if count < THOUSAND:
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= THOUSAND
    return f"{count:.1f} {UNITS[-1]}"


def _plural(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _print_json(value: dict[str, Any]) -> None:
    from pydantic_core import to_json

    click.echo(to_json(value, indent=2, inf_nan_mode="strings", fallback=str).decode())

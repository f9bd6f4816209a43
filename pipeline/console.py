"""What the commands print: problems, plans, tables and progress, for people and for scripts.

Results go to standard output, progress to standard error: bars on a terminal, else plain lines.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from pipeline.model import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pipeline.model import Head, Plan, Problem, Progress
    from pipeline.publishing import Row

COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow"}
UNITS = ("B", "kB", "MB", "GB")
THOUSAND = 1000


def show_problems(problems: Sequence[Problem]) -> None:
    """Print every problem by file: where, how bad, what, and how to mend it."""
    for problem in sorted(problems, key=lambda each: (each.place, each.code)):
        label = click.style(problem.severity.value, fg=COLOURS[problem.severity], bold=True)
        code = click.style(f"[{problem.code}]", dim=True)
        click.echo(f"{problem.place}: {label}: {problem.what} {code}")
        click.echo(f"    {problem.mend}")


def count(problems: Sequence[Problem]) -> str:
    """Return how many errors and warnings there are, in words."""
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    warnings = len(problems) - errors
    return f"{_plural(errors, 'error')}, {_plural(warnings, 'warning')}"


def show_plan(plan: Plan) -> None:
    """Print what listeners will see, then each step with its reason and size."""
    if plan.is_empty:
        click.echo(f"Nothing to do: revision {plan.base.rev} is what the workspace says.")
        return
    for notice in plan.notices:
        click.echo(f"{click.style(notice.kind, bold=True)}: {notice.text}")
    for step in plan.steps:
        click.echo(f"  {step.action.value:<6} {step.key}  ({size(step.size)}; {step.reason})")
    total = sum(step.size for step in plan.steps)
    click.echo(f"{_plural(len(plan.steps), 'step')}, {size(total)}.")


def show_rows(rows: Sequence[Row]) -> None:
    """Print the table of episodes."""
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for heading in ("episode", "state", "date", "length", "loudness", "title"):
        table.add_column(heading, no_wrap=heading != "title")
    for row in rows:
        table.add_row(row.slug, row.state, row.date, row.length, row.loudness, row.title)
    Console().print(table)


def size(count: float) -> str:
    """Return a number of bytes as people read it, in powers of 1000."""
    for unit in UNITS[:-1]:
        if count < THOUSAND:
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= THOUSAND
    return f"{count:.1f} {UNITS[-1]}"


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


def _plural(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"

"""Problems as people read them: by file, each with its line, message, code, hint and reason."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

import click

from airdate import __version__
from airdate.cli.console import echo, label, print_json
from airdate.cli.plan_report import plural, size
from airdate.model import Severity
from airdate.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import PurePosixPath

    from airdate.errors import AirdateError
    from airdate.model import Problem
    from airdate.publish.status import FeedSize

MAX_ALIKE = 10  # problems of one code in one file: a feed may have thousands
INDENT = " " * 6


def show_problems(
    problems: Sequence[Problem], *, err: bool = False, limit: int | None = None
) -> None:
    """Print every problem by file; `limit` bounds how many of one code are listed per file."""
    in_order = sorted(problems, key=lambda each: (each.place, each.code))
    for path, group in groupby(in_order, key=lambda each: each.place.path):
        echo(click.style(printable(str(path)), bold=True), err=err)
        _show_file(path, group, err=err, limit=limit)


def _show_file(
    path: PurePosixPath, problems: Iterable[Problem], *, err: bool, limit: int | None
) -> None:
    counts: Counter[str] = Counter()
    for problem in problems:
        counts[problem.code] += 1
        if limit is None or counts[problem.code] <= limit:
            _show_problem(problem, path, err=err, is_first=counts[problem.code] == 1)
    for code, count in counts.items():
        if limit is not None and count > limit:
            echo(f"  … and {count - limit} more [{code}]; use --json to see all", err=err)


def _show_problem(problem: Problem, path: PurePosixPath, *, err: bool, is_first: bool) -> None:
    position = str(problem.place).removeprefix(str(path)).removeprefix(":")
    where = f"{position}: " if position else ""
    code = click.style(f"[{problem.code}]", dim=True)
    echo(f"  {where}{label(problem.severity)}: {printable(problem.message)} {code}", err=err)
    if problem.hint:
        echo(f"{INDENT}hint: {printable(problem.hint)}", err=err)
    if problem.why and is_first:
        echo(click.style(f"{INDENT}why: {problem.why}", dim=True), err=err)


def show_check(problems: Sequence[Problem], form: str, feeds: Sequence[FeedSize] = ()) -> None:
    """Print the result of a check, with the size of each feed: text, json, sarif or github."""
    from airdate.check.report import github, sarif

    if form == "json":
        print_json({"problems": problems, "feeds": feeds})
    elif form == "sarif":
        print_json(sarif(problems, __version__))
    elif form == "github":
        echo(github(problems), nl=False)
    else:
        show_problems(problems, limit=MAX_ALIKE)
        for feed in feeds:
            pages = "paged" if feed.is_paged else "one document"
            echo(f"{feed.name}: {size(feed.bytes)}, {pages}")
        echo(f"Found {counted(problems)}." if problems else "All checks passed.")


def show_error(error: AirdateError) -> None:
    """Print an error and its hint, after every problem of an invalid workspace."""
    problems: Sequence[Problem] = getattr(error, "problems", ())
    show_problems(problems, err=True)
    message = f"{error.message} ({counted(problems)})" if problems else error.message
    echo(f"{label(Severity.ERROR)}: {printable(message)}", err=True)
    if error.hint:
        echo(f"  hint: {printable(error.hint)}", err=True)


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether any problem is an error."""
    return any(problem.severity is Severity.ERROR for problem in problems)


def counted(problems: Sequence[Problem]) -> str:
    """Return the number of errors and warnings, such as "2 errors, 1 warning"."""
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    return f"{plural(errors, 'error')}, {plural(len(problems) - errors, 'warning')}"

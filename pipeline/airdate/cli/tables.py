"""Tables of episodes: a row for each, a column for each field."""

from __future__ import annotations

import sys
from dataclasses import fields
from typing import TYPE_CHECKING

from airdate.cli.console import print_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from airdate.publish.status import Row, SoundRow

HEADINGS = {"slug": "episode"}  # where a column isn't named as its field
WRAPPED = {"title", "processing"}
UNBOUNDED = 160  # columns, where the output is no terminal


def show_rows(rows: Sequence[Row] | Sequence[SoundRow], *, json_: bool) -> None:
    """Print rows of one type, as a table or as JSON."""
    if json_:
        print_json({"episodes": rows})
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
    Console(width=None if sys.stdout.isatty() else UNBOUNDED).print(table)

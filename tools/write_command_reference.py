"""Write docs/commands.md from the commands' own help.

python tools/write_command_reference.py
"""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import TYPE_CHECKING

import click

from airdate.cli.commands import commands

if TYPE_CHECKING:
    from collections.abc import Iterator

OUT = Path(__file__).parents[1] / "docs" / "commands.md"
HEAD = """# Commands

Generated from the commands' help by `tools/write_command_reference.py`. Every command also has
`-h` or `--help`; `airdate --version` prints the version.
"""


def reference() -> str:
    """Return the page: a section for each command, a row for each option."""
    return "\n".join([HEAD, *_sections(commands, "airdate")])


def _sections(group: click.Group, path: str) -> Iterator[str]:
    for name, command in sorted(group.commands.items()):
        yield from _section(f"{path} {name}", command)
        if isinstance(command, click.Group):
            yield from _sections(command, f"{path} {name}")


def _section(path: str, command: click.Command) -> Iterator[str]:
    context = click.Context(command)
    arguments = [each for each in command.params if isinstance(each, click.Argument)]
    options = [each for each in command.params if isinstance(each, click.Option)]
    usage = " ".join([path, *(each.make_metavar(context) for each in arguments)])
    yield f"## `{usage}`\n"
    yield f"{inspect.cleandoc(command.help or '')}\n"
    records = [record for each in options if (record := each.get_help_record(context))]
    if records:
        yield "| option | |\n|---|---|"
        yield from (f"| `{_cell(names)}` | {_cell(text)} |" for names, text in records)
        yield ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("  [default:", " [default:")


if __name__ == "__main__":
    OUT.write_text(reference(), encoding="utf-8")

"""Help texts: every command and option explains itself, in one grammar, and is documented."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner

from airdate.cli.commands import commands
from tests.journeys.conftest import REPOSITORY
from tools.write_command_reference import reference

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_SUMMARY = 56  # Click cuts the rest in 80 columns
# Verbs that command summaries begin with. A new one is added here once it reads as an imperative.
VERBS = {"Check", "Create", "List", "Manage", "Publish", "Restore", "Revoke", "Serve", "Show"}
METAPHORS = re.compile(r"\b(else|tells?|told|says?|said|whoever|who|mend|sound|such as)\b")


def every(
    group: click.Group, name: str = "airdate"
) -> Iterator[tuple[str, click.Command, list[click.Option]]]:
    for short, command in sorted(group.commands.items()):
        options = [each for each in command.params if isinstance(each, click.Option)]
        yield f"{name} {short}", command, options
        if isinstance(command, click.Group):
            yield from every(command, f"{name} {short}")


COMMANDS = [(name, command) for name, command, _ in every(commands)]
OPTIONS = [(name, option) for name, _, options in every(commands) for option in options]
DOCUMENTS = "\n".join(
    path.read_text("utf-8")
    for path in (REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").glob("*.md")))
)


def summary(command: click.Command) -> str:
    return (command.help or "").strip().split("\n\n")[0]


@pytest.mark.parametrize(("name", "command"), COMMANDS, ids=[name for name, _ in COMMANDS])
def test_a_command_has_a_short_imperative_summary(name: str, command: click.Command) -> None:
    text = summary(command)
    assert len(text.rstrip(".")) <= MAX_SUMMARY, name
    assert text.count(".") == 1
    assert text.endswith(".")
    assert text.split()[0] in VERBS
    assert not METAPHORS.search(command.help or "")


@pytest.mark.parametrize(
    ("name", "option"), OPTIONS, ids=[f"{name} {each.opts[-1]}" for name, each in OPTIONS]
)
def test_an_option_explains_itself(name: str, option: click.Option) -> None:
    text = option.help or ""
    assert text, name
    assert text[0].isupper()
    assert not METAPHORS.search(text)
    sentences = re.findall(r"\w\w\.(?= [A-Z]|$)", text)
    assert len(sentences) != 1, "a full stop only after each of several sentences"
    assert not re.search(r"\bdefaults?\b(?!:)", text), "write “(default: …)”"


def test_no_summary_is_cut_in_the_list_of_commands() -> None:
    shown = CliRunner().invoke(commands, ["--help"], terminal_width=80).output
    assert "..." not in shown.split("Commands:")[1]
    for command in commands.commands.values():
        assert summary(command).rstrip(".") in shown


@pytest.mark.parametrize("name", [name for name, _ in COMMANDS])
def test_a_command_is_documented(name: str) -> None:
    assert re.search(rf"{name}\b", DOCUMENTS)


def test_the_reference_of_commands_is_current() -> None:
    page = (REPOSITORY / "docs" / "commands.md").read_text("utf-8")
    assert page == reference(), "run tools/write_command_reference.py"

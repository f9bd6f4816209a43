"""Errors that end a command are worded as problems are: their texts, read from the source."""

from __future__ import annotations

import ast
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import pytest

from airdate.model import Place, Problem, Severity
from tests.message_grammar import faults

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).parents[1] / "pipeline" / "airdate"
# Their first argument is a line, or a code; tests of check try their texts.
WITH_ANOTHER_FIRST = {"DirectiveError", "UnreadableError"}
VALUE = "“x”"  # stands for what an f-string fills in


def texts(node: ast.expr) -> Iterator[str]:
    """Yield the texts that an expression may be, as far as the source shows them."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        parts = [each.value if isinstance(each, ast.Constant) else VALUE for each in node.values]
        yield "".join(map(str, parts))
    elif isinstance(node, ast.IfExp):
        yield from (*texts(node.body), *texts(node.orelse))


def errors(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the message and the hint of every error that a module raises."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and len(node.args) > 1:
            name = ast.unparse(node.func).rpartition(".")[2]
            if name.endswith("Error") and name not in WITH_ANOTHER_FIRST:
                for message in texts(node.args[0]):
                    yield from ((message, hint) for hint in texts(node.args[1]))


ERRORS = sorted(
    (path.relative_to(PACKAGE).as_posix(), message, hint)
    for path in PACKAGE.rglob("*.py")
    for message, hint in errors(path)
)


@pytest.mark.parametrize(("module", "message", "hint"), ERRORS)
def test_an_error_is_worded_by_the_grammar(module: str, message: str, hint: str) -> None:
    place = Place(PurePosixPath(module))
    assert faults(Problem("error-raised", Severity.ERROR, place, message, hint)) == []


def test_the_errors_are_found() -> None:
    assert len(ERRORS) > 80

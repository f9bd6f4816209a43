"""Errors and problems of all rooms are worded by one grammar: their texts, read from the source."""

from __future__ import annotations

import ast
from itertools import product
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
CODE = ast.Constant("error-raised")  # of errors, which have none
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


def calls(path: Path) -> Iterator[tuple[str, list[ast.expr]]]:
    """Yield the name and the arguments of every call in a module."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func).rpartition(".")[2], node.args


def worded(name: str, arguments: list[ast.expr]) -> list[ast.expr]:
    """Return the code, the message and the hint among a call's arguments; else nothing."""
    if name == "Problem" and len(arguments) > 4:
        return [arguments[0], *arguments[3:5]]
    if name == "_problem" and len(arguments) > 3:  # of verification
        return [ast.Constant("verify-failed"), *arguments[2:4]]
    if name in {"report", "warn"} and len(arguments) > 2:
        return arguments[:3]
    if name.endswith("Error") and name not in WITH_ANOTHER_FIRST and len(arguments) > 1:
        return [CODE, *arguments[:2]]
    return []


def wordings(path: Path) -> Iterator[tuple[str, ...]]:
    """Yield the code, the message and the hint of everything that a module reports."""
    for name, arguments in calls(path):
        yield from product(*map(texts, worded(name, arguments))) if arguments else ()


WORDINGS = sorted(
    (path.relative_to(PACKAGE).as_posix(), *wording)
    for path in PACKAGE.rglob("*.py")
    for wording in wordings(path)
    if wording
)


@pytest.mark.parametrize(("module", "code", "message", "hint"), WORDINGS)
def test_what_goes_wrong_is_worded_by_the_grammar(
    module: str, code: str, message: str, hint: str
) -> None:
    place = Place(PurePosixPath(module))
    assert faults(Problem(code, Severity.ERROR, place, message, hint)) == []


def test_the_errors_are_found() -> None:
    assert len(WORDINGS) > 120

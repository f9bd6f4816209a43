"""Messages, hints and reasons have one grammar, and every code is documented."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from airdate.check.other_codes import OTHER_CODES
from airdate.check.registry import RULES
from airdate.check.rules_doc import rules_page
from airdate.model import Place, Problem, Severity
from airdate.workspace import load
from tests.check import test_feeds, test_rules
from tests.check.feed import linted, spoiled
from tests.message_grammar import faults, of_why
from tests.workspace import test_load
from tests.workspace.conftest import show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tests.check.test_rules import Given

ROOT = Path(__file__).parents[2]
# Headers of HTTP, which look like codes.
_CODE = r'"([a-z]+(?:-[a-z]+)+)"'
__all__ = ["show"]  # a fixture


def faults_of(problems: Iterable[Problem]) -> list[str]:
    return [fault for problem in problems for fault in faults(problem)]


@pytest.mark.parametrize("case", [case for _, _, _, case, _ in test_rules.CASES])
def test_of_a_workspace(case: Given) -> None:
    assert faults_of(case.problems_for()) == []


@pytest.mark.parametrize(("old", "new"), [case[1:] for case in test_feeds.CASES])
def test_of_a_feed(old: str, new: str) -> None:
    assert faults_of(linted(spoiled(old, new)).problems) == []


@pytest.mark.parametrize("text", test_feeds.NOT_FEEDS.values())
def test_of_what_is_not_a_feed(text: str) -> None:
    assert faults_of(linted(text).problems) == []


@pytest.mark.parametrize("spoil", [case[0] for case in test_load.BROKEN])
def test_of_files_that_cannot_be_read(show: Path, spoil: Callable[[Path], None]) -> None:
    spoil(show)
    assert faults_of(load(show)[1]) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_of_reasons(rule: object) -> None:
    assert list(of_why(getattr(rule, "why", ""))) == []


@pytest.mark.parametrize(
    ("message", "hint", "fault"),
    [
        ("It is odd", "Change it.", "starts with a capital"),
        ("it is odd", "Change it.", "has “it”"),
        ("there is no file a.wav", "Add it.", "has “there is”"),
        ("“x” is no date", "Change it.", "has “is no”"),
        ("unknown value “x”.", "Change it.", "ends with a stop"),
        ("unknown value", "Change it.", "shows no value"),
        ("unknown value “x”", "change it.", "doesn't start with a capital"),
        ("unknown value “x”", "Change it", "doesn't end with a full stop"),
    ],
)
def test_the_grammar_finds_what_breaks_it(message: str, hint: str, fault: str) -> None:
    place = Place(test_rules.FEED_PLACE.path)
    found = faults(Problem("value-unknown", Severity.ERROR, place, message, hint))
    assert any(fault in each for each in found), found
    right = Problem("value-unknown", Severity.ERROR, place, "unknown value “x”", "Write `y`.")
    assert faults(right) == []


def test_every_code_is_documented() -> None:
    page = (ROOT / "docs/checking.md").read_text()
    assert page == rules_page(), "run: airdate check --rules > docs/checking.md"
    elsewhere = {code for codes in OTHER_CODES.values() for code in codes}
    assert all(f"| `{code}` |" in page for code in {*elsewhere, *(rule.code for rule in RULES)})
    assert codes_in_source() - {rule.code for rule in RULES} == elsewhere


def codes_in_source() -> set[str]:
    """Return the codes that stand where files are read, published and verified."""
    folder = ROOT / "pipeline/airdate"
    texts = [path.read_text() for path in folder.glob("workspace/read/*.py")]
    published = (path.read_text() for path in folder.glob("publish/*.py"))
    texts += [text for text in published if "Problem(" in text]
    verify = re.findall(r'_problem\(\s*"([a-z-]+)"', (folder / "web/verify.py").read_text())
    found = {code for text in texts for code in re.findall(_CODE, text)}
    return found | {f"verify-{code}" for code in verify}

"""Problems and errors as they are printed: by file, with line, message, code, hint and why."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest

from airdate.cli.console import warn
from airdate.cli.problem_list import MAX_ALIKE, show_check, show_error, show_problems
from airdate.errors import AirdateError
from airdate.model import Place, Problem, Severity
from airdate.publish.pipeline import InvalidWorkspace
from airdate.publish.status import FeedSize

if TYPE_CHECKING:
    from collections.abc import Sequence


EPISODE = PurePosixPath("episodes/trust/episode.md")
FEED = PurePosixPath("feeds/main.toml")


def problem(
    path: PurePosixPath = EPISODE,
    line: int = 0,
    code: str = "chapters-out-of-range",
    severity: Severity = Severity.WARNING,
) -> Problem:
    place = Place(path, line)
    message = f"chapter “{line}” starts at 1:02:00, after the interview ends (58:41)"
    why = "players can't seek past the end of the audio"
    return Problem(code, severity, place, message, "Correct its start time.", why=why)


def printed(problems: Sequence[Problem], capsys: pytest.CaptureFixture[str]) -> list[str]:
    show_problems(problems)
    return capsys.readouterr().out.splitlines()


def test_a_problem_has_its_line_its_code_a_hint_and_a_reason(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert printed([problem(line=12)], capsys) == [
        "episodes/trust/episode.md",
        f"  12: warning: {problem(line=12).message} [chapters-out-of-range]",
        "      hint: Correct its start time.",
        "      why: players can't seek past the end of the audio",
    ]


def test_files_and_lines_are_in_order_and_each_file_has_one_heading(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = printed([problem(FEED, 3), problem(line=9), problem(line=4)], capsys)
    assert [line for line in lines if not line.startswith(" ")] == [str(EPISODE), str(FEED)]
    assert [line.split(":")[0] for line in lines if "warning" in line] == ["  4", "  9", "  3"]


def test_the_reason_is_printed_once_for_each_code_and_file(
    capsys: pytest.CaptureFixture[str],
) -> None:
    problems = [problem(line=1), problem(line=2), problem(line=3, code="other-code"), problem(FEED)]
    assert sum("why:" in line for line in printed(problems, capsys)) == 3


def test_a_problem_without_a_line_starts_with_its_severity(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert printed([problem(severity=Severity.ERROR)], capsys)[1].startswith("  error: ")


def test_many_problems_of_one_code_are_cut_with_their_number(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show_check([problem(line=line) for line in range(1, MAX_ALIKE + 4)], "text")
    lines = capsys.readouterr().out.splitlines()
    assert sum("warning:" in line for line in lines) == MAX_ALIKE
    assert lines[-2] == "  … and 3 more [chapters-out-of-range]; use --json to see all"
    assert lines[-1] == f"Found 0 errors, {MAX_ALIKE + 3} warnings."


@pytest.mark.parametrize(("paged", "pages"), [(True, "paged"), (False, "one document")])
def test_a_clean_check_ends_with_the_size_of_feeds(
    capsys: pytest.CaptureFixture[str], pages: str, *, paged: bool
) -> None:
    show_check([], "text", [FeedSize("feeds/main.xml", 2400, paged)])
    assert capsys.readouterr().out == f"feeds/main.xml: 2.4 kB, {pages}\nAll checks passed.\n"


def test_an_error_has_a_hint_and_goes_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    show_error(AirdateError("cannot read a.wav: No such file", "Check its name."))
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err == "error: cannot read a.wav: No such file\n  hint: Check its name.\n"


def test_an_invalid_workspace_lists_its_problems_first(capsys: pytest.CaptureFixture[str]) -> None:
    show_error(InvalidWorkspace((problem(severity=Severity.ERROR), problem(FEED))))
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == str(EPISODE)
    assert lines[-2] == "error: the workspace has problems (1 error, 1 warning)"
    assert lines[-1].startswith("  hint: ")


def test_private_urls_are_never_printed(capsys: pytest.CaptureFixture[str]) -> None:
    warn(f"could not notify https://a.example/private/{'0' * 32}/feed.xml")
    assert (
        capsys.readouterr().err
        == "warning: could not notify https://a.example/private/…/feed.xml\n"
    )

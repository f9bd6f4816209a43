"""Problems as SARIF and as annotations, and the rules as a page."""

from __future__ import annotations

import json
import re
from pathlib import PurePosixPath
from urllib.parse import unquote_to_bytes, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airdate.check.registry import BY_CODE
from airdate.check.report import github, sarif
from airdate.check.rules_doc import rules_page
from airdate.model import Place, Problem, Severity


def problem(
    code: str = "key-unknown", path: str = "airdate.toml", line: int = 3, what: str = "value is odd"
) -> Problem:
    return Problem(code, Severity.WARNING, Place(PurePosixPath(path), line), what, "Change it.")


def test_sarif_of_a_problem() -> None:
    log = sarif([problem("guid-duplicate", "episodes/ü b/episode.md")], "1.0")
    (run,) = log["runs"]
    assert log["version"] == "2.1.0"
    assert run["tool"]["driver"]["version"] == "1.0"
    (rule,) = run["tool"]["driver"]["rules"]
    assert rule["id"] == "guid-duplicate"
    assert urlsplit(rule["helpUri"]).hostname == "podcasters.apple.com"
    assert " " not in rule["helpUri"]
    assert run["results"] == [
        {
            "ruleId": "guid-duplicate",
            "ruleIndex": 0,
            "level": "warning",
            "message": {"text": "value is odd. Change it."},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": "episodes/%C3%BC%20b/episode.md"},
                        "region": {"startLine": 3},
                    }
                }
            ],
        }
    ]


def test_sarif_has_no_unknown_line() -> None:
    (result,) = sarif([problem(line=0)], "1.0")["runs"][0]["results"]
    assert "region" not in result["locations"][0]["physicalLocation"]


def test_sarif_names_each_rule_once_and_results_point_at_theirs() -> None:
    given = [problem("a"), problem("guid-duplicate"), problem("a")]
    (run,) = sarif(given, "1.0")["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == ["a", "guid-duplicate"]
    assert [rules[each["ruleIndex"]] for each in run["results"]] == [each.code for each in given]


def test_nothing_wrong_is_a_run_without_results() -> None:
    assert sarif([], "1.0")["runs"][0]["results"] == []
    assert github([]) == ""


@pytest.mark.parametrize(
    ("given", "line"),
    [
        (
            problem(path="a,b:c.toml", what="50 %\nx: y"),
            "::warning file=a%2Cb%3Ac.toml,line=3,title=key-unknown::50 %25%0Ax: y. Change it.\n",
        ),
        (
            problem(line=0),
            "::warning file=airdate.toml,title=key-unknown::value is odd. Change it.\n",
        ),
    ],
)
def test_github_annotations(given: Problem, line: str) -> None:
    assert github([given]) == line


@given(st.text(st.characters(exclude_categories=())), st.text(min_size=1))
def test_any_words_are_one_annotation_and_a_path_is_a_relative_uri(what: str, name: str) -> None:
    path = str(PurePosixPath("feeds") / name.replace("/", "_"))
    made = problem(path=path, what=what)
    assert re.fullmatch(r"::warning [^\n\r]*\n", github([made]))
    log = json.loads(json.dumps(sarif([made], "1.0")))
    location = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    uri = location["artifactLocation"]["uri"]
    assert uri.isascii()
    assert urlsplit(uri).scheme == ""
    assert unquote_to_bytes(uri).decode() == str(made.place.path)


def test_a_path_that_is_no_text_has_an_address_too() -> None:
    log = sarif([problem(path="episodes/b\udcff/episode.md")], "1.0")
    location = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "episodes/b%FF/episode.md"


def test_the_page_has_each_rule_in_a_row_of_six_cells() -> None:
    table = rules_page().split("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("| `")]
    assert [row.split("`")[1] for row in rows] == sorted(BY_CODE)
    assert {len(re.split(r"(?<!\\)\|", row)) for row in rows} == {8}


def test_the_page_says_for_whom_a_rule_is_an_error() -> None:
    page = rules_page()
    assert "| `title-angle-brackets` | workspace, feed | warning | youtube |" in page
    assert "| `guid-duplicate` | workspace, feed | error | all |" in page
    assert "| `chapters-start-late` | workspace | warning | — |" in page


def test_a_code_that_no_rule_finds_is_described_too() -> None:
    (run,) = sarif([problem("toml-invalid"), problem("unheard-of")], "1.0")["runs"]
    described, bare = run["tool"]["driver"]["rules"]
    assert described["shortDescription"]["text"] == "the file is not valid TOML"
    assert bare == {"id": "unheard-of"}

"""Problems in the forms that others read: SARIF, GitHub's annotations. Pure: values and text.

SARIF 2.1.0: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html (read 2026-11).
Annotations: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
(read 2026-11).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from airdate.check.other_codes import OTHER_CODES
from airdate.check.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import PurePosixPath

    from airdate.model import Place, Problem

SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
SARIF_VERSION = "2.1.0"
_MEANINGS = {code: text for codes in OTHER_CODES.values() for code, text in codes.items()}


def sarif(problems: Sequence[Problem], version: str) -> dict[str, Any]:
    """Return a SARIF log of one run, to be written as JSON; `version` is Airdate's."""
    codes = list(dict.fromkeys(problem.code for problem in problems))
    driver = {
        "name": "airdate",
        "version": version,
        "rules": [_descriptor(code) for code in codes],
    }
    return {
        "$schema": SARIF_SCHEMA,
        "version": SARIF_VERSION,
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [_result(problem, codes.index(problem.code)) for problem in problems],
            }
        ],
    }


def github(problems: Iterable[Problem]) -> str:
    """Return one annotation a line, which GitHub shows beside the file's lines."""
    return "".join(f"{_annotation(problem)}\n" for problem in problems)


def _descriptor(code: str) -> dict[str, Any]:
    """Describe a rule, or a code that no rule finds."""
    rule = BY_CODE.get(code)
    if rule is None:
        meaning = _MEANINGS.get(code)
        return {"id": code} | ({"shortDescription": {"text": meaning}} if meaning else {})
    descriptor: dict[str, Any] = {"id": code, "shortDescription": {"text": rule.why}}
    address = rule.source.split(" ", 1)[0]
    return descriptor | ({"helpUri": address} if address.startswith("https://") else {})


def _result(problem: Problem, rule: int) -> dict[str, Any]:
    return {
        "ruleId": problem.code,
        "ruleIndex": rule,
        "level": problem.severity.value,
        "message": {"text": f"{problem.message}. {problem.hint}"},
        "locations": [{"physicalLocation": _location(problem.place)}],
    }


def _location(place: Place) -> dict[str, Any]:
    """Return a place; an unknown line is left out, since SARIF counts from 1."""
    file = {"artifactLocation": {"uri": _uri(place.path)}}
    column = {"startColumn": place.column} if place.column else {}
    return file | ({"region": {"startLine": place.line} | column} if place.line else {})


def _uri(path: PurePosixPath) -> str:
    """Return a relative reference; a first part with a colon would be taken for a scheme."""
    return quote(str(path), safe="/", errors="surrogateescape")


def _annotation(problem: Problem) -> str:
    where = f"file={_property(str(problem.place.path))}"
    line = f",line={problem.place.line}" if problem.place.line else ""
    line += f",col={problem.place.column}" if problem.place.column else ""
    text = _data(f"{problem.message}. {problem.hint}")
    return f"::{problem.severity.value} {where}{line},title={_property(problem.code)}::{text}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

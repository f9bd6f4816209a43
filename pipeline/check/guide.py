"""The page that documents the rules, made from their table, so that it is never behind. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.check.rules import RULES

if TYPE_CHECKING:
    from pipeline.check.rule import Rule

_HEAD = """\
# What `airdate check` looks for

Made from the table in `pipeline/check/rules.py`. An error stops a publish, a warning does not.
`airdate check --for apple,spotify` turns into errors what those directories demand.

| code | is | an error for | because | says who |
|---|---|---|---|---|
"""


def rules_page() -> str:
    """Return the rules as a table in Markdown, in the order of their codes."""
    return _HEAD + "".join(_row(rule) for rule in sorted(RULES, key=lambda rule: rule.code))


def _row(rule: Rule) -> str:
    cells = (
        f"`{rule.code}`",
        rule.severity.value,
        ", ".join(sorted(rule.demand)) or ("all" if rule.severity == "error" else "nobody"),
        rule.why,
        rule.source,
    )
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |\n"

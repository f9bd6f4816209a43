"""The page that documents the rules, made from their table, so that it is never behind. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from airdate.check.registry import FEED, TABLE, WORKSPACE

if TYPE_CHECKING:
    from airdate.check.core import Rule

_HEAD = """\
# What `airdate check` looks for

Made from the tables in `check/workspace_rules.py` and `check/feeds/feed_rules.py` by `airdate check
--rules`. An error stops a publish, a warning does not; `--for apple,spotify` turns
into errors what those directories demand. Rules for a workspace are tried by `airdate check`, those
for a feed by `airdate check URL_OR_FILE`.

| code | tried in | is | an error for | because | says who |
|---|---|---|---|---|---|
"""


def rules_page() -> str:
    """Return the rules as a table in Markdown, in the order of their codes."""
    return _HEAD + "".join(_row(rule) for _, rule in sorted(TABLE.items()))


def _row(rule: Rule[Any]) -> str:
    where = {"workspace": WORKSPACE, "feed": FEED}
    cells = (
        f"`{rule.code}`",
        ", ".join(name for name, codes in where.items() if rule.code in codes),
        rule.severity.value,
        ", ".join(sorted(rule.demand)) or ("all" if rule.severity == "error" else "nobody"),
        rule.why,
        rule.source,
    )
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |\n"

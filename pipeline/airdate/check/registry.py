"""All rules by their code: those for workspaces, and those for anybody's feed. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from airdate.check import feeds, workspace_rules

if TYPE_CHECKING:
    from airdate.check.core import Rule

WORKSPACE = frozenset(rule.code for rule in workspace_rules.RULES)
FEED = frozenset(rule.code for rule in feeds.RULES)
_RULES: tuple[Rule[Any], ...] = (*feeds.RULES, *workspace_rules.RULES)
TABLE = {rule.code: rule for rule in _RULES}

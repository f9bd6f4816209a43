"""All rules by their code: those for workspaces, and those for anybody's feed. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.check import feeds, rules

if TYPE_CHECKING:
    from pipeline.check.rule import Rule

WORKSPACE = frozenset(rule.code for rule in rules.RULES)
FEED = frozenset(rule.code for rule in feeds.RULES)
_RULES: tuple[Rule[Any], ...] = (*feeds.RULES, *rules.RULES)
TABLE = {rule.code: rule for rule in _RULES}

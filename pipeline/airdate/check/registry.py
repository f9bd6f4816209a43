"""All rules, by subject; to add one, write its function and its `Rule` in the subject's module."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from airdate.check import (
    article_rules,
    artwork_rules,
    chapter_rules,
    date_rules,
    description_rules,
    distribution_rules,
    enclosure_rules,
    identity_rules,
    language_rules,
    link_rules,
    listing_rules,
    podcast_checks,
    recording_rules,
    title_rules,
    transcript_rules,
)
from airdate.check.core import Scope
from airdate.check.feeds import markup_rules, response_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from airdate.check.core import Check, Rule
    from airdate.model import Problem

RULES: tuple[Rule, ...] = (
    *recording_rules.RULES,
    *identity_rules.RULES,
    *title_rules.RULES,
    *description_rules.RULES,
    *language_rules.RULES,
    *date_rules.RULES,
    *listing_rules.RULES,
    *artwork_rules.RULES,
    *distribution_rules.RULES,
    *article_rules.RULES,
    *link_rules.RULES,
    *chapter_rules.RULES,
    *transcript_rules.RULES,
    *enclosure_rules.RULES,
    *podcast_checks.RULES,
    *markup_rules.RULES,
    *response_rules.RULES,
)
BY_CODE = {rule.code: rule for rule in RULES}
_BY_SCOPE: dict[Scope, tuple[tuple[Rule, Check], ...]] = {
    scope: tuple((rule, each) for rule in RULES for each in rule.checks if each.scope is scope)
    for scope in Scope
}


def problems(scope: Scope, given: Any, audiences: frozenset[str]) -> Iterator[Problem]:
    """Yield a problem for each place where a rule of this scope is violated.

    `given` is what checks of the scope are a function of; see `core`.
    """
    for rule, each in _BY_SCOPE[scope]:
        for finding in each.find(given):
            yield rule.problem(finding, audiences)

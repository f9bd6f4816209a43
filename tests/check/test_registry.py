"""A rule is one function and one declaration in one file, and is a function of what it declares."""

from __future__ import annotations

import inspect
from importlib import import_module

import pytest

from airdate.check import registry
from airdate.check.core import Rule, Scope

# Rules of declared tags: each is one function of values, applied by these checks.
APPLIED = "airdate.check.podcast_checks"
INPUTS = {
    Scope.EPISODE: "EpisodeInput",
    Scope.ITEM: "Item",
    Scope.ITEMS: "EpisodeSummary",
    Scope.SHOW: "ShowInput",
    Scope.CHANNEL: "Channel",
    Scope.PUBLISHED: "PublishedInput",
    Scope.DOCUMENT: "Document",
}


def test_codes_are_distinct() -> None:
    assert len(registry.BY_CODE) == len(registry.RULES)


@pytest.mark.parametrize("rule", registry.RULES, ids=lambda rule: rule.code)
def test_to_add_a_rule_one_file_is_edited(rule: Rule) -> None:
    modules = {each.find.__module__ for each in rule.checks} - {APPLIED}
    assert len(modules) <= 1
    for name in modules:
        assert rule in import_module(name).RULES


@pytest.mark.parametrize("rule", registry.RULES, ids=lambda rule: rule.code)
def test_a_check_takes_what_its_scope_is_about(rule: Rule) -> None:
    for each in rule.checks:
        (parameter,) = inspect.signature(each.find).parameters.values()
        assert INPUTS[each.scope] in str(parameter.annotation)

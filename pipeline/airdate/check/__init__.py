"""Rules, each with its source, and the checks that apply them to a workspace or a feed. Pure."""

from airdate.check.inputs import ShowContext
from airdate.check.workspace_checks import (
    check_episode,
    check_published,
    check_show,
    next_change,
)
from airdate.check.workspace_inputs import context_of, draft_summary, summary

__all__ = [
    "ShowContext",
    "check_episode",
    "check_published",
    "check_show",
    "context_of",
    "draft_summary",
    "next_change",
    "summary",
]

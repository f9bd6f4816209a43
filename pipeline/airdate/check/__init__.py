"""Whether a workspace may go out: rules, each with its source. Pure."""

from airdate.check.workspace_rules import check, check_against

__all__ = ["check", "check_against"]

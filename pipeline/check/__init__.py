"""Whether a workspace may go out: rules, each with its source. Pure."""

from pipeline.check.rules import check, check_against

__all__ = ["check", "check_against"]

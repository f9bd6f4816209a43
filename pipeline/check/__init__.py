"""Whether a workspace may go out: rules, each with its source. Pure."""

from pipeline.check.rules import check

__all__ = ["check"]

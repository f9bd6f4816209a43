"""Text on standard output and error, without private URLs: others read terminals and logs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from airdate.model import Severity
from airdate.store.private import hidden

if TYPE_CHECKING:
    from collections.abc import Mapping

COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow"}


def echo(text: str, *, err: bool = False, nl: bool = True) -> None:
    """Print text, with the secret part of private URLs left out."""
    click.echo(hidden(text), err=err, nl=nl)


def print_json(value: Mapping[str, Any]) -> None:
    """Print a value as indented JSON; dataclasses become objects."""
    from pydantic_core import to_json

    echo(to_json(value, indent=2, inf_nan_mode="strings", fallback=str).decode())


def label(severity: Severity) -> str:
    """Return a severity as it is printed, in its colour."""
    return click.style(severity.value, fg=COLOURS[severity], bold=True)


def warn(message: str) -> None:
    """Print a warning that belongs to no file."""
    echo(f"{label(Severity.WARNING)}: {message}", err=True)

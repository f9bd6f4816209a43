"""The command line, as journeys run it."""

from tests.journeys.conftest import made, recording, shell, show

__all__ = ["made", "recording", "shell", "show"]

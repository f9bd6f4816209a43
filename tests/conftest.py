"""What all tests share: other people's programs, skipped aloud where they are absent."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

# How long an example takes says nothing about the code on a machine that does other things too.
settings.register_profile("airdate", deadline=None)
settings.load_profile("airdate")

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests have to tell though they passed: seeds, and how much was tried."""
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, value in getattr(report, "user_properties", ()):
                if name == "told" and report.when == "call":
                    terminalreporter.write_line(f"{report.nodeid}: {value}")


@pytest.fixture(scope="session")
def program() -> Callable[[str], str]:
    """Return a function that finds a program: absent, the test is skipped; in CI it fails."""

    def find(name: str) -> str:
        if path := shutil.which(name):
            return path
        return _absent(name)

    return find


@pytest.fixture(scope="session")
def node_package() -> Callable[[str], Path]:
    """Return a function that finds a package of npm's: absent, skipped; in CI it fails."""

    def find(name: str) -> Path:
        path = Path(__file__).parents[1] / "node_modules" / name
        return path if path.is_dir() else Path(_absent(name))

    return find


@pytest.fixture(scope="session")
def endpoint() -> Iterator[str]:
    """A real S3 server with one bucket, of which each test takes a part for itself."""
    from tests.store import seaweed

    with seaweed.running() as endpoint:
        yield endpoint


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Let processes started here be interrupted, though a shell's `&` had us ignore SIGINT."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def _absent(name: str) -> str:
    reason = f"{name} is not installed: sh tools/judges.sh"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)

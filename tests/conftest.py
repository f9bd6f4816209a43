"""What all tests share: other people's programs, skipped aloud where they are absent."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

# How long an example takes says nothing about the code on a machine that does other things too.
settings.register_profile("airdate", deadline=None)
settings.load_profile("airdate")

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(scope="session")
def program() -> Callable[[str], str]:
    """Return a function that finds a program: absent, the test is skipped; in CI it fails."""

    def find(name: str) -> str:
        if path := shutil.which(name):
            return path
        reason = f"{name} is not installed: sh tools/system-packages.sh"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)

    return find

"""AIRDATE_VERIFY=1: results that count as unchanged are made again, a sample of them, and compared.

A difference is a fault of the program: something that a result depends on is not among its inputs.
"""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

VARIABLE = "AIRDATE_VERIFY"
_SHARE = 20  # one in so many, and at least
_LEAST = 5


def is_wanted() -> bool:
    """Whether this process verifies what it takes from the ledger."""
    return os.environ.get(VARIABLE, "") not in {"", "0"}


class Verification:
    """A sample of rows that are made again, and those that came out otherwise."""

    def __init__(self, *, is_on: bool) -> None:
        self.is_on = is_on
        self.differences: list[str] = []
        self._expected: dict[tuple[str, str, str], bytes] = {}

    def sample(self, fresh: Sequence[str]) -> list[str]:
        """Return some of the subjects of unchanged rows."""
        if not self.is_on or not fresh:
            return []
        count = min(len(fresh), max(_LEAST, len(fresh) // _SHARE))
        return random.sample(fresh, count)

    def expect(self, stage: str, target: str, subject: str, digest: bytes) -> None:
        """Note what a row that is made again has to come out as."""
        self._expected[stage, target, subject] = digest

    def compare(self, stage: str, target: str, subject: str, digest: bytes) -> None:
        """Note a difference, if this row was to be made again and came out otherwise."""
        expected = self._expected.pop((stage, target, subject), None)
        if expected not in {None, digest}:
            self.differences.append(f"{stage} “{subject}”")

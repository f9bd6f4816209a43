"""What a rule is: a code, how bad it is and for whom, where it comes from, and what it finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from pipeline.model import Head, Place, Problem, Severity, Survey, Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Facts:
    """All that rules may look at."""

    workspace: Workspace
    survey: Survey
    head: Head
    now: datetime


class Finding(NamedTuple):
    """One place where a rule is broken: what is wrong there, and how to mend it."""

    place: Place
    what: str
    mend: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule; broken, it is of this severity, and an error for those who `demand` it.

    `source` says who asks for it, with the date on which that was read.
    """

    code: str
    why: str
    source: str
    find: Callable[[Facts], Iterable[Finding]]
    severity: Severity = Severity.ERROR
    demand: frozenset[str] = frozenset()

    def problems(self, facts: Facts, audiences: frozenset[str]) -> Iterable[Problem]:
        """Yield a problem for each place where the rule is broken."""
        severity = Severity.ERROR if self.demand & audiences else self.severity
        for place, what, mend in self.find(facts):
            yield Problem(self.code, severity, place, what, mend, self.source)

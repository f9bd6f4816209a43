"""What a rule is: a code, how bad it is and for whom, where it comes from, and what it finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from airdate.model import Manifest, Place, ProbeResults, Problem, Severity, Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

Seen = TypeVar("Seen")


class Link(NamedTuple):
    """An address as the author wrote it, and where."""

    place: Place
    address: str


@dataclass(frozen=True, slots=True)
class RuleInput:
    """All that rules of a workspace may look at; `links` are all addresses in it."""

    workspace: Workspace
    probe_results: ProbeResults
    manifest: Manifest
    now: datetime
    links: tuple[Link, ...]


class Finding(NamedTuple):
    """One place where a rule is broken: what is wrong there, and how to mend it."""

    place: Place
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Rule(Generic[Seen]):
    """A rule; broken, it is of this severity, and an error for those who `demand` it.

    `source` says who asks for it, with the date on which that was read. Only a rule that is
    `against_head` is shown what is published.
    """

    code: str
    why: str
    source: str
    find: Callable[[Seen], Iterable[Finding]]
    severity: Severity = Severity.ERROR
    demand: frozenset[str] = frozenset()
    against_head: bool = False

    def problems(self, seen: Seen, audiences: frozenset[str]) -> Iterable[Problem]:
        """Yield a problem for each place where the rule is broken."""
        for finding in self.find(seen):
            yield self.problem(finding, audiences)

    def problem(self, finding: Finding, audiences: frozenset[str]) -> Problem:
        """Return a finding as a problem."""
        severity = Severity.ERROR if self.demand & audiences else self.severity
        return Problem(self.code, severity, *finding, self.source, self.why)

"""Rules: what a rule is, what it is a function of, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, NamedTuple

from airdate.model import Place, Problem, Severity

if TYPE_CHECKING:
    from airdate.check.feeds.document import Document
    from airdate.check.inputs import Channel, EpisodeInput, Item, PublishedInput, ShowInput
    from airdate.model import EpisodeSummary


class Scope(Enum):
    """What a check is a function of. `ITEM`, `ITEMS` and `CHANNEL` are read from any feed too."""

    EPISODE = auto()  # an episode of the workspace, with its files
    ITEM = auto()  # an episode as apps get it
    ITEMS = auto()  # summaries of all episodes
    SHOW = auto()  # settings, feeds and summaries of all episodes
    CHANNEL = auto()  # a feed, without its episodes, as apps get it
    PUBLISHED = auto()  # summaries of all episodes beside the manifest
    DOCUMENT = auto()  # the XML of anyone's feed, and how it was served

    @property
    def is_of_workspaces(self) -> bool:
        """Whether `airdate check` runs such checks on a workspace."""
        return self is not Scope.DOCUMENT

    @property
    def is_of_feeds(self) -> bool:
        """Whether `airdate check FEED` runs such checks."""
        return self in {Scope.ITEM, Scope.ITEMS, Scope.CHANNEL, Scope.DOCUMENT}


class Finding(NamedTuple):
    """One violation of a rule: the message begins in lower case, the hint is a sentence."""

    place: Place
    message: str
    hint: str


Find = Callable[[Any], Iterable[Finding]]


class Check(NamedTuple):
    """A function that finds violations; `depends_on_now`: its result changes as time passes."""

    scope: Scope
    find: Find
    depends_on_now: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its severity, and the directories that `demand` it, for which it is an error.

    `why` completes "because". `source` is a URL and the month in which it was read.
    """

    code: str
    why: str
    source: str
    checks: tuple[Check, ...]
    severity: Severity = Severity.ERROR
    demand: frozenset[str] = frozenset()

    def problem(self, finding: Finding, audiences: frozenset[str]) -> Problem:
        """Return a finding as a problem."""
        severity = Severity.ERROR if self.demand & audiences else self.severity
        return Problem(self.code, severity, *finding, self.source, self.why)


def on_episode(find: Callable[[EpisodeInput], Iterable[Finding]]) -> Check:
    """Check each episode of a workspace."""
    return Check(Scope.EPISODE, find)


def on_item(find: Callable[[Item], Iterable[Finding]]) -> Check:
    """Check each episode, of a workspace or of anyone's feed."""
    return Check(Scope.ITEM, find)


def on_items(find: Callable[[tuple[EpisodeSummary, ...]], Iterable[Finding]]) -> Check:
    """Check all episodes together, of a workspace or of anyone's feed."""
    return Check(Scope.ITEMS, find)


def on_show(
    find: Callable[[ShowInput], Iterable[Finding]], *, depends_on_now: bool = False
) -> Check:
    """Check settings and feeds of a workspace."""
    return Check(Scope.SHOW, find, depends_on_now)


def on_channel(find: Callable[[Channel], Iterable[Finding]]) -> Check:
    """Check each feed, of a workspace or anyone's."""
    return Check(Scope.CHANNEL, find)


def on_published(find: Callable[[PublishedInput], Iterable[Finding]]) -> Check:
    """Check a workspace against what is published."""
    return Check(Scope.PUBLISHED, find)


def on_document(
    find: Callable[[Document], Iterable[Finding]], *, depends_on_now: bool = False
) -> Check:
    """Check the document of anyone's feed."""
    return Check(Scope.DOCUMENT, find, depends_on_now)

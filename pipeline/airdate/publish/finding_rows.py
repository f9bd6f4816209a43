"""Summaries and findings of each episode as rows of the ledger: checked only if it changed."""

from __future__ import annotations

from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from airdate.check import check_episode, check_show, next_change, summary
from airdate.ledger import PROGRAM, Stage, digest_of
from airdate.ledger.json_codec import decode, encode
from airdate.model import EpisodeSummary, Problem
from airdate.publish.probe import PROBE
from airdate.workspace.read.episode_rows import EPISODE, load_episode

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from airdate.check import ShowContext
    from airdate.ledger import Ledger
    from airdate.publish.probe import Probes

SUMMARY: Stage[EpisodeSummary] = Stage("summary", PROGRAM, encode, partial(decode, EpisodeSummary))
FINDINGS: Stage[tuple[Problem, ...]] = Stage(
    "findings", PROGRAM, encode, partial(decode, tuple[Problem, ...])
)
_NONE = digest_of(encode(()))


def refresh_summaries(ledger: Ledger, zone: ZoneInfo) -> tuple[EpisodeSummary, ...]:
    """Return the summaries of all episodes, in the order of their folders' names."""
    inputs = {name: SUMMARY.inputs(digest) for name, digest in ledger.digests(EPISODE).items()}
    for name in ledger.stale(SUMMARY, inputs):
        made = summary(load_episode(ledger, name, zone))
        ledger.write(SUMMARY, [(name, inputs[name], made)])
    return tuple(each for _, each in ledger.values(SUMMARY))


def refresh_findings(ledger: Ledger, show: ShowContext, probes: Probes) -> tuple[Problem, ...]:
    """Return the problems of each episode alone, and of its files; a shared file's once."""
    shared = _digest(show, probes)
    probed = ledger.digests(PROBE)
    inputs = {
        name: FINDINGS.inputs(digest, probed[name], shared)
        for name, digest in ledger.digests(EPISODE).items()
    }
    for name in ledger.stale(FINDINGS, inputs):
        episode = load_episode(ledger, name, show.settings.zone)
        found = probes.row(name)
        problems = (*found.problems, *check_episode(episode, found, show))
        ledger.write(FINDINGS, [(name, inputs[name], problems)])
    rows: list[tuple[Problem, ...]] = [*ledger.values_but(FINDINGS, _NONE)]
    return tuple(dict.fromkeys((*probes.problems, *chain.from_iterable(rows))))


SHOW_FINDINGS: Stage[tuple[Problem, ...]] = Stage(
    "show findings", PROGRAM, encode, partial(decode, tuple[Problem, ...])
)


def refresh_show_findings(
    ledger: Ledger,
    show: ShowContext,
    summaries: tuple[EpisodeSummary, ...],
    probes: Probes,
    now: datetime,
) -> tuple[Problem, ...]:
    """Return the problems of settings and feeds, and of all episodes together.

    `summaries` include drafts.
    """
    digests = ledger.digests(SUMMARY)
    drafts = [each for each in summaries if each.draft]
    until = next_change(show, now)
    shared: tuple[bytes | str, ...] = (_digest(show, probes), encode(drafts), repr(until))
    inputs = {"": SHOW_FINDINGS.inputs(*shared, *digests.values())}
    if ledger.stale(SHOW_FINDINGS, inputs):
        found = check_show(show, summaries, probes.pictures, now)
        ledger.write(SHOW_FINDINGS, [("", inputs[""], found)])
        return found
    return ledger.load(SHOW_FINDINGS, "") or ()


def _digest(show: ShowContext, probes: Probes) -> bytes:
    """Compute the digest of what every episode is checked against."""
    pictures = sorted(probes.pictures.items())
    parts = (show.settings, show.feeds, show.subscribers, sorted(show.audiences), pictures)
    return digest_of(str(show.root), *map(encode, parts))

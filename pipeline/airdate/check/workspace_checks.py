"""Checks of a workspace: each episode alone, all together, and against what is published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airdate.check.core import Scope
from airdate.check.inputs import PublishedInput
from airdate.check.registry import problems
from airdate.check.workspace_inputs import (
    channel,
    context_of,
    draft_summary,
    episode_input,
    show_input,
    summary,
)

if TYPE_CHECKING:
    from datetime import datetime

    from airdate.check.inputs import ShowContext
    from airdate.model import (
        Episode,
        EpisodeSummary,
        Manifest,
        ProbeResults,
        Problem,
        Workspace,
    )


def check_episode(episode: Episode, found: ProbeResults, show: ShowContext) -> tuple[Problem, ...]:
    """Return the problems of one episode, which depend on nothing else, and not on time.

    `found` has the probe results of its files; those of others are ignored.
    """
    given = episode_input(episode, found, show)
    return (
        *problems(Scope.EPISODE, given, show.audiences),
        *problems(Scope.ITEM, given.item, show.audiences),
    )


def check_show(
    show: ShowContext,
    summaries: tuple[EpisodeSummary, ...],
    found: ProbeResults,
    now: datetime,
) -> tuple[Problem, ...]:
    """Return the problems of settings and feeds, and of all episodes together.

    `summaries` include drafts. `found` has the probe results of the images that feeds name.
    """
    given = show_input(show, summaries, found, now)
    return (
        *problems(Scope.SHOW, given, show.audiences),
        *problems(Scope.ITEMS, summaries, show.audiences),
        *(
            problem
            for feed in show.feeds
            for problem in problems(Scope.CHANNEL, channel(feed), show.audiences)
        ),
    )


def check_published(
    show: ShowContext, summaries: tuple[EpisodeSummary, ...], manifest: Manifest
) -> tuple[Problem, ...]:
    """Return the problems that a workspace has because of what is published."""
    given = PublishedInput(show, summaries, manifest)
    return tuple(problems(Scope.PUBLISHED, given, show.audiences))


def summaries_of(workspace: Workspace) -> tuple[EpisodeSummary, ...]:
    """Return the light rows of all episodes and drafts."""
    return (*map(summary, workspace.episodes), *map(draft_summary, workspace.drafts))


def check_workspace(
    workspace: Workspace, found: ProbeResults, now: datetime, audiences: frozenset[str]
) -> tuple[Problem, ...]:
    """Return the problems that a workspace has whatever is published."""
    show = context_of(workspace, audiences)
    episodes = (check_episode(each, found, show) for each in workspace.episodes)
    return (
        *(problem for found_in in episodes for problem in found_in),
        *check_show(show, summaries_of(workspace), found, now),
    )

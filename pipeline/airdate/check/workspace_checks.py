"""Checks of a workspace: each episode alone, all together, and against what is published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airdate.check.core import Scope
from airdate.check.inputs import PublishedInput
from airdate.check.registry import problems
from airdate.check.workspace_inputs import (
    channel,
    episode_input,
    show_input,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from airdate.check.inputs import ShowContext
    from airdate.model import (
        Episode,
        EpisodeProbe,
        EpisodeSummary,
        Manifest,
        Picture,
        Problem,
    )


def check_episode(episode: Episode, probe: EpisodeProbe, show: ShowContext) -> tuple[Problem, ...]:
    """Return the problems of one episode. They depend on these values alone, and not on time."""
    given = episode_input(episode, probe, show)
    return (
        *problems(Scope.EPISODE, given, show.audiences),
        *problems(Scope.ITEM, given.item, show.audiences),
    )


def check_show(
    show: ShowContext,
    summaries: tuple[EpisodeSummary, ...],
    pictures: Mapping[Path, Picture],
    now: datetime,
) -> tuple[Problem, ...]:
    """Return the problems of settings and feeds, and of all episodes together.

    `summaries` include drafts; `pictures`, by path, are the images that feeds name.
    """
    given = show_input(show, summaries, pictures, now)
    return (
        *problems(Scope.SHOW, given, show.audiences),
        *problems(Scope.ITEMS, summaries, show.audiences),
        *(
            problem
            for feed in show.feeds
            for problem in problems(Scope.CHANNEL, channel(feed), show.audiences)
        ),
    )


def next_change(show: ShowContext, now: datetime) -> datetime | None:
    """Return until when `check_show` finds the same, if nothing but time changes; None: always.

    Only rules whose check `depends_on_now` matter here.
    """
    ends = [live.end for feed in show.feeds for live in feed.live if live.end]
    return min((end for end in ends if end >= now), default=None)


def check_published(
    show: ShowContext, summaries: tuple[EpisodeSummary, ...], manifest: Manifest
) -> tuple[Problem, ...]:
    """Return the problems that a workspace has because of what is published."""
    published = {each.guid: each for each in manifest.summaries()}
    given = PublishedInput(show, summaries, published, manifest)
    return tuple(problems(Scope.PUBLISHED, given, show.audiences))

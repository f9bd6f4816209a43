"""Checks of a workspace: each episode alone, all together, and against what is published."""

from __future__ import annotations

from itertools import chain
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
from airdate.model import EpisodeProbe

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from airdate.check.inputs import ShowContext
    from airdate.model import (
        Episode,
        EpisodeSummary,
        Manifest,
        Picture,
        ProbeResults,
        Problem,
        Workspace,
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


def summaries_of(workspace: Workspace) -> tuple[EpisodeSummary, ...]:
    """Return the light rows of all episodes and drafts."""
    return (*map(summary, workspace.episodes), *map(draft_summary, workspace.drafts))


def check_workspace(
    workspace: Workspace, found: ProbeResults, now: datetime, audiences: frozenset[str]
) -> tuple[Problem, ...]:
    """Return the problems that a workspace has whatever is published."""
    show = context_of(workspace, audiences)
    episodes = (check_episode(each, probe_of(each, found), show) for each in workspace.episodes)
    return (
        *chain.from_iterable(episodes),
        *check_show(show, summaries_of(workspace), found.pictures, now),
    )


def probe_of(episode: Episode, found: ProbeResults) -> EpisodeProbe:
    """Return what was found in the files of one episode."""
    recordings = found.tracks.get(episode.slug, ())
    if not recordings and episode.slug in found.recordings:
        recordings = (found.recordings[episode.slug],)
    images = dict.fromkeys(path for path in _images_of(episode) if path and path in found.pictures)
    return EpisodeProbe(
        recordings=recordings,
        pictures=tuple((path, found.pictures[path]) for path in images),
        cues=found.transcripts.get(episode.slug),
        problems=found.problems,
    )


def _images_of(episode: Episode) -> Iterator[Path | None]:
    yield episode.cover
    yield from (person.photo for person in episode.persons)
    yield from (chapter.image for chapter in episode.chapters)
    yield from (path for _, path in episode.figures)

"""The input of rules, made from the values of a workspace."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from airdate import article
from airdate.check.inputs import (
    Category,
    Channel,
    EpisodeInput,
    FieldNames,
    Item,
    ShowContext,
    ShowInput,
    Text,
)
from airdate.check.link_rules import links_of_article, links_of_keys, page_links
from airdate.model import EpisodeKind, EpisodeSummary

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from airdate.model import Draft, Episode, EpisodeProbe, Feed, Picture, Workspace

KEYS = FieldNames(
    number="`episode`",
    description='`description = "…"`',
    category='`categories = [["Arts", "Books"]]`, or others',
    owner='`owner = { name = "…", email = "…" }`',
    artwork='`image = "cover.jpg"`',
)


def context_of(workspace: Workspace, audiences: frozenset[str]) -> ShowContext:
    """Return what all episodes of a workspace share."""
    return ShowContext(
        workspace.root, workspace.settings, workspace.feeds, workspace.subscribers, audiences
    )


def channel(feed: Feed) -> Channel:
    """Return a feed of the workspace as apps get it."""
    at = feed.place.at
    return Channel(
        place=feed.place,
        names=KEYS,
        titles=(Text(feed.title, at("title")),),
        descriptions=(Text(feed.description, at("description")),),
        summaries=(),
        language=Text(feed.language, at("language")),
        categories=tuple(
            Category(names, at("categories", number))
            for number, names in enumerate(feed.categories)
        ),
        emails=(Text(feed.owner.email, at("owner", "email")),) if feed.owner else (),
        has_owner=feed.owner is not None,
        has_artwork=feed.image is not None,
    )


def item(episode: Episode, show: ShowContext) -> Item:
    """Return an episode of the workspace as apps get it."""
    at = episode.place.at
    titles = (Text(episode.title, at("title")),)
    return Item(
        label=f"“{episode.title}”",
        place=episode.place,
        names=KEYS,
        titles=titles,
        shown_titles=titles,
        show_titles=show.titles,
        number=episode.number,
        has_number=bool(episode.number),
        full=episode.kind is EpisodeKind.FULL,
        serial=any(feed.carries(episode) for feed in show.serials),
        descriptions=(),
        summaries=(Text(episode.summary, at("summary")),) if episode.summary else (),
        language=Text(episode.language, at("language")) if episode.language else None,
    )


def episode_input(episode: Episode, probe: EpisodeProbe, show: ShowContext) -> EpisodeInput:
    """Return an episode with what its files hold."""
    recording = next(iter(probe.recordings), None)
    inline = article.read_inline(episode.article)
    return EpisodeInput(
        episode=episode,
        show=show,
        item=item(episode, show),
        inline=inline,
        links=(*links_of_keys(episode), *links_of_article(episode, inline)),
        recording=recording,
        cues=probe.cues or (),
        pictures=tuple(picture for _, picture in probe.pictures),
        is_readable=not probe.problems or not _is_broken(episode, probe, show),
    )


def _is_broken(episode: Episode, probe: EpisodeProbe, show: ShowContext) -> bool:
    """Whether the recording is there and can't be read, which the probe reports."""
    path = show.relative(episode.interview)
    return any(problem.place.path == path for problem in probe.problems)


def show_input(
    show: ShowContext,
    summaries: tuple[EpisodeSummary, ...],
    pictures: Mapping[Path, Picture],
    now: datetime,
) -> ShowInput:
    """Return settings and feeds with the images that they name; `pictures` may have others'."""
    images: tuple[Path | None, ...] = (
        *(feed.image for feed in show.feeds),
        *(person.photo for feed in show.feeds for person in feed.persons),
        show.settings.site.logo,
    )
    return ShowInput(
        show=show,
        summaries=summaries,
        links=tuple(chain.from_iterable(links_of_keys(feed) for feed in show.feeds)),
        pictures=tuple(
            pictures[path] for path in dict.fromkeys(images) if path and path in pictures
        ),
        now=now,
    )


def summary(episode: Episode) -> EpisodeSummary:
    """Return the light row of an episode."""
    return EpisodeSummary(
        slug=episode.slug,
        place=episode.place,
        guid=episode.guid,
        title=episode.title,
        date=episode.date,
        number=episode.number,
        season=episode.season,
        kind=episode.kind,
        feeds=episode.feeds,
        tags=episode.tags,
        people=tuple(person.name for person in episode.persons),
        coming=episode.coming,
        interview=episode.interview.name,
        page_links=tuple(page_links(episode)),
    )


def draft_summary(draft: Draft) -> EpisodeSummary:
    """Return the light row of a draft."""
    return EpisodeSummary(draft.slug, draft.place, draft.guid or "", draft.title or "", draft=True)

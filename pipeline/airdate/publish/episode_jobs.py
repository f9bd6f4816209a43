"""A workspace and what was probed → the work on each episode that is due."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from airdate.model import EpisodeJob
from airdate.store import private

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from airdate.model import (
        Episode,
        Feed,
        Manifest,
        Picture,
        ProbeResults,
        Published,
        Recording,
        Workspace,
    )


def episode_jobs(
    workspace: Workspace,
    probe_results: ProbeResults,
    manifest: Manifest,
    now: datetime,
    feed_covers: Mapping[str, Picture],
) -> tuple[EpisodeJob, ...]:
    """List a job for each episode that is due, the newest first."""
    feeds = {feed.slug: feed for feed in workspace.feeds}
    due = [episode for episode in workspace.episodes if episode.is_due(now)]
    due.sort(key=lambda episode: (episode.date, episode.guid), reverse=True)
    return tuple(
        _job(
            workspace,
            probe_results,
            episode,
            feeds[episode.feeds[0]],
            feed_covers[episode.feeds[0]],
            _published(manifest, episode.guid),
            now,
        )
        for episode in due
    )


def _job(
    workspace: Workspace,
    found: ProbeResults,
    episode: Episode,
    feed: Feed,
    feed_cover: Picture,
    published: Published | None,
    now: datetime,
) -> EpisodeJob:
    is_private = workspace.is_private(episode)
    secret = workspace.subscribers.secret
    return EpisodeJob(
        root=workspace.root,
        episode=episode,
        feed=feed,
        recordings=_recordings(found, episode),
        cover=found.pictures[episode.cover] if episode.cover else feed_cover,
        photos=tuple(
            (person.name, found.pictures[person.photo])
            for person in episode.persons or feed.persons
            if person.photo
        ),
        cues=found.transcripts.get(episode.slug, ()),
        published=published,
        audio=workspace.settings.audio,
        base=workspace.settings.storage.public_url,
        now=now,
        folder=private.episode_folder(secret, episode.guid) if is_private else "",
        illustrations=tuple(
            (chapter.image, found.pictures[chapter.image])
            for chapter in episode.chapters
            if chapter.image
        ),
        figures=tuple((name, found.pictures[path]) for name, path in episode.figures),
    )


def _recordings(found: ProbeResults, episode: Episode) -> tuple[Recording, ...]:
    """Return an episode's recordings; none while they are coming."""
    if episode.coming:
        return ()
    return found.tracks.get(episode.slug) or (found.recordings[episode.slug],)


def _published(manifest: Manifest, guid: str) -> Published | None:
    """Return an episode's record without media that were deleted from the store."""
    published = manifest.episodes.get(guid)
    if published is None:
        return None
    media = tuple(each for each in published.media if not _is_deleted(manifest, each.key))
    return replace(published, media=media)


def _is_deleted(manifest: Manifest, key: str) -> bool:
    entry = manifest.objects.get(key)
    return entry is not None and entry.is_deleted

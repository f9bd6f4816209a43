"""A checked workspace → the work on each episode that is due."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from airdate.ledger import digest_of
from airdate.ledger.json_codec import encode
from airdate.model import EpisodeJob
from airdate.publish.probe import PROBE
from airdate.publish.release_rows import RELEASE
from airdate.store import private
from airdate.workspace.read.episode_rows import EPISODE, load_episode

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from airdate.model import Manifest, Picture, Published
    from airdate.publish.checked import CheckedWorkspace


class JobSource:
    """Lists the episodes that are due, the newest first, and makes a job of those that changed."""

    def __init__(
        self,
        checked: CheckedWorkspace,
        feed_covers: Mapping[str, Picture],
        now: datetime,
    ) -> None:
        self._checked, self._covers, self._now = checked, feed_covers, now
        self._ledger = checked.ledger
        self._feeds = {feed.slug: feed for feed in checked.workspace.feeds}
        due = [each for each in checked.summaries if each.date and each.date <= now]
        due.sort(key=lambda each: (each.date, each.guid), reverse=True)
        self._folders = {each.guid: each.place.path.parent.name for each in due}

    def inputs(self) -> dict[str, bytes]:
        """Return the digest of all that each release is made of, by guid."""
        workspaces = self._ledger.aimed("")
        episodes, probed = workspaces.digests(EPISODE), workspaces.digests(PROBE)
        shared = self._shared()
        return {
            guid: RELEASE.inputs(episodes[folder], probed[folder], shared)
            for guid, folder in self._folders.items()
        }

    def _shared(self) -> bytes:
        """Compute the digest of what every release depends on."""
        workspace = self._checked.workspace
        pictures = sorted(self._checked.probes.pictures.items())
        covers = sorted(self._covers.items())
        parts = (workspace.feeds, workspace.settings.audio, covers, pictures)
        secret, base = workspace.subscribers.secret, workspace.settings.storage.public_url
        return digest_of(str(workspace.root), secret, base, *map(encode, parts))

    def job(self, guid: str) -> EpisodeJob:
        """Return the work on an episode."""
        checked = self._checked
        workspace = checked.workspace
        zone = workspace.settings.zone
        episode = load_episode(self._ledger.aimed(""), self._folders[guid], zone)
        feed, found = self._feeds[episode.feeds[0]], checked.probes.of(episode)
        pictures = {**checked.probes.pictures, **dict(found.pictures)}
        is_private = workspace.is_private(episode)
        secret = workspace.subscribers.secret
        return EpisodeJob(
            root=workspace.root,
            episode=episode,
            feed=feed,
            recordings=found.recordings,
            cover=pictures[episode.cover] if episode.cover else self._covers[feed.slug],
            photos=tuple(
                (person.name, pictures[person.photo])
                for person in episode.persons or feed.persons
                if person.photo
            ),
            cues=found.cues or (),
            published=_published(checked.manifest, guid),
            audio=workspace.settings.audio,
            base=workspace.settings.storage.public_url,
            now=self._now,
            folder=private.episode_folder(secret, guid) if is_private else "",
            illustrations=tuple(
                (chapter.image, pictures[chapter.image])
                for chapter in episode.chapters
                if chapter.image
            ),
            figures=tuple((name, pictures[path]) for name, path in episode.figures),
        )


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

"""What must not change once it is published: who an episode and a feed are, and what files hold.

Apps know an episode by its guid and keep what they downloaded for it. So the audio behind a guid
changes only if the author says so, and a guid never does.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from pipeline.model import AlreadyOut, Layer, Place, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.model import Artifact, Feed, Head, Published, Release

# https://podcasters.apple.com/support/826-how-to-change-your-rss-feed says that a changed guid
# shows as a new episode; PSP-1 asks for one that never changes.
_APPLE_GUID = "https://podcasters.apple.com/support/823-podcast-requirements"


def refusals(
    head: Head,
    artifacts: Iterable[Artifact],
    releases: Sequence[Release],
    feeds: Sequence[Feed],
    allow_replaced_audio: frozenset[str],
) -> tuple[Problem, ...]:
    """Return what may not be published over `head`, and what to do instead."""
    return (
        *(
            _replaced_audio(release)
            for release in releases
            if release.episode.slug not in allow_replaced_audio
            and replaces_audio(release, head.episodes.get(release.episode.guid))
        ),
        *_changed_guids(head, releases),
        *(
            _changed_feed(feed)
            for feed in feeds
            if feed.slug in head.feeds and head.feeds[feed.slug].guid != feed.guid
        ),
        *(problem for artifact in artifacts if (problem := _impossible(head, artifact))),
    )


def replaces_audio(release: Release, published: Published | None) -> bool:
    """Whether listeners who have this episode have other audio than is to be published."""
    if published is None or not published.current:
        return False
    return [each.source for each in release.media[:1]] != [published.current[0]]


def _replaced_audio(release: Release) -> Problem:
    episode = release.episode
    return Problem(
        "replaced-audio",
        Severity.ERROR,
        episode.place,
        f"the audio of “{episode.title}” is not the one that was published",
        "who has it keeps the old, others get the new: if that is meant, publish with "
        f"--allow-replaced-audio {episode.slug}; else put the published recording back",
        _APPLE_GUID,
    )


def _changed_guids(head: Head, releases: Sequence[Release]) -> Iterable[Problem]:
    """Yield a problem for each published slug that comes with another guid."""
    owners = {
        slug: published.guid
        for published in head.episodes.values()
        if published.live
        for slug in published.slugs[:1]
    }
    wanted = {release.episode.guid for release in releases}
    for release in releases:
        episode = release.episode
        owner = owners.get(episode.slug, episode.guid)
        if owner != episode.guid and owner not in wanted and episode.guid not in head.episodes:
            yield Problem(
                "changed-guid",
                Severity.ERROR,
                episode.place,
                f"the guid of “{episode.title}” was {owner} when it was published",
                f"put that guid back; for another episode use another slug than {episode.slug}",
                _APPLE_GUID,
            )


def _changed_feed(feed: Feed) -> Problem:
    return Problem(
        "changed-feed-guid",
        Severity.ERROR,
        feed.place,
        f"the guid of the feed “{feed.title}” is not the one that was published",
        "put the published guid back: directories and apps know the show by it",
        "https://podcasting2.org/docs/podcast-namespace/tags/guid",
    )


def _impossible(head: Head, artifact: Artifact) -> Problem | None:
    """Return a problem for a file that can't go out: its name is taken, or its bytes are lost."""
    before = head.objects.get(artifact.key)
    if before and before.is_deleted:
        before = None
    place = Place(PurePosixPath(artifact.key))
    if before is None and isinstance(artifact.body, AlreadyOut):
        return Problem(
            "lost-file",
            Severity.ERROR,
            place,
            "it was published once, and is neither in the store nor at hand",
            "put it back from a copy of the store",
        )
    if before and artifact.layer is Layer.FILE and before.sha256 != artifact.sha256:
        return Problem(
            "changed-file",
            Severity.ERROR,
            place,
            "another file was published under this name, and published files stay as they are",
            "rename the file that it is made from",
        )
    return None

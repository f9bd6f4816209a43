"""Two publishers at once: what each changed since both began, episode by episode.

Pure. `base` is the head that a run began with, `theirs` the one that it found when it was
superseded. An episode that only others changed is taken over as they published it; one that both
changed is refused to the second, who has to look.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from airdate.feed.changes import feed_said
from airdate.model import Artifact, Place, Problem, Published, Release, Severity
from airdate.publish.diff import PlanRejected, already_out
from airdate.store.history import release_digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from airdate.model import Feed, Manifest


@dataclass(frozen=True, slots=True)
class Merge:
    """Whose version of each episode is to be published.

    `own` are releases of this workspace; `taken` are to be read back from the store, and dated
    by what is written there.
    """

    own: tuple[Release, ...]
    taken: tuple[Published, ...]


def merge(base: Manifest, theirs: Manifest, own: Sequence[Release], feeds: Sequence[Feed]) -> Merge:
    """Return what is to be published over `theirs` by a run that began at `base`.

    Raises PlanRejected where both changed the same episode or feed.
    """
    clashes = (*_episode_clashes(base, theirs, own), *_feed_clashes(base, theirs, feeds))
    if clashes:
        raise PlanRejected(clashes)
    wanted = {release.episode.guid: release_digest(release) for release in own}
    kept = [release for release in own if not _is_theirs(base, theirs, wanted, _guid(release))]
    taken = [
        published
        for guid, published in theirs.episodes.items()
        if published.live and _is_theirs(base, theirs, wanted, guid)
    ]
    return Merge(tuple(kept), tuple(taken))


def files_of(manifest: Manifest, releases: Iterable[Release]) -> tuple[Artifact, ...]:
    """Return the files of releases that were read back: they are out, and stay."""
    keys = dict.fromkeys(key for release in releases for key in keys_of(release))
    return tuple(already_out(key, entry) for key in keys if (entry := manifest.objects.get(key)))


def keys_of(release: Release) -> Iterable[str]:
    """Yield the keys of all files that a release names itself."""
    yield from (key for media in release.media for key in media.keys)
    yield release.cover.key
    yield from (photo.art.key for photo in release.photos)
    yield from (figure.art.key for figure in release.figures)
    yield from (copy.key for copy in release.copies)
    if release.card:
        yield release.card.key
    if release.chapters_key:
        yield release.chapters_key
    if release.transcript:
        yield release.transcript.key
        yield from (file.key for file in release.transcript.others)


def _guid(release: Release) -> str:
    return release.episode.guid


def _state(manifest: Manifest, guid: str) -> str | None:
    """Return the digest of what listeners see of an episode; None where they see nothing."""
    published = manifest.episodes.get(guid)
    return published.digest if published and published.live else None


def _is_theirs(base: Manifest, theirs: Manifest, wanted: dict[str, str], guid: str) -> bool:
    """Whether others changed an episode and this workspace did not."""
    before = _state(base, guid)
    return _state(theirs, guid) != before and wanted.get(guid) == before


def _episode_clashes(base: Manifest, theirs: Manifest, own: Sequence[Release]) -> Iterable[Problem]:
    wanted = {_guid(release): release for release in own}
    for guid, published in theirs.episodes.items():
        mine = release_digest(wanted[guid]) if guid in wanted else None
        if len({_state(base, guid), _state(theirs, guid), mine}) == 3:  # noqa: PLR2004 - each its own
            place = wanted[guid].episode.place if guid in wanted else Place(PurePosixPath())
            yield _clash(place, f"“{published.title}”")


def _feed_clashes(base: Manifest, theirs: Manifest, feeds: Iterable[Feed]) -> Iterable[Problem]:
    """Yield each feed that others changed: what it says of itself can't be read back."""
    for feed in feeds:
        was, now = base.feeds.get(feed.slug), theirs.feeds.get(feed.slug)
        if now and now.said not in {was.said if was else None, feed_said(feed)}:
            yield _clash(feed.place, f"the feed “{feed.title}”")


def _clash(place: Place, what: str) -> Problem:
    return Problem(
        "changed-by-others",
        Severity.ERROR,
        place,
        f"{what} was published by somebody else meanwhile, and otherwise than it is here",
        "take over their change (with git, say), then publish again",
    )

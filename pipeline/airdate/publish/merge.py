"""Two publishers at once: what each changed since both began, episode by episode.

Pure. `base` is the manifest that a run began with, `theirs` the one that it found when it was
superseded. An episode that only others changed is taken over as they published it; one that both
changed is refused to the second, who has to look.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from airdate.feed.changes import channel_digest
from airdate.ledger.manifest_rows import live_digests
from airdate.model import Artifact, Place, Problem, Published, Release, Severity
from airdate.publish.diff import PlanRejected, stored_artifact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from airdate.model import Feed, Manifest, Releases


@dataclass(frozen=True, slots=True)
class Merge:
    """Whose version of each episode is to be published.

    `own` are the guids of this workspace's; `taken` are to be read back from the store, and dated
    by what is written there.
    """

    own: tuple[str, ...]
    taken: tuple[Published, ...]


@dataclass(frozen=True, slots=True)
class _Versions:
    """The digest of each episode that listeners see, by guid: before, of others, of our own."""

    base: Mapping[str, str]
    theirs: Mapping[str, str]
    own: Mapping[str, str]

    def of(self, guid: str) -> tuple[str | None, str | None, str | None]:
        """Return the three versions of an episode; None where listeners see nothing of it."""
        return self.base.get(guid), self.theirs.get(guid), self.own.get(guid)

    def is_theirs(self, guid: str) -> bool:
        """Whether others changed an episode and this workspace did not."""
        base, theirs, own = self.of(guid)
        return theirs != base and own == base

    def is_conflict(self, guid: str) -> bool:
        """Whether others changed it, and this workspace did otherwise."""
        return len(set(self.of(guid))) == 3  # noqa: PLR2004 - each its own


def merge(base: Manifest, theirs: Manifest, own: Releases, feeds: Sequence[Feed]) -> Merge:
    """Return what is to be published over `theirs` by a run that began at `base`.

    Raises PlanRejected where both changed the same episode or feed.
    """
    versions = _Versions(
        live_digests(base), live_digests(theirs), {each.guid: each.digest for each in own.listings}
    )
    conflicts = (
        *_episode_conflicts(versions, theirs, own),
        *_feed_conflicts(base, theirs, feeds),
    )
    if conflicts:
        raise PlanRejected(conflicts)
    return Merge(
        tuple(guid for guid in versions.own if not versions.is_theirs(guid)),
        tuple(theirs.episodes[guid] for guid in versions.theirs if versions.is_theirs(guid)),
    )


def files_of(manifest: Manifest, releases: Iterable[Release]) -> tuple[Artifact, ...]:
    """Return the files of releases that were read back: they are out, and stay."""
    keys = dict.fromkeys(key for release in releases for key in keys_of(release))
    return tuple(
        stored_artifact(key, entry) for key in keys if (entry := manifest.objects.get(key))
    )


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


def _episode_conflicts(versions: _Versions, theirs: Manifest, own: Releases) -> Iterator[Problem]:
    for each in theirs.summaries():
        if versions.is_conflict(each.guid):
            is_here = each.guid in versions.own
            place = own.load(each.guid).episode.place if is_here else Place(PurePosixPath())
            yield _conflict(place, f"“{each.title}”")


def _feed_conflicts(base: Manifest, theirs: Manifest, feeds: Iterable[Feed]) -> Iterator[Problem]:
    """Yield each feed whose channel others changed: that can't be read back."""
    for feed in feeds:
        was, now = base.feeds.get(feed.slug), theirs.feeds.get(feed.slug)
        if now and now.channel_digest not in {
            was.channel_digest if was else None,
            channel_digest(feed),
        }:
            yield _conflict(feed.place, f"the feed “{feed.title}”")


def _conflict(place: Place, subject: str) -> Problem:
    return Problem(
        "publish-conflict",
        Severity.ERROR,
        place,
        f"{subject} was changed by another publisher since you last published",
        "Merge their change, for example with git, then publish again.",
    )

"""Plans of values that are all at hand, for tests that have no workspace."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from airdate.feed.changes import feed_record
from airdate.ledger.database import ledger_in_memory
from airdate.ledger.manifest_rows import mirrored
from airdate.ledger.wanted import drop_other_owners, replace_wanted
from airdate.model import Layer, Listing, Waiting
from airdate.publish.diff import diff, stored_artifact
from airdate.store.history import document_copy, release_digest, release_key, release_record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from airdate.model import Artifact, Feed, Manifest, Plan, Release

# Who wants what is published without a workspace.
_EVERYTHING = "everything"


@dataclass(frozen=True, slots=True)
class ReleasesInMemory:
    """Releases that are all at hand (see `model.Releases`)."""

    listings: tuple[Listing, ...]
    by_guid: Mapping[str, Release]

    @classmethod
    def of(cls, releases: Iterable[Release]) -> ReleasesInMemory:
        """Return releases with their listings; they come newest first."""
        by_guid = {release.episode.guid: release for release in releases}
        listings = tuple(Listing.of(each, release_digest(each)) for each in by_guid.values())
        return cls(listings, by_guid)

    def load(self, guid: str) -> Release:
        """Return a release. Raises KeyError."""
        return self.by_guid[guid]


def plan(
    manifest: Manifest,
    artifacts: Iterable[Artifact],
    releases: Sequence[Release],
    feeds: Iterable[Feed],
    now: datetime,
    *,
    replace_audio: frozenset[str] = frozenset(),
) -> Plan:
    """Plan how to publish `artifacts`, which are all at hand, and nothing else.

    `releases` are all that are live at `now`. Raises PlanRejected.
    """
    source = mirrored(manifest)
    ledger = source.ledger if source else ledger_in_memory()
    wanted = {artifact.key: artifact for artifact in artifacts}
    copies = [document_copy(each) for each in wanted.values() if each.layer is not Layer.FILE]
    records = [_record(manifest, release) for release in releases]
    bodies = wanted | {artifact.key: artifact for artifact in (*copies, *records)}
    with ledger.transaction():
        drop_other_owners(ledger, [_EVERYTHING])
        replace_wanted(ledger, _EVERYTHING, map(_without_bytes, bodies.values()))
    listed = ReleasesInMemory.of(releases)
    records_of_feeds = [feed_record(feed, listed.listings, manifest, now) for feed in feeds]
    made = diff(
        ledger,
        manifest,
        listed,
        records_of_feeds,
        now,
        replace_audio=replace_audio,
    )
    steps = (replace(each, artifact=bodies.get(each.key, each.artifact)) for each in made.steps)
    return replace(made, steps=tuple(steps))


def _record(manifest: Manifest, release: Release) -> Artifact:
    """Return the release as an object; written out only if it is not in the store yet."""
    key = release_key(release_digest(release))
    entry = manifest.objects.get(key)
    is_stored = entry and not entry.is_deleted
    return stored_artifact(key, entry) if entry and is_stored else release_record(release)


def _without_bytes(artifact: Artifact) -> Artifact:
    return replace(artifact, body=Waiting()) if isinstance(artifact.body, bytes) else artifact

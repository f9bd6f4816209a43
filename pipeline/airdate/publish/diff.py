"""From what is out there to what is wanted: the steps, in the order in which they are safe.

Pure. The order is what keeps a store whole at every moment:

1. files, which nothing names yet;
2. the head is committed (`airdate.publish.deploy` does that, and verifies the files before);
3. pages and feeds that are new, then those that listeners know: what is known comes last, for
   it may name what is new;
4. deletes, once nothing names what goes.

A head that an interrupted publish left unsettled is finished first, from what the store keeps: so
there is never more than one head's worth of news on its way.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from airdate.feed.changes import feed_changed, feed_digest, feed_said
from airdate.model import (
    Action,
    Artifact,
    CacheControl,
    FeedRecord,
    InStore,
    Layer,
    Manifest,
    Media,
    Plan,
    Problem,
    Published,
    Release,
    Step,
    StoredObject,
)
from airdate.publish.guards import refusals
from airdate.publish.notices import notices
from airdate.publish.releases import ReleasesInMemory
from airdate.store.history import (
    kept_document,
    kept_release,
    knows_digest,
    parts_of,
    release_digest,
    release_key,
)
from airdate.store.manifest import sealed
from airdate.store.private import is_private

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from airdate.model import Feed

# The site's front door: written last of the pages, for it names all the others.
_ROOT = "index.html"


class PlanRejected(Exception):
    """What is wanted would break what listeners rely on; nothing is done."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


def with_changed(release: Release, published: Published | None) -> Release:
    """Return the release with the date that listeners last saw a change of it.

    `release.changed` has to be now; it stays so where anything is new to them.
    """
    if published is None or not published.live or published.digest != release_digest(release):
        return release
    dated = replace(release, changed=published.changed)
    knows_digest(dated, published.digest)
    return dated


def plan(
    manifest: Manifest,
    artifacts: Iterable[Artifact],
    releases: Sequence[Release],
    feeds: Sequence[Feed],
    now: datetime,
    *,
    replace_audio: frozenset[str] = frozenset(),
) -> Plan:
    """Return what has to be done so that `artifacts` are out, and nothing else is named.

    `releases` are all that are live at `now`; `replace_audio` has the slugs of those whose
    audio may change under a published guid. Raises PlanRejected.
    """
    wanted = _with_copies(manifest, artifacts, releases)
    problems = refusals(manifest, wanted.values(), releases, replace_audio)
    if problems:
        raise PlanRejected(problems)
    after = replace(
        manifest,
        rev=manifest.rev + 1,
        complete_rev=manifest.rev + 1,
        made=now,
        parent=manifest.key,
        episodes=_episodes(manifest, releases, now),
        feeds=_feeds(manifest, releases, feeds, now),
        objects=objects_after(manifest, wanted, now),
    )
    return between(manifest, after, wanted)


def between(manifest: Manifest, after: Manifest, bodies: Mapping[str, Artifact]) -> Plan:
    """Return the plan from one head to the next; `bodies` has at least all that is new in it."""
    repairs = _repairs(manifest)
    if _meaning(after) == _meaning(manifest):
        return Plan(manifest, replace(manifest, complete_rev=manifest.rev), repairs, (), ())
    after, body = sealed(_remembering(after, manifest))
    return Plan(
        manifest, after, repairs, _steps(manifest, after, bodies), notices(manifest, after), body
    )


def _remembering(after: Manifest, manifest: Manifest) -> Manifest:
    """Return a head that lists the one before it, to be collected one day like any file."""
    if not manifest.rev:
        return after
    entry = StoredObject(
        sha256=manifest.sha256,
        size=manifest.size,
        type="application/gzip",
        cache=CacheControl.FOREVER,
        layer=Layer.FILE,
        since=after.rev,
        unused_since=after.made,
    )
    return replace(after, objects=dict(after.objects) | {manifest.key: entry})


def _with_copies(
    manifest: Manifest, artifacts: Iterable[Artifact], releases: Iterable[Release]
) -> dict[str, Artifact]:
    """Return all that is to be in the store, with what is kept for later."""
    wanted = {artifact.key: artifact for artifact in artifacts}
    kept = [kept_document(each) for each in wanted.values() if each.layer is not Layer.FILE]
    kept += [_kept(manifest, release) for release in releases]
    return wanted | {artifact.key: artifact for artifact in kept}


def _kept(manifest: Manifest, release: Release) -> Artifact:
    """Return the release as an object; written out only if it is not in the store yet."""
    key = release_key(release_digest(release))
    entry = manifest.objects.get(key)
    return already_out(key, entry) if entry and not entry.is_deleted else kept_release(release)


def already_out(key: str, entry: StoredObject) -> Artifact:
    """Return the artifact of an object that is in the store."""
    return Artifact(key, entry.type, entry.cache, entry.layer, entry.size, entry.sha256, InStore())


def _episodes(
    manifest: Manifest, releases: Iterable[Release], now: datetime
) -> dict[str, Published]:
    """Return every episode ever published; those not among `releases` are no longer live."""
    after = {
        guid: replace(published, live=False, changed=now) if published.live else published
        for guid, published in manifest.episodes.items()
    }
    for release in releases:
        guid = release.episode.guid
        after[guid] = _published(release, manifest.episodes.get(guid))
    return after


def _published(release: Release, before: Published | None) -> Published:
    slug = release.episode.slug
    older = before.slugs if before else ()
    current = {media.source: media for media in release.media}
    media: dict[str, Media] = {each.key: each for each in before.media} if before else {}
    digest = release_digest(release)
    return Published(
        guid=release.episode.guid,
        slugs=(slug, *(each for each in older if each != slug)),
        title=release.episode.title,
        live=True,
        media=tuple((media | {each.key: each for each in release.media}).values()),
        current=tuple(current),
        digest=digest,
        parts=before.parts if before and before.digest == digest else parts_of(release),
        changed=with_changed(release, before).changed,
    )


def _feeds(
    manifest: Manifest, releases: Sequence[Release], feeds: Iterable[Feed], now: datetime
) -> dict[str, FeedRecord]:
    """Return every feed ever published."""
    listings = ReleasesInMemory.of(releases).listings
    return dict(manifest.feeds) | {
        feed.slug: FeedRecord(
            slug=feed.slug,
            guid=feed.guid,
            digest=feed_digest(feed, listings),
            said=feed_said(feed),
            changed=feed_changed(manifest, feed, listings, now),
            moved_to=feed.new_feed_url,
            private=feed.private,
        )
        for feed in feeds
    }


def objects_after(
    manifest: Manifest, wanted: Mapping[str, Artifact], now: datetime
) -> dict[str, StoredObject]:
    """Return every object that is out once the plan is done, and those that wait to go."""
    after = {
        key: entry if key in wanted else _unused(key, entry, now)
        for key, entry in manifest.objects.items()
        if not entry.is_deleted
    }
    if any(_is_left(entry) for key, entry in after.items() if key not in wanted):
        # A feed that is no longer made stays for its subscribers, and may name any page.
        pages = {key for key, entry in after.items() if _is_left(entry, Layer.PAGE)}
        after |= {key: manifest.objects[key] for key in pages}
    for key, artifact in wanted.items():
        after[key] = _entry(artifact, manifest.objects.get(key), manifest.rev + 1)
    return after


def _unused(key: str, entry: StoredObject, now: datetime) -> StoredObject:
    """Return an object that nothing names: it waits to go, unless it was private. Then it goes."""
    entry = entry if entry.unused_since else replace(entry, unused_since=now)
    return replace(entry, collected=True) if is_private(key) else entry


def _is_left(entry: StoredObject, layer: Layer = Layer.FEED) -> bool:
    return entry.layer is layer and not entry.collected


def _entry(artifact: Artifact, before: StoredObject | None, rev: int) -> StoredObject:
    if before and before.is_deleted:
        before = None
    if before and artifact.layer is Layer.FILE:
        # A file goes out once, and stays as it went.
        return replace(before, unused_since=None) if before.unused_since else before
    return StoredObject(
        sha256=artifact.sha256,
        size=artifact.size,
        type=artifact.type,
        cache=artifact.cache,
        layer=artifact.layer,
        since=before.since if before else rev,
    )


def _meaning(manifest: Manifest) -> tuple[object, ...]:
    """Return what makes a head another one; that a page is gone for good changes nothing."""
    objects = {key: entry for key, entry in manifest.objects.items() if not entry.is_deleted}
    return manifest.episodes, manifest.feeds, objects


def _repairs(manifest: Manifest) -> tuple[Step, ...]:
    """Return the steps that finish a head, in the order in which its publish began them."""
    if manifest.is_complete:
        return ()
    again = {
        key: already_out(key, entry)
        for key, entry in manifest.objects.items()
        if entry.layer is not Layer.FILE and not entry.is_deleted
    }
    return _ordered(manifest, again, dict.fromkeys(again, "an interrupted publish"))


def _steps(manifest: Manifest, after: Manifest, wanted: Mapping[str, Artifact]) -> tuple[Step, ...]:
    reasons = {
        key: reason
        for key, artifact in wanted.items()
        if (reason := _why(manifest.objects.get(key), artifact))
    }
    return _ordered(after, wanted, reasons)


def _ordered(
    manifest: Manifest, bodies: Mapping[str, Artifact], reasons: Mapping[str, str]
) -> tuple[Step, ...]:
    """Return puts and deletes in waves, as the top of this file gives reasons for."""
    ranks = {key: _rank(key, manifest) for key in reasons}
    waves = {rank: wave for wave, rank in enumerate(sorted(set(ranks.values())))}
    puts = [
        Step(
            wave=waves[ranks[key]],
            action=Action.PUT,
            key=key,
            layer=bodies[key].layer,
            size=bodies[key].size,
            reason=reason,
            artifact=bodies[key],
        )
        for key, reason in reasons.items()
    ]
    deletes = [
        Step(len(waves), Action.DELETE, key, entry.layer, entry.size, "no longer wanted")
        for key, entry in sorted(
            (key, entry) for key, entry in manifest.objects.items() if entry.is_deleted
        )
    ]
    return (*sorted(puts, key=lambda step: step.wave), *deletes)


def _why(before: StoredObject | None, artifact: Artifact) -> str:
    """Return why an object is put, or nothing if it is out as it is."""
    if before is None or before.is_deleted:
        return "new"
    if artifact.layer is Layer.FILE:
        return ""
    same = before.sha256, before.type, before.cache
    return "" if same == (artifact.sha256, artifact.type, artifact.cache) else "changed"


def _rank(key: str, manifest: Manifest) -> tuple[bool, bool, bool, Layer]:
    """Put files first, then what came with this head, and the front door last of each."""
    entry = manifest.objects[key]
    is_document = entry.layer is not Layer.FILE
    return is_document, is_document and entry.since < manifest.rev, key == _ROOT, entry.layer

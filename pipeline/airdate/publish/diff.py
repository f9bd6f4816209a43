"""From what is published to what is wanted: the steps, in the order in which they are safe.

The order is what keeps a store whole at every moment:

1. files, which nothing names yet;
2. the manifest is committed (`airdate.publish.deploy` does that, and verifies the files before);
3. pages and feeds that are new, then those that listeners have: these come last, for they may
   name what is new;
4. deletes, once nothing names what goes.

A manifest that an interrupted publish left incomplete is completed first, from what the store
has: so there is never more than one manifest's worth of news on its way.

Both sides are rows of the ledger, compared there: only what differs is loaded.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from airdate.ledger.manifest_rows import adopt, live_digests, select_objects
from airdate.ledger.next_manifest import Changes, make_next
from airdate.ledger.wanted import (
    Difference,
    differences,
    unwanted,
)
from airdate.model import (
    Action,
    Artifact,
    InStore,
    Layer,
    Manifest,
    Plan,
    Problem,
    Published,
    Release,
    Step,
    StoredObject,
)
from airdate.publish.guards import audio_problem, file_problems
from airdate.publish.notices import notices
from airdate.store.history import (
    parts_of,
)
from airdate.store.private import is_private

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from airdate.ledger.database import Ledger
    from airdate.model import FeedRecord, Listing, Releases

# The site's front page: written last of the pages, for it names all the others.
_ROOT = "index.html"


class PlanRejected(Exception):
    """What is wanted would break what listeners rely on; nothing is done."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


# ── Plans ─────────────────────────────────────────────────────────────────────────────────────


def diff(
    ledger: Ledger,
    manifest: Manifest,
    releases: Releases,
    feeds: Iterable[FeedRecord],
    now: datetime,
    *,
    replace_audio: frozenset[str] = frozenset(),
) -> Plan:
    """Plan how all that the ledger wants is published, so that nothing else is named.

    `releases` are all that are live at `now`; what is wanted has to include their records.
    `replace_audio` has the slugs of those whose audio may change under a published guid.
    Raises PlanRejected, LedgerError.
    """
    base = adopt(ledger, manifest)
    wanted = [*differences(base, ledger.target)]
    episodes = _Episodes.compare(base, releases, now, replace_audio)
    problems = (*episodes.problems, *file_problems(wanted))
    if problems:
        raise PlanRejected(problems)
    objects = object_changes(base, wanted, unwanted(base, ledger.target), now)
    new_feeds = {each.slug: each for each in feeds if base.feeds.get(each.slug) != each}
    return plan_changes(base, objects, episodes.changed, new_feeds, now)


def plan_changes(
    base: Manifest,
    objects: ObjectChanges,
    episodes: Mapping[str, Published],
    feeds: Mapping[str, FeedRecord],
    now: datetime,
) -> Plan:
    """Plan the manifest after `base`, which is mirrored, with these changes. Raises LedgerError."""
    changes = Changes(episodes, feeds, objects.entries, objects.dropped)
    repairs = _repairs(base)
    if changes.is_empty:
        return Plan(base, replace(base, complete_rev=base.rev), repairs, (), ())
    sealed = make_next(base, changes, now)
    puts = ((artifact, reason, objects.entries[artifact.key]) for artifact, reason in objects.puts)
    steps = _ordered(sealed.manifest.rev, puts, _deleted(objects.entries))
    found = notices(base, changes)
    return Plan(base, sealed.manifest, repairs, steps, found, sealed.body, sealed.shards)


def stored_artifact(key: str, entry: StoredObject) -> Artifact:
    """Return the artifact of an object that is in the store."""
    return Artifact(key, entry.type, entry.cache, entry.layer, entry.size, entry.sha256, InStore())


# ── Episodes ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Episodes:
    """The episodes that are new, changed or no longer live; and what forbids that."""

    changed: Mapping[str, Published]
    problems: tuple[Problem, ...]

    @classmethod
    def compare(
        cls,
        base: Manifest,
        releases: Releases,
        now: datetime,
        replace_audio: frozenset[str],
    ) -> _Episodes:
        """Compare digests, and load only releases whose digest is new."""
        live = live_digests(base)
        changed: dict[str, Published] = {}
        problems = []
        for each in releases.listings:
            if live.pop(each.guid, None) == each.digest:
                continue
            release, before = releases.load(each.guid), base.episodes.get(each.guid)
            changed[each.guid] = _published(each, release, before)
            if release.episode.slug not in replace_audio:
                problems.append(audio_problem(release, before))
        for guid in live:
            changed[guid] = replace(base.episodes[guid], live=False, changed=now)
        return cls(changed, tuple(problem for problem in problems if problem))


def _published(listing: Listing, release: Release, before: Published | None) -> Published:
    slug = release.episode.slug
    older = before.slugs if before else ()
    media = {each.key: each for each in (*(before.media if before else ()), *release.media)}
    digest = listing.digest
    return Published(
        guid=release.episode.guid,
        slugs=(slug, *(each for each in older if each != slug)),
        title=release.episode.title,
        live=True,
        media=tuple(media.values()),
        current=tuple(dict.fromkeys(each.source for each in release.media)),
        digest=digest,
        parts=before.parts if before and before.digest == digest else parts_of(release),
        changed=listing.changed,
    )


# ── Objects ───────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class ObjectChanges:
    """Objects that are new or changed; those that are gone; and what to put, with the reason."""

    entries: Mapping[str, StoredObject]
    dropped: Mapping[str, StoredObject]
    puts: tuple[tuple[Artifact, str], ...]


def object_changes(
    base: Manifest,
    wanted: Iterable[Difference],
    unwanted_objects: Iterable[tuple[str, StoredObject]],
    now: datetime,
) -> ObjectChanges:
    """Return what becomes of objects that are not as they are wanted, or not wanted."""
    entries: dict[str, StoredObject] = {}
    puts: dict[str, tuple[Artifact, str]] = {}
    for each in wanted:
        artifact, before = each.artifact, each.before
        before = None if before and before.is_deleted else before
        entry = _entry(artifact, before, base.rev + 1)
        if entry != before:
            entries[artifact.key] = entry
        if reason := _why(before, artifact):
            puts[artifact.key] = artifact, reason
    unused = dict(unwanted_objects)
    dropped = {key: entry for key, entry in unused.items() if entry.is_deleted}
    entries.update(_unused_entries(unused, now))
    return ObjectChanges(entries, dropped, tuple(puts.values()))


def _unused_entries(
    unwanted_objects: Mapping[str, StoredObject], now: datetime
) -> Iterator[tuple[str, StoredObject]]:
    """Yield what becomes of objects that are not wanted, where that changes anything."""
    after = {
        key: _unused(key, entry, now)
        for key, entry in unwanted_objects.items()
        if not entry.is_deleted
    }
    # A feed that is no longer made stays for its subscribers, and may name any page.
    has_left_feeds = any(_is_left_feed(entry) for entry in after.values())
    for key, entry in after.items():
        is_named = has_left_feeds and entry.layer is Layer.PAGE and not entry.collected
        if entry != unwanted_objects[key] and not is_named:
            yield key, entry


def _unused(key: str, entry: StoredObject, now: datetime) -> StoredObject:
    """Return an object that nothing names: it waits to go, unless it was private. Then it goes."""
    entry = entry if entry.unused_since else replace(entry, unused_since=now)
    return replace(entry, collected=True) if is_private(key) else entry


def _is_left_feed(entry: StoredObject) -> bool:
    return entry.layer is Layer.FEED and not entry.collected


def _entry(artifact: Artifact, before: StoredObject | None, rev: int) -> StoredObject:
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


def _why(before: StoredObject | None, artifact: Artifact) -> str:
    """Return why an object is put, or nothing if it is published as it is."""
    if before is None:
        return "new"
    if artifact.layer is Layer.FILE:
        return ""
    same = before.sha256, before.type, before.cache
    return "" if same == (artifact.sha256, artifact.type, artifact.cache) else "changed"


# ── Steps ─────────────────────────────────────────────────────────────────────────────────────


def _repairs(manifest: Manifest) -> tuple[Step, ...]:
    """Return the steps that complete a manifest, in the order in which its publish began them."""
    if manifest.is_complete:
        return ()
    entries = dict(select_objects(manifest, "o.layer <> 0 OR o.collected"))
    puts = [
        (stored_artifact(key, entry), "an interrupted publish", entry)
        for key, entry in entries.items()
        if not entry.is_deleted
    ]
    return _ordered(manifest.rev, puts, _deleted(entries))


def _deleted(entries: Mapping[str, StoredObject]) -> dict[str, StoredObject]:
    return {key: entry for key, entry in entries.items() if entry.is_deleted}


def _ordered(
    rev: int,
    puts: Iterable[tuple[Artifact, str, StoredObject]],
    deleted: Mapping[str, StoredObject],
) -> tuple[Step, ...]:
    """Return puts and deletes in waves, as the top of this file gives reasons for."""
    by_rank: dict[tuple[bool, bool, bool, Layer], list[tuple[Artifact, str]]] = {}
    for artifact, reason, entry in puts:
        by_rank.setdefault(_rank(artifact.key, entry, rev), []).append((artifact, reason))
    steps = [
        Step(wave, Action.PUT, each.key, each.layer, each.size, reason, each)
        for wave, rank in enumerate(sorted(by_rank))
        for each, reason in sorted(by_rank[rank], key=lambda put: put[0].key)
    ]
    deletes = (
        Step(len(by_rank), Action.DELETE, key, entry.layer, entry.size, "no longer wanted")
        for key, entry in sorted(deleted.items(), key=lambda item: item[0])
    )
    return (*steps, *deletes)


def _rank(key: str, entry: StoredObject, rev: int) -> tuple[bool, bool, bool, Layer]:
    """Put files first, then what came with this manifest, and the front page last of each."""
    is_document = entry.layer is not Layer.FILE
    return is_document, is_document and entry.since < rev, key == _ROOT, entry.layer

"""An earlier manifest restored, and files that nothing uses any more collected.

Both are plans like any other: shown first, then deployed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from airdate.errors import AirdateError
from airdate.ledger.database import Ledger, ledger_in_memory
from airdate.ledger.manifest_rows import adopt, demand_mirrored, mirrored, select_objects
from airdate.ledger.wanted import differences, drop_owners, replace_wanted, unwanted
from airdate.model import Layer, Manifest, Plan, Published
from airdate.publish.diff import ObjectChanges, object_changes, plan_changes, stored_artifact
from airdate.store.private import is_private

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, timedelta

    from airdate.model import Artifact

# Where what an earlier manifest had is noted as wanted, for as long as the plan is made.
_TARGET = "rollback"
_UNUSED_FILES = "o.layer = 0 AND NOT o.collected AND o.unused_since IS NOT NULL"
_DELETED = "o.collected OR o.layer = 1 AND o.unused_since IS NOT NULL"


class RollbackError(AirdateError):
    """An earlier manifest that can't be restored."""


def rollback(manifest: Manifest, earlier: Manifest, now: datetime) -> Plan:
    """Plan how the pages and feeds of `earlier` are restored, to the byte.

    It is a new manifest: episodes that came since leave the feed and keep their identity.
    Raises RollbackError where a file has been collected since.
    """
    base = _mirrored(manifest)
    scratch = Ledger(demand_mirrored(base).ledger.db, _TARGET)
    with scratch.transaction():
        replace_wanted(scratch, _TARGET, _wanted(base, earlier))
        changed = [*differences(base, _TARGET)]
        objects = object_changes(base, changed, unwanted(base, _TARGET), now)
        drop_owners(scratch, [_TARGET])
    for each in changed:
        is_gone = each.before is None or each.before.is_deleted
        if each.artifact.layer is Layer.FILE and is_gone:
            raise RollbackError(
                f"{each.artifact.key}, needed by revision {earlier.rev}, has been deleted",
                "Roll back to a later revision.",
            )
    episodes = {
        guid: after
        for guid, published in base.episodes.items()
        if (after := _restored(published, earlier.episodes.get(guid), now)) != published
    }
    feeds = {slug: each for slug, each in earlier.feeds.items() if each != base.feeds.get(slug)}
    return plan_changes(base, objects, episodes, feeds, now)


def collect(manifest: Manifest, now: datetime, grace: timedelta, most: int) -> Plan:
    """Plan the deletion of files that nothing has used for `grace`; `most` at a time.

    Apps keep the URLs of files for weeks: a short grace breaks their downloads.
    """
    base = _mirrored(manifest)
    unused = dict(select_objects(base, _UNUSED_FILES))
    due = sorted(
        (entry.unused_since, key)
        for key, entry in unused.items()
        if entry.unused_since and entry.unused_since + grace <= now
    )
    doomed = {key for _, key in due[:most]}
    episodes = {
        guid: after
        for guid, published in (base.episodes.items() if doomed else ())
        if (after := _without(published, doomed)) != published
    }
    entries = {key: replace(unused[key], collected=True) for key in doomed}
    return plan_changes(
        base,
        ObjectChanges(entries, dict(select_objects(base, _DELETED)), ()),
        episodes,
        {},
        now,
    )


def _mirrored(manifest: Manifest) -> Manifest:
    return manifest if mirrored(manifest) else adopt(ledger_in_memory(), manifest)


def _wanted(manifest: Manifest, earlier: Manifest) -> Iterator[Artifact]:
    """Yield what was in use in an earlier manifest, but for private feeds that were closed."""
    for key, entry in earlier.objects.items():
        if entry.unused_since is None and not _is_closed(manifest, key):
            yield stored_artifact(key, entry)


def _is_closed(manifest: Manifest, key: str) -> bool:
    """Whether it is a private address that was taken from its subscriber since: it stays closed."""
    there = manifest.objects.get(key)
    return (
        is_private(key)
        and key.endswith(".xml")
        and (there is None or there.unused_since is not None)
    )


def _restored(published: Published, earlier: Published | None, now: datetime) -> Published:
    """Return an episode as it was, with the files and slugs that it has had since."""
    if earlier is None:
        return replace(published, live=False, changed=now) if published.live else published
    media = {each.key: each for each in (*earlier.media, *published.media)}
    slugs = dict.fromkeys((*earlier.slugs, *published.slugs))
    return replace(earlier, media=tuple(media.values()), slugs=tuple(slugs))


def _without(published: Published, doomed: set[str]) -> Published:
    """Return an episode that no longer remembers files which are gone."""
    current = published.current if published.live else ()
    remaining = tuple(
        media for media in published.media if media.key not in doomed or media.source in current
    )
    return replace(published, media=remaining) if remaining != published.media else published

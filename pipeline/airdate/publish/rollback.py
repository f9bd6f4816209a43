"""An earlier head put back, and files that nothing uses any more collected. Pure.

Both are plans like any other: shown first, then deployed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from airdate.errors import AirdateError
from airdate.model import Layer, Manifest, Plan, Published
from airdate.publish.diff import already_out, between, objects_after
from airdate.store.private import is_private

if TYPE_CHECKING:
    from datetime import datetime, timedelta


class RollbackError(AirdateError):
    """An earlier head that can't come back."""


def rollback(manifest: Manifest, earlier: Manifest, now: datetime) -> Plan:
    """Return the plan that puts back the pages and feeds of `earlier`, to the byte.

    It is a new head: episodes that came since leave the feed and keep their identity.
    Raises RollbackError where a file has been collected since.
    """
    wanted = {
        key: already_out(key, entry)
        for key, entry in earlier.objects.items()
        if entry.unused_since is None and not _is_closed(manifest, key)
    }
    for key, artifact in wanted.items():
        there = manifest.objects.get(key)
        if artifact.layer is Layer.FILE and (there is None or there.is_deleted):
            raise RollbackError(
                f"{key}, which revision {earlier.rev} needs, has been collected",
                "roll back to a later revision",
            )
    after = replace(
        manifest,
        rev=manifest.rev + 1,
        complete_rev=manifest.rev + 1,
        made=now,
        parent=manifest.key,
        episodes={
            guid: _back(published, earlier.episodes.get(guid), now)
            for guid, published in manifest.episodes.items()
        },
        feeds=dict(manifest.feeds) | dict(earlier.feeds),
        objects=objects_after(manifest, wanted, now),
    )
    return between(manifest, after, wanted)


def collect(manifest: Manifest, now: datetime, grace: timedelta, most: int) -> Plan:
    """Return the plan that deletes files which nothing has used for `grace`; `most` at a time.

    Apps keep the addresses of files for weeks: a short grace breaks their downloads.
    """
    waiting = sorted(
        (entry.unused_since, key)
        for key, entry in manifest.objects.items()
        if entry.layer is Layer.FILE
        and not entry.collected
        and entry.unused_since
        and entry.unused_since + grace <= now
    )
    doomed = {key for _, key in waiting[:most]}
    after = replace(
        manifest,
        rev=manifest.rev + 1,
        complete_rev=manifest.rev + 1,
        made=now,
        parent=manifest.key,
        episodes={guid: _without(each, doomed) for guid, each in manifest.episodes.items()},
        objects={
            key: replace(entry, collected=entry.collected or key in doomed)
            for key, entry in manifest.objects.items()
            if not entry.is_deleted
        },
    )
    return between(manifest, after, {})


def _is_closed(manifest: Manifest, key: str) -> bool:
    """Whether it is a private address that was taken from its subscriber since: it stays closed."""
    there = manifest.objects.get(key)
    return (
        is_private(key)
        and key.endswith(".xml")
        and (there is None or there.unused_since is not None)
    )


def _back(published: Published, earlier: Published | None, now: datetime) -> Published:
    """Return an episode as it was; what was learnt of it since stays known."""
    if earlier is None:
        return replace(published, live=False, changed=now) if published.live else published
    known = {media.key: media for media in (*earlier.media, *published.media)}
    slugs = dict.fromkeys((*earlier.slugs, *published.slugs))
    return replace(earlier, media=tuple(known.values()), slugs=tuple(slugs))


def _without(published: Published, doomed: set[str]) -> Published:
    """Return an episode that no longer remembers files which are gone."""
    current = published.current if published.live else ()
    kept = tuple(
        media for media in published.media if media.key not in doomed or media.source in current
    )
    return replace(published, media=kept) if kept != published.media else published

"""When anything in a feed last changed: its lastBuildDate. Pure."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from airdate.feed.selection import carried
from airdate.store.history import digest_of, release_digest

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from airdate.model import Feed, Manifest, Release


def feed_changed(
    manifest: Manifest, feed: Feed, releases: Iterable[Release], now: datetime
) -> datetime:
    """Return when anything in a feed last changed (its lastBuildDate); `now` if it just did."""
    record = manifest.feeds.get(feed.slug)
    if record and record.digest == feed_digest(feed, releases):
        return record.changed
    return now


def feed_said(feed: Feed) -> str:
    """Return the digest of what a feed says of itself."""
    fields = asdict(replace(feed, image=None)) | {"place": None}
    return digest_of(json.dumps(fields, sort_keys=True, default=str).encode())


def feed_digest(feed: Feed, releases: Iterable[Release]) -> str:
    """Return the digest of all that subscribers of a feed see."""
    digests = [release_digest(each) for each in carried(feed, releases)]
    return digest_of(json.dumps([feed_said(feed), *digests]).encode())

"""When anything in a feed last changed: its lastBuildDate. Pure."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from airdate.feed.selection import carried
from airdate.store.history import digest_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from airdate.model import Feed, Listing, Manifest


def feed_changed(
    manifest: Manifest, feed: Feed, listings: Iterable[Listing], now: datetime
) -> datetime:
    """Return when anything in a feed last changed (its lastBuildDate); `now` if it just did."""
    record = manifest.feeds.get(feed.slug)
    if record and record.digest == feed_digest(feed, listings):
        return record.changed
    return now


def feed_said(feed: Feed) -> str:
    """Return the digest of a feed's own fields."""
    fields = asdict(replace(feed, image=None)) | {"place": None}
    return digest_of(json.dumps(fields, sort_keys=True, default=str).encode())


def feed_digest(feed: Feed, listings: Iterable[Listing]) -> str:
    """Return the digest of all that subscribers of a feed see."""
    digests = [each.digest for each in carried(feed, listings)]
    return digest_of(json.dumps([feed_said(feed), *digests]).encode())

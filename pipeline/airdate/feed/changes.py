"""When anything in a feed last changed: its lastBuildDate. Pure."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from airdate.feed.selection import carried
from airdate.model import FeedRecord
from airdate.store.history import digest_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from airdate.model import Feed, Listing, Manifest


def feed_changed(
    manifest: Manifest, feed: Feed, listings: Iterable[Listing], now: datetime
) -> datetime:
    """Return when anything in a feed last changed (its lastBuildDate); `now` if it just did."""
    return feed_record(feed, listings, manifest, now).changed


def feed_record(
    feed: Feed, listings: Iterable[Listing], manifest: Manifest, now: datetime
) -> FeedRecord:
    """Return what the manifest after this one remembers of a feed.

    `listings` are all live releases, newest first.
    """
    own = channel_digest(feed)
    digests = [each.digest for each in carried(feed, listings)]
    digest = digest_of(json.dumps([own, *digests]).encode())
    before = manifest.feeds.get(feed.slug)
    return FeedRecord(
        slug=feed.slug,
        guid=feed.guid,
        digest=digest,
        channel_digest=own,
        changed=before.changed if before and before.digest == digest else now,
        moved_to=feed.new_feed_url,
        private=feed.private,
    )


def channel_digest(feed: Feed) -> str:
    """Return the digest of a feed's channel, without its items."""
    fields = asdict(replace(feed, image=None)) | {"place": None}
    return digest_of(json.dumps(fields, sort_keys=True, default=str).encode())

"""Which episodes a feed carries, and which rendition of each it plays."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from airdate.model import Feed, Listing, Release


def carried(feed: Feed, listings: Iterable[Listing]) -> tuple[Listing, ...]:
    """Return the episodes that a feed's subscribers get, in the order of feeds: newest first.

    One without audio is in no feed yet; one that is published under a private URL is in no public
    feed, whatever else it says.
    """
    found = (
        each
        for each in listings
        if each.seconds is not None and feed.carries(each) and (feed.private or not each.folder)
    )
    return tuple(sorted(found, key=lambda each: (each.date, each.guid), reverse=True))


def played(feed: Feed, release: Release) -> Release:
    """Return a release with the feed's rendition first; one that lacks it as it is."""
    first = [each for each in release.media if each.rendition == feed.rendition]
    if not first or first[0] is release.media[0]:
        return release
    return replace(release, media=(*first, *(each for each in release.media if each not in first)))

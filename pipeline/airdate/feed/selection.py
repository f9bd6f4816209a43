"""Which releases a feed carries, and how it plays them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from airdate.model import Feed, Release


def carried(feed: Feed, releases: Iterable[Release]) -> tuple[Release, ...]:
    """Return the releases that a feed's subscribers get, each with the feed's rendition first.

    What has no sound yet is in no feed; what is out under a private address in no public one,
    whatever else it says.
    """
    return tuple(
        _played(feed, each)
        for each in releases
        if each.media and feed.carries(each.episode) and (feed.private or not each.folder)
    )


def _played(feed: Feed, release: Release) -> Release:
    """Return the release as the feed plays it; one that lacks the rendition as it is."""
    first = [each for each in release.media if each.rendition == feed.rendition]
    if not first or first[0] is release.media[0]:
        return release
    return replace(release, media=(*first, *(each for each in release.media if each not in first)))

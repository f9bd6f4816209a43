"""The live releases of a show: in memory, as they were made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from airdate.model import Listing
from airdate.store.history import release_digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from airdate.model import Release


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

from __future__ import annotations

from airdate.podcast.namespace_tags import Location

FEED = {
    "locations": (
        Location("Malmö", "creator", "geo:55.6059,13.0007", "R10663667", "SE"),
        Location("The Baltic Sea"),
    )
}

from __future__ import annotations

from airdate.podcast.namespace_tags import Location

EPISODE = {
    "locations": (Location("Dreamworld", "subject", "geo:-27.8611,153.3162", "R16317988", "AU"),)
}

from __future__ import annotations

from airdate.model import Funding

FEED = {
    "funding": (
        Funding("https://give.example/?a=1&b=2", "Help us"),
        Funding("https://join.example/", "Join"),
    )
}

from __future__ import annotations

from airdate.podcast.namespace_values import Recipient, Value

FEED = {
    "values": (
        Value(
            "lightning",
            "keysend",
            (
                Recipient("node", "02d5c1", 95, "Mara (host)", "906608", "8PuD"),
                Recipient("lnaddress", "host@pay.example", 5, fee=True),
            ),
            suggested="0.00000005000",
        ),
    )
}

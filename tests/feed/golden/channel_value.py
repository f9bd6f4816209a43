from __future__ import annotations

from airdate.podcast.namespace_tags import Recipient, Value

FEED = {
    "values": (
        Value(
            "lightning",
            "keysend",
            (
                Recipient(
                    type="node",
                    address="02d5c1",
                    split=95,
                    name="Mara (host)",
                    custom_key="906608",
                    custom_value="8PuD",
                ),
                Recipient(type="lnaddress", address="host@pay.example", split=5, fee=True),
            ),
            suggested="0.00000005000",
        ),
    )
}

from __future__ import annotations

from airdate.podcast.namespace_values import Recipient, RemoteItem, TimeSplit, Value

EPISODE = {
    "values": (
        Value(
            "lightning",
            "keysend",
            (Recipient("node", "02d5c1", 100),),
            splits=(
                TimeSplit(60, 237.5, (Recipient("node", "032f4f", 85, "Ida"),)),
                TimeSplit(
                    330,
                    53,
                    remote=RemoteItem("a94f5cc9-8c58-55fc-91fe-a324087a655b", item_guid="x#3"),
                    remote_start=174,
                    remote_percentage=95,
                ),
            ),
        ),
    )
}

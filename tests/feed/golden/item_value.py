from __future__ import annotations

from airdate.podcast.namespace_tags import Recipient, RemoteItem, TimeSplit, Value

EPISODE = {
    "values": (
        Value(
            "lightning",
            "keysend",
            (Recipient(type="node", address="02d5c1", split=100),),
            splits=(
                TimeSplit(
                    start=60,
                    duration=237.5,
                    recipients=(Recipient(type="node", address="032f4f", split=85, name="Ida"),),
                ),
                TimeSplit(
                    start=330,
                    duration=53,
                    remote=RemoteItem("a94f5cc9-8c58-55fc-91fe-a324087a655b", item_guid="x#3"),
                    remote_start=174,
                    remote_percentage=95,
                ),
            ),
        ),
    )
}

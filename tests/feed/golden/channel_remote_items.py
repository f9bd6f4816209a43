from __future__ import annotations

from airdate.podcast.namespace_tags import RemoteItem

FEED = {
    "remote_items": (
        RemoteItem("917393e3-1b1e-5cef-ace4-edaa54e1f810", item_guid="asdf089j0", medium="music"),
    )
}

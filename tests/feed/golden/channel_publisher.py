from __future__ import annotations

from airdate.podcast.namespace_tags import RemoteItem

FEED = {
    "publisher": RemoteItem(
        "003af0a0-6a45-55cf-b765-68e3d349551a",
        "https://harbour.example/publisher.xml",
        medium="publisher",
    )
}

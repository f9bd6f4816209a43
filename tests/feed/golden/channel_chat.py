from __future__ import annotations

from airdate.podcast.namespace_tags import Chat

FEED = {"chat": Chat("irc.example", "irc", "@mara", "#rooms")}

from __future__ import annotations

from airdate.podcast.namespace_values import Chat

FEED = {"chat": Chat("irc.example", "irc", "@mara", "#rooms")}

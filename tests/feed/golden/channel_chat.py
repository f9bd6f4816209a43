from __future__ import annotations

from pipeline.podcasting import Chat

FEED = {"chat": Chat("irc.example", "irc", "@mara", "#rooms")}

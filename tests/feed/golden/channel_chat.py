from __future__ import annotations

from pipeline.model.podcasting import Chat

FEED = {"chat": Chat("irc.example", "irc", "@mara", "#rooms")}

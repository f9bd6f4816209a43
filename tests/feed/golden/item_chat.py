from __future__ import annotations

from pipeline.model.podcasting import Chat

EPISODE = {"chat": Chat("jabber.example", "xmpp", "mara@jabber.example")}

from __future__ import annotations

from airdate.podcast.namespace_tags import Chat

EPISODE = {"chat": Chat("jabber.example", "xmpp", "mara@jabber.example")}

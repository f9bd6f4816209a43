from __future__ import annotations

from airdate.podcast.namespace_tags import SocialInteract

FEED = {"social": (SocialInteract("disabled"),)}

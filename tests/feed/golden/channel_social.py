from __future__ import annotations

from airdate.podcast.namespace_values import SocialInteract

FEED = {"social": (SocialInteract("disabled"),)}

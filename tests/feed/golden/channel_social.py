from __future__ import annotations

from pipeline.podcasting import SocialInteract

FEED = {"social": (SocialInteract("disabled"),)}

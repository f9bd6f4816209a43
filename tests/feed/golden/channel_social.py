from __future__ import annotations

from pipeline.model.podcasting import SocialInteract

FEED = {"social": (SocialInteract("disabled"),)}

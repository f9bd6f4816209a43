from __future__ import annotations

from airdate.podcast.namespace_tags import Txt

EPISODE = {"txts": (Txt("true", "ai-content"),)}

from __future__ import annotations

from airdate.podcast.namespace_values import Txt

EPISODE = {"txts": (Txt("true", "ai-content"),)}

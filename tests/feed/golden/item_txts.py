from __future__ import annotations

from pipeline.podcasting import Txt

EPISODE = {"txts": (Txt("true", "ai-content"),)}

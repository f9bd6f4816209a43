from __future__ import annotations

from pipeline.model.podcasting import Txt

EPISODE = {"txts": (Txt("true", "ai-content"),)}

from __future__ import annotations

FEED = {"podping": True}

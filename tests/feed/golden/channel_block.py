from __future__ import annotations

FEED = {"block": True}

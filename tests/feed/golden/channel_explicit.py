from __future__ import annotations

FEED = {"explicit": True}

from __future__ import annotations

FEED = {"locked": False}

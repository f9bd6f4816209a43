from __future__ import annotations

FEED = {"medium": "newsletter"}

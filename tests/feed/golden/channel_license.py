from __future__ import annotations

FEED = {"license": "cc-by-4.0"}

from __future__ import annotations

FEED = {"hub": "https://hub.example/"}

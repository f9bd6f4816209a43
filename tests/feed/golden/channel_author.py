from __future__ import annotations

FEED = {"author": "Ana & Søn <desk>"}

from __future__ import annotations

EPISODE = {"block": True}

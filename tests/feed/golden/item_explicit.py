from __future__ import annotations

EPISODE = {"explicit": True}

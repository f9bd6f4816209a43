from __future__ import annotations

EPISODE = {"season": 0, "number": 0}

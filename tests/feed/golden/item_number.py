from __future__ import annotations

EPISODE = {"season": 2, "season_name": "Doors", "number": 7, "number_display": "Ch. 7"}

from __future__ import annotations

FEED = {"title": "Quiet & “loud” Rooms", "kind": "serial"}

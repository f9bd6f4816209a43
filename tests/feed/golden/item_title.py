from __future__ import annotations

EPISODE = {"title": "Trust & <other> “things” 🙂"}

from __future__ import annotations

EPISODE = {"license": "cc-by-nc-4.0"}

from __future__ import annotations

FEED = {"copyright": "© 2026 The Harbour Desk", "language": "sv-SE"}

from __future__ import annotations

FEED = {"license": "harbour-1", "license_url": "https://show.example/licence.pdf"}

from __future__ import annotations

FEED = {"categories": (("Health & Fitness", "Mental Health"), ("Society & Culture",))}

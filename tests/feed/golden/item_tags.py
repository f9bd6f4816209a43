from __future__ import annotations

EPISODE = {"tags": ("trust", "therapy & care")}

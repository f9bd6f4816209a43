from __future__ import annotations

from airdate.model import Funding

EPISODE = {"funding": (Funding("https://give.example/first", "For this one"),)}

from __future__ import annotations

from airdate.model import Chapter

RELEASE = {
    "chapters": (
        Chapter(0, "Hello & welcome"),
        Chapter(61.5, "The study", "https://study.example/?a=1&b=2"),
        Chapter(3600, "Goodbye"),
    ),
    "chapters_key": "chapters/first-0a1b2c3d.json",
}

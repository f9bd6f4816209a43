from __future__ import annotations

from airdate.model import Person

FEED = {
    "persons": (
        Person(
            "Mara Lindqvist",
            "host",
            url="https://mara.example/",
            image="https://mara.example/me.jpg",
        ),
        Person("Bo Ek", "editor", "audio post-production"),
    )
}

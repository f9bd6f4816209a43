"""The chapters file, as JSON Chapters 1.2 has it."""

from __future__ import annotations

import json
from pathlib import Path

from airdate.feed import json_chapters
from airdate.model import Chapter
from tests.feed import making

PICTURE = Path("/nowhere/study.jpg")


def test_chapters_are_said_as_the_format_has_them() -> None:
    marks = (
        Chapter(61.50049, "The “study”", "https://study.example/", PICTURE),
        Chapter(0, "Hello\0 & welcome"),
    )
    images = {PICTURE: "https://show.example/art/study-0a1b2c3d.jpg"}
    body = json_chapters.document(making.EPISODE, making.FEED, marks, images)
    assert json.loads(body) == {
        "version": "1.2.0",
        "title": "The first hour",
        "podcastName": "Quiet Rooms",
        "author": "The Harbour Desk",
        "chapters": [
            {"startTime": 0, "title": "Hello & welcome"},
            {
                "startTime": 61.5,
                "title": "The “study”",
                "img": "https://show.example/art/study-0a1b2c3d.jpg",
                "url": "https://study.example/",
            },
        ],
    }
    assert "“study”".encode() in body


def test_an_image_that_is_not_published_is_not_said() -> None:
    body = json_chapters.document(
        making.EPISODE, making.FEED, (Chapter(0, "A", image=PICTURE),), {}
    )
    assert json.loads(body)["chapters"] == [{"startTime": 0, "title": "A"}]

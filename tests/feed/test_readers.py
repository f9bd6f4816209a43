"""The feed as other people's parsers read it."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

import feedparser
import podcastparser
import pytest

from airdate.model import Chapter, File, Funding, Owner, Person, Transcript
from airdate.transcript import FORMATS
from tests.feed import making

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TITLE = "Trust & <other> “things” 🙂"
FEED = making.feed(
    description="Talks & “silences” <of> all kinds.",
    categories=(("Health & Fitness", "Mental Health"),),
    owner=Owner("The Harbour Desk", "desk@show.example"),
    funding=(Funding("https://give.example/", "Help us"),),
    persons=(Person("Mara Lindqvist", "host"),),
    kind="serial",
    explicit=True,
)
OTHERS = tuple(
    File(f"transcripts/first-0a1b2c3d{ending}", type_, 7, "0a" * 32)
    for ending, type_, _ in FORMATS[1:]
)
RELEASE = making.release(
    {
        "chapters": (Chapter(0, "Hello"), Chapter(61.5, "Study", "https://study.example/")),
        "chapters_key": "chapters/first-0a1b2c3d.json",
        "transcript": Transcript("transcripts/first-0a1b2c3d.vtt", "text/vtt", (), OTHERS),
    },
    title=TITLE,
    season=2,
    season_name="Doors",
    number=7,
    persons=(Person("Ida Bergström", "guest", url="https://ida.example/"),),
)
URL = "https://show.example/feeds/main.xml"
SOUND = "https://show.example/media/first-c0ffee00.mp3"


def body() -> bytes:
    return making.written(FEED, (RELEASE,))


def body_of_a_private_one() -> bytes:
    return making.written(replace(FEED, private=True), (RELEASE,))


@pytest.mark.parametrize("body", [body, body_of_a_private_one])
def test_podcastparser_reads_it(body: Callable[[], bytes]) -> None:
    show = podcastparser.parse(URL, BytesIO(body()))
    assert show["title"] == "Quiet Rooms"
    assert show["description"] == FEED.description
    assert show["cover_url"] == "https://show.example/art/main-0a1b2c3d.jpg"
    assert show["itunes_categories"] == [["Health & Fitness", "Mental Health"]]
    assert show["itunes_owner"] == {"name": "The Harbour Desk", "email": "desk@show.example"}
    assert show["type"] == "serial"
    assert show["explicit"] is True
    (episode,) = show["episodes"]
    assert episode["title"] == TITLE
    assert episode["guid"] == making.EPISODE.guid
    assert episode["description"] == making.NOTES.text
    assert episode["description_html"] == making.NOTES.html
    assert episode["published"] == making.EPISODE.date.timestamp()
    assert episode["total_time"] == 1800
    assert (episode["season"], episode["number"]) == (2, 7)
    assert episode["episode_art_url"] == "https://show.example/art/first-4d5e6f70.png"
    assert [(each["start"], each["title"]) for each in episode["chapters"]] == [
        (0, "Hello"),
        (61, "Study"),  # it knows whole seconds
    ]
    assert episode["enclosures"] == [
        {"url": SOUND, "file_size": 1_234_567, "mime_type": "audio/mpeg"}
    ]


@pytest.mark.parametrize("body", [body, body_of_a_private_one])
def test_feedparser_reads_it(body: Callable[[], bytes]) -> None:
    show: Any = feedparser.parse(body())
    assert not show.bozo
    assert show.feed.title == "Quiet Rooms"
    assert show.feed.language == "en"
    assert show.feed.image.href == "https://show.example/art/main-0a1b2c3d.jpg"
    assert show.feed.itunes_type == "serial"
    (entry,) = show.entries
    assert entry.title == TITLE
    assert entry.id == making.EPISODE.guid
    assert entry.link == "https://show.example/episodes/first.html"
    assert datetime(*entry.published_parsed[:6]).isoformat() == "2026-03-01T05:30:00"  # noqa: DTZ001
    assert entry.enclosures[0]["href"] == SOUND
    assert entry.enclosures[0]["length"] == "1234567"
    assert entry.itunes_duration == "1800"
    assert "first</a>" in entry.content[0]["value"]


# Each script says the same of what its package read, in the same words.
PARTYTIME = """
import {readFileSync} from "node:fs";
import {parseFeed} from "podcast-partytime";
const show = parseFeed(readFileSync("feed.xml", "utf8")), [item] = show.items;
console.log(JSON.stringify({
  title: show.title, guid: show.guid, explicit: show.explicit, episode: item.guid,
  sound: [item.enclosure.url, item.enclosure.length, item.enclosure.type],
  chapters: item.podcastChapters.url,
  // It knows SRT by three types, and calls them all by one.
  transcripts: item.podcastTranscripts.map((each) => [
    each.url, each.type.replace("application/srt", "application/x-subrip"), each.rel ?? null,
  ]),
  person: item.podcastPeople[0].name, season: item.podcastSeason, duration: item.duration,
}));
"""
FEEDSMITH = """
import {readFileSync} from "node:fs";
import {parseRssFeed} from "feedsmith";
const show = parseRssFeed(readFileSync("feed.xml", "utf8")), [item] = show.items;
const [sound] = item.enclosures;
console.log(JSON.stringify({
  title: show.title, guid: show.podcast.guid, explicit: show.itunes.explicit,
  episode: item.guid.value, sound: [sound.url, sound.length, sound.type],
  chapters: item.podcast.chapters.url,
  transcripts: item.podcast.transcripts.map((each) => [each.url, each.type, each.rel ?? null]),
  person: item.podcast.persons[0].display, season: item.podcast.season,
  duration: item.itunes.duration,
}));
"""


@pytest.mark.client
@pytest.mark.parametrize(
    ("package", "script"), [("podcast-partytime", PARTYTIME), ("feedsmith", FEEDSMITH)]
)
def test_readers_from_npm_read_it(
    package: str,
    script: str,
    program: Callable[[str], str],
    node_package: Callable[[str], Path],
    tmp_path: Path,
) -> None:
    node = program("node")
    (tmp_path / "node_modules").symlink_to(node_package(package).parent)
    (tmp_path / "feed.xml").write_bytes(body())
    (tmp_path / "read.mjs").write_text(script)
    said = subprocess.run([node, "read.mjs"], cwd=tmp_path, capture_output=True, check=True)
    assert json.loads(said.stdout) == {
        "title": "Quiet Rooms",
        "guid": making.FEED.guid,
        "explicit": True,
        "episode": making.EPISODE.guid,
        "sound": [SOUND, 1_234_567, "audio/mpeg"],
        "chapters": "https://show.example/chapters/first-0a1b2c3d.json",
        "transcripts": [
            [f"https://show.example/transcripts/first-0a1b2c3d.{ending}", type_, rel]
            for ending, type_, rel in (
                ("vtt", "text/vtt", "captions"),
                ("srt", "application/x-subrip", "captions"),
                ("json", "application/json", "captions"),
                ("html", "text/html", None),
            )
        ],
        "person": "Ida Bergström",
        "season": {"number": 2, "name": "Doors"},
        "duration": 1800,
    }

"""A small show for tests of feeds: whole values, to be changed one by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from airdate.feed import item_cache, rss
from airdate.feed.channel import Channel, public_stem
from airdate.model import Art, Episode, Feed, Media, Place, Release

if TYPE_CHECKING:
    from collections.abc import Sequence

BASE = "https://show.example/"
BUILT = datetime(2026, 3, 2, 6, 30, tzinfo=timezone(timedelta(hours=1)))
IMAGE = Art("art/main-0a1b2c3d.jpg", "image/jpeg", 312_000, "0a" * 32, 3000, 3000)
COVER = Art("art/first-4d5e6f70.png", "image/png", 212_000, "4d" * 32, 1400, 1400)
PLACE = Place(PurePosixPath("made.md"))

FEED = Feed(
    slug="main",
    place=PLACE,
    guid="9b024349-ccf0-5f69-a609-6b82873eab3c",
    title="Quiet Rooms",
    description="Talks about how people get well.",
    language="en",
    author="The Harbour Desk",
)
EPISODE = Episode(
    slug="first",
    place=PLACE,
    guid="f3b8e9a0-5b1e-4a39-9f39-8a4f3a1b2c3d",
    title="The first hour",
    date=datetime(2026, 3, 1, 6, 30, tzinfo=timezone(timedelta(hours=1))),
    article="",
    article_line=1,
    interview=Path("/nowhere/interview.wav"),
)
MEDIA = Media(
    rendition="mp3",
    source="c0ffee" * 10,
    key="media/first-c0ffee00.mp3",
    type="audio/mpeg",
    size=1_234_567,
    sha256="5e" * 32,
    seconds=1800.4,
    loudness=-16.0,
    true_peak=-1.2,
)
RELEASE = Release(
    episode=EPISODE,
    media=(MEDIA,),
    cover=COVER,
    chapters=(),
    chapters_key=None,
    transcript=None,
    changed=datetime(2026, 3, 1, 7, tzinfo=UTC),
)
NOTES = rss.ItemText(
    "What a first hour is for.", '<p>What a <a href="https://e.example/">first</a>…'
)


def feed(**changes: Any) -> Feed:
    return replace(FEED, **changes)


def release(changes: dict[str, Any] | None = None, **episode: Any) -> Release:
    """Return the release, with other values of its own, and of its episode."""
    return replace(RELEASE, episode=replace(EPISODE, **episode), **(changes or {}))


def releases(count: int) -> tuple[Release, ...]:
    """Return releases an hour apart, the oldest first."""
    return tuple(
        release(
            {"changed": RELEASE.changed + timedelta(hours=at)},
            slug=f"episode-{at}",
            guid=f"guid-{at}",
            title=f"Episode {at}",
            date=EPISODE.date + timedelta(hours=at),
        )
        for at in range(count)
    )


def notes(carried: Sequence[Release], **changes: str) -> dict[str, rss.ItemText]:
    return {each.episode.guid: replace(NOTES, **changes) for each in carried}


def channel(of: Feed = FEED, **changes: Any) -> Channel:
    return replace(Channel(of, IMAGE, BASE, BUILT, public_stem(of)), **changes)


def documents(
    of: Feed = FEED, carried: Sequence[Release] = (RELEASE,), **words: str
) -> tuple[rss.Document, ...]:
    """Return the feed of some releases, and the pages of its archive."""
    said = notes(carried, **words)
    made = item_cache.spliced(
        carried, {}, lambda each: rss.item(of, each, said[each.episode.guid], BASE)
    )
    return rss.documents(channel(of), carried, made)


def written(of: Feed = FEED, carried: Sequence[Release] = (RELEASE,), **words: str) -> bytes:
    """Return the feed of some releases, its current document."""
    return documents(of, carried, **words)[0].body

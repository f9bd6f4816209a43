"""A small show for tests of feeds: whole values, to be changed one by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

from airdate.feed import rss
from airdate.feed.channel import Channel, public_stem
from airdate.feed.documents import FeedBuild, FeedInputs
from airdate.ledger import Ledger, ledger_in_memory
from airdate.ledger.wanted import wanted_artifacts
from airdate.model import Art, Episode, Feed, Media, Place, Release
from tests.publish.planning import ReleasesInMemory

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from airdate.model import Artifact

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


def channel(of: Feed = FEED, **changes: Any) -> Channel:
    return replace(Channel(of, IMAGE, BASE, BUILT, public_stem(of)), **changes)


class Document(NamedTuple):
    """A feed's file, or a page of its archive, with the guids of its items."""

    key: str
    body: bytes
    guids: tuple[str, ...]


def documents(
    of: Feed = FEED, carried: Sequence[Release] = (RELEASE,), **words: str
) -> tuple[Document, ...]:
    """Return the feed of some releases, and the pages of its archive."""
    newest = sorted(carried, key=lambda each: (each.episode.date, each.episode.guid), reverse=True)
    text = replace(NOTES, **words)
    items = {each.episode.guid: rss.item(of, each, text, BASE) for each in newest}
    sizes = {guid: len(body) for guid, body in items.items()}
    changed = {each.episode.guid: each.changed for each in carried}
    return tuple(
        Document(each.key, each.body(items[guid] for guid in each.guids), each.guids)
        for each in rss.documents(channel(of), sizes, changed)
    )


def files(
    carried: Sequence[Release] = (RELEASE,),
    of: Channel | None = None,
    ledger: Ledger | None = None,
    text: Callable[[Release], rss.ItemText] = lambda _release: NOTES,
) -> dict[str, Artifact]:
    """Return all files of a feed, with their bytes, by key."""
    ledger = ledger_in_memory() if ledger is None else ledger
    of = of or channel()
    newest = sorted(carried, key=lambda each: (each.episode.date, each.episode.guid), reverse=True)
    inputs = FeedInputs([(of,)], "en", ReleasesInMemory.of(newest), text)
    build = FeedBuild(inputs, ledger)
    stale = build.stale
    for each in newest:
        if each.episode.guid in stale:
            build.render(each)
    build.render_documents()
    return {
        each.key: replace(each, body=ledger.bodies.get(each.sha256) or b"")
        for each in wanted_artifacts(ledger)
    }


def written(of: Feed = FEED, carried: Sequence[Release] = (RELEASE,), **words: str) -> bytes:
    """Return the feed of some releases, its current document."""
    return documents(of, carried, **words)[0].body

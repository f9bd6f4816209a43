"""The podcast namespace in an author's files: every key becomes its value, and slips are told."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from airdate.model import Episode, Feed, Funding, HostingSettings
from airdate.podcast import namespace_tags
from airdate.podcast.namespace_tags import (
    AlternateEnclosure,
    Block,
    Chat,
    ContentLink,
    Image,
    Integrity,
    LiveItem,
    Location,
    Recipient,
    RemoteItem,
    SocialInteract,
    Soundbite,
    Source,
    TimeSplit,
    Trailer,
    Txt,
    UpdateFrequency,
    Value,
)
from airdate.workspace import load

if TYPE_CHECKING:
    from airdate.model import Problem, Settings

GUID = "9b024349-ccf0-5f69-a609-6b82873eab3c"
OTHER = "29cdca4a-32d8-56ba-b48b-09a011c5daa9"
FEED = f"""
guid = "{GUID}"
title = "Quiet Rooms"
author = "The Harbour Desk"
"""
EPISODE = f"""
title: The first hour
guid: {OTHER}
date: 2026-03-01 06:30+01:00
status: live
"""

KEYS = Path(__file__).parent / "keys"
WANTED_OF_A_FEED = {
    "license_url": "https://show.example/licence.pdf",
    "locations": (Location("Malmö"), Location("Lund", "creator", "geo:55.7,13.2", "R1", "SE")),
    "podping": True,
    "hub": "https://hub.example/",
    "chapters_in_description": True,
    "include_feeds": ("main", "other"),
    "seasons": (2,),
    "tags": ("grief", "trust"),
    "kinds": ("full", "bonus"),
    "rendition": "opus",
    "private": True,
    "max_page_bytes": 500_000,
    "social": (SocialInteract("disabled"),),
    "blocks": (Block(blocked=True, service="amazon"), Block(blocked=False, service="google")),
    "txts": (Txt("abc", "verify"), Txt("plain")),
    "remote_items": (RemoteItem(OTHER),),
    "podroll": (
        RemoteItem(OTHER),
        RemoteItem(GUID, "https://other.example/feed.xml", title="Other"),
    ),
    "publisher": RemoteItem(OTHER, medium="publisher"),
    "update_frequency": UpdateFrequency(
        "Mondays", "FREQ=WEEKLY", datetime(2026, 3, 2, 6, tzinfo=UTC), complete=True
    ),
    "chat": Chat("irc.example", "irc", "@mara", "#rooms"),
    "images": (
        Image("https://show.example/a.jpg"),
        Image("https://show.example/b.jpg", "B", "16/9", 1920, 1080, "image/jpeg", "social"),
    ),
    "trailers": (
        Trailer(
            title="Soon",
            url="https://show.example/soon.mp3",
            date=datetime(2026, 3, 1, 8, tzinfo=UTC),
            length=1234,
            type="audio/mpeg",
            season=2,
        ),
    ),
    "values": (
        Value(
            "lightning",
            "keysend",
            (
                Recipient(
                    type="node",
                    address="02d5",
                    split=95,
                    name="Mara",
                    custom_key="9",
                    custom_value="8",
                ),
            ),
            "0.00000005",
            (
                TimeSplit(
                    start=60,
                    duration=30,
                    recipients=(Recipient(type="node", address="03", split=1, fee=True),),
                ),
                TimeSplit(
                    start=120,
                    duration=30.5,
                    remote=RemoteItem(OTHER),
                    remote_start=5,
                    remote_percentage=90,
                ),
            ),
        ),
    ),
    "live": (
        LiveItem(
            guid="evening",
            title="An open evening",
            status="pending",
            start=datetime(2026, 5, 1, 18, tzinfo=UTC),
            end=datetime(2026, 5, 1, 20, tzinfo=UTC),
            url="https://live.example/stream.mp3",
            type="audio/mpeg",
            description="Questions.",
            links=(ContentLink("https://live.example/", "Listen"),),
            persons=(namespace_tags.Person("Ida"), namespace_tags.Person("Mara", "host")),
            enclosures=(
                AlternateEnclosure(
                    "audio/mpeg", (Source("https://live.example/stream.mp3"),), default=True
                ),
            ),
            chat=Chat("irc.example", "irc"),
            images=(Image("https://live.example/a.jpg"),),
        ),
    ),
}

WANTED_OF_AN_EPISODE = {
    "number_display": "Ch. 7",
    "block": True,
    "license_url": "https://show.example/licence.pdf",
    "soundbites": (
        Soundbite(73, 60, "Why trust takes time"),
        Soundbite(751.5, 28.5),
        Soundbite(5, 20),
    ),
    "locations": (Location("Malmö"),),
    "enclosures": (
        AlternateEnclosure(
            "video/mp4",
            (
                Source("https://video.example/720.mp4"),
                Source("https://video.example/720.torrent", "application/x-bittorrent"),
            ),
            7_924_786,
            511_276,
            720,
            "en",
            "On film",
            "video",
            "avc1.64001f",
            integrity=Integrity("sri", "sha384-abc"),
        ),
    ),
    "values": (
        Value(
            "lightning",
            "lnaddress",
            (Recipient(type="lnaddress", address="host@pay.example", split=100),),
        ),
    ),
    "funding": (Funding("https://give.example/", "For this one"),),
    "social": (
        SocialInteract(
            "activitypub",
            "https://social.example/@mara/1",
            "@mara",
            "https://social.example/@mara",
            1,
        ),
    ),
    "links": (ContentLink("https://video.example/", "Watch it"),),
    "txts": (Txt("true", "ai-content"),),
    "chat": Chat("jabber.example", "xmpp"),
    "images": (Image("https://show.example/a.jpg"),),
}


def loaded(root: Path, feed: str = "", episode: str = "") -> tuple[Feed, Episode]:
    (found, problems) = read(root, feed, episode)
    assert problems == ()
    assert found is not None
    return found


def read(
    root: Path, feed: str, episode: str
) -> tuple[tuple[Feed, Episode] | None, tuple[Problem, ...]]:
    """Return the feed and the episode of a workspace with these keys more, and all problems."""
    folder = root / "episodes" / "first"
    folder.mkdir(parents=True)
    (root / "feeds").mkdir()
    (root / "airdate.toml").write_text('timezone = "Europe/Stockholm"\n')
    (root / "feeds" / "main.toml").write_text(FEED + feed, "utf-8")
    (folder / "episode.md").write_text(f"---{EPISODE}{episode.lstrip()}\n---\nWords.\n", "utf-8")
    (folder / "interview.wav").write_bytes(b"")
    workspace, problems = load(root)
    if not workspace.feeds or not workspace.episodes:
        return None, problems
    return (workspace.feeds[0], workspace.episodes[0]), problems


def test_every_key_of_a_feed_becomes_its_value(tmp_path: Path) -> None:
    feed, _episode = loaded(tmp_path, feed=(KEYS / "feed.toml").read_text("utf-8"))
    assert {name: getattr(feed, name) for name in WANTED_OF_A_FEED} == WANTED_OF_A_FEED


def test_every_key_of_an_episode_becomes_its_value(tmp_path: Path) -> None:
    _feed, episode = loaded(tmp_path, episode=(KEYS / "episode.yaml").read_text("utf-8"))
    assert {name: getattr(episode, name) for name in WANTED_OF_AN_EPISODE} == WANTED_OF_AN_EPISODE


def test_without_the_keys_there_is_nothing(tmp_path: Path) -> None:
    feed, episode = loaded(tmp_path)
    fields = {name: getattr(feed, name) for name in WANTED_OF_A_FEED}
    assert fields.pop("max_page_bytes") == 2_000_000
    assert not any(fields.values())
    assert not any(getattr(episode, name) for name in WANTED_OF_AN_EPISODE)


PAID = (
    "{ type = 'l', method = 'k', recipients = [{ type = 'node', address = 'a', split = 1 }], "
    "splits = %s }"
)
BROKEN_FEEDS = [
    ("types = 'teaser'", "`types[1]` is “"),
    ("seasons = ['two']", "`seasons[1]` must be a whole number, not “two”"),
    ("rendition = 'wav'", "`rendition` is “"),
    ("podping = 'maybe'", "`podping` must be true or false, not “maybe”"),
    ("max_page_bytes = 10", "`max_page_bytes` is 10; the minimum is 50000"),
    ("hub = 'hub.example'", "`hub` is"),
    ("locations = [{ name = 'Lund', geo = '55.7,13.2' }]", "`locations[1].geo` is “55.7,13.2”"),
    ("locations = [{ name = 'Lund', country = 'Sweden' }]", "`locations[1].country` is “Sweden”"),
    ("locations = [{ place = 'Lund' }]", "unknown key `locations[1].place`"),
    ("podroll = 'https://other.example/feed.xml'", "`podroll[1].feed_guid` is “https"),
    ("update_frequency = 'Mondays'", "`update_frequency` must be a table of keys"),
    ("update_frequency = { text = 'M', start = 2026-03-02 }", "`update_frequency.start` is “2026"),
    ("images = [{ url = 'https://a.example/', aspect_ratio = 'wide' }]", "aspect_ratio` is “wide”"),
    ("txts = ['']", "`txts[1].text` is empty"),
    ("value = { type = 'l', method = 'k', recipients = [] }", "`value[1].recipients` is empty"),
    (
        "trailers = [{ title = 'T', url = 'https://a.example/', date = 2026-03-01T08:00:00 }]",
        "`trailers[1].date` is “2026-03-01 08:00:00”",
    ),
    ("live = [{ guid = 'a' }]", "`live[1].title` is required"),
]


@pytest.mark.parametrize(("line", "what"), BROKEN_FEEDS)
def test_slips_in_a_feed_are_told(line: str, what: str, tmp_path: Path) -> None:
    _found, problems = read(tmp_path, line, "")
    assert any(what in problem.message for problem in problems), problems
    assert all(problem.hint for problem in problems)


BROKEN_EPISODES = [
    ("soundbites: 1:13 to 2:13", "`soundbites[1]` is “1:13 to 2:13”"),
    ("soundbites: 2:13-1:13", "`soundbites[1].duration` is"),
    ("soundbites: [{start: 5}]", "`soundbites[1].duration` is required"),
    ("episode_display: The seventh of the chapters, at last", "characters long; the limit is 32"),
    ("enclosures: [{type: mp4, sources: a}]", "`enclosures[1].type` is “mp4”"),
    ("enclosures: [{type: video/mp4, sources: []}]", "`enclosures[1].sources` is empty"),
    ("links: [{url: 'javascript:alert(1)', text: x}]", "`links[1].url` is “javascript:alert(1)”"),
    ("chat: {server: a.example}", "`chat.protocol` is required"),
    ("chat: {sever: a.example, protocol: irc}", "unknown key `chat.sever`"),
    ("images: {url: 'https://a.example/', width: wide}", "`images[1].width` must be a whole"),
]


@pytest.mark.parametrize(("line", "what"), BROKEN_EPISODES)
def test_slips_in_an_episode_are_told(line: str, what: str, tmp_path: Path) -> None:
    _found, problems = read(tmp_path, "", line)
    assert any(what in problem.message for problem in problems), problems
    assert all(problem.hint for problem in problems)
    assert all(problem.place.line for problem in problems)


def test_simple_chapters_are_said_unless_they_are_not_wanted(tmp_path: Path) -> None:
    feed, _episode = loaded(tmp_path, "simple_chapters = false")
    assert not feed.simple_chapters
    assert Feed(**{name: getattr(feed, name) for name in WHO}).simple_chapters


WHO = ("slug", "place", "guid", "title", "description", "language", "author")


def test_a_variant_says_what_differs_and_is_never_the_other(tmp_path: Path) -> None:
    read(tmp_path, 'new_feed_url = "https://new.example/"\nprivate = true\ntags = "grief"', "")
    text = f'extends = "main"\nguid = "{OTHER}"\ntitle = "Opus"\nrendition = "opus"\n'
    (tmp_path / "feeds" / "opus.toml").write_text(text)
    workspace, problems = load(tmp_path)
    assert problems == ()
    main, opus = workspace.feeds
    assert (opus.guid, opus.title, opus.new_feed_url) == (OTHER, "Opus", None)
    assert (opus.author, opus.tags, opus.private) == (main.author, main.tags, True)
    assert main.new_feed_url
    assert workspace.public_feeds == ()


HOSTING = """
[hosting]
servers = ["nginx", "s3"]
[hosting.redirects]
"/feed/podcast" = "feeds/main.xml"
"/old/page.html" = "https://elsewhere.example/page"
"""
BROKEN_HOSTING = [
    ('servers = "iis"', "`hosting.servers[1]` is “"),
    ('servers = ["netlify", "cloudflare"]', "`hosting.servers` names two servers"),
    ('redirects = { "feed" = "feeds/main.xml" }', "“feed”"),
    ('redirects = { "/a b" = "feeds/main.xml" }', "“/a b”"),
    ('redirects = { "/a\\";x" = "feeds/main.xml" }', '/a";x'),
    ('redirects = { "/a" = "../etc/passwd" }', "“../etc/passwd”"),
    ('redirects = { "/a" = "https://a.example/\\n}" }', "“https://a.example/"),
]


def with_hosting(root: Path, text: str) -> tuple[Settings, tuple[Problem, ...]]:
    read(root, "", "")
    (root / "airdate.toml").write_text(f'timezone = "UTC"\n{text}')
    workspace, problems = load(root)
    return workspace.settings, problems


def test_servers_and_redirects_become_settings(tmp_path: Path) -> None:
    settings, problems = with_hosting(tmp_path, HOSTING)
    assert problems == ()
    assert settings.hosting == HostingSettings(
        ("nginx", "s3"),
        {
            "/feed/podcast": "feeds/main.xml",
            "/old/page.html": "https://elsewhere.example/page",
        },
    )


@pytest.mark.parametrize(("line", "what"), BROKEN_HOSTING)
def test_what_would_break_a_servers_file_is_told(line: str, what: str, tmp_path: Path) -> None:
    settings, problems = with_hosting(tmp_path, f"[hosting]\n{line}\n")
    assert any(what in problem.message for problem in problems), problems
    assert all(problem.hint for problem in problems)
    assert not settings.hosting.redirects

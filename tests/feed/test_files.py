"""What is published for a feed: every format, and pages before the feed that names them."""

from __future__ import annotations

import json

from airdate.model import Artifact, CacheControl, Layer
from tests.feed import making, reader


def published(count: int, limit: int) -> tuple[Artifact, ...]:
    channel = making.channel(making.feed(max_page_bytes=limit))
    return tuple(making.files(making.releases(count), channel).values())


def body(artifact: Artifact) -> bytes:
    assert isinstance(artifact.body, bytes)
    return artifact.body


def test_a_feed_is_published_in_every_format() -> None:
    made = published(3, 2_000_000)
    assert {(each.key, each.type) for each in made} == {
        ("feeds/main.xml", "application/rss+xml; charset=utf-8"),
        ("feeds/main.json", "application/feed+json; charset=utf-8"),
        ("feeds/main.atom", "application/atom+xml; charset=utf-8"),
    }
    assert {each.cache for each in made} == {CacheControl.BRIEFLY}
    assert {each.layer for each in made} == {Layer.FEED}


def test_the_pages_of_an_archive_go_out_before_the_feed() -> None:
    made = {each.key: each for each in published(40, 20_000)}
    archive = {"feeds/main/1.xml", "feeds/main/2.xml"}
    assert {key for key, each in made.items() if each.layer is Layer.PAGE} == archive
    assert {key for key, each in made.items() if each.layer is Layer.FEED} == {
        *("feeds/main.xml", "feeds/main.json", "feeds/main.atom")
    }


def test_json_and_atom_have_the_items_of_the_current_document() -> None:
    made = {each.key: body(each) for each in published(40, 20_000)}
    _channel, items = reader.read(made["feeds/main.xml"])
    said = json.loads(made["feeds/main.json"])
    assert [item["id"] for item in said["items"]] == [item["guid"] for item in items]
    assert made["feeds/main.atom"].count(b"<entry>") == len(items) < 40

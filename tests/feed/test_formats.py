"""The other formats: JSON Feed, Atom and OPML."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
from hypothesis import given, settings
from hypothesis import strategies as st

from airdate.feed import atom, jsonfeed, opml
from airdate.feed.item_text import ItemText, tidy
from airdate.model import Owner, Person
from tests.feed import making

ANY = st.text(st.characters(exclude_categories=()), max_size=40)
SHOW = making.feed(
    owner=Owner("The Harbour Desk", "desk@show.example"),
    hub="https://hub.example/",
    copyright="© 2026 The Harbour Desk",
    complete=True,
)
TALK = making.release(
    title="Trust & <other> “things” 🙂",
    tags=("trust", "care & rest"),
    persons=(Person("Ida Bergström", url="https://ida.example/"),),
    language="sv",
)
PARTS = {"a": "http://www.w3.org/2005/Atom"}


def as_json(feed: Any = SHOW, carried: Any = (TALK,)) -> dict[str, Any]:
    made = [jsonfeed.item(each, making.NOTES, making.BASE) for each in carried]
    return dict(json.loads(jsonfeed.document(making.channel(feed), made)))


def as_atom(feed: Any = SHOW, carried: Any = (TALK,)) -> bytes:
    made = [atom.entry(feed, each, making.NOTES, making.BASE) for each in carried]
    return atom.document(making.channel(feed), made)


def test_json_feed_says_all_that_it_can() -> None:
    assert jsonfeed.key("feeds/main") == "feeds/main.json"
    assert as_json() == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Quiet Rooms",
        "home_page_url": "https://show.example/index.html",
        "feed_url": "https://show.example/feeds/main.json",
        "description": "Talks about how people get well.",
        "icon": "https://show.example/art/main-0a1b2c3d.jpg",
        "authors": [{"name": "The Harbour Desk"}],
        "language": "en",
        "expired": True,
        "hubs": [{"type": "WebSub", "url": "https://hub.example/"}],
        "items": [
            {
                "id": making.EPISODE.guid,
                "url": "https://show.example/episodes/first.html",
                "title": "Trust & <other> “things” 🙂",
                "content_html": making.NOTES.html,
                "summary": making.NOTES.text,
                "image": "https://show.example/art/first-4d5e6f70.png",
                "date_published": "2026-03-01T06:30:00+01:00",
                "date_modified": "2026-03-01T07:00:00+00:00",
                "authors": [{"name": "Ida Bergström", "url": "https://ida.example/"}],
                "tags": ["trust", "care & rest"],
                "language": "sv",
                "attachments": [
                    {
                        "url": "https://show.example/media/first-c0ffee00.mp3",
                        "mime_type": "audio/mpeg",
                        "size_in_bytes": 1_234_567,
                        "duration_in_seconds": 1800,
                    }
                ],
            }
        ],
    }


def test_json_feed_leaves_out_what_there_is_not() -> None:
    said = as_json(making.FEED, (making.RELEASE,))
    assert not {"expired", "hubs"} & said.keys()
    assert not {"authors", "tags", "language", "content_text"} & said["items"][0].keys()


def test_an_item_of_json_feed_has_content_even_without_an_article() -> None:
    item = json.loads(jsonfeed.item(making.RELEASE, ItemText("Words.", ""), making.BASE))
    assert item["content_text"] == "Words."
    assert "content_html" not in item


def test_atom_is_read_as_what_went_in() -> None:
    show: Any = feedparser.parse(as_atom())
    assert not show.bozo
    assert show.version == "atom10"
    assert show.feed.id == f"urn:uuid:{making.FEED.guid}"
    assert show.feed.title == "Quiet Rooms"
    assert show.feed.title_detail.language == "en"
    assert show.feed.author_detail == {"name": "The Harbour Desk", "email": "desk@show.example"}
    assert show.feed.updated == "2026-03-02T06:30:00+01:00"
    assert show.feed.rights == "© 2026 The Harbour Desk"
    assert {(each.rel, each.href) for each in show.feed.links} == {
        ("self", "https://show.example/feeds/main.atom"),
        ("alternate", "https://show.example/index.html"),
        ("hub", "https://hub.example/"),
    }
    (entry,) = show.entries
    assert entry.id == f"urn:uuid:{making.EPISODE.guid}"
    assert entry.title == "Trust & <other> “things” 🙂"
    assert entry.link == "https://show.example/episodes/first.html"
    assert entry.published == "2026-03-01T06:30:00+01:00"
    assert entry.updated.startswith("2026-03-01T07:00:00.")
    assert [tag.term for tag in entry.tags] == ["trust", "care & rest"]
    assert entry.contributors == [{"name": "Ida Bergström", "href": "https://ida.example/"}]
    assert entry.summary == making.NOTES.text
    assert entry.summary_detail.language == "sv"
    assert entry.content[0].type == "text/html"
    (sound,) = entry.enclosures
    assert (sound.href, sound.length, sound.type) == (
        "https://show.example/media/first-c0ffee00.mp3",
        "1234567",
        "audio/mpeg",
    )


def test_entries_of_one_moment_are_told_apart_and_stay_as_they_are() -> None:
    two = (making.release(guid="a"), making.release(guid="b"))
    first, second = (entry.updated for entry in feedparser.parse(as_atom(SHOW, two)).entries)
    assert first != second
    assert as_atom(SHOW, two) == as_atom(SHOW, two)


def test_atom_ids_are_iris_whatever_the_guid_and_stay() -> None:
    odd = making.release(guid="https://old.example/?p=1 \udc80")
    ids = [
        ET.fromstring(as_atom(feed, (odd,))).findtext("a:entry/a:id", "", PARTS)  # noqa: S314 - ours
        for feed in (making.FEED, making.feed(title="Renamed"), making.feed(guid="other"))
    ]
    assert all(each.startswith("urn:uuid:") for each in ids)
    assert ids[0] == ids[1] != ids[2]


def test_opml_lists_the_feeds_but_not_private_ones() -> None:
    private = making.feed(slug="members", title="Members", block=True)
    other = making.feed(slug="trailers", title="Trailers & <more>", link="https://t.example/")
    body = opml.document((making.FEED, private, other), base=making.BASE, built=making.BUILT)
    assert b"ember" not in body
    root = ET.fromstring(body)  # noqa: S314 - our own bytes
    assert root.attrib == {"version": "2.0"}
    assert root.findtext("head/title") == "Quiet Rooms"
    assert root.findtext("head/dateModified") == "Mon, 02 Mar 2026 06:30:00 +0100"
    first, second = root.findall("body/outline")
    assert first.attrib == {
        "type": "rss",
        "text": "Quiet Rooms",
        "title": "Quiet Rooms",
        "xmlUrl": "https://show.example/feeds/main.xml",
        "htmlUrl": "https://show.example/index.html",
        "description": "Talks about how people get well.",
        "language": "en",
    }
    assert second.attrib["text"] == "Trailers & <more>"
    assert second.attrib["htmlUrl"] == "https://t.example/"


def test_an_opml_of_private_feeds_alone_is_empty() -> None:
    body = opml.document((making.feed(block=True),), base=making.BASE, built=making.BUILT)
    assert len(ET.fromstring(body).findall("body")) == 1  # noqa: S314 - our own bytes
    assert b"outline" not in body


@settings(max_examples=60, deadline=None)
@given(st.lists(ANY, min_size=9, max_size=9))
def test_no_text_breaks_a_format(texts: list[str]) -> None:
    names = iter(texts)
    feed = making.feed(title=next(names), description=next(names), hub=next(names))
    carried = (
        making.release(
            guid=next(names),
            title=next(names),
            tags=(next(names),),
            persons=(Person(next(names), url=next(names), image=next(names)),),
        ),
        making.RELEASE,
    )
    titles = {tidy(texts[4]) or "first", making.EPISODE.title}
    assert {item["title"] for item in as_json(feed, carried)["items"]} == titles
    root = ET.fromstring(as_atom(feed, carried))  # noqa: S314 - our own bytes
    assert {node.text for node in root.findall("a:entry/a:title", PARTS)} == titles
    listed = ET.fromstring(opml.document((feed,), base="", built=making.BUILT))  # noqa: S314 - ours
    assert listed.find("body/outline") is not None

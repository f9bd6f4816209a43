"""A long feed is continued in pages that stay as they are, and nothing is lost between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from airdate.feed import archive
from tests.feed import making, reader

if TYPE_CHECKING:
    from tests.feed.making import Document

SIZES = st.lists(st.integers(1, 500), max_size=60)


def documents(count: int, limit: int) -> tuple[Document, ...]:
    """Return the documents of a feed of so many items, in documents of so many bytes."""
    feed = making.feed(max_page_bytes=limit)
    return making.documents(feed, making.releases(count))


@settings(deadline=None)
@given(SIZES)
def test_every_item_is_in_one_part_and_the_newest_in_the_first(sizes: list[int]) -> None:
    current, *pages = archive.parts(sizes, 1000)
    assert [at for part in (current, *reversed(pages)) for at in part] == list(range(len(sizes)))


@settings(deadline=None)
@given(SIZES)
def test_no_part_is_larger_than_the_limit(sizes: list[int]) -> None:
    for part in archive.parts(sizes, 1000):
        assert sum(sizes[at] for at in part) <= 1000 or len(part) <= 2


@settings(deadline=None)
@given(SIZES, st.lists(st.integers(1, 500), min_size=1, max_size=20))
def test_pages_stay_as_they_are_when_newer_items_come(old: list[int], new: list[int]) -> None:
    def counted_from_the_oldest(sizes: list[int]) -> list[tuple[int, int]]:
        _, *pages = archive.parts(sizes, 1000)
        return [(len(sizes) - page.stop, len(sizes) - page.start) for page in pages]

    before, after = counted_from_the_oldest(old), counted_from_the_oldest(new + old)
    assert after[: len(before)] == before


@settings(deadline=None)
@given(st.lists(st.integers(1, 100), max_size=9))
def test_a_short_feed_is_one_document(sizes: list[int]) -> None:
    assert archive.parts(sizes, 1000) == (range(len(sizes)),)


def test_pages_name_each_other_and_say_what_they_are() -> None:
    made = documents(40, 20_000)
    assert [document.key for document in made] == [
        "feeds/main.xml",
        "feeds/main/1.xml",
        "feeds/main/2.xml",
    ]
    urls = [making.BASE + document.key for document in made]
    current, first, second = (reader.read(document.body)[0] for document in made)
    assert dict(current["links"]) == {"self": urls[0], "prev-archive": urls[2], "next": urls[2]}
    assert dict(second["links"]) == {
        "self": urls[2],
        "current": urls[0],
        "prev-archive": urls[1],
        "next": urls[1],
    }
    assert dict(first["links"]) == {"self": urls[1], "current": urls[0], "next-archive": urls[2]}
    assert ["archive" in page for page in (current, first, second)] == [False, True, True]


def test_following_next_gives_every_item_once_the_newest_first() -> None:
    made = {making.BASE + document.key: document for document in documents(40, 20_000)}
    url: str | None = making.BASE + "feeds/main.xml"
    titles = []
    while url:
        channel, items = reader.read(made[url].body)
        titles += [item["title"] for item in items]
        url = dict(channel["links"]).get("next")
    assert titles == [f"Episode {at}" for at in reversed(range(40))]


def test_documents_are_within_the_limit() -> None:
    assert all(len(document.body) <= 20_000 for document in documents(40, 20_000))


def test_a_new_episode_leaves_the_pages_alone() -> None:
    before, *pages = documents(40, 20_000)
    after, *later = documents(41, 20_000)
    assert before.body != after.body
    assert len(later) == len(pages) + 1
    assert later[: len(pages) - 1] == pages[:-1]
    # The last page learns that there is one after it, and that is all.
    link = b'    <atom:link rel="next-archive" href="https://show.example/feeds/main/3.xml"'
    kept = [line for line in later[1].body.splitlines() if not line.startswith(link)]
    assert kept == pages[1].body.splitlines()


def test_a_feed_within_its_limit_is_as_in_one_document() -> None:
    (only,) = documents(3, 2_000_000)
    carried = making.releases(3)
    assert only.body == making.written(making.feed(), carried)
    assert only.guids == ("guid-2", "guid-1", "guid-0")

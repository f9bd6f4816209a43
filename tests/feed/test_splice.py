"""Items that didn't change are copied, and only those; a broken index costs time, nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.feed import rss, splice
from pipeline.history import release_digest
from pipeline.model import Transcript
from tests.feed import making

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipeline.model import Feed, Release

CARRIED = making.releases(6)


def build(
    carried: Sequence[Release] = CARRIED,
    feed: Feed = making.FEED,
    known: dict[str, bytes] | None = None,
    **words: str,
) -> tuple[rss.Document, ...]:
    made = rss.items(feed, carried, making.notes(carried, **words), making.BASE, known)
    return rss.documents(feed, making.IMAGE, carried, made, base=making.BASE, built=making.BUILT)


def digests(carried: Sequence[Release]) -> dict[str, str]:
    return {each.episode.guid: release_digest(each) for each in carried}


def inputs(
    carried: Sequence[Release] = CARRIED, feed: Feed = making.FEED, base: str = making.BASE
) -> dict[str, str]:
    return splice.inputs(feed, digests(carried), making.notes(carried), base)


def known(
    index: bytes, bodies: dict[str, bytes], made_of: dict[str, str] | None = None
) -> dict[str, bytes]:
    return splice.known(index, bodies, made_of or inputs())


@pytest.fixture
def last() -> tuple[bytes, dict[str, bytes]]:
    """Return the last feed's index, and its documents by key."""
    documents = build()
    return splice.index(documents, inputs()), {each.key: each.body for each in documents}


def test_all_are_known_where_nothing_changed(last: tuple[bytes, dict[str, bytes]]) -> None:
    found = known(*last)
    assert found.keys() == {each.episode.guid for each in CARRIED}
    assert build(known=found) == build()


def test_what_is_known_is_not_made_again(last: tuple[bytes, dict[str, bytes]]) -> None:
    found = known(*last) | {"guid-3": b"<item>\n  <title>copied</title>\n</item>\n"}
    (document,) = build(known=found)
    assert b"<title>copied</title>" in document.body
    assert b"<title>Episode 3</title>" not in document.body


def other(**changes: Any) -> Release:
    return replace(CARRIED[3], **changes)


CHANGES: dict[str, Release] = {
    "title": other(episode=replace(CARRIED[3].episode, title="Another")),
    "date": other(episode=replace(CARRIED[3].episode, date=making.BUILT)),
    "media": other(media=(replace(making.MEDIA, size=1),)),
    "cover": other(cover=making.IMAGE),
    "chapters": other(chapters_key="chapters/new.json"),
    "transcript": other(transcript=Transcript("transcripts/new.vtt", "text/vtt", ())),
}


@pytest.mark.parametrize("changed", CHANGES.values(), ids=CHANGES)
def test_the_one_that_changed_is_made_again(
    changed: Release, last: tuple[bytes, dict[str, bytes]]
) -> None:
    now = tuple(changed if each is CARRIED[3] else each for each in CARRIED)
    found = known(*last, inputs(now))
    assert found.keys() == {each.episode.guid for each in CARRIED} - {"guid-3"}
    assert build(now, known=found) == build(now)


def test_other_notes_are_other_inputs() -> None:
    notes = making.notes(CARRIED)
    before = splice.inputs(making.FEED, digests(CARRIED), notes, making.BASE)
    notes["guid-2"] = rss.Notes("Other", "words")
    after = splice.inputs(making.FEED, digests(CARRIED), notes, making.BASE)
    assert {guid for guid in before if before[guid] != after[guid]} == {"guid-2"}


@pytest.mark.parametrize(
    ("feed", "base"),
    [
        (making.feed(explicit=True), making.BASE),
        (making.feed(chapters_in_description=True), making.BASE),
        (making.FEED, "https://moved.example/"),
    ],
    ids=["explicit", "chapters in the description", "moved"],
)
def test_what_all_items_share_changes_them_all(feed: Feed, base: str) -> None:
    assert not set(inputs().values()) & set(inputs(feed=feed, base=base).values())


BROKEN: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _index: b"",
    "cut short": lambda index: index[:-10],
    "not UTF-8": lambda index: b"\xff" + index,
    "no JSON": lambda index: index.split(b"\n")[0],
    "too deep": lambda _index: b"[" * 100_000,
    "other places": lambda index: index.replace(b'"feeds/main.xml", ', b'"feeds/main.xml", 1'),
    "other documents": lambda index: index.replace(b"main.xml", b"more.xml"),
}


@pytest.mark.parametrize("spoil", BROKEN.values(), ids=BROKEN)
def test_a_broken_index_knows_nothing(
    spoil: Callable[[bytes], bytes], last: tuple[bytes, dict[str, bytes]]
) -> None:
    index, bodies = last
    assert not known(spoil(index), bodies)


def test_a_document_that_is_not_the_one_that_was_written_is_not_copied_from(
    last: tuple[bytes, dict[str, bytes]],
) -> None:
    index, bodies = last
    assert not known(index, {key: body + b" " for key, body in bodies.items()})
    assert not known(index, {})


def test_items_are_copied_from_every_page_of_an_archive() -> None:
    feed = making.feed(page_bytes=3_000)
    documents = build(feed=feed)
    assert len(documents) > 2
    bodies = {each.key: each.body for each in documents}
    found = known(splice.index(documents, inputs()), bodies)
    assert found.keys() == {each.episode.guid for each in CARRIED}
    assert build(feed=feed, known=found) == documents
    bodies.pop("feeds/main/1.xml")
    kept = known(splice.index(documents, inputs()), bodies)
    assert kept.keys() == found.keys() - documents[1].places.keys()

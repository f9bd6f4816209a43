"""Items that did not change are copied, no others; what is not whole costs time, nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airdate.feed import documents, item_cache, rss
from airdate.model import Transcript
from tests.feed import making

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from airdate.feed.channel import Channel
    from airdate.feed.item_text import ItemText
    from airdate.model import Release

CARRIED = making.releases(6)
CHANNEL = making.channel()


class Said(dict[str, "rss.ItemText"]):
    """Notes that tell of which episodes they were asked."""

    def __init__(self, carried: Sequence[Release]) -> None:
        super().__init__(making.notes(carried))
        self.asked: set[str] = set()

    def __getitem__(self, guid: str) -> ItemText:
        self.asked.add(guid)
        return super().__getitem__(guid)


def made(
    carried: Sequence[Release] = CARRIED, channel: Channel = CHANNEL, last: bytes = b""
) -> tuple[documents.Built, set[str]]:
    """Return the files of a feed, and the guids of those items that were made for it."""
    said = Said(carried)
    return documents.build((channel,), carried, said, last), said.asked


def bodies(built: documents.Built) -> Mapping[str, object]:
    return {each.key: each.body for each in built.artifacts}


LAST = made()[0].items
GUIDS = {each.episode.guid for each in CARRIED}


def test_nothing_is_made_again_where_nothing_changed() -> None:
    again, asked = made(last=LAST)
    assert not asked
    assert bodies(again) == bodies(made()[0])
    assert again.items == LAST


def other(**changes: Any) -> Release:
    return replace(CARRIED[3], **changes)


CHANGES: dict[str, Release] = {
    "title": other(episode=replace(CARRIED[3].episode, title="Another")),
    "article": other(episode=replace(CARRIED[3].episode, article="Other words.")),
    "date": other(episode=replace(CARRIED[3].episode, date=making.BUILT)),
    "media": other(media=(replace(making.MEDIA, size=1),)),
    "rendition": other(media=(replace(making.MEDIA, rendition="opus"), making.MEDIA)),
    "cover": other(cover=making.IMAGE),
    "chapters": other(chapters_key="chapters/new.json"),
    "transcript": other(transcript=Transcript("transcripts/new.vtt", "text/vtt", ())),
    "folder": other(folder="private/" + "0" * 32 + "/"),
    "changed": other(changed=making.BUILT),
}


@pytest.mark.parametrize("changed", CHANGES.values(), ids=CHANGES)
def test_the_one_that_changed_is_made_again_and_no_other(changed: Release) -> None:
    now = tuple(changed if each is CARRIED[3] else each for each in CARRIED)
    again, asked = made(now, last=LAST)
    assert asked == {"guid-3"}
    assert bodies(again) == bodies(made(now)[0])


@pytest.mark.parametrize(
    "channel",
    [
        making.channel(making.feed(explicit=True)),
        making.channel(making.feed(chapters_in_description=True)),
        making.channel(making.feed(guid="29cdca4a-32d8-56ba-b48b-09a011c5daa9")),
        making.channel(base="https://moved.example/"),
    ],
    ids=["explicit", "chapters in the description", "another show", "moved"],
)
def test_what_all_items_share_changes_them_all(channel: Channel) -> None:
    again, asked = made(channel=channel, last=LAST)
    assert asked == GUIDS
    assert bodies(again) == bodies(made(channel=channel)[0])


def test_what_a_channel_says_when_changes_no_item() -> None:
    channel = making.channel(built=making.BUILT + timedelta(days=1))
    again, asked = made(channel=channel, last=LAST)
    assert not asked
    assert bodies(again) == bodies(made(channel=channel)[0])


BROKEN: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _last: b"",
    "cut short": lambda last: last[:-10],
    "not UTF-8": lambda last: b"\xff" + last,
    "its digest alone": lambda last: last.split(b"\n")[0],
    "too deep": lambda _last: b"[" * 100_000,
    "other places": lambda last: last.replace(b'"guid-3": [', b'"guid-3": [1', 1),
    "other bytes": lambda last: last.replace(b"<title>Episode 3", b"<title>Episode 4", 1),
}


@pytest.mark.parametrize("spoil", BROKEN.values(), ids=BROKEN)
def test_what_is_not_whole_is_not_copied_from(spoil: Callable[[bytes], bytes]) -> None:
    assert spoil(LAST) != LAST
    again, asked = made(last=spoil(LAST))
    assert asked == GUIDS
    assert again == made()[0]


def test_an_item_that_is_known_is_copied_byte_for_byte() -> None:
    """It is not made in secret all the same."""
    made_of = item_cache.inputs(CHANNEL, CARRIED)
    told = item_cache.kept({"rss": {"guid-3": b"<item>copied</item>\n"}}, made_of)
    assert b"<item>copied</item>" in bodies(made(last=told)[0])["feeds/main.xml"]  # type: ignore[operator]


SMALL = making.channel(making.feed(max_page_bytes=50_000))
EDITS = st.lists(
    st.tuples(st.sampled_from(["add", "drop", "edit", "move"]), st.integers(0, 50), st.text()),
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(EDITS, min_size=1, max_size=4))
def test_whatever_is_edited_the_bytes_are_those_of_a_full_build(
    history: list[list[tuple[str, int, str]]],
) -> None:
    carried, last = making.releases(30), b""
    for edits in history:
        for edit in edits:
            carried = edited(carried, *edit)
        full, _ = made(carried, SMALL)
        again, _ = made(carried, SMALL, last)
        assert bodies(again) == bodies(full)
        assert again.items == full.items
        last = again.items


def edited(carried: tuple[Release, ...], what: str, number: int, text: str) -> tuple[Release, ...]:
    """Return the releases after an edit of one of them."""
    at = number % len(carried) if carried else 0
    chosen = carried[at] if carried else making.RELEASE
    if what == "add":
        new = replace(making.RELEASE.episode, guid=f"new-{number}-{text!a}", title=text)
        return (*carried, replace(making.RELEASE, episode=new))
    if what == "drop":
        return carried[:at] + carried[at + 1 :]
    if what == "move":
        later = chosen.episode.date + timedelta(hours=number)
        return tuple(
            replace(each, episode=replace(each.episode, date=later)) if each is chosen else each
            for each in carried
        )
    title = replace(chosen.episode, title=text)
    return tuple(replace(each, episode=title) if each is chosen else each for each in carried)

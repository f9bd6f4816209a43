"""Only items whose inputs changed are rendered, and files come out as if all had been."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airdate.feed.documents import FeedBuild, FeedInputs
from airdate.feed.items import JSON_ITEM, RSS_ITEM
from airdate.ledger import ledger_in_memory
from airdate.ledger.wanted import wanted_artifacts
from airdate.model import Transcript
from tests.feed import making
from tests.publish.planning import ReleasesInMemory

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from airdate.feed.channel import Channel
    from airdate.feed.item_text import ItemText
    from airdate.ledger import Ledger
    from airdate.model import Release

CARRIED = making.releases(6)
CHANNEL = making.channel()
GUIDS = {each.episode.guid for each in CARRIED}


def made(
    carried: Sequence[Release] = CARRIED,
    channel: Channel = CHANNEL,
    ledger: Ledger | None = None,
) -> tuple[Mapping[str, object], list[str]]:
    """Return the files of a feed, and the guids of those items that were rendered for it."""
    rendered = []

    def text(release: Release) -> ItemText:
        rendered.append(release.episode.guid)
        return making.NOTES

    files = making.files(carried, channel, ledger, text)
    return {key: each.body for key, each in files.items()}, rendered


def warm() -> Ledger:
    """Return a ledger that remembers the feed."""
    ledger = ledger_in_memory()
    assert set(made(ledger=ledger)[1]) == GUIDS
    return ledger


def test_nothing_is_rendered_again_where_nothing_changed() -> None:
    again, rendered = made(ledger=warm())
    assert not rendered
    assert again == made()[0]


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
    "changed": other(changed=making.BUILT),
}


@pytest.mark.parametrize("changed", CHANGES.values(), ids=CHANGES)
def test_the_one_that_changed_is_rendered_again_and_no_other(changed: Release) -> None:
    now = tuple(changed if each is CARRIED[3] else each for each in CARRIED)
    again, rendered = made(now, ledger=warm())
    assert rendered == ["guid-3"]
    assert again == made(now)[0]


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
    again, rendered = made(channel=channel, ledger=warm())
    assert set(rendered) == GUIDS
    assert again == made(channel=channel)[0]


def test_when_a_channel_was_built_changes_no_item() -> None:
    channel = making.channel(built=making.BUILT + timedelta(days=1))
    again, rendered = made(channel=channel, ledger=warm())
    assert not rendered
    assert again == made(channel=channel)[0]


def test_an_item_in_the_ledger_is_copied_byte_for_byte() -> None:
    """It is not rendered in secret all the same."""
    ledger = warm()
    inputs = ledger.inputs(RSS_ITEM)["main/guid-3"]
    ledger.write(RSS_ITEM, [("main/guid-3", inputs, b"<item>copied</item>\n")])
    again = made(ledger=ledger)[0]["feeds/main.xml"]
    assert isinstance(again, bytes)
    assert b"<item>copied</item>" in again


def test_an_episode_that_is_gone_leaves_no_item() -> None:
    ledger = warm()
    made(CARRIED[1:], ledger=ledger)
    assert set(ledger.inputs(RSS_ITEM)) == {f"main/guid-{at}" for at in range(1, 6)}
    assert set(ledger.inputs(JSON_ITEM)) == {f"main/guid-{at}" for at in range(1, 6)}


def test_other_formats_are_rendered_for_the_current_document_alone() -> None:
    ledger = ledger_in_memory()
    made(making.releases(40), making.channel(making.feed(max_page_bytes=20_000)), ledger)
    assert len(ledger.inputs(RSS_ITEM)) == 40
    assert 0 < len(ledger.inputs(JSON_ITEM)) < 30


def test_an_item_that_comes_back_into_the_current_document_is_rendered_in_all_formats() -> None:
    """Its episode did not change: a newer one went."""
    carried, ledger = making.releases(40), ledger_in_memory()
    channel = making.channel(making.feed(max_page_bytes=20_000))
    made(carried, channel, ledger)
    fewer = carried[:25]
    assert made(fewer, channel, ledger)[0] == made(fewer, channel)[0]


def test_a_document_of_the_same_items_is_not_joined_again() -> None:
    ledger = warm()
    ledger.bodies.clear()
    inputs = FeedInputs([(CHANNEL,)], "en", ReleasesInMemory.of(CARRIED), lambda _: making.NOTES)
    build = FeedBuild(inputs, ledger)
    assert not build.stale
    build.render_documents()
    assert len([*wanted_artifacts(ledger)]) == 3
    assert not ledger.bodies.digests()


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
    carried, ledger = making.releases(30), ledger_in_memory()
    for edits in history:
        for edit in edits:
            carried = edited(carried, *edit)
        full, _ = made(carried, SMALL)
        again, _ = made(carried, SMALL, ledger)
        assert again == full


def edited(carried: tuple[Release, ...], what: str, number: int, text: str) -> tuple[Release, ...]:
    """Return the releases after an edit of one of them."""
    at = number % len(carried) if carried else 0
    chosen = carried[at] if carried else making.RELEASE
    if what == "add":
        guid = f"new-{number}-{text!a}"
        if any(each.episode.guid == guid for each in carried):
            return carried  # no workspace has two episodes of one guid
        new = replace(making.RELEASE.episode, guid=guid, title=text)
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

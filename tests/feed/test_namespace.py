"""Every value of the podcast namespace comes back as it went in, whatever its words and numbers."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.feed.words import tidy
from pipeline.model import Person
from pipeline.model.podcasting import (
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
from tests.feed import making, reader

# All of Unicode that a feed can say: what can't be said is cleaned, which test_rss looks at.
WORDS = st.text(max_size=20).map(tidy).filter(bool)
MAYBE = st.none() | WORDS
COUNTS = st.integers(0, 10**12)
SECONDS = st.integers(0, 36_000_000).map(lambda milliseconds: milliseconds / 1000)
MOMENTS = st.datetimes(
    min_value=datetime(1970, 1, 2),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2199, 1, 1),  # noqa: DTZ001 - likewise
    timezones=st.sampled_from([timezone(timedelta(minutes=each)) for each in (-570, 0, 345)]),
).map(lambda moment: moment.replace(microsecond=0))


def some(one: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(one, max_size=2).map(tuple)


def at_least_one(one: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(one, min_size=1, max_size=2).map(tuple)


COUNT = st.none() | COUNTS
LOCATIONS = st.builds(Location, WORDS, MAYBE, MAYBE, MAYBE, MAYBE)
REMOTES = st.builds(RemoteItem, WORDS, MAYBE, MAYBE, MAYBE, MAYBE)
RECIPIENTS = st.builds(Recipient, WORDS, WORDS, COUNTS, MAYBE, MAYBE, MAYBE, st.booleans())
SPLITS = st.builds(
    TimeSplit,
    SECONDS,
    SECONDS,
    at_least_one(RECIPIENTS),
    remote=st.none() | REMOTES,
    remote_start=st.none() | SECONDS,
    remote_percentage=st.none() | st.integers(0, 100),
)
VALUES = st.builds(Value, WORDS, WORDS, at_least_one(RECIPIENTS), MAYBE, some(SPLITS))
LINKS = st.builds(ContentLink, WORDS, WORDS)
SOCIAL = st.builds(SocialInteract, WORDS, MAYBE, MAYBE, MAYBE, COUNT)
TXTS = st.builds(Txt, WORDS, MAYBE)
CHATS = st.builds(Chat, WORDS, WORDS, MAYBE, MAYBE)
IMAGES = st.builds(Image, WORDS, MAYBE, MAYBE, COUNT, COUNT, MAYBE, MAYBE)
ENCLOSURES = st.builds(
    AlternateEnclosure,
    WORDS,
    at_least_one(st.builds(Source, WORDS, MAYBE)),
    length=COUNT,
    bitrate=COUNT,
    height=COUNT,
    language=MAYBE,
    title=MAYBE,
    rel=MAYBE,
    codecs=MAYBE,
    default=st.booleans(),
    integrity=st.none() | st.builds(Integrity, st.sampled_from(["sri", "pgp-signature"]), WORDS),
)
LIVE = st.builds(
    LiveItem,
    guid=WORDS,
    title=WORDS,
    status=st.sampled_from(["pending", "live", "ended"]),
    start=MOMENTS,
    url=WORDS,
    type=WORDS,
    links=some(LINKS),
    end=st.none() | MOMENTS,
    description=MAYBE,
    persons=some(st.builds(Person, WORDS, WORDS, WORDS, MAYBE, MAYBE)),
    enclosures=some(ENCLOSURES),
    chat=st.none() | CHATS,
    images=some(IMAGES),
)
FEEDS = st.fixed_dictionaries(
    {
        "locations": some(LOCATIONS),
        "trailers": some(st.builds(Trailer, WORDS, WORDS, MOMENTS, COUNT, MAYBE, COUNT)),
        "values": some(VALUES),
        "live": some(LIVE),
        "social": some(SOCIAL),
        "blocks": some(st.builds(Block, st.booleans(), MAYBE)),
        "txts": some(TXTS),
        "remote_items": some(REMOTES),
        "podroll": some(REMOTES),
        "publisher": st.none() | REMOTES,
        "update_frequency": st.none()
        | st.builds(UpdateFrequency, WORDS, MAYBE, st.none() | MOMENTS, st.booleans()),
        "podping": st.booleans(),
        "chat": st.none() | CHATS,
        "images": some(IMAGES),
    }
)
EPISODES = st.fixed_dictionaries(
    {
        "soundbites": some(st.builds(Soundbite, SECONDS, SECONDS, MAYBE)),
        "locations": some(LOCATIONS),
        "enclosures": some(ENCLOSURES),
        "values": some(VALUES),
        "social": some(SOCIAL),
        "links": some(LINKS),
        "txts": some(TXTS),
        "chat": st.none() | CHATS,
        "images": some(IMAGES),
    }
)


def assert_said(said: dict[str, Any], values: dict[str, Any]) -> None:
    # The first image is the cover, in both.
    said["images"] = said["images"][1:]
    absent: tuple[Any, ...] = ((), None, False)
    for field, value in values.items():
        assert said[field] == value if field in said else value in absent, field


@settings(max_examples=60, deadline=None)
@given(FEEDS)
def test_a_channel_says_every_value(values: dict[str, Any]) -> None:
    channel, _items = reader.read(making.written(making.feed(**values)))
    assert_said(channel, values)


@settings(max_examples=60, deadline=None)
@given(EPISODES)
def test_an_item_says_every_value(values: dict[str, Any]) -> None:
    _channel, (item,) = reader.read(making.written(carried=(making.release(**values),)))
    assert_said(dict(item), values)

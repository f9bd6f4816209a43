"""Any values that a feed can say, of all of Unicode."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from hypothesis import strategies as st

from airdate.feed.item_text import ItemText, tidy
from airdate.model import (
    Art,
    Chapter,
    EpisodeKind,
    File,
    Funding,
    Media,
    Owner,
    Person,
    Transcript,
)
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
FUNDING = st.builds(Funding, WORDS, WORDS)
PERSONS = st.builds(Person, WORDS, WORDS, WORDS, MAYBE, MAYBE)
LOCATIONS = st.builds(Location, WORDS, MAYBE, MAYBE, MAYBE, MAYBE)
REMOTES = st.builds(RemoteItem, WORDS, MAYBE, MAYBE, MAYBE, MAYBE)
RECIPIENTS = st.builds(
    Recipient,
    type=WORDS,
    address=WORDS,
    split=COUNTS,
    name=MAYBE,
    custom_key=MAYBE,
    custom_value=MAYBE,
    fee=st.booleans(),
)
SPLITS = st.builds(
    TimeSplit,
    start=SECONDS,
    duration=SECONDS,
    recipients=at_least_one(RECIPIENTS),
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
    persons=some(PERSONS),
    enclosures=some(ENCLOSURES),
    chat=st.none() | CHATS,
    images=some(IMAGES),
    funding=some(FUNDING),
    locations=some(LOCATIONS),
    social=some(SOCIAL),
    txts=some(TXTS),
    value=some(VALUES),
)
# Keys are made by us, of letters that need no quoting.
KEYS = st.text("abcdefghijklmnopqrstuvwxyz0123456789-./", min_size=1, max_size=20)
DIGESTS = st.text("0123456789abcdef", min_size=64, max_size=64)
FEEDS = st.fixed_dictionaries(
    {
        "guid": WORDS,
        "title": WORDS,
        "description": WORDS,
        "language": WORDS,
        "author": WORDS,
        "categories": some(st.tuples(WORDS) | st.tuples(WORDS, WORDS)),
        "explicit": st.booleans(),
        "owner": st.none() | st.builds(Owner, WORDS, WORDS),
        "link": MAYBE,
        "kind": st.sampled_from(["episodic", "serial"]),
        "copyright": MAYBE,
        "persons": some(PERSONS),
        "funding": some(FUNDING),
        "locked": st.booleans(),
        "block": st.booleans(),
        "complete": st.booleans(),
        "new_feed_url": MAYBE,
        "medium": WORDS,
        "license": MAYBE,
        "license_url": MAYBE,
        "hub": MAYBE,
        "private": st.booleans(),
        "simple_chapters": st.booleans(),
        "locations": some(LOCATIONS),
        "trailers": some(
            st.builds(
                Trailer,
                title=WORDS,
                url=WORDS,
                date=MOMENTS,
                length=COUNT,
                type=MAYBE,
                season=COUNT,
            )
        ),
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
        "guid": WORDS,
        "title": WORDS,
        "date": MOMENTS,
        "season": COUNT,
        "season_name": MAYBE,
        "number": COUNT,
        "number_display": MAYBE,
        "kind": st.sampled_from(EpisodeKind),
        "explicit": st.none() | st.booleans(),
        "block": st.booleans(),
        "language": MAYBE,
        "persons": some(PERSONS),
        "tags": some(WORDS),
        "license": MAYBE,
        "license_url": MAYBE,
        "funding": some(FUNDING),
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


ARTS = st.builds(Art, KEYS, WORDS, COUNTS, DIGESTS, st.integers(1, 9999), st.integers(1, 9999))
MEDIA = st.builds(
    Media,
    rendition=WORDS,
    source=DIGESTS,
    key=KEYS,
    type=WORDS,
    size=COUNTS,
    sha256=DIGESTS,
    seconds=SECONDS,
    loudness=st.just(-16.0),
    true_peak=st.just(-1.0),
)
TRANSCRIPTS = st.builds(
    Transcript,
    KEYS,
    st.just("text/vtt"),
    st.just(()),
    some(
        st.builds(
            File,
            KEYS,
            st.sampled_from(
                ["text/html; charset=utf-8", "application/json", "text/plain; charset=utf-8"]
            ),
            COUNTS,
            DIGESTS,
        )
    ),
)
RELEASES = st.fixed_dictionaries(
    {
        "media": at_least_one(MEDIA),
        "cover": ARTS,
        "chapters": some(st.builds(Chapter, SECONDS, WORDS, MAYBE)),
        "chapters_key": st.none() | KEYS,
        "transcript": st.none() | TRANSCRIPTS,
    }
)
NOTES = st.builds(ItemText, WORDS, st.text(max_size=300).map(tidy))

"""Everything that a feed says, read back by a reader of its own: all that went in, nothing else.

What is wanted is written here from the values, by the specifications; the reader refuses every tag
and attribute that it doesn't know. So no tag can be lost, added or said otherwise unnoticed.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import fields
from math import gcd
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from airdate.feed import rss
from airdate.model import Episode, Feed
from airdate.podcast.namespace_tags import AlternateEnclosure, Block, Image, Integrity, Source
from tests.feed import making, reader, values

if TYPE_CHECKING:
    from airdate.feed.item_text import ItemText
    from airdate.model import Art, Media, Release

BASE = making.BASE
# Documents are large: what hypothesis takes for slow is their making.
SLOW = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


# What items go by, of what a feed says.
FEEDS = st.builds(making.feed, explicit=st.booleans(), simple_chapters=st.booleans())


def said(**fields_: Any) -> dict[str, Any]:
    """Return what is said: nothing is said that is not there."""
    return {name: value for name, value in fields_.items() if value not in (None, (), "")}


def cover(art: Art) -> Image:
    common = gcd(art.width, art.height)
    shape = f"{art.width // common}/{art.height // common}"
    return Image(BASE + art.key, None, shape, art.width, art.height, art.type, "artwork")


def wanted_channel(feed: Feed) -> dict[str, Any]:
    unlisted = feed.block or feed.private
    home = feed.link or f"{BASE}index.html"
    hub = (("hub", feed.hub),) if feed.hub and not feed.private else ()
    both = said(
        title=feed.title,
        link=home,
        description=feed.description,
        explicit=feed.explicit,
        chat=feed.chat,
        funding=feed.funding,
        locations=feed.locations,
        persons=feed.persons,
        social=feed.social,
        txts=feed.txts,
        values=feed.values,
        license=(feed.license, feed.license_url) if feed.license else None,
        images=(cover(making.IMAGE), *feed.images),
    )
    own = said(
        author=feed.author,
        blocks=((Block(blocked=True),) if unlisted else ()) + feed.blocks,
        built=making.BUILT,
        categories=feed.categories,
        copyright=feed.copyright,
        docs="http://www.rssboard.org/rss-specification",
        generator="Airdate",
        guid=feed.guid,
        kind=feed.kind,
        language=feed.language,
        links=(("self", f"{BASE}feeds/main.xml"), *hub),
        live=feed.live,
        locked=(feed.locked, feed.owner.email if feed.owner else None),
        medium=feed.medium,
        new_feed_url=feed.new_feed_url,
        owner=feed.owner,
        podping=True if feed.podping and not feed.private else None,
        podroll=feed.podroll,
        publisher=feed.publisher,
        remote_items=feed.remote_items,
        robots="noindex" if feed.private else None,
        rss_image=(BASE + making.IMAGE.key, feed.title, home),
        trailers=feed.trailers,
        update_frequency=feed.update_frequency,
    )
    apple = {
        "itunes:image": BASE + making.IMAGE.key,
        "itunes:block": "Yes" if unlisted else None,
        "itunes:complete": "Yes" if feed.complete else None,
    }
    return both | own | said(**apple)


def rendition(media: Media, *, first: bool) -> AlternateEnclosure:
    digest = b64encode(bytes.fromhex(media.sha256)).decode()
    return AlternateEnclosure(
        media.type,
        (Source(BASE + media.key),),
        length=media.size,
        bitrate=round(media.size * 8 / max(1.0, media.seconds)),
        title=media.rendition,
        default=first,
        integrity=Integrity("sri", f"sha256-{digest}"),
    )


def transcripts(release: Release) -> tuple[tuple[str, str, str | None, str | None], ...]:
    known = {
        "text/vtt": "captions",
        "application/json": "captions",
        "text/html; charset=utf-8": None,
    }
    found = release.transcript
    files = ((found.key, found.type), *((o.key, o.type) for o in found.others)) if found else ()
    return tuple(
        (BASE + key, type_.partition(";")[0], release.episode.language, known[type_])
        for key, type_ in files
        if type_ in known
    )


def wanted_item(feed: Feed, release: Release, notes: ItemText) -> dict[str, Any]:
    episode, media = release.episode, release.media
    more = [rendition(each, first=each is media[0]) for each in media] if len(media) > 1 else []
    season, number = episode.season, episode.number
    chapters_file = (BASE + str(release.chapters_key), "application/json+chapters")
    own = said(
        title=episode.title,
        link=BASE + release.page_key,
        description=notes.text,
        html=notes.html,
        guid=episode.guid,
        enclosure=(BASE + media[0].key, media[0].size, media[0].type),
        date=episode.date,
        tags=episode.tags,
        duration=max(1, round(media[0].seconds)),
        kind=episode.kind.value,
        explicit=feed.explicit if episode.explicit is None else episode.explicit,
        season=None if season is None else (season, episode.season_name),
        number=None if number is None else (number, episode.number_display),
        license=(episode.license, episode.license_url) if episode.license else None,
        images=(cover(release.cover), *episode.images),
        chapters_file=chapters_file if release.chapters_key else None,
        chapters=release.chapters if feed.simple_chapters else (),
        transcripts=transcripts(release),
        enclosures=(*more, *episode.enclosures),
    )
    same = {"chat", "funding", "links", "locations", "persons", "social", "soundbites", "txts"}
    apple = {
        "itunes:title": episode.title,
        "itunes:image": BASE + release.cover.key,
        "itunes:block": "Yes" if episode.block else None,
        "itunes:season": season or None,
        "itunes:episode": number or None,
    }
    spoken = {name: getattr(episode, name) for name in (*same, "values")}
    return own | said(**spoken) | said(**apple)


@SLOW
@given(values.FEEDS)
def test_a_channel_says_all_that_it_is_made_of_and_nothing_else(given_: dict[str, Any]) -> None:
    feed = making.feed(**given_)
    channel, _items = reader.read(making.written(feed))
    assert channel == wanted_channel(feed)


@SLOW
@given(values.EPISODES, values.RELEASES, values.NOTES, FEEDS)
def test_an_item_says_all_that_it_is_made_of_and_nothing_else(
    episode: dict[str, Any],
    release: dict[str, Any],
    notes: ItemText,
    feed: Feed,
) -> None:
    carried = making.release(release, **episode)
    written, guid = rss.item(feed, carried, notes, BASE), carried.episode.guid
    (document,) = rss.documents(making.channel(feed), {guid: len(written)}, {})
    _channel, (item,) = reader.read(document.body([written]))
    assert item == wanted_item(feed, carried, notes)


# A field that is added to the model has to be decided on: said, or by nothing of its own.
SILENT_OF_A_FEED = """
    slug place image chapters_in_description max_page_bytes include_feeds seasons tags kinds
    rendition
"""
SILENT_OF_AN_EPISODE = """
    slug place article article_line interview summary chapters cover figures transcript feeds tracks
    treatment intro outro transcript_by corrections coming
"""


@pytest.mark.parametrize(
    ("kind", "strategy", "silent"),
    [(Feed, values.FEEDS, SILENT_OF_A_FEED), (Episode, values.EPISODES, SILENT_OF_AN_EPISODE)],
)
def test_every_field_is_drawn_or_silent_by_decision(
    kind: type[Feed | Episode], strategy: st.SearchStrategy[dict[str, Any]], silent: str
) -> None:
    assert {field.name for field in fields(kind)} == {*_drawn(strategy), *silent.split()}


def _drawn(strategy: st.SearchStrategy[dict[str, Any]]) -> list[str]:
    names: list[str] = []

    @settings(max_examples=1, database=None)
    @given(strategy)
    def draw(drawn: dict[str, Any]) -> None:
        names[:] = list(drawn)

    draw()
    return names

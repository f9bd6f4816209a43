"""What a feed says beyond feedgen's own words, as literal values: one line a tag.

To add a tag, add its line here and a golden pair in `tests/feed/golden/`.

Rules: Apple, https://podcasters.apple.com/support/823-podcast-requirements;
PSP-1, https://github.com/Podcast-Standards-Project/PSP-1-Podcast-RSS-Specification;
the podcast namespace, https://podcasting2.org/docs/podcast-namespace (all read 2026-11).
"""

from __future__ import annotations

from dataclasses import replace
from email.utils import format_datetime
from typing import TYPE_CHECKING, TypeVar

from pipeline.feed import podcast
from pipeline.feed.archive import link
from pipeline.feed.chapters import TYPE as CHAPTERS
from pipeline.feed.literal import Element, given, number, positive, true, yes
from pipeline.feed.words import tidy
from pipeline.model.podcasting import Soundbite, TimeSplit
from pipeline.text import clock

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.feed.channel import Channel
    from pipeline.model import Chapter, Feed, Owner, Release

# Of a transcript's formats only for downloads: an app that took it would lose all times.
_PLAIN = "text/plain"
# What search engines and some directories go by, in feeds as in pages:
# https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag, read 2026-11.
_UNLISTED = {"name": "robots", "content": "noindex"}

Span = TypeVar("Span", Soundbite, TimeSplit)


def channel(of: Channel) -> tuple[Element, ...]:
    """Return what a channel says of itself."""
    feed, cover = of.feed, of.base + of.image.key
    owner, blocked = feed.owner, feed.block or feed.private
    return (
        Element("lastBuildDate", format_datetime(of.built)),
        *(link("hub", hub) for hub in given(feed.hub) if not feed.private),
        Element("itunes:author", feed.author),
        Element("itunes:type", feed.kind),
        Element("itunes:image", attributes={"href": cover}),
        *(_category(names) for names in feed.categories if names),
        Element("itunes:explicit", true(feed.explicit)),
        *(_owner(each) for each in given(owner)),
        Element("itunes:block", "Yes" if blocked else None),
        Element("itunes:complete", "Yes" if feed.complete else None),
        Element("itunes:new-feed-url", feed.new_feed_url),
        Element("podcast:guid", feed.guid),
        Element("podcast:locked", yes(feed.locked), {"owner": owner.email if owner else None}),
        Element("podcast:medium", feed.medium),
        Element("podcast:block", "yes" if blocked else None),
        Element("xhtml:meta", attributes=_UNLISTED if feed.private else {}),
        podcast.license_(feed.license, feed.license_url),
        podcast.artwork(of.image, cover),
        podcast.podping(feed.podping and not feed.private),
        *map(podcast.block, feed.blocks),
        *map(podcast.chat, given(feed.chat)),
        *map(podcast.funding, feed.funding),
        *map(podcast.image, feed.images),
        *map(podcast.location, feed.locations),
        *map(podcast.person, feed.persons),
        *map(podcast.remote, feed.remote_items),
        *map(podcast.social, feed.social),
        *map(podcast.trailer, feed.trailers),
        *map(podcast.txt, feed.txts),
        *map(podcast.update_frequency, given(feed.update_frequency)),
        *map(podcast.value_, feed.values),
        Element("podcast:podroll", children=tuple(map(podcast.remote, feed.podroll))),
        Element("podcast:publisher", children=tuple(map(podcast.remote, given(feed.publisher)))),
        *map(podcast.live, feed.live),
    )


def item(feed: Feed, release: Release, base: str) -> tuple[Element, ...]:
    """Return what an item says of its episode, in seconds; explicit as its show if it doesn't say.

    Readers take an item that doesn't say for a clean one, whatever the channel says.
    """
    episode = release.episode
    explicit = feed.explicit if episode.explicit is None else episode.explicit
    season, display = {"name": episode.season_name}, {"display": episode.number_display}
    return (
        Element("pubDate", format_datetime(episode.date)),
        *(Element("category", tag) for tag in episode.tags),
        Element("itunes:title", episode.title),
        Element("itunes:duration", _duration(release.media[0].seconds)),
        Element("itunes:image", attributes={"href": base + release.cover.key}),
        Element("itunes:episodeType", episode.kind.value),
        Element("itunes:season", positive(episode.season)),
        Element("itunes:episode", positive(episode.number)),
        Element("itunes:explicit", true(explicit)),
        Element("itunes:block", "Yes" if episode.block else None),
        *(Element("podcast:season", number(each), season) for each in given(episode.season)),
        *(Element("podcast:episode", number(each), display) for each in given(episode.number)),
        podcast.license_(episode.license, episode.license_url),
        podcast.artwork(release.cover, base + release.cover.key),
        *(podcast.chapters(base + at, CHAPTERS) for at in given(release.chapters_key)),
        *(
            podcast.transcript(base + key, type_, episode.language)
            for transcript in given(release.transcript)
            for type_, key in transcript.files
            if type_ != _PLAIN
        ),
        *map(podcast.chat, given(episode.chat)),
        *map(podcast.content_link, episode.links),
        *map(podcast.funding, episode.funding),
        *map(podcast.image, episode.images),
        *map(podcast.location, episode.locations),
        *map(podcast.person, episode.persons),
        *map(podcast.social, episode.social),
        *map(podcast.soundbite, _heard(episode.soundbites, release)),
        *map(podcast.txt, episode.txts),
        *(
            podcast.value_(replace(each, splits=tuple(_heard(each.splits, release))))
            for each in episode.values
        ),
        *_renditions(release, base),
        *map(podcast.alternate, episode.enclosures),
        *_simple_chapters(release.chapters if feed.simple_chapters else ()),
    )


def _category(names: tuple[str, ...]) -> Element:
    """Return a category, with its subcategory inside: Apple reads the first of each."""
    inner = (_category(names[1:]),) if len(names) > 1 else ()
    return Element("itunes:category", attributes={"text": names[0]}, children=inner)


def _owner(owner: Owner) -> Element:
    said = Element("itunes:name", owner.name), Element("itunes:email", owner.email)
    return Element("itunes:owner", children=said)


def _heard(spans: Iterable[Span], release: Release) -> Iterable[Span]:
    """Yield what has a time in the interview with that in the published file, unless it was cut."""
    timeline = release.media[0].timeline
    for span in spans:
        if timeline is None:
            yield span
            continue
        start = timeline.published(span.start)
        end = timeline.published(span.start + span.duration)
        if start < end:
            yield replace(span, start=start, duration=end - start)


def _renditions(release: Release, base: str) -> Iterable[Element]:
    """Yield every published file, the enclosure's too, where there is more than that one."""
    if len(release.media) > 1:
        for media in release.media:
            yield podcast.rendition(media, base + media.key, default=media is release.media[0])


def _simple_chapters(chapters: Iterable[Chapter]) -> Iterable[Element]:
    """Yield Podlove Simple Chapters, if there are chapters."""
    titled = (chapter for chapter in chapters if tidy(chapter.title))
    if inner := tuple(_simple_chapter(chapter) for chapter in titled):
        yield Element("psc:chapters", attributes={"version": "1.2"}, children=inner)


def _simple_chapter(chapter: Chapter) -> Element:
    said = {"start": clock(chapter.start), "title": chapter.title, "href": chapter.url}
    return Element("psc:chapter", attributes=said)


def _duration(seconds: float) -> str:
    """Return whole seconds, at least one: apps take 0 for “unknown”."""
    return str(max(1, round(seconds)))

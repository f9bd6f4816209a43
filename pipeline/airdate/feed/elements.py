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

from airdate.feed import podcast_tags
from airdate.feed.archive import link
from airdate.feed.element import Element, number, optional, positive, xml_bool, yes_no
from airdate.feed.item_text import tidy
from airdate.feed.json_chapters import TYPE as CHAPTERS
from airdate.podcast.namespace_values import Soundbite, TimeSplit
from airdate.text import clock

if TYPE_CHECKING:
    from collections.abc import Iterable

    from airdate.feed.channel import Channel
    from airdate.model import Chapter, Feed, Owner, Release

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
        *(link("hub", hub) for hub in optional(feed.hub) if not feed.private),
        Element("itunes:author", feed.author),
        Element("itunes:type", feed.kind),
        Element("itunes:image", attributes={"href": cover}),
        *(_category(names) for names in feed.categories if names),
        Element("itunes:explicit", xml_bool(feed.explicit)),
        *(_owner(each) for each in optional(owner)),
        Element("itunes:block", "Yes" if blocked else None),
        Element("itunes:complete", "Yes" if feed.complete else None),
        Element("itunes:new-feed-url", feed.new_feed_url),
        Element("podcast:guid", feed.guid),
        Element("podcast:locked", yes_no(feed.locked), {"owner": owner.email if owner else None}),
        Element("podcast:medium", feed.medium),
        Element("podcast:block", "yes" if blocked else None),
        Element("xhtml:meta", attributes=_UNLISTED if feed.private else {}),
        podcast_tags.license_(feed.license, feed.license_url),
        podcast_tags.artwork(of.image, cover),
        podcast_tags.podping(feed.podping and not feed.private),
        *map(podcast_tags.block, feed.blocks),
        *map(podcast_tags.chat, optional(feed.chat)),
        *map(podcast_tags.funding, feed.funding),
        *map(podcast_tags.image, feed.images),
        *map(podcast_tags.location, feed.locations),
        *map(podcast_tags.person, feed.persons),
        *map(podcast_tags.remote, feed.remote_items),
        *map(podcast_tags.social, feed.social),
        *map(podcast_tags.trailer, feed.trailers),
        *map(podcast_tags.txt, feed.txts),
        *map(podcast_tags.update_frequency, optional(feed.update_frequency)),
        *map(podcast_tags.value_, feed.values),
        Element("podcast:podroll", children=tuple(map(podcast_tags.remote, feed.podroll))),
        Element(
            "podcast:publisher", children=tuple(map(podcast_tags.remote, optional(feed.publisher)))
        ),
        *map(podcast_tags.live, feed.live),
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
        Element("itunes:explicit", xml_bool(explicit)),
        Element("itunes:block", "Yes" if episode.block else None),
        *(Element("podcast:season", number(each), season) for each in optional(episode.season)),
        *(Element("podcast:episode", number(each), display) for each in optional(episode.number)),
        podcast_tags.license_(episode.license, episode.license_url),
        podcast_tags.artwork(release.cover, base + release.cover.key),
        *(podcast_tags.chapters(base + at, CHAPTERS) for at in optional(release.chapters_key)),
        *(
            podcast_tags.transcript(base + key, type_, episode.language)
            for transcript in optional(release.transcript)
            for type_, key in transcript.files
            if type_ != _PLAIN
        ),
        *map(podcast_tags.chat, optional(episode.chat)),
        *map(podcast_tags.content_link, episode.links),
        *map(podcast_tags.funding, episode.funding),
        *map(podcast_tags.image, episode.images),
        *map(podcast_tags.location, episode.locations),
        *map(podcast_tags.person, episode.persons),
        *map(podcast_tags.social, episode.social),
        *map(podcast_tags.soundbite, _heard(episode.soundbites, release)),
        *map(podcast_tags.txt, episode.txts),
        *(
            podcast_tags.value_(replace(each, splits=tuple(_heard(each.splits, release))))
            for each in episode.values
        ),
        *_renditions(release, base),
        *map(podcast_tags.alternate, episode.enclosures),
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
            yield podcast_tags.rendition(media, base + media.key, default=media is release.media[0])


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

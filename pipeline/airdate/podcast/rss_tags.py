"""The tags beside the podcast namespace that podcast apps read: RSS, Apple's, Atom's links, psc.

RSS: https://www.rssboard.org/rss-specification; Apple:
https://podcasters.apple.com/support/823-podcast-requirements; Atom: RFC 4287, section 4.2.7;
Podlove Simple Chapters: https://podlove.org/simple-chapters. All read 2026-11.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from airdate.podcast.declaration import ANYWHERE, CHANNEL, ITEMS, Attr, Text, plain, tag
from airdate.podcast.text_types import (
    AppleYes,
    Count,
    Email,
    Line,
    Prose,
    TrueFalse,
    Url,
)

_IMAGE, _INPUT, _OWNER = (frozenset({name}) for name in ("image", "textInput", "owner"))
_TITLED = ANYWHERE | _IMAGE | _INPUT

# ── RSS ─────────────────────────────────────────────────────────────────────────────────────

plain("title", Prose, inside=_TITLED)
plain("link", Url, inside=_TITLED)
plain("description", Prose, inside=_TITLED)
plain("language", Prose, inside=CHANNEL)
plain("copyright", Prose, inside=CHANNEL, needed=False)
plain("managingEditor", Prose, inside=CHANNEL, needed=False)
plain("webMaster", Prose, inside=CHANNEL, needed=False)
plain("pubDate", Prose, inside=ANYWHERE)
plain("lastBuildDate", Prose, inside=CHANNEL)
plain("generator", Prose, inside=CHANNEL, needed=False)
plain("docs", Prose, inside=CHANNEL, needed=False)
plain("ttl", Count, inside=CHANNEL, needed=False)
plain("rating", Prose, inside=CHANNEL, needed=False)
plain("author", Prose, inside=ITEMS, needed=False)
plain("comments", Prose, inside=ITEMS, needed=False)
plain("url", Url, inside=_IMAGE)
plain("width", Count, inside=_IMAGE, needed=False)
plain("height", Count, inside=_IMAGE, needed=False)
plain("name", Prose, inside=_INPUT)
plain("hour", Count, inside=frozenset({"skipHours"}), many=True)
plain("day", Prose, inside=frozenset({"skipDays"}), many=True)
plain("content:encoded", Prose, inside=ANYWHERE, needed=False)


@tag("category", inside=ANYWHERE, many=True)
@dataclass(frozen=True, slots=True)
class Category:
    """A word that a show or an episode is filed under."""

    text: Annotated[Prose, Text(missing="")]
    domain: Annotated[Prose | None, Attr("domain")] = None


@tag("cloud", inside=CHANNEL)
@dataclass(frozen=True, slots=True)
class Cloud:
    """A service that tells of changes, as RSS 2.0 has it."""

    domain: Annotated[Prose, Attr("domain")]
    port: Annotated[Count, Attr("port")]
    path: Annotated[Prose, Attr("path")]
    procedure: Annotated[Prose, Attr("registerProcedure", missing="", needed=True)]
    protocol: Annotated[Prose, Attr("protocol")]


@tag("image", inside=CHANNEL)
@dataclass(frozen=True, slots=True)
class RssImage:
    """The image of a show, as readers of articles use it; `width` and `height` in pixels."""

    url: Annotated[Prose, Text(of="url")]
    title: Annotated[Prose, Text(of="title")]
    link: Annotated[Prose, Text(of="link")]
    width: Annotated[Count | None, Text(of="width")] = None
    height: Annotated[Count | None, Text(of="height")] = None
    description: Annotated[Prose | None, Text(of="description")] = None


@tag("textInput", inside=CHANNEL)
@dataclass(frozen=True, slots=True)
class TextInput:
    """A form beside the feed."""

    title: Annotated[Prose, Text(of="title", missing="")]
    description: Annotated[Prose, Text(of="description", missing="")]
    name: Annotated[Prose, Text(of="name", missing="")]
    link: Annotated[Prose, Text(of="link", missing="")]


@tag("enclosure", inside=ITEMS, many=True)
@dataclass(frozen=True, slots=True)
class Enclosure:
    """An episode's file, each value as it is written: hosts say anything here."""

    url: Annotated[Prose, Attr("url", missing="")]
    length: Annotated[Prose | None, Attr("length")] = None
    type: Annotated[Prose | None, Attr("type")] = None


@tag("guid", inside=ITEMS)
@dataclass(frozen=True, slots=True)
class Guid:
    """The identity of an episode; without `isPermaLink` it is an address."""

    guid: Annotated[Prose, Text(missing="")]
    permalink: Annotated[TrueFalse, Attr("isPermaLink", missing="true")] = False


@tag("source", inside=frozenset({"item"}))
@dataclass(frozen=True, slots=True)
class SourceFeed:
    """The feed that an item was taken from."""

    url: Annotated[Url, Attr("url")]
    title: Annotated[Prose, Text(missing="")]


@tag("atom:link", inside=ANYWHERE, many=True)
@dataclass(frozen=True, slots=True)
class Link:
    """Where a feed is (`rel` self), its hub, its pages, or something else of it."""

    href: Annotated[Prose, Attr("href")]
    rel: Annotated[Prose | None, Attr("rel")] = None
    type: Annotated[Prose | None, Attr("type")] = None
    title: Annotated[Prose | None, Attr("title")] = None
    language: Annotated[Prose | None, Attr("hreflang")] = None
    length: Annotated[Prose | None, Attr("length")] = None


# ── Apple ───────────────────────────────────────────────────────────────────────────────────

_DELETE = "Delete it: Apple no longer reads it."

plain("itunes:applepodcastsverify", Prose, inside=CHANNEL)
plain("itunes:author", Line, inside=ANYWHERE)
plain("itunes:block", AppleYes, inside=ANYWHERE)
plain("itunes:complete", AppleYes, inside=CHANNEL)
plain("itunes:duration", Prose, inside=ITEMS, needed=False)
plain("itunes:email", Email, inside=_OWNER)
plain("itunes:episode", Count, inside=ITEMS)
plain("itunes:episodeType", Literal["full", "trailer", "bonus"], inside=ITEMS)
plain("itunes:explicit", Prose, inside=ANYWHERE, needed=False)
plain("itunes:isClosedCaptioned", Prose, inside=ITEMS, needed=False)
plain("itunes:keywords", Prose, inside=ANYWHERE, needed=False, deprecated=_DELETE)
plain("itunes:name", Line, inside=_OWNER)
plain("itunes:new-feed-url", Url, inside=CHANNEL)
plain("itunes:order", Prose, inside=ITEMS, needed=False, deprecated=_DELETE)
plain("itunes:season", Count, inside=ITEMS)
plain("itunes:subtitle", Prose, inside=ANYWHERE, needed=False)
plain("itunes:summary", Prose, inside=ANYWHERE, needed=False)
plain("itunes:title", Prose, inside=ANYWHERE)
plain("itunes:type", Literal["episodic", "serial"], inside=CHANNEL)


@tag("itunes:category", inside=CHANNEL | {"category"}, many=True)
@dataclass(frozen=True, slots=True)
class AppleCategory:
    """A category of Apple's list, with its subcategories in it."""

    text: Annotated[Prose, Attr("text")]
    below: tuple[AppleCategory, ...] = ()


@tag("itunes:image", inside=ANYWHERE)
@dataclass(frozen=True, slots=True)
class Artwork:
    """The artwork of a show or an episode."""

    url: Annotated[Url, Attr("href")]


@tag("itunes:owner", inside=CHANNEL)
@dataclass(frozen=True, slots=True)
class FeedOwner:
    """Whom directories write to about the show."""

    email: Annotated[Email, Text(of="itunes:email")]
    name: Annotated[Prose | None, Text(of="itunes:name")] = None


# ── Podlove ─────────────────────────────────────────────────────────────────────────────────


@tag("psc:chapter", inside=frozenset({"chapters"}), many=True)
@dataclass(frozen=True, slots=True)
class SimpleChapter:
    """A chapter; `start` is a time such as 00:12:31.5."""

    start: Annotated[Prose, Attr("start")]
    title: Annotated[Prose, Attr("title")]
    url: Annotated[Prose | None, Attr("href")] = None
    image: Annotated[Prose | None, Attr("image")] = None


@tag("psc:chapters", inside=ITEMS)
@dataclass(frozen=True, slots=True)
class SimpleChapters:
    """All chapters of an episode."""

    chapters: tuple[SimpleChapter, ...]
    version: Annotated[Prose | None, Attr("version")] = None


# ── What only holds other elements: read by itself, or kept as it is ─────────────────────────


@tag("item", inside=CHANNEL, many=True)
@dataclass(frozen=True, slots=True)
class Item:
    """An episode, whose elements are read one by one."""


@tag("skipHours", inside=CHANNEL)
@dataclass(frozen=True, slots=True)
class SkipHours:
    """Hours in which nothing new comes."""


@tag("skipDays", inside=CHANNEL)
@dataclass(frozen=True, slots=True)
class SkipDays:
    """Days on which nothing new comes."""

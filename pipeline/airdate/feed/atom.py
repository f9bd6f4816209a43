"""A feed as Atom, for readers of the articles.

https://www.rfc-editor.org/rfc/rfc4287, read 2026-11.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, UUID, uuid5

from airdate.feed.archive import link
from airdate.feed.item_text import description, tidy
from airdate.feed.xml_writer import document as written
from airdate.feed.xml_writer import fragment
from airdate.podcast.element import Element, optional

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from airdate.feed.channel import Channel
    from airdate.feed.item_text import ItemText
    from airdate.model import Feed, Person, Release

TYPE = "application/atom+xml; charset=utf-8"

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def key(stem: str) -> str:
    """Return the key of a feed's file as Atom."""
    return f"{stem}.atom"


def document(channel: Channel, made: Iterable[bytes]) -> bytes:
    """Return the feed, with the entries that `entry` made, the newest first."""
    feed, base, owner = channel.feed, channel.base, channel.feed.owner
    head = written(
        Element(
            "atom:feed",
            attributes={_LANGUAGE: feed.language},
            children=(
                Element("atom:id", _id(feed.guid, feed.guid)),
                Element("atom:title", tidy(feed.title) or feed.slug),
                Element("atom:subtitle", feed.description),
                Element("atom:updated", channel.built.isoformat()),
                link("self", base + key(channel.stem), "application/atom+xml"),
                link("alternate", tidy(feed.link) or f"{base}index.html", "text/html"),
                *(link("hub", hub) for hub in optional(feed.hub)),
                _author(tidy(feed.author) or feed.slug, owner.email if owner else None),
                Element("atom:logo", base + channel.image.key),
                Element("atom:rights", feed.copyright),
                Element("atom:generator", "Airdate"),
            ),
        )
    )
    end = head.rindex(b"</feed>")
    return b"".join((head[:end], *made, head[end:]))


def entry(feed: Feed, release: Release, text: ItemText, base: str) -> bytes:
    """Return what a feed says of an episode; `base` is the URL that keys are appended to."""
    return fragment(_entry(feed, release, text, base))


def _entry(feed: Feed, release: Release, text: ItemText, base: str) -> Element:
    episode = release.episode
    media = release.media[0]
    enclosure = {
        "rel": "enclosure",
        "href": base + media.key,
        "type": media.type,
        "length": str(media.size),
    }
    return Element(
        "atom:entry",
        attributes={_LANGUAGE: episode.language},
        children=(
            Element("atom:id", _id(feed.guid, episode.guid)),
            Element("atom:title", tidy(episode.title) or episode.slug),
            Element("atom:published", episode.date.isoformat()),
            Element("atom:updated", _updated(release).isoformat()),
            link("alternate", base + release.page_key, "text/html"),
            Element("atom:link", attributes=enclosure),
            *(Element("atom:category", attributes={"term": tag}) for tag in episode.tags),
            *(_contributor(person) for person in episode.persons),
            Element("atom:summary", description(text.text)),
            Element("atom:content", text.html, {"type": "html"}),
        ),
    )


def _updated(release: Release) -> datetime:
    """Return when an entry changed, apart from those that were published with it.

    Readers, and W3C's validator, take entries of one moment for one that was sent twice.
    """
    digest = hashlib.sha256(release.episode.guid.encode(errors="backslashreplace")).digest()
    return release.changed + timedelta(microseconds=int.from_bytes(digest[:4]) % 1_000_000)


def _author(name: str, email: str | None) -> Element:
    return Element(
        "atom:author", children=(Element("atom:name", name), Element("atom:email", email))
    )


def _contributor(person: Person) -> Element:
    name = tidy(person.name)
    uri = Element("atom:uri", person.url if name else None)
    return Element("atom:contributor", children=(Element("atom:name", name), uri))


def _id(feed: str, guid: str) -> str:
    """Return an IRI as permanent as the guid: Atom wants one, and a guid may be any text."""
    try:
        return UUID(guid).urn
    except ValueError:
        return uuid5(NAMESPACE_URL, tidy(f"{feed}\n{guid}")).urn

"""A feed as Atom, for readers of the articles.

https://www.rfc-editor.org/rfc/rfc4287, read 2026-11.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, UUID, uuid5

from pipeline.feed.archive import link
from pipeline.feed.literal import Element, given
from pipeline.feed.markup import document as written
from pipeline.feed.words import description, newest_first, tidy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from pipeline.feed.words import Notes
    from pipeline.model import Art, Feed, Person, Release

TYPE = "application/atom+xml; charset=utf-8"

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def key(feed: Feed) -> str:
    """Return the key of a feed's file as Atom."""
    return f"feeds/{feed.slug}.atom"


def document(
    feed: Feed,
    image: Art,
    releases: Sequence[Release],
    notes: Mapping[str, Notes],
    *,
    base: str,
    built: datetime,
) -> bytes:
    """Return the feed, its newest entry first. `notes` are by guid; `base` is before all keys."""
    owner = feed.owner
    return written(
        Element(
            "atom:feed",
            attributes={_LANGUAGE: feed.language},
            children=(
                Element("atom:id", _id(feed.guid, feed.guid)),
                Element("atom:title", tidy(feed.title) or feed.slug),
                Element("atom:subtitle", feed.description),
                Element("atom:updated", built.isoformat()),
                link("self", base + key(feed), "application/atom+xml"),
                link("alternate", tidy(feed.link) or f"{base}index.html", "text/html"),
                *(link("hub", hub) for hub in given(feed.hub)),
                _author(tidy(feed.author) or feed.slug, owner.email if owner else None),
                Element("atom:logo", base + image.key),
                Element("atom:rights", feed.copyright),
                Element("atom:generator", "Airdate"),
                *(
                    _entry(feed, release, notes[release.episode.guid], base)
                    for release in newest_first(releases)
                ),
            ),
        )
    )


def _entry(feed: Feed, release: Release, notes: Notes, base: str) -> Element:
    episode = release.episode
    media = release.media[0]
    sound = {
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
            Element("atom:updated", release.changed.isoformat()),
            link("alternate", base + release.page_key, "text/html"),
            Element("atom:link", attributes=sound),
            *(Element("atom:category", attributes={"term": tag}) for tag in episode.tags),
            *(_contributor(person) for person in episode.persons),
            Element("atom:summary", description(notes.text)),
            Element("atom:content", notes.html, {"type": "html"}),
        ),
    )


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

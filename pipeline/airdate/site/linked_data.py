"""What search engines read: a graph of JSON-LD for each page, in schema.org's words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from airdate.feed.archive import key as feed_key
from airdate.site.context import embed_key, person_key, print_key

if TYPE_CHECKING:
    from airdate.model import Media, Person, Release
    from airdate.site.context import Group, SiteView

Node = dict[str, Any]

# Signs that HTML reads, and line ends of JavaScript alone.
_UNSAFE = "<>&\u2028\u2029"


def front(view: SiteView) -> Markup:
    """Return the series, with all that the show says of itself."""
    feed = view.feed
    return _graph(
        _series(view)
        | {
            "description": feed.description,
            "inLanguage": feed.language,
            "image": view.base + view.art.key,
            "author": _organization(view),
            "license": feed.license_url,
            "actor": [_person(view, person) for person in feed.persons],
        },
        {
            "@type": "WebSite",
            "@id": f"{view.base}index.html#website",
            "url": f"{view.base}index.html",
            "name": feed.title,
            "inLanguage": feed.language,
        },
    )


def listing(view: SiteView, group: Group) -> Markup:
    """Return the page of a person, a topic or a year, and its place in the show."""
    url = view.base + group.key
    page = {
        "@type": "CollectionPage",
        "@id": url,
        "url": url,
        "name": group.name,
        "inLanguage": view.feed.language,
        "isPartOf": {"@id": _series_id(view)},
        "about": _person(view, group.person) if group.person else None,
    }
    return _graph(page, _series(view), _breadcrumbs(view, (group.name, group.key)))


def episode(release: Release, view: SiteView) -> Markup:
    """Return the episode, its article, its audio with the transcript, its people and its series."""
    episode, url = release.episode, view.base + release.page_key
    media = release.media[0] if release.media else None
    people = [_person(view, person) for person in episode.persons]
    organization = _organization(view)
    shared = {
        "name": episode.title,
        "description": episode.summary,
        "datePublished": episode.date.isoformat(),
        "dateModified": max(episode.date, release.changed).isoformat(),
        "inLanguage": episode.language or view.feed.language,
        "image": view.base + release.cover.key,
        "keywords": list(episode.tags),
        "license": episode.license_url or view.feed.license_url,
    }
    return _graph(
        shared
        | {
            "@type": "PodcastEpisode",
            "@id": f"{url}#episode",
            "url": url,
            "episodeNumber": episode.number,
            "timeRequired": _duration(media.seconds) if media else None,
            "associatedMedia": {"@id": f"{url}#audio"} if media else None,
            "actor": [{"@id": each["@id"]} for each in people],
            "partOfSeason": _season(release),
            "partOfSeries": {"@id": _series_id(view)},
        },
        shared
        | {
            "@type": "Article",
            "@id": f"{url}#article",
            "url": url,
            "mainEntityOfPage": url,
            "headline": episode.title,
            "author": organization,
            "publisher": organization,
            "audio": {"@id": f"{url}#audio"} if media else None,
            "about": {"@id": f"{url}#episode"},
        },
        _audio(release, media, view) if media else None,
        _series(view),
        *people,
        None if release.folder else _breadcrumbs(view, (episode.title, release.page_key)),
    )


def _audio(release: Release, media: Media, view: SiteView) -> Node:
    transcript = release.transcript
    files = transcript.files if transcript else ()
    return {
        "@type": "AudioObject",
        "@id": f"{view.base}{release.page_key}#audio",
        "name": release.episode.title,
        "contentUrl": view.base + media.key,
        "encodingFormat": media.type,
        "contentSize": str(media.size),
        "duration": _duration(media.seconds),
        "embedUrl": view.base + embed_key(release),
        "uploadDate": release.episode.date.isoformat(),
        # Its URL: the words themselves are on the page, and would weigh as much again here.
        "transcript": view.base + print_key(release) if transcript else None,
        "caption": [
            {"@type": "MediaObject", "encodingFormat": type_, "contentUrl": view.base + key}
            for type_, key in files
        ],
    }


def _organization(view: SiteView) -> Node:
    return {"@type": "Organization", "name": view.feed.author}


def _series_id(view: SiteView) -> str:
    return f"{view.base}index.html#series"


def _series(view: SiteView) -> Node:
    return {
        "@type": "PodcastSeries",
        "@id": _series_id(view),
        "name": view.feed.title,
        "url": f"{view.base}index.html",
        "webFeed": view.base + feed_key(view.feed),
    }


def _season(release: Release) -> Node | None:
    episode = release.episode
    if episode.season is None:
        return None
    return {
        "@type": "PodcastSeason",
        "seasonNumber": episode.season,
        **({"name": episode.season_name} if episode.season_name else {}),
    }


def _person(view: SiteView, person: Person) -> Node:
    url = view.base + person_key(person.name)
    return _without_blanks(
        {
            "@type": "Person",
            "@id": f"{url}#person",
            "name": person.name,
            "url": url,
            "sameAs": person.url,
            "image": person.image,
            "description": person.credentials,
        }
    )


def _breadcrumbs(view: SiteView, *steps: tuple[str, str]) -> Node:
    """Return the way to a page; a step is its name and key, and the first is the front page."""
    way = ((view.feed.title, "index.html"), *steps)
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": at,
                "name": name,
                "item": {"@type": "WebPage", "@id": view.base + key},
            }
            for at, (name, key) in enumerate(way, 1)
        ],
    }


def _duration(seconds: float) -> str:
    """Return an ISO 8601 duration in whole seconds."""
    return f"PT{round(seconds)}S"


def _graph(*nodes: Node | None) -> Markup:
    """Return JSON that can't end the script element it stands in."""
    graph = [_without_blanks(node) for node in nodes if node]
    text = _encode({"@context": "https://schema.org", "@graph": graph})
    for sign in _UNSAFE:
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704 - every sign that HTML reads is escaped above


_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode


def _without_blanks(node: Node) -> Node:
    return {key: each for key, each in node.items() if each is not None and each != []}

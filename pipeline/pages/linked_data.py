"""What search engines read: JSON-LD of a page, in schema.org's words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

if TYPE_CHECKING:
    from pipeline.model import Art, Feed, Release


def episode(release: Release, feed: Feed, base: str) -> Markup:
    """Return the PodcastEpisode, with its audio, series and persons."""
    said = release.episode
    media = release.media[0]
    return _script(
        {
            "@context": "https://schema.org",
            "@type": "PodcastEpisode",
            "@id": f"{base}{release.page_key}",
            "url": f"{base}{release.page_key}",
            "name": said.title,
            "description": said.summary,
            "datePublished": said.date.isoformat(),
            "inLanguage": said.language or feed.language,
            "image": base + release.cover.key,
            "episodeNumber": said.number,
            "timeRequired": _duration(media.seconds),
            "keywords": list(said.tags),
            "associatedMedia": {
                "@type": "AudioObject",
                "contentUrl": base + media.key,
                "encodingFormat": media.type,
                "contentSize": str(media.size),
                "duration": _duration(media.seconds),
            },
            "actor": [
                {"@type": "Person", "name": person.name, "url": person.url}
                for person in said.persons
            ],
            "partOfSeason": {"@type": "PodcastSeason", "seasonNumber": said.season}
            if said.season
            else None,
            "partOfSeries": _series(feed, base),
        }
    )


def series(feed: Feed, art: Art, base: str) -> Markup:
    """Return the PodcastSeries."""
    return _script(
        {
            "@context": "https://schema.org",
            **_series(feed, base),
            "description": feed.description,
            "inLanguage": feed.language,
            "image": base + art.key,
            "author": {"@type": "Organization", "name": feed.author},
        }
    )


def _series(feed: Feed, base: str) -> dict[str, Any]:
    return {
        "@type": "PodcastSeries",
        "name": feed.title,
        "url": f"{base}index.html",
        "webFeed": f"{base}feeds/{feed.slug}.xml",
    }


def _duration(seconds: float) -> str:
    """Return an ISO 8601 duration in whole seconds."""
    return f"PT{round(seconds)}S"


def _script(said: dict[str, Any]) -> Markup:
    """Return JSON that can't end the script element it stands in."""
    text = json.dumps(_without_blanks(said), ensure_ascii=False, sort_keys=True)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704 - every sign that HTML reads is escaped above


def _without_blanks(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_blanks(each) for key, each in value.items() if each not in (None, [])}
    if isinstance(value, list):
        return [_without_blanks(each) for each in value]
    return value

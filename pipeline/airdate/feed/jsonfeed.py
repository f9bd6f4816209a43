"""A feed as JSON Feed 1.1, for readers of the articles.

https://www.jsonfeed.org/version/1.1/, read 2026-11.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from airdate.feed.item_text import description, tidy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from airdate.feed.channel import Channel
    from airdate.feed.item_text import ItemText
    from airdate.model import Episode, Media, Release

TYPE = "application/feed+json; charset=utf-8"


def key(stem: str) -> str:
    """Return the key of a feed's file as JSON."""
    return f"{stem}.json"


def document(channel: Channel, made: Iterable[bytes]) -> bytes:
    """Return the feed, with the items that `item` made, the newest first."""
    feed, base = channel.feed, channel.base
    fields = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": tidy(feed.title) or feed.slug,
        "home_page_url": tidy(feed.link) or f"{base}index.html",
        "feed_url": base + key(channel.stem),
        "description": description(feed.description),
        "icon": base + channel.image.key,
        "authors": [{"name": tidy(feed.author)}],
        "language": tidy(feed.language),
        "expired": feed.complete or None,
        "hubs": [{"type": "WebSub", "url": tidy(feed.hub)}] if feed.hub else None,
    }
    head = json.dumps(_without_none(fields), ensure_ascii=False, indent=1).removesuffix("\n}")
    return b"".join((head.encode(), b',\n "items": [\n', b",\n".join(made), b"\n ]\n}\n"))


def item(release: Release, text: ItemText, base: str) -> bytes:
    """Return what a feed says of an episode; `base` is the URL that keys are appended to."""
    return ("  " + json.dumps(_item(release, text, base), ensure_ascii=False)).encode()


def _item(release: Release, text: ItemText, base: str) -> dict[str, Any]:
    episode = release.episode
    fields = {
        "id": tidy(episode.guid),
        "url": base + release.page_key,
        "title": tidy(episode.title) or episode.slug,
        "content_html": tidy(text.html) or None,
        "content_text": None if tidy(text.html) else description(text.text),
        "summary": description(text.text) or None,
        "image": base + release.cover.key,
        "date_published": episode.date.isoformat(),
        "date_modified": release.changed.isoformat(),
        "authors": _authors(episode),
        "tags": [tag for tag in map(tidy, episode.tags) if tag] or None,
        "language": tidy(episode.language) or None,
        "attachments": [_attachment(media, base) for media in release.media],
    }
    return _without_none(fields)


def _authors(episode: Episode) -> list[dict[str, Any]] | None:
    """Return who is in it; the feed's author stands for those who have nobody."""
    named = [person for person in episode.persons if tidy(person.name)]
    return [
        _without_none(
            {
                "name": tidy(person.name),
                "url": tidy(person.url) or None,
                "avatar": tidy(person.image) or None,
            }
        )
        for person in named
    ] or None


def _attachment(media: Media, base: str) -> dict[str, Any]:
    return {
        "url": base + media.key,
        "mime_type": media.type,
        "size_in_bytes": media.size,
        "duration_in_seconds": round(media.seconds),
    }


def _without_none(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}

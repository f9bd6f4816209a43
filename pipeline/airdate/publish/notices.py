"""What listeners will see of a publish, in sentences: from one head to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airdate.model import Layer, Notice
from airdate.store.history import changed_parts
from airdate.store.private import is_private

if TYPE_CHECKING:
    from collections.abc import Iterator

    from airdate.model import FeedRecord, Manifest, Published


def notices(before: Manifest, after: Manifest) -> tuple[Notice, ...]:
    """Return what changes for listeners: episodes first, then feeds."""
    return (*_of_episodes(before, after), *_of_feeds(before, after))


def _of_episodes(before: Manifest, after: Manifest) -> Iterator[Notice]:
    for guid, now in sorted(after.episodes.items(), key=lambda item: item[1].slugs[0]):
        was = before.episodes.get(guid)
        if was is None or (now.current and not was.current):
            yield _of_new_episode(now)
        elif was.live and not now.live:
            yield Notice(
                "gone",
                guid,
                f"“{now.title}” leaves the feed and its page says that it is gone; "
                "who downloaded it keeps it.",
            )
        elif now.live:
            yield from _of_live(was, now)


def _of_new_episode(now: Published) -> Notice:
    if now.current:
        text = f"New episode “{now.title}”: apps show and download it."
    else:
        text = f"New article “{now.title}”: it is in no feed until its interview is there."
    return Notice("new", now.guid, text)


def _of_live(was: Published, now: Published) -> Iterator[Notice]:
    """Tell what changes of an episode that apps know."""
    if not was.live:
        yield Notice("back", now.guid, f"“{now.title}” is back in the feed, as the episode it was.")
    if not now.current:
        if was.current:
            text = f"“{now.title}” leaves the feed until its interview is there again."
            yield Notice("gone", now.guid, text)
    elif was.current[:1] != now.current[:1]:
        yield Notice(
            "audio",
            now.guid,
            f"“{now.title}” has other audio: who has not downloaded it yet gets the new one, "
            "who has keeps the old.",
        )
    if was.slugs[0] != now.slugs[0]:
        yield Notice(
            "moved", now.guid, f"The page of “{now.title}” moves to episodes/{now.slugs[0]}.html."
        )
    parts = [part for part in changed_parts(was.parts, now.parts) if part not in _SAID_ABOVE]
    if parts:
        listed = ", ".join(parts)
        yield Notice(
            "edited",
            now.guid,
            f"“{now.title}” changes ({listed}): apps show it at their next refresh, "
            "and nobody downloads it again.",
        )


# Parts whose change has a notice of its own.
_SAID_ABOVE = {"audio", "address"}


def _of_feeds(before: Manifest, after: Manifest) -> Iterator[Notice]:
    for slug, now in sorted(after.feeds.items()):
        was = before.feeds.get(slug)
        if was is None:
            yield _of_new_feed(now)
        elif notice := _of_move(was, now):
            yield notice
    unused = (
        key
        for key, entry in after.objects.items()
        if entry.layer is Layer.FEED and entry.unused_since and not _was_unused(before, key)
    )
    for key in sorted(unused):
        if is_private(key):
            yield Notice(
                "closed", "", "A private address is closed: who has it gets nothing any more."
            )
        else:
            yield Notice(
                "left-feed", "", f"{key} is no longer made: it stays as it is for its subscribers."
            )


def _of_new_feed(feed: FeedRecord) -> Notice:
    text = f"New feed feeds/{feed.slug}.xml: it can be subscribed to."
    if feed.private:
        text = f"New private feed “{feed.slug}”: who was given an address can subscribe to it."
    return Notice("new-feed", feed.guid, text)


def _of_move(was: FeedRecord, now: FeedRecord) -> Notice | None:
    if was.moved_to == now.moved_to:
        return None
    if now.moved_to is None:
        return Notice("unmoved-feed", now.guid, f"feeds/{now.slug}.xml no longer sends apps away.")
    return Notice(
        "moved-feed",
        now.guid,
        f"feeds/{now.slug}.xml tells apps to subscribe to {now.moved_to} instead.",
    )


def _was_unused(manifest: Manifest, key: str) -> bool:
    return key in manifest.objects and manifest.objects[key].unused_since is not None

"""What listeners will notice of a publish, in sentences: from one manifest to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airdate.model import Layer, Notice
from airdate.store.history import changed_parts
from airdate.store.private import is_private

if TYPE_CHECKING:
    from collections.abc import Iterator

    from airdate.ledger.next_manifest import Changes
    from airdate.model import FeedRecord, Manifest, Published

# Parts whose change has a notice of its own.
_OTHER_NOTICES = {"audio", "address"}


def notices(before: Manifest, changes: Changes) -> tuple[Notice, ...]:
    """Return what changes for listeners: episodes first, then feeds."""
    return (*_of_episodes(before, changes), *_of_feeds(before, changes))


def _of_episodes(before: Manifest, changes: Changes) -> Iterator[Notice]:
    for now in sorted(changes.episodes.values(), key=lambda each: each.slugs[0]):
        was = before.episodes.get(now.guid)
        if was is None or (now.current and not was.current):
            yield _of_new_episode(now)
        elif was.live and not now.live:
            text = (
                f"“{now.title}”: removed from feeds; its page says so. "
                "Downloads stay on listeners' devices"
            )
            yield Notice("unpublished", now.guid, text)
        elif now.live:
            yield from _of_live(was, now)


def _of_new_episode(now: Published) -> Notice:
    if now.current:
        text = f"“{now.title}”: podcast apps will show and download it"
    else:
        text = f"“{now.title}”: an article; it joins the feeds once its interview is there"
    return Notice("new", now.guid, text)


def _of_live(was: Published, now: Published) -> Iterator[Notice]:
    """Yield what changes of an episode that apps know."""
    title = f"“{now.title}”"
    if not was.live:
        yield Notice("republished", now.guid, f"{title}: back in the feeds as the same episode")
    if not now.current:
        if was.current:
            text = f"{title}: removed from feeds until its interview is there again"
            yield Notice("unpublished", now.guid, text)
    elif was.current[:1] != now.current[:1]:
        text = f"{title}: new downloads get the new audio; existing downloads keep the old"
        yield Notice("audio-replaced", now.guid, text)
    if was.slugs[0] != now.slugs[0]:
        text = f"{title}: its page moves to episodes/{now.slugs[0]}.html"
        yield Notice("moved", now.guid, text)
    parts = [part for part in changed_parts(was.parts, now.parts) if part not in _OTHER_NOTICES]
    if parts:
        listed = ", ".join(parts)
        text = f"{title} ({listed}): apps update on their next refresh, without downloading again"
        yield Notice("changed", now.guid, text)


def _of_feeds(before: Manifest, changes: Changes) -> Iterator[Notice]:
    for slug, now in sorted(changes.feeds.items()):
        was = before.feeds.get(slug)
        if was is None:
            yield _of_new_feed(now)
        elif notice := _of_move(was, now):
            yield notice
    unused = (
        key
        for key, entry in changes.objects.items()
        if entry.layer is Layer.FEED and entry.unused_since
    )
    for key in sorted(unused):
        if is_private(key):
            yield Notice("url-revoked", "", "one private feed URL stops working")
        else:
            yield Notice(
                "feed-retired", "", f"{key}: no longer updated; it stays for its subscribers"
            )


def _of_new_feed(feed: FeedRecord) -> Notice:
    text = f"feeds/{feed.slug}.xml: ready for subscribers"
    if feed.private:
        text = f"private feed “{feed.slug}”: ready for its subscribers"
    return Notice("new-feed", feed.guid, text)


def _of_move(was: FeedRecord, now: FeedRecord) -> Notice | None:
    if was.moved_to == now.moved_to:
        return None
    key = f"feeds/{now.slug}.xml"
    if now.moved_to is None:
        return Notice("feed-move-cancelled", now.guid, f"{key} no longer redirects apps")
    return Notice("feed-moved", now.guid, f"{key} redirects apps to {now.moved_to}")

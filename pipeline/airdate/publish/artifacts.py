"""Every artifact of a workspace, listed: what the releases name, feeds, and pages. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from airdate import article
from airdate.feed import documents, item_text, opml
from airdate.feed.changes import feed_changed
from airdate.feed.channel import Channel, public_stem
from airdate.feed.selection import carried
from airdate.model import Artifact, CacheControl, Layer
from airdate.site import SiteView, language, render
from airdate.store.history import document_key
from airdate.store.private import feed_stem, is_private
from airdate.text import cut
from airdate.web import server_config

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from airdate.model import Feed, Manifest, Published, Release, Workspace
    from airdate.publish.branding import Branding


@dataclass(frozen=True, slots=True)
class Site:
    """All that is made of releases; `last` is to be given to the next build."""

    artifacts: tuple[Artifact, ...]
    last: PreviousBuild
    view: SiteView


@dataclass(frozen=True, slots=True)
class PreviousBuild:
    """What spares work that was done before: items by feed, and the index of pages."""

    items: Mapping[str, bytes]
    pages: bytes


def build(
    show: Show, releases: Sequence[Release], manifest: Manifest, now: datetime, last: PreviousBuild
) -> Site:
    """Return the feeds and pages of `releases`, which come newest first.

    `manifest` tells which episodes are gone, which have moved, and since when each feed has been as
    it is. `last` is what the build before gave.
    """
    workspace, notes = show.workspace, _Notes(releases, show)
    changed = {feed.slug: feed_changed(manifest, feed, releases, now) for feed in workspace.feeds}
    built = {
        feed.slug: documents.build(
            _channels(show, feed, changed[feed.slug]),
            carried(feed, releases),
            notes,
            last.items.get(feed.slug, b""),
        )
        for feed in workspace.feeds
    }
    view = _view(show, releases, manifest)
    pages = render(view, last.pages, partial(_is_out, manifest))
    return Site(
        (
            *(file for each in built.values() for file in each.artifacts),
            _listed(show, changed),
            *pages.artifacts,
            *server_config.artifacts(workspace.settings, workspace.public_feeds, show.base),
        ),
        PreviousBuild({slug: each.items for slug, each in built.items()}, pages.index),
        view,
    )


def _is_out(manifest: Manifest, key: str, sha256: str) -> bool:
    """Whether the store has these bytes under a key, and a copy of them for later."""
    there, copy = manifest.objects.get(key), manifest.objects.get(document_key(sha256))
    if there is None or copy is None or there.is_deleted or copy.is_deleted:
        return False
    return there.sha256 == sha256


@dataclass(frozen=True, slots=True)
class Show:
    """A workspace with what it looks like; `base` is the URL that keys are appended to."""

    workspace: Workspace
    branding: Branding
    base: str


def _channels(show: Show, feed: Feed, changed: datetime) -> tuple[Channel, ...]:
    """Return a feed at each of its addresses: a private one has one for each subscriber."""
    tokens = show.workspace.subscribers.tokens.get(feed.slug, {}).values()
    stems = map(feed_stem, tokens) if feed.private else (public_stem(feed),)
    art = show.branding.art[feed.slug]
    return tuple(Channel(feed, art, show.base, changed, stem) for stem in stems)


def _listed(show: Show, changed: Mapping[str, datetime]) -> Artifact:
    """Return the list of all feeds that anybody may subscribe to."""
    feeds = show.workspace.public_feeds
    newest = max(changed[feed.slug] for feed in feeds)
    body = opml.document(feeds, base=show.base, built=newest)
    return Artifact.of_bytes(
        opml.KEY, opml.TYPE, body, layer=Layer.FEED, cache=CacheControl.BRIEFLY
    )


class _Notes(dict[str, item_text.ItemText]):
    """What items say, by guid: an article is only rendered for a feed that says it anew."""

    def __init__(self, releases: Iterable[Release], show: Show) -> None:
        super().__init__()
        self._releases = {release.episode.guid: release for release in releases}
        self._show = show

    def __missing__(self, guid: str) -> item_text.ItemText:
        self[guid] = notes = _notes(self._releases[guid], self._show)
        return notes


def _notes(release: Release, show: Show) -> item_text.ItemText:
    """Return what an item says: the author's summary, or the beginning of the article.

    What is said around that is in the episode's language.
    """
    say = language.of(release.episode.language or show.workspace.feeds[0].language).say
    parsed = article.of(release, say, show.base)
    html = article.feed_html(parsed, show.base + release.page_key, release.corrections, say)
    return item_text.ItemText(_with_corrections(parsed, release, say), html)


def _with_corrections(parsed: article.Article, release: Release, say: Mapping[str, str]) -> str:
    """Return the words of an item; they leave room for corrections, which stand last."""
    said = release.episode.summary or article.plain(parsed)
    corrected = article.corrections_in_words(release.corrections, say)
    if not corrected:
        return said
    room = max(item_text.DESCRIPTION_BYTES // 2 - len(corrected.encode()), 0)
    return f"{cut(said, room)}\n\n{corrected}"


def _view(show: Show, releases: Sequence[Release], manifest: Manifest) -> SiteView:
    workspace, branding = show.workspace, show.branding
    main = workspace.feeds[0]
    here = {each.episode.guid: each.episode.slug for each in releases if not each.folder}
    return SiteView(
        feed=main,
        feeds=workspace.public_feeds,
        art=branding.art[main.slug],
        copies=branding.copies,
        card=branding.card,
        logo=branding.logo,
        icon=branding.icon,
        releases=tuple(releases),
        base=show.base,
        gone=_gone(manifest, here),
        moved=_moved(manifest, here),
        settings=workspace.settings.site,
    )


def _gone(manifest: Manifest, here: Mapping[str, str]) -> tuple[str, ...]:
    """Return the slugs of episodes that all could find once, and now cannot."""
    slugs = {
        slug
        for published in manifest.episodes.values()
        if published.guid not in here
        for slug in _known_slugs(manifest, published)
    }
    return tuple(sorted(slugs - set(here.values())))


def _moved(manifest: Manifest, here: Mapping[str, str]) -> dict[str, str]:
    """Return where the pages of former slugs lead to."""
    taken = set(here.values())
    return {
        slug: here[published.guid]
        for published in manifest.episodes.values()
        if published.guid in here
        for slug in _known_slugs(manifest, published)
        if slug not in taken
    }


def _known_slugs(manifest: Manifest, published: Published) -> Iterator[str]:
    """Yield the slugs under which all could find an episode: of a private one, nobody is told."""
    was_private = any(is_private(media.key) for media in published.media)
    for slug in published.slugs:
        page = manifest.objects.get(f"episodes/{slug}.html")
        if not was_private or (page and not page.is_deleted):
            yield slug

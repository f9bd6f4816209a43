"""Every document of a workspace: feeds, pages, the settings of web servers."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from airdate.feed import opml
from airdate.feed.changes import feed_changed
from airdate.feed.channel import Channel, public_stem
from airdate.feed.documents import FeedBuild, FeedInputs
from airdate.model import Artifact, CacheControl, Layer
from airdate.publish.item_texts import item_text
from airdate.site import Pages, SiteView, search_index
from airdate.store.private import feed_stem
from airdate.web import server_config

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from airdate.ledger import Ledger
    from airdate.model import Feed, Listing, Manifest, PublishedSummary, Releases, Workspace
    from airdate.publish.branding import Branding

BYTECODE = ".airdate/templates"
_BATCH = 100  # episodes whose documents are written in one transaction


@dataclass(frozen=True, slots=True)
class Show:
    """A workspace with what it looks like; `base` is the URL that keys are appended to."""

    workspace: Workspace
    branding: Branding
    base: str


def build(
    show: Show, releases: Releases, manifest: Manifest, now: datetime, ledger: Ledger
) -> tuple[Artifact, ...]:
    """Render the feeds and pages whose inputs changed; return the small files beside them.

    The ledger wants what was rendered, and has its bytes until they are published. `manifest` has
    the episodes that are gone or have moved, and since when each feed is as it is. Raises
    SearchError, LedgerError.
    """
    workspace = show.workspace
    changed = {
        feed.slug: feed_changed(manifest, feed, releases.listings, now) for feed in workspace.feeds
    }
    language = workspace.feeds[0].language
    inputs = FeedInputs(
        channels=[_channels(show, feed, changed[feed.slug]) for feed in workspace.feeds],
        language=language,
        releases=releases,
        text=partial(item_text, base=show.base, show_language=language),
    )
    view = _view(show, releases.listings, manifest)
    feeds = FeedBuild(inputs, ledger)
    pages = Pages(view, ledger, _bytecode(workspace.root))
    with _few_collections():
        _render(releases, feeds, pages, ledger)
    with ledger.transaction():
        feeds.render_documents()
        pages.render_show()
        search_index.render(view, releases, ledger)
    return (
        _opml(show, changed),
        *pages.assets.files,
        *server_config.artifacts(workspace.settings, workspace.public_feeds, show.base),
    )


def _render(releases: Releases, feeds: FeedBuild, pages: Pages, ledger: Ledger) -> None:
    """Render what is stale of each episode, whose release is read once for all of it."""
    of_items, of_pages = feeds.stale, pages.stale
    stale = (each.guid for each in releases.listings if each.guid in of_items | of_pages)
    while batch := tuple(islice(stale, _BATCH)):
        with ledger.transaction():
            for guid in batch:
                release = releases.load(guid)
                feeds.render(release)
                if guid in of_pages:
                    pages.render(release)


@contextmanager
def _few_collections() -> Iterator[None]:
    """Let Python's collector pass over what is there already: a show's many values, which stay."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _bytecode(root: Path) -> Path | None:
    """Return the folder for compiled templates, in a workspace that is on this disk."""
    return root / BYTECODE if root.is_dir() else None


def _channels(show: Show, feed: Feed, changed: datetime) -> tuple[Channel, ...]:
    """Return a feed at each of its addresses: a private one has one for each subscriber."""
    tokens = show.workspace.subscribers.tokens.get(feed.slug, {}).values()
    stems = map(feed_stem, tokens) if feed.private else (public_stem(feed),)
    art = show.branding.art[feed.slug]
    return tuple(Channel(feed, art, show.base, changed, stem) for stem in stems)


def _opml(show: Show, changed: Mapping[str, datetime]) -> Artifact:
    """Return the list of all feeds that anybody may subscribe to."""
    feeds = show.workspace.public_feeds
    newest = max(changed[feed.slug] for feed in feeds)
    body = opml.document(feeds, base=show.base, built=newest)
    return Artifact.of_bytes(
        opml.KEY, opml.TYPE, body, layer=Layer.FEED, cache=CacheControl.BRIEFLY
    )


def _view(show: Show, listings: Sequence[Listing], manifest: Manifest) -> SiteView:
    workspace, branding = show.workspace, show.branding
    main = workspace.feeds[0]
    here = {each.guid: each.slug for each in listings if not each.folder}
    return SiteView(
        feed=main,
        feeds=workspace.public_feeds,
        art=branding.art[main.slug],
        copies=branding.copies,
        card=branding.card,
        logo=branding.logo,
        icon=branding.icon,
        listings=listings,
        base=show.base,
        gone=_gone(manifest, here),
        moved=_moved(manifest, here),
        settings=workspace.settings.site,
    )


def _gone(manifest: Manifest, here: Mapping[str, str]) -> tuple[str, ...]:
    """Return the slugs of episodes that all could find once, and now cannot."""
    slugs = {
        slug
        for published in manifest.summaries()
        if published.guid not in here
        for slug in _public_slugs(manifest, published)
    }
    return tuple(sorted(slugs - set(here.values())))


def _moved(manifest: Manifest, here: Mapping[str, str]) -> dict[str, str]:
    """Return where the pages of former slugs lead to."""
    taken = set(here.values())
    return {
        slug: here[published.guid]
        for published in manifest.summaries()
        if published.guid in here
        for slug in _public_slugs(manifest, published)
        if slug not in taken
    }


def _public_slugs(manifest: Manifest, published: PublishedSummary) -> Iterator[str]:
    """Yield the slugs under which all could find an episode; none of a private one."""
    for slug in published.slugs:
        if not published.was_private or _has_page(manifest, slug):
            yield slug


def _has_page(manifest: Manifest, slug: str) -> bool:
    page = manifest.objects.get(f"episodes/{slug}.html")
    return page is not None and not page.is_deleted

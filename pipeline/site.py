"""Every artifact of a workspace, listed: what the releases name, feeds, and pages. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import article
from pipeline.feed import files, opml, rss
from pipeline.model import Artifact, CacheControl, Layer
from pipeline.pages import SiteView, render
from pipeline.plan import feed_changed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from pipeline.model import Head, Release, Workspace
    from pipeline.produce import Look


def artifacts(
    workspace: Workspace,
    releases: Sequence[Release],
    look: Look,
    head: Head,
    *,
    base: str,
    now: datetime,
) -> tuple[Artifact, ...]:
    """Return the feeds and pages of `releases`, which come newest first.

    `base` is the URL that keys are appended to; `head` tells which episodes
    are gone, which have moved, and since when each feed has been as it is.
    """
    notes = {release.episode.guid: _notes(release, base) for release in releases}
    built = {feed.slug: feed_changed(head, feed, releases, now) for feed in workspace.feeds}
    feeds = [
        file
        for feed in workspace.feeds
        for file in files.artifacts(
            feed,
            look.art[feed.slug],
            [release for release in releases if feed.slug in release.episode.feeds],
            notes,
            base=base,
            built=built[feed.slug],
        )
    ]
    opml_ = opml.document(workspace.feeds, base=base, built=max(built.values()))
    return (*feeds, _listed(opml_), *render(_view(workspace, releases, look, head, base)))


def _listed(body: bytes) -> Artifact:
    return Artifact.of_bytes(
        opml.KEY, opml.TYPE, body, layer=Layer.FEED, cache=CacheControl.BRIEFLY
    )


def _notes(release: Release, base: str) -> rss.Notes:
    """Return what an item says: the author's summary, or the beginning of the article."""
    parsed = article.of(release)
    html = article.feed_html(parsed, base + release.page_key, base)
    return rss.Notes(release.episode.summary or article.plain(parsed), html)


def _view(
    workspace: Workspace,
    releases: Sequence[Release],
    look: Look,
    head: Head,
    base: str,
) -> SiteView:
    main = workspace.feeds[0]
    here = {release.episode.guid: release.episode.slug for release in releases}
    return SiteView(
        feed=main,
        feeds=workspace.feeds,
        art=look.art[main.slug],
        icon=look.icon,
        releases=tuple(releases),
        base=base,
        gone=_gone(head, here),
        moved=_moved(head, here),
        settings=workspace.settings.site,
    )


def _gone(head: Head, here: Mapping[str, str]) -> tuple[str, ...]:
    """Return the slugs of episodes that were published once and are no longer."""
    slugs = {
        slug
        for published in head.episodes.values()
        if published.guid not in here
        for slug in published.slugs
    }
    return tuple(sorted(slugs - set(here.values())))


def _moved(head: Head, here: Mapping[str, str]) -> dict[str, str]:
    """Return where the pages of former slugs lead to."""
    taken = set(here.values())
    return {
        slug: here[published.guid]
        for published in head.episodes.values()
        if published.guid in here
        for slug in published.slugs
        if slug not in taken
    }

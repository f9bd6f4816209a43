"""What there is of each episode: its page, a player to embed, the transcript alone, Markdown.

They have the same inputs, so they are rendered together, each episode's release being read once.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from airdate import article
from airdate.site import episode_context, filters, linked_data
from airdate.site.context import embed_key, markdown_key, oembed_key, print_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from airdate.model import Listing, Release
    from airdate.site.context import SiteView
    from airdate.site.renderer import Renderer


class EpisodePages(NamedTuple):
    """The pages of an episode, and the other episodes that they lead to."""

    listing: Listing
    older: Listing | None = None
    newer: Listing | None = None
    related: tuple[Listing, ...] = ()

    def inputs(self, view: SiteView) -> tuple[str, ...]:
        """Return all that they are made of, apart from what every page has, as text."""
        listing = self.listing
        beside = (view.rows[each.guid] if each else "" for each in (self.older, self.newer))
        related = (view.rows[each.guid] for each in self.related)
        return (listing.digest, listing.changed.isoformat(), *beside, *related)


def of_all(view: SiteView, related: Iterable[tuple[Listing, ...]]) -> Iterator[EpisodePages]:
    """Yield the pages of every episode; `related` has those of listed ones, in their order."""
    listed = view.listed
    beside = zip(chain((None,), listed), listed, chain(listed[1:], (None,)), strict=False)
    for (newer, each, older), near in zip(beside, related, strict=True):
        yield EpisodePages(each, older, newer, near)
    yield from map(EpisodePages, view.unlisted)


def render(
    pages: EpisodePages, release: Release, view: SiteView, renderer: Renderer
) -> Iterator[tuple[str, bytes]]:
    """Yield the key and the bytes of each page of an episode."""
    yield (
        release.page_key,
        renderer.render("episode.html", release.page_key, _episode(pages, release, view)),
    )
    yield (
        markdown_key(release),
        renderer.render("episode.md", markdown_key(release), _markdown(release, view)),
    )
    common = {"release": release, "episode": release.episode}
    if release.transcript:
        turns = tuple(filters.turns(release.transcript.cues))
        key = print_key(release)
        yield key, renderer.render("transcript.html", key, {**common, "turns": turns})
    if release.media:
        player = {**common, "media": release.media[0]}
        for template, key in (
            ("embed.html", embed_key(release)),
            ("oembed.json", oembed_key(release)),
        ):
            yield key, renderer.render(template, key, player)


def _episode(pages: EpisodePages, release: Release, view: SiteView) -> dict[str, Any]:
    return {
        **episode_context.context(release, view.feed, view.language.strings),
        "older": pages.older,
        "newer": pages.newer,
        "related": pages.related,
        "linked_data": linked_data.episode(release, view),
    }


def _markdown(release: Release, view: SiteView) -> dict[str, Any]:
    """Return the article in plain Markdown: it is parsed only for the words of quotes."""
    strings, text = view.language.strings, release.episode.article
    urls = [(each.name, view.base + each.art.key) for each in release.figures]
    text = article.with_image_urls(text, urls)
    parts = article.of(release, strings).parts if "quote" in text.lower() else ()
    quotes = [part for part in parts if isinstance(part, article.ResolvedQuote)]
    page_url = view.base + release.page_key
    return {
        "release": release,
        "episode": release.episode,
        "text": article.markdown_alternate(text, quotes, page_url, strings),
    }

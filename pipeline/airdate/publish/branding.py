"""What feeds and pages show of the show itself: covers, icon, logo, a card for links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from airdate.art import artwork, derivatives

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from airdate.ledger.cache import Cache
    from airdate.model import Art, Artifact, Feed, Picture, Workspace


@dataclass(frozen=True, slots=True)
class Branding:
    """Images of feeds and pages: each feed's cover, the icon's key, and all the files.

    `copies` are small ones of the main feed's cover, `card` is shown beside a link to the show,
    `logo` at the head of pages.
    """

    art: Mapping[str, Art]
    copies: tuple[Art, ...]
    card: Art
    icon: str
    files: tuple[Artifact, ...]
    logo: Art | None = None


def covers(
    workspace: Workspace, pictures: Mapping[Path, Picture], cache: Cache
) -> dict[str, Picture]:
    """Map each feed's slug to its cover; draw a plain one with its title where it has none."""
    return {feed.slug: _cover(feed, pictures, cache) for feed in workspace.feeds}


def _cover(feed: Feed, pictures: Mapping[Path, Picture], cache: Cache) -> Picture:
    if feed.image:
        return pictures[feed.image]
    return derivatives.plain_cover(feed.title, cache)


def branding(
    workspace: Workspace,
    pictures: Mapping[Path, Picture],
    feed_covers: Mapping[str, Picture],
    cache: Cache,
) -> Branding:
    """Make the images of feeds and pages; `feed_covers` are those of `covers`."""
    show, logo = workspace.feeds[0], workspace.settings.site.logo
    logos = [derivatives.logo(logo, pictures.get(logo), cache)] if logo else []
    art = {
        slug: derivatives.original(picture, slug, cache) for slug, picture in feed_covers.items()
    }
    cover = feed_covers[show.slug]
    icon = derivatives.icon(cover, cache)
    copies, copy_files = derivatives.copies(cover, show.slug, cache)
    text = artwork.CardText(show.title, "", show.author)
    card, card_file = derivatives.card(cover, show.slug, text, cache)
    return Branding(
        art={slug: value for slug, (value, _) in art.items()},
        copies=copies,
        card=card,
        icon=icon.key,
        files=(icon, card_file, *copy_files, *(file for _, file in (*art.values(), *logos))),
        logo=logos[0][0] if logos else None,
    )

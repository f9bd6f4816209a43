"""What is made of a cover for pages: small copies, and a card that other sites show for a link.

Made once: kept by the digest of the cover and of what the card says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from airdate.art import artwork
from airdate.ledger.cache import Kind
from airdate.model import Art, Artifact, CacheControl, Layer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from airdate.ledger.cache import Cache
    from airdate.model import Picture

COPY, CARD = Kind("copy", ("art",)), Kind("card", ("art",))
# Pixels: the artwork is shown at 208 at most, on screens with up to three for each.
WIDTHS = (240, 480, 720)
# What browsers are offered, the lightest first; the last is for all.
FORMATS = ((".avif", "image/avif"), (".webp", "image/webp"), (".jpg", "image/jpeg"))


def copies(
    cover: Picture, name: str, kept: Cache, folder: str = ""
) -> tuple[tuple[Art, ...], tuple[Artifact, ...]]:
    """Return small copies of a cover, by format and then by width, and their files.

    One that is smaller itself has fewer: none is enlarged.
    """
    widths = [width for width in WIDTHS if width <= cover.width] or [cover.width]
    wanted = [
        (width, ending, type_, COPY.key(cover.sha256, width, ending))
        for ending, type_ in FORMATS
        for width in widths
    ]

    def make(missing: Mapping[int, Path]) -> None:
        artwork.shrink(cover, {out: wanted[at][0] for at, out in missing.items()})

    paths = kept.files([(entry, ending) for _, ending, _, entry in wanted], make)
    made = [
        published(path, f"{folder}art/{name}-{width}", ending, type_, kept)
        for path, (width, ending, type_, _) in zip(paths, wanted, strict=True)
    ]
    return tuple(art for art, _ in made), tuple(file for _, file in made)


def card(
    cover: Picture, name: str, said: artwork.CardText, kept: Cache, folder: str = ""
) -> tuple[Art, Artifact]:
    """Return a picture of what a page is about, as other sites show it beside a link."""
    entry = CARD.key(cover.sha256, said.title, said.above, said.below)
    path = kept.file(entry, ".jpg", lambda out: artwork.draw_card(cover, said, out))
    return published(path, f"{folder}cards/{name}", ".jpg", "image/jpeg", kept)


def logo(path: Path, picture: Picture | None, kept: Cache) -> tuple[Art, Artifact]:
    """Return a logo as it is published; where there are no pixels, as it is.

    Of such a one the size in pixels is 0.
    """
    if picture is None:
        return _named(path, "art/logo", path.suffix.lower(), "image/svg+xml", kept, (0, 0))
    entry = COPY.key("logo", picture.sha256)
    small = kept.file(entry, ".png", lambda out: artwork.shrink_logo(picture, out))
    return published(small, "art/logo", ".png", "image/png", kept)


def published(path: Path, stem: str, ending: str, type_: str, kept: Cache) -> tuple[Art, Artifact]:
    """Return an image file as it is published: named by its content."""
    return _named(path, stem, ending, type_, kept, artwork.size(path))


def _named(
    path: Path, stem: str, ending: str, type_: str, kept: Cache, size: tuple[int, int]
) -> tuple[Art, Artifact]:
    digest, (width, height) = kept.digest(path), size
    art = Art(
        key=f"{stem}-{digest[:8]}{ending}",
        type=type_,
        size=path.stat().st_size,
        sha256=digest,
        width=width,
        height=height,
    )
    cache = CacheControl.FOREVER
    return art, Artifact(art.key, art.type, cache, Layer.FILE, art.size, art.sha256, path)

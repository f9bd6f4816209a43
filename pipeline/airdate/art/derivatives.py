"""Images made from others: covers as published, small copies, cards, thumbnails, icons, logos.

Each is made once, and cached by what it is made from. What is published is named by its content.
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING

from airdate.art import artwork
from airdate.files import file_digest
from airdate.ledger.cache import Kind
from airdate.model import Art, Artifact, CacheControl, Layer, Picture

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from airdate.ledger.cache import Cache

COPY, CARD = Kind("copy", artwork.SOURCES), Kind("card", artwork.SOURCES)
CONVERT, DRAW = Kind("convert", artwork.SOURCES), Kind("cover", artwork.SOURCES)
# Pixels: the artwork is shown at 208 at most, on screens with up to three for each.
WIDTHS = (240, 480, 720)
# What browsers are offered, the lightest first; the last is for all.
FORMATS = ((".avif", "image/avif"), (".webp", "image/webp"), (".jpg", "image/jpeg"))


def original(picture: Picture, name: str, cache: Cache, folder: str = "") -> tuple[Art, Artifact]:
    """Publish an image itself in `folder`, or a JPEG of it if apps can't show its format."""
    if not artwork.is_publishable(picture):
        picture = _converted(picture, "whole", None, cache)
    ending, type_ = (".png", "image/png") if picture.format == "PNG" else (".jpg", "image/jpeg")
    return _named(picture.path, f"{folder}art/{name}", ending, type_, _size_and_digest(picture))


def thumbnail(picture: Picture, kind: str, pixels: int, cache: Cache) -> Picture:
    """Make a JPEG at most `pixels` wide and high; `kind` is what it is for."""
    return _converted(picture, kind, pixels, cache)


def plain_cover(title: str, cache: Cache) -> Picture:
    """Draw a cover with a title, for a feed that has none."""
    draw = partial(artwork.draw_cover, title)
    return artwork.inspect(cache.file(DRAW.key(title), ".jpg", draw))


def copies(
    cover: Picture, name: str, cache: Cache, folder: str = ""
) -> tuple[tuple[Art, ...], tuple[Artifact, ...]]:
    """Publish small copies of a cover, by format and then by width.

    A cover smaller than the largest copy has fewer of them: none is enlarged.
    """
    widths = [width for width in WIDTHS if width <= cover.width] or [cover.width]
    wanted = [
        (width, ending, type_, COPY.key(cover.sha256, width, ending))
        for ending, type_ in FORMATS
        for width in widths
    ]

    def make(missing: Mapping[int, Path]) -> None:
        artwork.shrink(cover, {out: wanted[at][0] for at, out in missing.items()})

    paths = cache.files([(entry, ending) for _, ending, _, entry in wanted], make)
    made = [
        _published(path, f"{folder}art/{name}-{width}", ending, type_)
        for path, (width, ending, type_, _) in zip(paths, wanted, strict=True)
    ]
    return tuple(art for art, _ in made), tuple(file for _, file in made)


def card(
    cover: Picture, name: str, text: artwork.CardText, cache: Cache, folder: str = ""
) -> tuple[Art, Artifact]:
    """Publish a picture of what a page is about, as other sites show it beside a link."""
    entry = CARD.key(cover.sha256, text.title, text.above, text.below)
    path = cache.file(entry, ".jpg", lambda out: artwork.draw_card(cover, text, out))
    return _published(path, f"{folder}cards/{name}", ".jpg", "image/jpeg")


def icon(cover: Picture, cache: Cache) -> Artifact:
    """Publish a small copy of a cover, for browsers' tabs and phones' screens."""
    small = _converted(cover, "icon", artwork.ICON_PIXELS, cache)
    return _published(small.path, "art/icon", ".jpg", "image/jpeg")[1]


def logo(path: Path, picture: Picture | None, cache: Cache) -> tuple[Art, Artifact]:
    """Publish a logo, shrunk; without a `picture` it is SVG, which goes out as it is.

    The size in pixels of an SVG is given as 0.
    """
    if picture is None:
        described = (path.stat().st_size, file_digest(path), 0, 0)
        return _named(path, "art/logo", path.suffix.lower(), "image/svg+xml", described)
    entry = COPY.key("logo", picture.sha256)
    small = cache.file(entry, ".png", lambda out: artwork.shrink_logo(picture, out))
    return _published(small, "art/logo", ".png", "image/png")


def _converted(picture: Picture, kind: str, pixels: int | None, cache: Cache) -> Picture:
    convert = partial(artwork.convert, picture, pixels=pixels)
    path = cache.file(CONVERT.key(kind, picture.sha256), ".jpg", convert)
    size, sha256, width, height = _described(path)
    return Picture(path, sha256, size, "JPEG", "RGB", width, height)


def _published(path: Path, stem: str, ending: str, type_: str) -> tuple[Art, Artifact]:
    """Publish an image file of ours, named by its content."""
    return _named(path, stem, ending, type_, _described(path))


def _size_and_digest(picture: Picture) -> tuple[int, str, int, int]:
    return picture.size, picture.sha256, picture.width, picture.height


def _described(path: Path) -> tuple[int, str, int, int]:
    """Return size, sha256, width and height of an image file of ours."""
    status = path.stat()
    return status.st_size, *_contents(path, status.st_size, status.st_ino)


# All episodes without a cover of their own share their feed's nine copies. Not by the time of
# change: the cache sets it at each use, and a file in it never changes.
@lru_cache(maxsize=512)
def _contents(path: Path, _size: int, _inode: int) -> tuple[str, int, int]:
    return file_digest(path), *artwork.size(path)


def _named(
    path: Path, stem: str, ending: str, type_: str, described: tuple[int, str, int, int]
) -> tuple[Art, Artifact]:
    size, sha256, width, height = described
    art = Art(
        key=f"{stem}-{sha256[:8]}{ending}",
        type=type_,
        size=size,
        sha256=sha256,
        width=width,
        height=height,
    )
    forever = CacheControl.FOREVER
    return art, Artifact(art.key, art.type, forever, Layer.FILE, art.size, art.sha256, path)

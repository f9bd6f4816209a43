"""Images: inspected, converted to what apps show, drawn where a show has none yet.

With `text_layout` the only module that imports Pillow. Images from others are hostile until their
header has been read: nothing is decoded whose size in pixels is out of bounds.
"""

from __future__ import annotations

import colorsys
import hashlib
import os
import warnings
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageDraw, ImageFilter, ImageOps, UnidentifiedImageError

from airdate.art import text_layout
from airdate.errors import AirdateError
from airdate.files import file_digest
from airdate.model import Picture

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# Whose code images come from, as `ledger.code` takes it.
SOURCES = ("art", "errors.py", "files.py", "model/measured.py", "model/released.py", "text.py")
MAX_BYTES = 50_000_000
# Apple accepts 3000 × 3000; a camera's 50 megapixels are plenty to scale down from.
MAX_PIXELS = 50_000_000
# Formats and modes that all podcast apps show (Apple, "Artwork requirements", read 2026-11).
PUBLISHABLE = {("JPEG", "RGB"), ("JPEG", "L"), ("PNG", "RGB"), ("PNG", "L")}
COVER_PIXELS = 1400  # Apple's smallest
LARGEST_PIXELS = 3000  # Apple's largest
# What `fitted` tries in turn, until the file is small enough: pixels, and the JPEG's quality.
_TRIES = (
    *((pixels, quality) for pixels in (LARGEST_PIXELS, 2400, 1800) for quality in (88, 78)),
    *((COVER_PIXELS, quality) for quality in (88, 78, 68, 55, 40, 25)),
)
TAG_PIXELS = 600  # small enough that every player loads it with the file's first bytes
METADATA = {"exif", "xmp", "XML:com.adobe.xmp", "photoshop", "comment"}
ICON_PIXELS = 180  # what phones show on their first screen
CARD_PIXELS = (1200, 630)  # social sites crop nothing of this ratio
_CARD_MARGIN = 70
_BLUR_SCALE = 8  # a card's ground is blurred at 1/8 of its size: as smooth, and 60 times faster
LOGO_PIXELS = 96  # three for each that it is shown at
_SAVED: Mapping[str, Mapping[str, Any]] = {
    ".avif": {"quality": 60, "speed": 8},
    ".webp": {"quality": 80},
    ".jpg": {"quality": 82, "optimize": True, "progressive": True},
}
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "AVIF")


@dataclass(frozen=True, slots=True)
class CardText:
    """The text of a card: a title, and a line above and below it."""

    title: str
    above: str
    below: str


class ArtworkError(AirdateError):
    """An image that can't be used."""


def inspect(path: Path) -> Picture:
    """Describe an image file, decoding it once to detect damage.

    Raises ArtworkError for what is not an image, is damaged, or is too large.
    """
    try:
        size = path.stat().st_size
        _refuse_large(size, MAX_BYTES, "bytes")
        with _open(path) as image:
            _refuse_large(image.width * image.height, MAX_PIXELS, "pixels")
            picture = Picture(
                path=path,
                sha256=file_digest(path),
                size=size,
                format=image.format or "",
                mode=image.mode,
                width=image.width,
                height=image.height,
                metadata=bool(image.getexif()) or not METADATA.isdisjoint(image.info),
            )
            image.load()
    except UnidentifiedImageError as error:
        raise ArtworkError("unknown image format", "Use a JPEG or PNG file.") from error
    except Image.DecompressionBombError as error:
        raise ArtworkError(
            f"image is far larger than the limit of {MAX_PIXELS // 1_000_000} megapixels",
            "Scale it down to 3000 × 3000 pixels.",
        ) from error
    except (OSError, SyntaxError, ValueError) as error:
        raise _unreadable(error) from error
    return picture


def convert(picture: Picture, out: Path, *, pixels: int | None = None) -> None:
    """Write a JPEG of `picture` to `out`: RGB, without alpha, at most `pixels` wide and high."""
    with _open(picture.path) as image:
        flat = _flat(ImageOps.exif_transpose(image))
    if pixels:
        flat.thumbnail((pixels, pixels), Image.Resampling.LANCZOS)
    flat.save(out, "JPEG", quality=88, optimize=True)


def size(path: Path) -> tuple[int, int]:
    """Read width and height of an image of ours, in pixels, from its header."""
    with _open(path) as image:
        return image.size


def shrink(picture: Picture, outs: Mapping[Path, int]) -> None:
    """Write RGB copies: `outs` maps files to widths in pixels; the suffix decides the format."""
    with _open(picture.path) as image:
        flat = _flat(ImageOps.exif_transpose(image))
    for out, width in outs.items():
        height = max(1, round(flat.height * width / flat.width))
        small = flat.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2)
        small.save(out, **_SAVED[out.suffix])


def shrink_logo(picture: Picture, out: Path) -> None:
    """Write a PNG of `picture` at most LOGO_PIXELS high, with its transparency."""
    with _open(picture.path) as image:
        logo = ImageOps.exif_transpose(image).convert("RGBA")
    logo.thumbnail((8 * LOGO_PIXELS, LOGO_PIXELS), Image.Resampling.LANCZOS)
    logo.save(out, "PNG", optimize=True)


def draw_card(cover: Picture, text: CardText, out: Path) -> None:
    """Draw a card for links (JPEG): the cover over its own blurred copy, and the text beside it.

    Characters that no font of ours has are left out.
    """
    card = _wordless_card(cover).copy()
    _write_beside(card, card.height - _CARD_MARGIN + 60, text)
    card.save(out, "JPEG", quality=84, optimize=True)


# Episodes without a cover of their own share their feed's.
@lru_cache(maxsize=4)
def _wordless_card(cover: Picture) -> Image.Image:
    side = CARD_PIXELS[1] - 2 * _CARD_MARGIN
    with _open(cover.path) as image:
        image.draft("RGB", (2 * side, 2 * side))  # a JPEG is decoded smaller, and faster
        art = _flat(ImageOps.exif_transpose(image))
    ground = ImageOps.fit(art.resize((64, 64)), _scaled(CARD_PIXELS, _BLUR_SCALE))
    ground = ground.filter(ImageFilter.GaussianBlur(60 / _BLUR_SCALE)).resize(CARD_PIXELS)
    card = Image.blend(ground, Image.new("RGB", CARD_PIXELS, "#0c0b0a"), 0.72)
    card.paste(ImageOps.fit(art, (side, side)), (_CARD_MARGIN, _CARD_MARGIN))
    return card


def _scaled(pixels: tuple[int, int], divisor: int) -> tuple[int, int]:
    width, height = pixels
    return round(width / divisor), round(height / divisor)


def fitted(picture: Picture, most: int) -> bytes:
    """Convert `picture` to a JPEG that directories accept: square, 1400 to 3000 pixels, RGB.

    Nothing is cut off: the square is filled with the mean colour of the edges. The result has at
    most `most` bytes, unless it is mere noise. Raises ArtworkError.
    """
    try:
        with _open(picture.path) as image:
            square = _squared(_flat(ImageOps.exif_transpose(image)))
    except (OSError, SyntaxError, ValueError) as error:
        raise _unreadable(error) from error
    made = b""
    for pixels, quality in _TRIES:
        side = max(COVER_PIXELS, min(pixels, square.width))
        out = BytesIO()
        sized = square.resize((side, side), Image.Resampling.LANCZOS)
        sized.save(out, "JPEG", quality=quality, optimize=True)
        made = out.getvalue()
        if len(made) <= most:
            break
    return made


def _write_beside(card: Image.Image, left: int, card_text: CardText) -> None:
    """Write a title, and a line above and below it, to the right of `left`."""
    draw = ImageDraw.Draw(card)
    top, bottom = _CARD_MARGIN, card.height - _CARD_MARGIN
    room = card.width - left - _CARD_MARGIN
    for text, at, anchor in ((card_text.above, top, "lt"), (card_text.below, bottom, "ls")):
        words, font = text_layout.line(draw, text, 30, room)
        draw.text((left, at), words, "#d8d2ca", font, anchor)
    box = (room, bottom - top - 130)
    lines, font = text_layout.fit(draw, card_text.title, box, range(76, 30, -4), 650)
    draw.multiline_text((left, top + 52), lines, "white", font, spacing=font.size / 5)


def is_publishable(picture: Picture) -> bool:
    """Whether a file can be published unchanged: apps show it, and it has no metadata."""
    return (picture.format, picture.mode) in PUBLISHABLE and not picture.metadata


def draw_cover(title: str, out: Path) -> None:
    """Draw a plain square cover with a title to `out` (JPEG); equal titles give equal bytes."""
    hue = hashlib.sha256(title.encode()).digest()[0] / 255
    image = Image.new("RGB", (COVER_PIXELS, COVER_PIXELS), _colour(hue, 0.32))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 1180, COVER_PIXELS, COVER_PIXELS), fill=_colour(hue, 0.24))
    for level in range(36):
        height = 40 + (hashlib.sha256(f"{title}{level}".encode()).digest()[1] * 140) // 255
        left = 100 + level * 34
        box = (left, 1180 - height // 2, left + 14, 1180 + height // 2)
        draw.rounded_rectangle(box, 7, fill=_colour(hue, 0.78))
    lines, font = text_layout.fit(draw, title, (1200, 900), range(200, 30, -10), 500)
    draw.multiline_text((100, 90), lines, "white", font, spacing=font.size / 5)
    image.save(out, "JPEG", quality=88, optimize=True)


def is_image(data: bytes) -> str | None:
    """Return the suffix for image bytes, ".jpg" or ".png", or None if they are neither."""
    try:
        with Image.open(BytesIO(data), formats=("JPEG", "PNG")) as image:
            return {"JPEG": ".jpg", "PNG": ".png"}[image.format or ""]
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None


def _open(path: Path) -> Image.Image:
    with warnings.catch_warnings():
        # Our limits are stricter than the ones that Pillow warns of.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        return Image.open(path, formats=FORMATS)


def _refuse_large(value: int, limit: int, unit: str) -> None:
    if value > limit:
        raise ArtworkError(
            f"image has {value:,} {unit}, more than the limit of {limit:,}",
            "Scale it down to 3000 × 3000 pixels.",
        )


def _flat(image: Image.Image) -> Image.Image:
    """Convert to RGB, on white where the image is transparent."""
    if image.mode in {"RGB", "L"}:
        return image.convert("RGB")
    with_alpha = image.convert("RGBA")
    ground = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(ground, with_alpha).convert("RGB")


def _squared(image: Image.Image) -> Image.Image:
    """Put the whole image on a square of the mean colour of its edges."""
    width, height = image.size
    if width == height:
        return image
    side = max(width, height)
    strips = [image.crop((0, 0, width, 1)), image.crop((0, height - 1, width, height))]
    if height > width:
        strips = [image.crop((0, 0, 1, height)), image.crop((width - 1, 0, width, height))]
    edges = [strip.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0)) for strip in strips]
    red, green, blue = (sum(values) // len(values) for values in zip(*edges, strict=True))
    ground = Image.new("RGB", (side, side), (red, green, blue))
    ground.paste(image, ((side - width) // 2, (side - height) // 2))
    return ground


def _colour(hue: float, value: float) -> tuple[int, int, int]:
    red, green, blue = colorsys.hsv_to_rgb(hue, 0.45, value)
    return round(red * 255), round(green * 255), round(blue * 255)


def _unreadable(error: BaseException) -> ArtworkError:
    reason = "damaged or truncated"
    if isinstance(error, OSError) and error.errno:
        reason = os.strerror(error.errno)
    return ArtworkError(f"cannot read the image: {reason}", "Export it again as JPEG or PNG.")

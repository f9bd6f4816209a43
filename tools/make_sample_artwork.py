"""Draw the sample show's artwork: a lantern at dusk, over hills.

    python tools/make_sample_artwork.py

It writes `feeds/cover.jpg` and the cover of the episode about sleep.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

ROOT = Path(__file__).parents[1]
SIZE = 3000
Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Dusk:
    """The colours of one picture: sky from top to bottom, hills from far to near, the light."""

    sky: tuple[Colour, Colour]
    hills: tuple[Colour, ...]
    light: Colour
    lines: tuple[str, str]
    moon: bool = False


SHOW = Dusk(
    sky=((22, 42, 66), (228, 142, 104)),
    hills=((92, 74, 98), (54, 56, 84), (26, 36, 58)),
    light=(255, 214, 138),
    lines=("Lantern", "Hours"),
)
NIGHT = Dusk(
    sky=((10, 16, 40), (66, 74, 122)),
    hills=((44, 50, 90), (28, 34, 66), (14, 20, 44)),
    light=(235, 232, 255),
    lines=("Worry", "at night"),
    moon=True,
)


def draw(dusk: Dusk) -> Image.Image:
    """Return the picture, SIZE pixels square."""
    image = _sky(dusk)
    centre = (2180, 900) if dusk.moon else (2130, 1380)
    image = _glow(image, centre, dusk.light)
    canvas = ImageDraw.Draw(image)
    if dusk.moon:
        image.paste(dusk.light, mask=_crescent(centre))
    for number, colour in enumerate(dusk.hills):
        canvas.polygon(_hill(number), fill=colour)
    if not dusk.moon:
        _lantern(canvas, centre, dusk.light, dusk.hills[-1])
    for number, line in enumerate(dusk.lines):
        font = ImageFont.load_default(400)
        canvas.text((220, 220 + number * 430), line, font=font, fill=(255, 248, 236))
    return image


def _sky(dusk: Dusk) -> Image.Image:
    share = np.linspace(0, 1, SIZE)[:, None, None] ** 1.4
    top, bottom = (np.array(colour, dtype=float) for colour in dusk.sky)
    rows = top + (bottom - top) * share
    grain = np.random.default_rng(7).normal(0, 1.0, (SIZE, SIZE // 4, 1)).repeat(4, axis=1)
    return Image.fromarray(np.clip(rows + grain, 0, 255).astype(np.uint8))


def _glow(image: Image.Image, centre: tuple[int, int], light: Colour) -> Image.Image:
    halo = Image.new("RGB", (SIZE // 10, SIZE // 10))
    ImageDraw.Draw(halo).ellipse(
        _around((centre[0] // 10, centre[1] // 10), 62), fill=tuple(part // 2 for part in light)
    )
    soft = halo.filter(ImageFilter.GaussianBlur(30)).resize((SIZE, SIZE), Image.Resampling.BICUBIC)
    return ImageChops.screen(image, soft)


def _hill(number: int) -> list[tuple[int, int]]:
    base, height, wave = 1950 + number * 300, 190 - number * 30, 1.1 + number * 0.45
    points = [
        (x, round(base - height * math.sin(wave * x / SIZE * math.pi + number * 1.9)))
        for x in range(0, SIZE + 20, 20)
    ]
    return [(0, SIZE), *points, (SIZE, SIZE)]


def _lantern(
    canvas: ImageDraw.ImageDraw, centre: tuple[int, int], light: Colour, dark: Colour
) -> None:
    x, y = centre
    canvas.arc((x - 150, y - 520, x + 150, y - 220), 180, 360, fill=dark, width=34)
    canvas.polygon(
        [(x - 230, y - 260), (x + 230, y - 260), (x + 120, y - 400), (x - 120, y - 400)], dark
    )
    canvas.rounded_rectangle((x - 210, y - 260, x + 210, y + 380), 40, fill=light)
    canvas.ellipse((x - 70, y - 40, x + 70, y + 220), fill=(255, 246, 222))
    for bar in (-210, -14, 182):
        canvas.rectangle((x + bar, y - 260, x + bar + 28, y + 380), fill=dark)
    canvas.rounded_rectangle((x - 270, y + 370, x + 270, y + 470), 30, fill=dark)


def _crescent(centre: tuple[int, int]) -> Image.Image:
    mask = Image.new("L", (SIZE, SIZE))
    canvas = ImageDraw.Draw(mask)
    canvas.ellipse(_around(centre, 300), fill=255)
    canvas.ellipse(_around((centre[0] + 120, centre[1] - 60), 270), fill=0)
    return mask


def _around(centre: tuple[int, int], radius: int) -> tuple[int, int, int, int]:
    x, y = centre
    return x - radius, y - radius, x + radius, y + radius


def main() -> None:
    """Write both covers."""
    for dusk, name in ((SHOW, "feeds/cover.jpg"), (NIGHT, "episodes/worry-at-night/cover.jpg")):
        path = ROOT / name
        draw(dusk).save(path, "JPEG", quality=82, optimize=True)
        print(f"{path}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()

"""Words in pictures: in Noto Sans, which has Latin, Greek, Cyrillic and Arabic letters.

Pillow's own font has nothing beyond ASCII. The fonts come pinned, as packages, so that the same
words are drawn alike on every machine.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import fontpkg
from PIL import ImageFont

if TYPE_CHECKING:
    from PIL import ImageDraw

_FAMILIES = ("Noto Sans", "Noto Sans Arabic")
# No font has this letter: its picture is what stands for those that are missing.
_NOBODYS = "\U0010ffff"


def line(
    draw: ImageDraw.ImageDraw, text: str, points: int, width: int
) -> tuple[str, ImageFont.FreeTypeFont]:
    """Return as much of the text as fits into a line that is so many pixels wide, and its font."""
    name, text = _writable(text)
    chosen = _font(name, points, 400)
    return _cut(draw, text, chosen, width), chosen


def fit(
    draw: ImageDraw.ImageDraw, text: str, box: tuple[int, int], sizes: range, weight: int
) -> tuple[str, ImageFont.FreeTypeFont]:
    """Return the text broken into lines, and its font in the first of the sizes in which they fit.

    `box` is how many pixels wide and high there is room; in the last size words are left out.
    `weight` is as CSS has it, 100 to 900.
    """
    name, text = _writable(text)
    width, height = box
    for points in sizes:
        chosen = _font(name, points, weight)
        lines = _wrapped(draw, text, chosen, width)
        left, top, right, bottom = draw.multiline_textbbox(
            (0, 0), lines, chosen, spacing=points / 5
        )
        if right - left <= width and bottom - top <= height:
            return lines, chosen
    smallest = _font(name, sizes[-1], weight)
    return _cut(draw, text, smallest, width), smallest


def _cut(draw: ImageDraw.ImageDraw, text: str, chosen: ImageFont.FreeTypeFont, width: int) -> str:
    words = text.split()
    said = " ".join(words)
    while len(words) > 1 and draw.textlength(said, chosen) > width:
        words.pop()
        said = " ".join(words) + " …"
    return said


def _wrapped(
    draw: ImageDraw.ImageDraw, text: str, chosen: ImageFont.FreeTypeFont, width: int
) -> str:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and draw.textlength(longer, chosen) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(lines)


@cache
def _font(name: str, points: int, weight: int) -> ImageFont.FreeTypeFont:
    found = ImageFont.truetype(fontpkg.path(name), points)
    found.set_variation_by_axes([weight, 100])
    return found


@cache
def _writable(text: str) -> tuple[str, str]:
    """Return the font that has most letters of the text, and the text without the others.

    In their place would be boxes, which tell nobody anything.
    """
    kept = {name: "".join(sign for sign in text if _has(name, sign)) for name in _FAMILIES}
    best = max(_FAMILIES, key=lambda name: len(kept[name]))
    return best, " ".join(kept[best].split())


@cache
def _has(name: str, sign: str) -> bool:
    chosen = _font(name, 20, 400)
    return sign.isspace() or bytes(chosen.getmask(sign)) != bytes(chosen.getmask(_NOBODYS))

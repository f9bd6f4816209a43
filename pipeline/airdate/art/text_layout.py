"""Text in images: set in Noto Sans, which has Latin, Greek, Cyrillic and Arabic letters.

Pillow's own font has nothing beyond ASCII. The fonts are pinned packages, so that the same text is
drawn alike on every machine.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from PIL import ImageFont

if TYPE_CHECKING:
    from PIL import ImageDraw

    Font = ImageFont.FreeTypeFont

_FAMILIES = ("Noto Sans", "Noto Sans Arabic")
# No font has this character: its image is what stands for missing ones.
_NONEXISTENT = "\U0010ffff"


def line(draw: ImageDraw.ImageDraw, text: str, points: int, width: int) -> tuple[str, Font]:
    """Cut text to one line of `width` pixels; return it with its font."""
    family, text = _drawable(text)
    font = _font(family, points, 400)
    return _cut(draw, text, font, width), font


def fit(
    draw: ImageDraw.ImageDraw, text: str, box: tuple[int, int], sizes: range, weight: int
) -> tuple[str, Font]:
    """Break text into lines, in the first of the sizes in which they fit into `box`.

    `box` is width and height in pixels; at the last size, words are left out. `weight` is as in
    CSS, 100 to 900. Returns the lines with their font.
    """
    family, text = _drawable(text)
    width, height = box
    for points in sizes:
        font = _font(family, points, weight)
        lines = _wrapped(text, font, width)
        left, top, right, bottom = draw.multiline_textbbox((0, 0), lines, font, spacing=points / 5)
        if right - left <= width and bottom - top <= height:
            return lines, font
    smallest = _font(family, sizes[-1], weight)
    return _cut(draw, text, smallest, width), smallest


def _cut(draw: ImageDraw.ImageDraw, text: str, font: Font, width: int) -> str:
    words = text.split()
    shown = " ".join(words)
    while len(words) > 1 and draw.textlength(shown, font) > width:
        words.pop()
        shown = " ".join(words) + " …"
    return shown


def _wrapped(text: str, font: Font, width: int) -> str:
    """Break text into lines, by the widths of its words: glyphs are costly to load."""
    space = _length(font, " ")
    lines: list[str] = []
    taken = 0.0
    for word in text.split():
        length = _length(font, word)
        if lines and taken + space + length <= width:
            lines[-1] += f" {word}"
            taken += space + length
        else:
            lines.append(word)
            taken = length
    return "\n".join(lines)


@lru_cache(maxsize=4096)
def _length(font: Font, word: str) -> float:
    return font.getlength(word)


@cache
def _font(family: str, points: int, weight: int) -> Font:
    import fontpkg

    font = ImageFont.truetype(fontpkg.path(family), points)
    font.set_variation_by_axes([weight, 100])
    return font


@lru_cache(maxsize=1024)
def _drawable(text: str) -> tuple[str, str]:
    """Choose the family that has most characters of the text; drop those it lacks.

    They would be drawn as empty boxes.
    """
    drawable = {
        family: "".join(character for character in text if _has(family, character))
        for family in _FAMILIES
    }
    best = max(_FAMILIES, key=lambda family: len(drawable[family]))
    return best, " ".join(drawable[best].split())


@cache
def _has(family: str, character: str) -> bool:
    if character.isspace():
        return True
    return _mask(family, character) != _mask(family, _NONEXISTENT)


@lru_cache(maxsize=64)
def _mask(family: str, character: str) -> bytes:
    return bytes(_font(family, 20, 400).getmask(character))

"""Colours in which text can be read: made of the accent that the author chose.

Contrast as WCAG 2.2 has it: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

PAPER, DARK_PAPER = "#fbf9f5", "#171513"
# WCAG's AA for text is 4.5; what is rounded to eight bits needs a little more.
READABLE = 4.6
_TINT, _DARK_TINT, _MARK = 0.08, 0.18, 0.16
_LINEAR = 0.04045  # below, sRGB is a line: https://www.w3.org/TR/css-color-4/#color-conversion-code

_Colour = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Palette:
    """What one scheme, light or dark, is drawn in; each as #rrggbb.

    `link` can be read on `paper`, `tint` and `mark`; `tint` is behind boxes, `mark` behind what
    is playing.
    """

    paper: str
    accent: str
    link: str
    tint: str
    mark: str


def light(accent: str) -> Palette:
    """Return the palette on light paper."""
    return _palette(accent, PAPER, "#000000", _TINT)


def dark(accent: str) -> Palette:
    """Return the palette on dark paper."""
    return _palette(accent, DARK_PAPER, "#ffffff", _DARK_TINT)


def variables(accent: str) -> str:
    """Return CSS that names the colours, in both schemes."""
    return (
        f":root {{{_named(light(accent))}}}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{{_named(dark(accent))}}} }}\n"
    )


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _named(palette: Palette) -> str:
    return "".join(f" --{name}: {colour};" for name, colour in asdict(palette).items()) + " "


def _palette(accent: str, paper: str, ink: str, share: float) -> Palette:
    tint = _mix(accent, paper, share)
    mark = _mix(accent, tint, _MARK)
    link = next(
        colour
        for step in range(51)
        if _reads(colour := _mix(ink, accent, step / 50), (paper, tint, mark))
    )
    return Palette(paper, accent.lower(), link, tint, mark)


def _reads(colour: str, grounds: tuple[str, ...]) -> bool:
    return all(contrast(colour, ground) >= READABLE for ground in grounds)


def _mix(one: str, other: str, share: float) -> str:
    pairs = zip(_parts(one), _parts(other), strict=True)
    return "#" + "".join(f"{round(255 * (a * share + b * (1 - share))):02x}" for a, b in pairs)


def _luminance(colour: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= _LINEAR else ((part + 0.055) / 1.055) ** 2.4
        for part in _parts(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(colour: str) -> _Colour:
    """Return red, green and blue from 0 to 1; of #rgb as of #rrggbb."""
    digits = colour.removeprefix("#")
    if len(digits) == 3:  # noqa: PLR2004 - one digit for each
        digits = "".join(2 * digit for digit in digits)
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue

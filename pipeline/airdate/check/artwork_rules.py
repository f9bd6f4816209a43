"""Rules about artwork and colours: what apps, directories and readers see."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from airdate.art import colours
from airdate.check import references
from airdate.check.core import Finding, Rule, on_channel, on_document, on_episode, on_show
from airdate.check.inputs import SETTINGS
from airdate.model import Place, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from airdate.check.feeds.document import Document
    from airdate.check.inputs import Channel, EpisodeInput, ShowInput
    from airdate.model import Picture

# Apple's page 896.
MIN_PIXELS, MAX_PIXELS = 1400, 3000
MAX_BYTES = 512_000
# By the names of Pillow.
_EXTENSIONS = {
    "JPEG": (".jpg", ".jpeg"),
    "PNG": (".png",),
    "WEBP": (".webp",),
    "GIF": (".gif",),
    "TIFF": (".tiff", ".tif"),
    "AVIF": (".avif",),
}
_APPLE_EXTENSIONS = (".jpg", ".jpeg", ".png")


def is_valid(picture: Picture) -> bool:
    """Whether directories and apps take a cover as it is."""
    return picture.size <= MAX_BYTES and not any(_faults(picture))


def missing(channel: Channel) -> Iterator[Finding]:
    """Find feeds without artwork."""
    if not channel.has_artwork:
        yield Finding(
            channel.place,
            "show has no artwork",
            f"Add {channel.names.artwork}, a square of {MIN_PIXELS} to {MAX_PIXELS} px.",
        )


def invalid(given: EpisodeInput | ShowInput) -> Iterator[Finding]:
    """Find covers that directories refuse."""
    for picture in _covers(given):
        for message, hint in _faults(picture):
            yield Finding(_place(given, picture), message, hint)


def too_large(given: EpisodeInput | ShowInput) -> Iterator[Finding]:
    """Find covers that apps are slow to load."""
    for picture in _covers(given):
        if picture.size > MAX_BYTES:
            yield Finding(
                _place(given, picture),
                f"cover is {ceil(picture.size / 1000)} kB",
                f"Save it at {MAX_BYTES // 1000} kB or less.",
            )


def extension_mismatch(given: EpisodeInput | ShowInput) -> Iterator[Finding]:
    """Find images whose extension is of another format."""
    for picture in given.pictures:
        extensions = _EXTENSIONS.get(picture.format)
        if extensions and picture.path.suffix.lower() not in extensions:
            yield Finding(
                _place(given, picture),
                f"image {picture.path.name} is in {picture.format} format",
                f"Rename it to end in `{extensions[0]}`, there and where it is named.",
            )


def _covers(given: EpisodeInput | ShowInput) -> Iterable[Picture]:
    """Return the pictures that apps show as artwork: photos and logos are published small."""
    if not given.pictures:
        return ()
    return (picture for picture in given.pictures if picture.path in given.covers)


def _faults(picture: Picture) -> Iterator[tuple[str, str]]:
    width, height = picture.width, picture.height
    size = f"{MIN_PIXELS} to {MAX_PIXELS} px"
    if width != height:
        yield f"cover is {width} × {height} px, not square", f"Crop it to a square of {size}."
    if not MIN_PIXELS <= max(width, height) <= MAX_PIXELS:
        yield f"cover is {width} × {height} px", f"Make it {size} wide and high."
    if picture.format not in {"JPEG", "PNG"} or picture.mode not in {"RGB", "L"}:
        yield (
            f"cover is {picture.format} in {picture.mode}; a JPEG made from it is published",
            "Save it as JPEG or PNG in RGB, without transparency.",
        )


def _place(given: EpisodeInput | ShowInput, picture: Picture) -> Place:
    return Place(given.show.relative(picture.path))


def accent_low_contrast(given: ShowInput) -> Iterator[Finding]:
    """Find an accent that can't be read on the pages' background."""
    accent = given.show.settings.site.accent
    contrast = colours.contrast(accent, colours.PAPER)
    if contrast < colours.READABLE:
        yield Finding(
            SETTINGS,
            f"accent {accent} has a contrast of {contrast:.1f}:1 on the page; "
            f"links use {colours.light(accent).link} instead",
            f"Choose a darker accent (at least {colours.READABLE}:1).",
        )


def url_extension(doc: Document) -> Iterator[Finding]:
    """Find artwork whose URL does not end as Apple requires."""
    for node in doc.nodes:
        address = node.attributes.get("href", "") if node.name == "itunes:image" else ""
        path = address.partition("?")[0].partition("#")[0].lower()
        if address and not path.endswith(_APPLE_EXTENSIONS):
            yield Finding(
                doc.at(node),
                f"artwork URL ends in “…{address[-20:]}”",
                "Use a JPEG or PNG file whose name ends in `.jpg` or `.png`.",
            )


RULES = (
    Rule(
        "artwork-missing",
        "directories don't list shows without artwork",
        references.APPLE_896,
        (on_channel(missing),),
        Severity.WARNING,
        references.ALL,
    ),
    Rule(
        "artwork-invalid",
        "directories refuse such artwork",
        references.APPLE_896,
        (on_episode(invalid), on_show(invalid)),
        Severity.WARNING,
        references.FOR_APPLE,
    ),
    Rule(
        "artwork-too-large",
        "apps load large artwork slowly, or not at all",
        references.APPLE_896,
        (on_episode(too_large), on_show(too_large)),
        Severity.WARNING,
        references.FOR_APPLE,
    ),
    Rule(
        "artwork-extension-mismatch",
        "apps that trust the name show nothing",
        references.APPLE_896,
        (on_episode(extension_mismatch), on_show(extension_mismatch)),
        Severity.WARNING,
    ),
    Rule(
        "artwork-type",
        "Apple accepts no other artwork",
        references.APPLE_896,
        (on_document(url_extension),),
        Severity.WARNING,
        references.FOR_APPLE,
    ),
    Rule(
        "accent-low-contrast",
        "readers must be able to see links",
        references.WCAG,
        (on_show(accent_low_contrast),),
        Severity.WARNING,
    ),
)

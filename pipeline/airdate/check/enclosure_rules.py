"""Rules about enclosures: the files that a feed's items play."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from airdate.check import references
from airdate.check.core import Finding, Rule, on_document
from airdate.check.feeds import value_types
from airdate.check.feeds.presence import items_without, label, text_in
from airdate.check.urls import is_url
from airdate.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from airdate.check.feeds.document import Document
    from airdate.podcast.xml_tree import Node

MIN_BYTES_PER_SECOND = 500  # 4 kbit/s: less is not speech, but another unit
_LENGTH = re.compile(r"[1-9][0-9]{0,15}")
# Apple: "the extension decides"; and what hosts write for the same.
_TYPES = {
    ".mp3": ("audio/mpeg",),
    ".m4a": ("audio/x-m4a", "audio/mp4", "audio/aac", "audio/m4a"),
    ".mp4": ("video/mp4", "audio/mp4"),
    ".m4v": ("video/x-m4v", "video/mp4"),
    ".mov": ("video/quicktime",),
    ".opus": ("audio/ogg", "audio/opus"),
    ".ogg": ("audio/ogg",),
    ".pdf": ("application/pdf",),
}
_APPLE_EXTENSIONS = {".m4a", ".mp3", ".mov", ".mp4", ".m4v", ".pdf"}
_PLAYED = ("audio/", "video/", "application/pdf", "application/epub", "application/x-mpegurl")


def missing(doc: Document) -> Iterator[Finding]:
    """Find items without a file."""
    yield from items_without(doc, "enclosure", "Add `<enclosure>`, or remove the item.")


def duplicate(doc: Document) -> Iterator[Finding]:
    """Find items with several files, of which apps play different ones."""
    for item in doc.items:
        for node in item.all("enclosure")[1:]:
            yield Finding(
                doc.at(node),
                f"{label(item)} has a second <enclosure>",
                "Keep one; put others in `<podcast:alternateEnclosure>`.",
            )


def shared(doc: Document) -> Iterator[Finding]:
    """Find two items with the same file."""
    first: dict[str, Node] = {}
    for item in doc.items:
        node = item.first("enclosure")
        address = node.attributes.get("url", "").strip() if node else ""
        owner = first.setdefault(address, item) if address else item
        if node and owner is not item:
            yield Finding(
                doc.at(node),
                f"the item on line {owner.line} also has file {address[:80]}",
                "Give each its own file, or remove one item.",
            )


def url_invalid(doc: Document) -> Iterator[Finding]:
    """Find files that can't be fetched, or whose name is not ASCII."""
    for _, node in _enclosures(doc):
        address = node.attributes.get("url", "").strip()
        if not is_url(address):
            message = f"invalid file URL “{address[:60]}”" if address else "file has no URL"
            yield Finding(doc.at(node), message, "Write it out: `https://…`.")
        elif not address.isascii():
            message = f"file URL …{address[-30:]} is not ASCII"
            yield Finding(doc.at(node), message, "Rename the file to letters a-z and digits.")


def length_invalid(doc: Document) -> Iterator[Finding]:
    """Find lengths that aren't bytes: none, 0, or seconds and kilobytes by mistake."""
    for item, node in _enclosures(doc):
        length = node.attributes.get("length", "").strip()
        seconds = value_types.seconds(text_in(item, "itunes:duration")) or 0
        hint = "Write the file's size in bytes."
        if not _LENGTH.fullmatch(length):
            message = f"invalid length “{length[:20]}”" if length else "enclosure has no length"
            yield Finding(doc.at(node), message, hint)
        elif int(length) < seconds * MIN_BYTES_PER_SECOND:
            message = f"enclosure length is {length} bytes for {seconds} s of audio"
            yield Finding(doc.at(node), message, hint)


def type_invalid(doc: Document) -> Iterator[Finding]:
    """Find types that are missing, not playable, or not those of the file's name."""
    for _, node in _enclosures(doc):
        type_ = node.attributes.get("type", "").strip().lower().partition(";")[0]
        end = value_types.extension(node.attributes.get("url", ""))
        expected = _TYPES.get(end, ())
        if not type_:
            yield Finding(doc.at(node), "enclosure has no type", "Add one, such as `audio/mpeg`.")
        elif not type_.startswith(_PLAYED):
            yield Finding(
                doc.at(node), f"apps can't play type {type_[:40]}", "Write the audio's type."
            )
        elif expected and type_ not in expected:
            message = f"enclosure has type {type_}, and its name ends in {end}"
            yield Finding(doc.at(node), message, f"Write `{expected[0]}`, or rename the file.")


def format_unsupported(doc: Document) -> Iterator[Finding]:
    """Find files that Apple can't play; a file without extension is judged by its type."""
    for _, node in _enclosures(doc):
        end = value_types.extension(node.attributes.get("url", ""))
        if end and end not in _APPLE_EXTENSIONS:
            yield Finding(
                doc.at(node),
                f"Apple Podcasts can't play {end[:20]} files",
                f"Publish one of: {', '.join(sorted(_APPLE_EXTENSIONS))}; others as alternate "
                "enclosures.",
            )


def _enclosures(doc: Document) -> Iterator[tuple[Node, Node]]:
    for item in doc.items:
        for node in item.all("enclosure"):
            yield item, node


RULES = (
    Rule(
        "enclosure-missing",
        "apps have nothing to play",
        references.PSP,
        (on_document(missing),),
        Severity.WARNING,
        references.ALL,
    ),
    Rule(
        "enclosure-duplicate",
        "apps differ in which one they play",
        references.RSS_PROFILE,
        (on_document(duplicate),),
        Severity.WARNING,
    ),
    Rule(
        "enclosure-shared",
        "Apple ignores the second item",
        references.APPLE_823,
        (on_document(shared),),
        Severity.WARNING,
        references.FOR_APPLE,
    ),
    Rule(
        "enclosure-url",
        "apps can't fetch it",
        references.APPLE_823,
        (on_document(url_invalid),),
        Severity.WARNING,
        references.ALL,
    ),
    Rule(
        "enclosure-length",
        "apps show the size, and check downloads against it",
        references.APPLE_823,
        (on_document(length_invalid),),
        Severity.WARNING,
        references.PLAYED,
    ),
    Rule(
        "enclosure-type",
        "apps choose a player by the type",
        references.APPLE_893,
        (on_document(type_invalid),),
        Severity.WARNING,
        references.PLAYED,
    ),
    Rule(
        "enclosure-format",
        "Apple plays no other formats",
        references.APPLE_893,
        (on_document(format_unsupported),),
        Severity.WARNING,
        references.FOR_APPLE,
    ),
)

"""What is looked for in a feed's items: identity, sound, times, words."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from airdate.check.core import Finding
from airdate.check.feeds import value_types
from airdate.check.titles import DESCRIPTION_BYTES, NUMBERED, has_show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from airdate.check.feeds.document import Document
    from airdate.podcast.xml_tree import Node

    Find = Callable[[Document], Iterator[Finding]]
    Of = Callable[[Node], str]

SHORTEST_BYTES_A_SECOND = 500  # 4 kbit/s: less is no speech, but another unit
_LENGTH = re.compile(r"[1-9][0-9]{0,15}")
# Apple: "the extension decides"; and what hosts say for the same.
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
_APPLE_PLAYS = {".m4a", ".mp3", ".mov", ".mp4", ".m4v", ".pdf"}
_HEARD = ("audio/", "video/", "application/pdf", "application/epub", "application/x-mpegurl")
_TRANSCRIPTS = {
    "text/vtt": (".vtt",),
    "application/x-subrip": (".srt",),
    "application/srt": (".srt",),
    "application/json": (".json",),
    "text/html": (".html", ".htm"),
    "text/plain": (".txt",),
}
# The namespace says the first, and its own example the second.
_CHAPTERS = {"", "application/json+chapters", "application/json"}
# What is left of an entity that was escaped twice, or of HTML in a title.
_ESCAPED = re.compile(r"&(amp|lt|gt|quot|apos|nbsp|#\d+|#x[0-9a-fA-F]+);|</?[a-z]+[^>]*>")

# In a description Apple shows these; <br> is not in its list, and honoured nevertheless.
_SHOWN = {"p", "ol", "ul", "li", "a", "br"}
_OPENING = re.compile(r"<([a-zA-Z][a-zA-Z0-9]*)(?=[\s/>])")
MOST_NAMED = 4  # tags in one line to the author


# ── Who it is ───────────────────────────────────────────────────────────────────────────────


def missing(name: str, hint: str) -> Find:
    """Return what finds items without a tag, or with an empty one."""

    def find(doc: Document) -> Iterator[Finding]:
        for item in doc.items:
            node = item.first(name)
            if node is None or not (node.text or node.attributes):
                yield Finding(doc.at(item), f"{called(item)} has no <{name}>", hint)

    return find


def title_missing(doc: Document) -> Iterator[Finding]:
    """Find items that nothing names."""
    for item in doc.items:
        titles = item.all("title", "itunes:title")
        if not any(title.text for title in titles):
            yield Finding(doc.at(item), "an item has no title", "write <title>")


guid_missing = missing("guid", "write one that never changes, such as a UUID")
date_missing = missing("pubDate", "write when it went out: Tue, 24 Nov 2026 18:00:00 +0000")
duration_missing = missing("itunes:duration", "write how many seconds it lasts")
enclosure_missing = missing("enclosure", "name its file, or leave the item out")


def guid_twice(doc: Document) -> Iterator[Finding]:
    """Find two items with one guid."""
    yield from _same(doc, "guid", lambda item: _text(item, "guid"), "give each its own")


def enclosure_shared(doc: Document) -> Iterator[Finding]:
    """Find two items with one file."""
    yield from _same(doc, "file", _address, "give each its own, or leave one out")


def guid_permalink(doc: Document) -> Iterator[Finding]:
    """Find guids that are said to be addresses, and are none."""
    for item in doc.items:
        node = item.first("guid")
        said = node.attributes.get("isPermaLink", "true").lower() if node else "false"
        if node and node.text and said != "false" and not value_types.is_url(node.text):
            what = f"the guid “{node.text[:40]}” is taken for an address"
            yield Finding(doc.at(node), what, 'write <guid isPermaLink="false">')


def _same(doc: Document, what: str, of: Of, hint: str) -> Iterator[Finding]:
    first: dict[str, Node] = {}
    for item in doc.items:
        value = of(item)
        owner = first.setdefault(value, item) if value else item
        if owner is not item:
            at = item.first("guid" if what == "guid" else "enclosure") or item
            said = f"the {what} {value[:80]} is that of line {owner.line} too"
            yield Finding(doc.at(at), said, hint)


# ── What is heard ───────────────────────────────────────────────────────────────────────────


def enclosure_twice(doc: Document) -> Iterator[Finding]:
    """Find items with several files, of which each app plays another."""
    for item in doc.items:
        for node in item.all("enclosure")[1:]:
            hint = "keep one; others belong into <podcast:alternateEnclosure>"
            yield Finding(doc.at(node), f"{called(item)} has another <enclosure>", hint)


def enclosure_address(doc: Document) -> Iterator[Finding]:
    """Find files that can't be fetched, or whose name is not plain ASCII."""
    for _, node in _enclosures(doc):
        address = node.attributes.get("url", "").strip()
        if not value_types.is_url(address):
            what = f"its address is “{address[:60]}”" if address else "the file has no address"
            yield Finding(doc.at(node), what, "write it whole, with https://")
        elif not address.isascii():
            what = f"the address …{address[-30:]} is not ASCII"
            yield Finding(doc.at(node), what, "name the file with a-z and digits")


def enclosure_length(doc: Document) -> Iterator[Finding]:
    """Find lengths that are no bytes: none, 0, or seconds and kilobytes by mistake."""
    for item, node in _enclosures(doc):
        said = node.attributes.get("length", "").strip()
        seconds = value_types.seconds(_text(item, "itunes:duration")) or 0
        if not _LENGTH.fullmatch(said):
            what = f"its length is “{said[:20]}”" if said else "its length is missing"
            yield Finding(doc.at(node), what, "write the file's bytes")
        elif int(said) < seconds * SHORTEST_BYTES_A_SECOND:
            what = f"{said} bytes for {seconds} seconds of sound can't be right"
            yield Finding(
                doc.at(node), what, "write the file's bytes, not its seconds or kilobytes"
            )


def enclosure_type(doc: Document) -> Iterator[Finding]:
    """Find types that are missing, not to be played, or not those of the file's name."""
    for _, node in _enclosures(doc):
        said = node.attributes.get("type", "").strip().lower().partition(";")[0]
        wanted = _TYPES.get(_ending(node.attributes.get("url", "")), ())
        if not said:
            yield Finding(
                doc.at(node), "the file's type is missing", "write audio/mpeg, or another"
            )
        elif not said.startswith(_HEARD):
            yield Finding(doc.at(node), f"no app plays {said[:40]}", "write the type of the sound")
        elif wanted and said not in wanted:
            what = f"its type is {said}, and its name says {wanted[0]}"
            yield Finding(doc.at(node), what, f"write {wanted[0]}, or rename the file")


def enclosure_format(doc: Document) -> Iterator[Finding]:
    """Find files that Apple does not play; what has no ending is left to its type."""
    for _, node in _enclosures(doc):
        ending = _ending(node.attributes.get("url", ""))
        if ending and ending not in _APPLE_PLAYS:
            known = ", ".join(sorted(_APPLE_PLAYS))
            what = f"Apple plays no files that end in {ending[:20]}"
            yield Finding(doc.at(node), what, f"publish one of {known}; others as alternates")


def duration_odd(doc: Document) -> Iterator[Finding]:
    """Find durations that apps read as nothing."""
    for item in doc.items:
        node = item.first("itunes:duration")
        if node and node.text and not value_types.seconds(node.text):
            what = f"its duration is “{node.text[:30]}”"
            yield Finding(doc.at(node), what, "write seconds, such as 1893")


def soundbite_beyond(doc: Document) -> Iterator[Finding]:
    """Find stretches that end after the sound."""
    for item in doc.items:
        seconds = value_types.seconds(_text(item, "itunes:duration"))
        for node in item.all("podcast:soundbite"):
            end = sum(_number(node.attributes.get(name)) for name in ("startTime", "duration"))
            if seconds and end > seconds + 1:
                what = f"the soundbite ends at {end:g} s, and the sound at {seconds} s"
                yield Finding(doc.at(node), what, "correct its times")


def soundbite_length(doc: Document) -> Iterator[Finding]:
    """Find stretches of another length than the namespace recommends."""
    for item in doc.items:
        for node in item.all("podcast:soundbite"):
            lasts = _number(node.attributes.get("duration"))
            if lasts and not 15 <= lasts <= 120:  # noqa: PLR2004 - as the namespace says
                yield Finding(
                    doc.at(node), f"the soundbite lasts {lasts:g} s", "choose 15 to 120 seconds"
                )


def transcript_type(doc: Document) -> Iterator[Finding]:
    """Find transcripts of types that no app reads, or that their names contradict."""
    for item in doc.items:
        for node in item.all("podcast:transcript"):
            said = node.attributes.get("type", "").lower().partition(";")[0].strip()
            ending, wanted = _ending(node.attributes.get("url", "")), _TRANSCRIPTS.get(said, ())
            if said and not wanted:
                what, hint = f"no app reads transcripts of type {said[:40]}", "write text/vtt"
                yield Finding(doc.at(node), what, hint)
            elif wanted and ending in {end for ends in _TRANSCRIPTS.values() for end in ends} - set(
                wanted
            ):
                what = f"a transcript is said to be {said}, and its name ends in {ending}"
                yield Finding(doc.at(node), what, "correct one of both")


def chapters_type(doc: Document) -> Iterator[Finding]:
    """Find chapters of another type than apps ask for."""
    for item in doc.items:
        for node in item.all("podcast:chapters"):
            if (said := node.attributes.get("type", "")) not in _CHAPTERS:
                what = f"the chapters are said to be {said[:40]}"
                yield Finding(doc.at(node), what, "write application/json+chapters")


def value_split(doc: Document) -> Iterator[Finding]:
    """Find recipients who get nothing."""
    for node in doc.nodes:
        if node.name in {"podcast:value", "podcast:valueTimeSplit"}:
            got = node.all("podcast:valueRecipient")
            shares = [each.attributes.get("split") for each in got]
            if all(shares) and shares and not any(map(_number, shares)):
                hint = 'give each recipient a share, such as split="100"'
                yield Finding(doc.at(node), "all recipients together get 0 shares", hint)


# ── When ────────────────────────────────────────────────────────────────────────────────────


def date_odd(doc: Document) -> Iterator[Finding]:
    """Find dates that are not as RFC 822 writes them."""
    for node, text in _dates(doc):
        if text and value_types.date(text) is None:
            hint = "write it as Tue, 24 Nov 2026 18:00:00 +0000, with its day and zone right"
            yield Finding(doc.at(node), f"“{text[:40]}” is no date of RFC 822", hint)


def date_future(doc: Document) -> Iterator[Finding]:
    """Find items from the future: apps hide them, or show them first for ever."""
    for item in doc.items:
        node = item.first("pubDate")
        when = value_types.date(node.text) if node else None
        if node and when and when.tzinfo and when > doc.now + timedelta(days=1):
            yield Finding(doc.at(node), f"{called(item)} is of {node.text}", "publish it then")


def _dates(doc: Document) -> Iterator[tuple[Node, str]]:
    for node in doc.nodes:
        if node.name in {"pubDate", "lastBuildDate"}:
            yield node, node.text
        elif node.name == "podcast:trailer":
            yield node, node.attributes.get("pubdate", "")


# ── Words and numbers ───────────────────────────────────────────────────────────────────────


def title_angled(doc: Document) -> Iterator[Finding]:
    """Find titles that YouTube refuses."""
    for node in _titles(doc):
        if ("<" in node.text or ">" in node.text) and not _ESCAPED.search(node.text):
            yield Finding(doc.at(node), "the title has < or > in it", "use other signs")


def title_escaped(doc: Document) -> Iterator[Finding]:
    """Find titles that listeners see with markup in them."""
    for node in _titles(doc):
        if match := _ESCAPED.search(node.text):
            hint = "escape titles once, and write no HTML into them"
            yield Finding(doc.at(node), f"listeners see {match[0][:20]} in the title", hint)


def title_numbered(doc: Document) -> Iterator[Finding]:
    """Find titles that begin with the episode's number."""
    for item in doc.items:
        for node in item.all("itunes:title") or item.all("title"):
            if match := NUMBERED.match(node.text):
                hint = "write the number into <itunes:episode> alone; apps show it"
                what = f"the title begins with a number: “{match[0].strip()}”"
                yield Finding(doc.at(node), what, hint)


def title_with_show(doc: Document) -> Iterator[Finding]:
    """Find titles that say the show's title too."""
    shows = {title.text.casefold() for title in doc.channel.all("title") if title.text}
    for item in doc.items:
        for node in item.all("title"):
            if has_show(node.text, shows):
                hint = "leave it out: apps show it beside"
                yield Finding(doc.at(node), "the title has the show's title in it", hint)


def description_missing(doc: Document) -> Iterator[Finding]:
    """Find items that don't say what they are about."""
    for item in doc.items:
        said = item.all("description", "content:encoded", "itunes:summary")
        if not any(node.text for node in said):
            yield Finding(doc.at(item), f"{called(item)} has no description", "write <description>")


def description_long(doc: Document) -> Iterator[Finding]:
    """Find descriptions that are cut, of the show and of items."""
    for within in (doc.channel, *doc.items):
        for node in within.all("description", "itunes:summary"):
            if (size := len(node.text.encode())) > DESCRIPTION_BYTES:
                what, hint = f"<{node.name}> has {size} bytes", f"shorten it to {DESCRIPTION_BYTES}"
                yield Finding(doc.at(node), what, hint)


def description_markup(doc: Document) -> Iterator[Finding]:
    """Find markup in descriptions that apps leave out, of the show and of items."""
    for within in (doc.channel, *doc.items):
        for node in within.all("description"):
            names = dict.fromkeys(name.lower() for name in _OPENING.findall(node.text))
            if odd := [f"<{name}>" for name in names if name not in _SHOWN]:
                what = f"the description is marked up with {', '.join(odd[:MOST_NAMED])}"
                hint = "keep to <p>, <ol>, <ul>, <li> and <a>; the rest belongs in content:encoded"
                yield Finding(doc.at(node), what, hint)


def number_missing(doc: Document) -> Iterator[Finding]:
    """Find episodes of serial shows without a number."""
    serial = _text(doc.channel, "itunes:type").lower() == "serial"
    for item in doc.items if serial else ():
        full = _text(item, "itunes:episodeType").lower() in {"", "full"}
        if full and _text(item, "itunes:episode") in {"", "0"}:
            what = f"the show is a serial, and {called(item)} has no number"
            yield Finding(doc.at(item), what, "write <itunes:episode> with a number from 1 on")


def number_twice(doc: Document) -> Iterator[Finding]:
    """Find two full episodes with one number."""
    first: dict[tuple[str, str], Node] = {}
    for item in doc.items:
        number = _text(item, "itunes:episode")
        if number.strip("0") and _text(item, "itunes:episodeType").lower() in {"", "full"}:
            owner = first.setdefault((_text(item, "itunes:season"), number), item)
            if owner is not item:
                what = f"episode {number} is the item of line {owner.line} too"
                yield Finding(doc.at(item), what, "number one of them differently")


# ── What they share ─────────────────────────────────────────────────────────────────────────


def called(item: Node) -> str:
    """Return what to call an item in a sentence."""
    title = _text(item, "title") or _text(item, "itunes:title")
    return f"“{title[:60]}”" if title else "an item"


def _enclosures(doc: Document) -> Iterator[tuple[Node, Node]]:
    for item in doc.items:
        for node in item.all("enclosure"):
            yield item, node


def _titles(doc: Document) -> Iterator[Node]:
    for within in (doc.channel, *doc.items):
        yield from within.all("title", "itunes:title")


def _text(within: Node, name: str) -> str:
    node = within.first(name)
    return node.text if node else ""


def _address(item: Node) -> str:
    node = item.first("enclosure")
    return node.attributes.get("url", "").strip() if node else ""


def _ending(address: str) -> str:
    name = urlsplit(address).path.rpartition("/")[2] if value_types.is_url(address) else ""
    return f".{name.rpartition('.')[2].lower()}" if "." in name else ""


def _number(text: str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0.0

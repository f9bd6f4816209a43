"""The input of rules, made from the document of anyone's feed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airdate.check.feeds import value_types
from airdate.check.feeds.presence import is_empty, label, text_in
from airdate.check.inputs import Category, Channel, FieldNames, Item, Text
from airdate.model import EpisodeKind, EpisodeSummary
from airdate.podcast.categories import is_known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from airdate.check.feeds.document import Document
    from airdate.podcast.xml_tree import Node

ELEMENTS = FieldNames(
    number="`<itunes:episode>`",
    description="`<description>`",
    category="`<itunes:category>` with one of Apple's list",
    owner="`<itunes:owner>` with `<itunes:email>`",
    artwork='`<itunes:image href="https://…"/>`',
)


def channel(doc: Document) -> Channel:
    """Return the show as apps get it."""
    node = doc.channel
    owner = node.first("itunes:owner")
    return Channel(
        place=doc.start,
        names=ELEMENTS,
        titles=_texts(doc, node, "title", "itunes:title"),
        descriptions=_texts(doc, node, "description"),
        summaries=_texts(doc, node, "itunes:summary"),
        language=next(iter(_texts(doc, node, "language")), None),
        categories=tuple(_categories(doc)),
        emails=_texts(doc, owner, "itunes:email") if owner else (),
        has_owner=not is_empty(owner),
        has_artwork=not is_empty(node.first("itunes:image")),
    )


def items(doc: Document) -> Iterator[Item]:
    """Yield each episode as apps get it."""
    show_titles = frozenset(title.text.casefold() for title in doc.channel.all("title"))
    serial = text_in(doc.channel, "itunes:type").lower() == "serial"
    for node in doc.items:
        titles = _texts(doc, node, "title", "itunes:title")
        yield Item(
            label=label(node),
            place=doc.at(node),
            names=ELEMENTS,
            titles=titles,
            shown_titles=_texts(doc, node, "itunes:title") or titles,
            show_titles=show_titles - {""},
            number=_number(node, "itunes:episode"),
            has_number=bool(text_in(node, "itunes:episode").strip("0")),
            full=_kind(node) is EpisodeKind.FULL,
            serial=serial,
            descriptions=_texts(doc, node, "description"),
            summaries=_texts(doc, node, "itunes:summary"),
            language=None,
        )


def summaries(doc: Document) -> tuple[EpisodeSummary, ...]:
    """Return the light rows of all episodes."""
    return tuple(
        EpisodeSummary(
            slug="",
            place=doc.at(node),
            guid=text_in(node, "guid"),
            title=text_in(node, "title"),
            date=value_types.date(text_in(node, "pubDate")),
            number=_number(node, "itunes:episode"),
            season=_number(node, "itunes:season"),
            kind=_kind(node),
        )
        for node in doc.items
    )


def _texts(doc: Document, within: Node, *names: str) -> tuple[Text, ...]:
    return tuple(Text(node.text, doc.at(node)) for node in within.all(*names) if node.text)


def _categories(doc: Document) -> Iterator[Category]:
    """Yield the categories; of one that is unknown, not its subcategories."""
    for node in doc.channel.all("itunes:category"):
        name = node.attributes.get("text", "")
        below = node.all("itunes:category")
        if not below or not is_known((name,)):
            yield Category((name,), doc.at(node))
        else:
            for each in below:
                yield Category((name, each.attributes.get("text", "")), doc.at(each))


def _number(node: Node, name: str) -> int | None:
    """Return a whole number; None where there is none, and for 0, which Apple doesn't allow."""
    text = text_in(node, name)
    return int(text) or None if text.isdecimal() and text.isascii() else None


def _kind(node: Node) -> EpisodeKind:
    """Return the kind of an episode; full if there is none, or an unknown one."""
    text = text_in(node, "itunes:episodeType").lower()
    return EpisodeKind(text) if text in set(EpisodeKind) else EpisodeKind.FULL

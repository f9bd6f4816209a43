"""What a channel or an item lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airdate.check.core import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from airdate.check.feeds.document import Document
    from airdate.podcast.xml_tree import Node


def channel_without(doc: Document, name: str, hint: str) -> Iterator[Finding]:
    """Find a channel without an element, or with an empty one."""
    if is_empty(doc.channel.first(name)):
        yield Finding(doc.start, f"show has no <{name}>", hint)


def items_without(doc: Document, name: str, hint: str) -> Iterator[Finding]:
    """Find items without an element, or with an empty one."""
    for item in doc.items:
        if is_empty(item.first(name)):
            yield Finding(doc.at(item), f"{label(item)} has no <{name}>", hint)


def is_empty(node: Node | None) -> bool:
    """Whether there is no such element, or nothing in it."""
    return node is None or not (node.text or node.attributes or node.children)


def label(item: Node) -> str:
    """Return what messages call an item."""
    title = text_in(item, "title") or text_in(item, "itunes:title")
    return f"“{title[:60]}”" if title else "item without a title"


def text_in(within: Node, name: str) -> str:
    """Return the text of the first such element, "" if there is none."""
    node = within.first(name)
    return node.text if node else ""

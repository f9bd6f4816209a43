"""Literal elements → XML. Their texts are cleaned here: none can break a document."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from lxml import etree

from airdate.feed.item_text import tidy
from airdate.podcast.element import NAMESPACES, RARE_NAMESPACES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from airdate.podcast.element import Element


def document(root: Element) -> bytes:
    """Return a document of its own; its root's namespace needs no prefix in it."""
    prefix, _, _ = root.name.rpartition(":")
    own: Any = {None: NAMESPACES[prefix]} if prefix else {}
    node = etree.Element(_qualified(root.name), _attributes(root), nsmap=own)
    append(node, root.children)
    xml = etree.tostring(node, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return bytes(xml)


def fragment(element: Element) -> bytes:
    """Return an element for a document of the same namespace, which declares it."""
    prefix, _, _ = element.name.rpartition(":")
    own: Any = {None: NAMESPACES[prefix]}
    parent = etree.Element("parent", nsmap=own)
    append(parent, (element,))
    xml = etree.tostring(parent[0], encoding="UTF-8", pretty_print=True)
    return bytes(xml).replace(f' xmlns="{NAMESPACES[prefix]}"'.encode(), b"", 1)


def append(parent: Any, elements: Iterable[Element]) -> None:
    """Add the elements that are not empty to an lxml element."""
    for element in elements:
        text, attributes = tidy(element.text), _attributes(element)
        is_lost = element.text is not None and not text
        if is_lost or not (text or attributes or element.children or element.mark):
            continue
        own = RARE_NAMESPACES if element.name.startswith("xhtml:") else None
        node = etree.SubElement(parent, _qualified(element.name), attributes, nsmap=own)
        if text:
            node.text = text
        if element.children:
            append(node, element.children)
            if not (text or attributes or len(node)):
                parent.remove(node)


def _attributes(element: Element) -> dict[str, str]:
    return {name: text for name, value in element.attributes.items() if (text := tidy(value))}


@cache
def _qualified(name: str) -> str:
    prefix, _, local = name.rpartition(":")
    return f"{{{(NAMESPACES | RARE_NAMESPACES)[prefix]}}}{local}" if prefix else local

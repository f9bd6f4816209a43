"""Literal elements → XML. What they say is cleaned here: no text can break a document."""

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
    said = {name: words for name, value in root.attributes.items() if (words := tidy(value))}
    made = etree.Element(_qualified(root.name), said, nsmap=own)
    append(made, root.children)
    written = etree.tostring(made, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return bytes(written)


def fragment(element: Element) -> bytes:
    """Return an element for a document of the same namespace, which declares it."""
    prefix, _, _ = element.name.rpartition(":")
    own: Any = {None: NAMESPACES[prefix]}
    around = etree.Element("around", nsmap=own)
    append(around, (element,))
    written = etree.tostring(around[0], encoding="UTF-8", pretty_print=True)
    return bytes(written).replace(f' xmlns="{NAMESPACES[prefix]}"'.encode(), b"", 1)


def append(parent: Any, elements: Iterable[Element]) -> None:
    """Write the elements that say something into an lxml element."""
    for element in elements:
        text = tidy(element.text)
        said = {name: words for name, value in element.attributes.items() if (words := tidy(value))}
        lost = element.text is not None and not text
        if lost or not (text or said or element.children or element.mark):
            continue
        seldom = RARE_NAMESPACES if element.name.startswith("xhtml:") else None
        made = etree.SubElement(parent, _qualified(element.name), said, nsmap=seldom)
        if text:
            made.text = text
        if element.children:
            append(made, element.children)
            if not (text or said or len(made)):
                parent.remove(made)


@cache
def _qualified(name: str) -> str:
    prefix, _, local = name.rpartition(":")
    return f"{{{(NAMESPACES | RARE_NAMESPACES)[prefix]}}}{local}" if prefix else local

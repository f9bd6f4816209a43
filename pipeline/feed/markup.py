"""Literal elements → XML. What they say is cleaned here: no text can break a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lxml import etree

from pipeline.feed.literal import NAMESPACES
from pipeline.feed.words import tidy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.feed.literal import Element


def document(root: Element) -> bytes:
    """Return a document of its own; its root's namespace needs no prefix in it."""
    prefix, _, _ = root.name.rpartition(":")
    own: Any = {None: NAMESPACES[prefix]} if prefix else {}
    made = etree.Element(_qualified(root.name), nsmap=own)
    for name, value in root.attributes.items():
        made.set(name, tidy(value))
    append(made, root.children)
    written = etree.tostring(made, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return bytes(written)


def append(parent: Any, elements: Iterable[Element]) -> None:
    """Write the elements that say something into an lxml element."""
    for element in elements:
        made = etree.SubElement(parent, _qualified(element.name))
        made.text = tidy(element.text) or None
        for attribute, value in element.attributes.items():
            if said := tidy(value):
                made.set(attribute, said)
        append(made, element.children)
        lost = element.text is not None and not made.text
        if lost or not (made.text or made.attrib or len(made) or element.mark):
            parent.remove(made)


def _qualified(name: str) -> str:
    prefix, _, local = name.rpartition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}" if prefix else local

"""What is looked for in a feed's markup: namespaces, tags, attributes, kinds of values."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from airdate.check.core import Finding
from airdate.check.feeds.document import MISSPELT
from airdate.check.feeds.tag_table import TAGS, Kind, Tag, local
from airdate.check.feeds.value_types import KINDS
from airdate.model import Place
from airdate.podcast.element import NAMESPACES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from airdate.check.feeds.document import Document
    from airdate.podcast.xml_tree import Node

_OURS = ("itunes", "podcast")  # namespaces that are known whole
_WRAPPED = {"channel", "item", "liveItem"}
_SHOWN = 60  # characters of a value that are shown
# What has to be in what: at least one of them.
_PARTS = {
    "image": ("url", "title", "link"),
    "itunes:owner": ("itunes:email",),
    "podcast:alternateEnclosure": ("podcast:source",),
    "podcast:liveItem": ("title", "guid", "podcast:contentLink"),
    "podcast:podroll": ("podcast:remoteItem",),
    "podcast:publisher": ("podcast:remoteItem",),
    "podcast:value": ("podcast:valueRecipient",),
    "psc:chapters": ("psc:chapter",),
}
_DEPRECATED = {
    "podcast:images": "write <podcast:image> once for each size",
    "itunes:keywords": "delete it: Apple reads it no longer",
    "itunes:order": "delete it: Apple sorts by dates and numbers",
}


def prolog_missing(doc: Document) -> Iterator[Finding]:
    """Find feeds that don't say their encoding."""
    if doc.tree.encoding is None:
        place = Place(doc.path, 1, 1)
        hint = 'begin the feed with <?xml version="1.0" encoding="UTF-8"?>'
        yield Finding(place, "it does not say that it is XML, and in which encoding", hint)


def encoding_other(doc: Document) -> Iterator[Finding]:
    """Find feeds in another encoding than UTF-8."""
    encoding = doc.tree.encoding
    if encoding and encoding.upper().replace("_", "-") not in {"UTF-8", "UTF8"}:
        yield Finding(Place(doc.path, 1, 1), f"it is in {encoding}", "write it in UTF-8")


def rss_version(doc: Document) -> Iterator[Finding]:
    """Find feeds that are not said to be RSS 2.0."""
    root = doc.tree.root
    if (said := root.attributes.get("version")) != "2.0":
        what = f"it is said to be RSS {said}" if said else "<rss> has no version"
        yield Finding(doc.at(root), what, 'write <rss version="2.0" …>')


def namespace_wrong(doc: Document) -> Iterator[Finding]:
    """Find namespaces that are nearly right: apps see none of their tags."""
    for each in doc.tree.namespaces:
        if meant := MISSPELT.get(each.uri):
            yield Finding(
                Place(doc.path, each.line, each.column),
                f"the namespace {each.prefix} is {each.uri}, which apps don't know",
                f"write {meant}, to the letter",
            )


def namespace_missing(doc: Document) -> Iterator[Finding]:
    """Find feeds without the namespaces that podcasts have; a misspelt one is told by itself."""
    uris = {MISSPELT.get(each.uri, each.uri) for each in doc.tree.namespaces}
    for prefix in ("itunes", "podcast", "atom"):
        if NAMESPACES[prefix] not in uris:
            hint = f'write xmlns:{prefix}="{NAMESPACES[prefix]}" into <rss>, and use its tags'
            yield Finding(doc.at(doc.tree.root), f"the namespace {prefix} is missing", hint)


def tag_unknown(doc: Document) -> Iterator[Finding]:
    """Find tags that no app knows, and what was meant."""
    for node in doc.nodes:
        prefix = node.name.partition(":")[0] if ":" in node.name else ""
        plain = not prefix and node.inside in _WRAPPED
        if node.name not in TAGS and (prefix in _OURS or plain):
            yield Finding(doc.at(node), f"<{node.name}> is no tag that apps know", _meant(node))


def tag_misplaced(doc: Document) -> Iterator[Finding]:
    """Find tags in a place where apps don't look for them."""
    for node, tag in _known(doc):
        if local(node.inside) not in tag.inside and not _is_bare(node):
            wanted = " or ".join(f"<{name}>" for name in sorted(tag.inside))
            yield Finding(
                doc.at(node), f"<{node.name}> is in <{node.inside}>", f"put it into {wanted}"
            )


def tag_twice(doc: Document) -> Iterator[Finding]:
    """Find what may be said once and is said again."""
    for node in doc.nodes:
        seen: set[str] = set()
        for child in node.children:
            tag = TAGS.get(child.name)
            if tag and tag.once and child.name in seen:
                what = f"<{child.name}> is there again"
                yield Finding(doc.at(child), what, "keep one: apps take either")
            seen.add(child.name)


def tag_deprecated(doc: Document) -> Iterator[Finding]:
    """Find what is no longer read, once for each tag."""
    told: set[str] = set()
    for node in doc.nodes:
        if node.name in _DEPRECATED and node.name not in told:
            told.add(node.name)
            what = f"<{node.name}> is read by nobody any more"
            yield Finding(doc.at(node), what, _DEPRECATED[node.name])


def part_missing(doc: Document) -> Iterator[Finding]:
    """Find elements without what makes them useful."""
    for node in doc.nodes:
        for name in _PARTS.get(node.name, ()):
            if not node.first(name):
                yield Finding(doc.at(node), f"<{node.name}> has no <{name}>", "write one into it")


def markup_bare(doc: Document) -> Iterator[Finding]:
    """Find HTML that stands in text as if it were the feed's own."""
    for node, tag in _known(doc):
        if tag.text and node.children:
            child = node.children[0]
            yield Finding(
                doc.at(child),
                f"there is a bare <{child.name}> in <{node.name}>",
                "put the HTML into <![CDATA[ … ]]>, or write its < as &lt;",
            )


def attribute_missing(doc: Document) -> Iterator[Finding]:
    """Find tags without an attribute that they need."""
    for node, tag in _known(doc):
        for name, kind in tag.attributes.items():
            if kind.needed and not node.attributes.get(name, "").strip():
                hint = f"write {KINDS[kind.name][0]} into it"
                yield Finding(doc.at(node), f"<{node.name}> has no `{name}`", hint)


def attribute_unknown(doc: Document) -> Iterator[Finding]:
    """Find attributes that no app reads, and what was meant."""
    for node, tag in _known(doc):
        for name in node.attributes:
            if name not in tag.attributes and ":" not in name:
                near = get_close_matches(name, tag.attributes, n=1)
                known = ", ".join(tag.attributes) or "none"
                hint = f"Did you mean `{near[0]}`?" if near else f"its attributes are: {known}"
                yield Finding(doc.at(node), f"<{node.name}> has a `{name}`", hint)


def value_missing(doc: Document) -> Iterator[Finding]:
    """Find tags with nothing in them."""
    for node, tag in _known(doc):
        if tag.text and tag.text.needed and not node.text and not node.children:
            hint = f"write {KINDS[tag.text.name][0]}, or leave the tag out"
            yield Finding(doc.at(node), f"<{node.name}> is empty", hint)


def value_odd(doc: Document) -> Iterator[Finding]:
    """Find values that are not of the kind that apps expect."""
    for node, what, kind, value in _values(doc):
        said, is_one = KINDS[kind.name]
        if value.strip() and not is_one(value.strip()):
            shown = value.strip()[:_SHOWN]
            yield Finding(doc.at(node), f"{what} is “{shown}”", f"write {said}")


def value_long(doc: Document) -> Iterator[Finding]:
    """Find values that apps may cut."""
    for node, what, kind, value in _values(doc):
        if kind.longest and len(value.strip()) > kind.longest:
            count = len(value.strip())
            yield Finding(
                doc.at(node), f"{what} has {count} characters", f"shorten it to {kind.longest}"
            )


def value_padded(doc: Document) -> Iterator[Finding]:
    """Find values with white space around them; text that people read may be laid out."""
    for node, what, kind, value in _values(doc):
        strict = kind.name != "text" or node.name in {"guid", "enclosure", "pubDate"}
        if strict and value.strip() and value != value.strip():
            yield Finding(doc.at(node), f"{what} has white space around it", "delete it")


def _known(doc: Document) -> Iterator[tuple[Node, Tag]]:
    return ((node, TAGS[node.name]) for node in doc.nodes if node.name in TAGS)


def _values(doc: Document) -> Iterator[tuple[Node, str, Kind, str]]:
    """Yield every attribute and text that should be of a kind, and what to call it."""
    for node, tag in _known(doc):
        for name, kind in tag.attributes.items():
            if name in node.attributes:
                yield node, f"`{name}` of <{node.name}>", kind, node.attributes[name]
        if tag.text:
            yield node, f"<{node.name}>", tag.text, node.raw


def _meant(node: Node) -> str:
    near = get_close_matches(node.name, TAGS, n=1, cutoff=0.8)
    same = [name for name in TAGS if local(name).lower() == local(node.name).lower()]
    meant = (same or near or [""])[0]
    return f"Did you mean <{meant}>? Upper and lower case matter" if meant else "delete it"


def _is_bare(node: Node) -> bool:
    """Whether it stands in text, where its parent is to blame."""
    outer = TAGS.get(node.inside)
    return bool(outer and outer.text) or local(node.inside) not in {
        *(local(name) for name in TAGS),
        "channel",
        "rss",
    }

"""Rules about a feed's XML: namespaces, elements, attributes, types of values."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

from airdate.check import references
from airdate.check.core import Finding, Rule, on_document
from airdate.model import Place, Severity
from airdate.podcast.declaration import Children, Field, Tag, local
from airdate.podcast.element import MEANT, MISSPELT, NAMESPACES
from airdate.podcast.reader import TAGS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from airdate.check.feeds.document import Document
    from airdate.podcast.xml_tree import Node

_COMPLETE = ("itunes", "podcast")  # namespaces of which the table has every element
_PARENTS = {"channel", "item", "liveItem"}
_STRICT = {"guid", "enclosure", "pubDate"}  # elements of text that machines read
_MAX_SHOWN = 60  # characters of a value in a message


def not_read(_doc: Document) -> Iterable[Finding]:
    """Find nothing: a feed that can't be parsed has no document (see `xml_tree`)."""
    return ()


def declaration_missing(doc: Document) -> Iterator[Finding]:
    """Find feeds that don't declare their encoding."""
    if doc.tree.encoding is None:
        yield Finding(
            Place(doc.path, 1, 1),
            "feed has no XML declaration",
            'Start the feed with `<?xml version="1.0" encoding="UTF-8"?>`.',
        )


def encoding_unsupported(doc: Document) -> Iterator[Finding]:
    """Find feeds in another encoding than UTF-8."""
    encoding = doc.tree.encoding
    if encoding and encoding.upper().replace("_", "-") not in {"UTF-8", "UTF8"}:
        yield Finding(Place(doc.path, 1, 1), f"feed is encoded in {encoding}", "Save it in UTF-8.")


def rss_version(doc: Document) -> Iterator[Finding]:
    """Find feeds that don't declare RSS 2.0."""
    root = doc.tree.root
    if (version := root.attributes.get("version")) != "2.0":
        message = f"RSS version is “{version}”" if version else "<rss> has no version"
        yield Finding(doc.at(root), message, 'Write `<rss version="2.0" …>`.')


def namespace_invalid(doc: Document) -> Iterator[Finding]:
    """Find namespaces that are nearly right, so that apps ignore their elements."""
    for each in doc.tree.namespaces:
        if correct := MISSPELT.get(each.uri):
            yield Finding(
                Place(doc.path, each.line, each.column),
                f"namespace `{each.prefix}` is {each.uri}, which apps don't recognise",
                f"Use exactly {correct}.",
            )


def namespace_missing(doc: Document) -> Iterator[Finding]:
    """Find feeds without a podcast's namespaces; a misspelt one is another rule's."""
    uris = {MEANT.get(each.uri, each.uri) for each in doc.tree.namespaces}
    for prefix in ("itunes", "podcast", "atom"):
        if NAMESPACES[prefix] not in uris:
            yield Finding(
                doc.at(doc.tree.root),
                f"namespace `{prefix}` is missing",
                f'Add `xmlns:{prefix}="{NAMESPACES[prefix]}"` to `<rss>`, and use its elements.',
            )


def tag_unknown(doc: Document) -> Iterator[Finding]:
    """Find elements that no app reads."""
    for node in doc.nodes:
        prefix = node.name.partition(":")[0] if ":" in node.name else ""
        plain = not prefix and node.inside in _PARENTS
        if node.name not in TAGS and (prefix in _COMPLETE or plain):
            yield Finding(doc.at(node), f"unknown element <{node.name}>", _suggestion(node))


def tag_misplaced(doc: Document) -> Iterator[Finding]:
    """Find elements in a place where apps don't look for them."""
    for node, tag in _known(doc):
        if local(node.inside) not in tag.inside and not _is_in_text(node):
            parents = " or ".join(f"`<{name}>`" for name in sorted(tag.inside))
            yield Finding(
                doc.at(node), f"<{node.name}> is in <{node.inside}>", f"Move it to {parents}."
            )


def tag_duplicate(doc: Document) -> Iterator[Finding]:
    """Find elements that may occur once, and occur again."""
    for node in doc.nodes:
        names: set[str] = set()
        single = _single(node)
        for child in node.children:
            tag = TAGS.get(child.name)
            if tag and (tag.once or child.name in single) and child.name in names:
                yield Finding(
                    doc.at(child),
                    f"duplicate <{child.name}>",
                    "Keep one; apps differ in which they read.",
                )
            names.add(child.name)


def _single(node: Node) -> set[str]:
    """Return the elements of which an element may have one, though others have several."""
    tag = TAGS.get(node.name)
    return {each.tag for each in tag.fields if each.place is Children.ONE} if tag else set()


def tag_deprecated(doc: Document) -> Iterator[Finding]:
    """Find elements that are no longer read, each once."""
    names: set[str] = set()
    for node in doc.nodes:
        tag = TAGS.get(node.name)
        if tag and tag.deprecated and node.name not in names:
            names.add(node.name)
            yield Finding(doc.at(node), f"<{node.name}> is obsolete", tag.deprecated)


def element_missing(doc: Document) -> Iterator[Finding]:
    """Find elements without what makes them useful."""
    for node, tag in _known(doc):
        for name in tag.parts:
            if not node.first(name):
                yield Finding(doc.at(node), f"<{node.name}> has no <{name}>", f"Add `<{name}>`.")


def markup_unescaped(doc: Document) -> Iterator[Finding]:
    """Find HTML in text as if it were the feed's own elements."""
    for node, tag in _known(doc):
        if tag.text and node.children:
            child = node.children[0]
            yield Finding(
                doc.at(child),
                f"unescaped <{child.name}> in <{node.name}>",
                "Put the HTML in `<![CDATA[ … ]]>`, or write its `<` as `&lt;`.",
            )


def attribute_missing(doc: Document) -> Iterator[Finding]:
    """Find elements without an attribute that they need."""
    for node, tag in _known(doc):
        for name, field in tag.attributes.items():
            if field.needed and not node.attributes.get(name, "").strip():
                message = f"<{node.name}> has no `{name}`"
                yield Finding(doc.at(node), message, f"Add it: {field.kind.wish}.")


def attribute_unknown(doc: Document) -> Iterator[Finding]:
    """Find attributes that no app reads."""
    for node, tag in _known(doc):
        for name in node.attributes:
            if name not in tag.attributes and ":" not in name:
                near = get_close_matches(name, tag.attributes, n=1)
                allowed = ", ".join(tag.attributes)
                others = f"Use one of: {allowed}." if allowed else "Delete it."
                yield Finding(
                    doc.at(node),
                    f"unknown attribute `{name}` of <{node.name}>",
                    f"Did you mean `{near[0]}`?" if near else others,
                )


def value_empty(doc: Document) -> Iterator[Finding]:
    """Find elements with nothing in them."""
    for node, tag in _known(doc):
        if tag.text and tag.text.needed and not node.text and not node.children:
            hint = f"Write {tag.text.kind.wish}, or delete the element."
            yield Finding(doc.at(node), f"<{node.name}> is empty", hint)


def value_invalid(doc: Document) -> Iterator[Finding]:
    """Find values that are not of the type that apps expect."""
    for each in _values(doc):
        text = each.raw.strip()
        if text and not each.field.kind.reads(text):
            message = f"{each.label} is “{text[:_MAX_SHOWN]}”"
            yield Finding(doc.at(each.node), message, f"Write {each.field.kind.wish}.")


def value_too_long(doc: Document) -> Iterator[Finding]:
    """Find values that apps may cut."""
    for each in _values(doc):
        limit = each.field.longest
        if limit and (count := len(each.raw.strip())) > limit:
            message = f"{each.label} is {count} characters long; the limit is {limit}"
            yield Finding(doc.at(each.node), message, "Shorten it.")


def value_whitespace(doc: Document) -> Iterator[Finding]:
    """Find values with white space around them; text for people may be laid out."""
    for each in _values(doc):
        text = each.raw.strip()
        strict = each.field.kind.wish != "text" or each.node.name in _STRICT
        if text and strict and each.raw != text:
            message = f"{each.label} has white space around it"
            yield Finding(doc.at(each.node), message, "Delete it.")


def _known(doc: Document) -> Iterator[tuple[Node, Tag]]:
    return ((node, TAGS[node.name]) for node in doc.nodes if node.name in TAGS)


class _Value(NamedTuple):
    """The text of an element, or an attribute of it (else ""), that has a type."""

    node: Node
    attribute: str
    field: Field
    raw: str

    @property
    def label(self) -> str:
        """What messages call it."""
        element = f"<{self.node.name}>"
        return f"`{self.attribute}` of {element}" if self.attribute else element


def _values(doc: Document) -> Iterator[_Value]:
    for node, tag in _known(doc):
        for name, field in tag.attributes.items():
            if name in node.attributes:
                yield _Value(node, name, field, node.attributes[name])
        if tag.text:
            yield _Value(node, "", tag.text, node.raw)


def _suggestion(node: Node) -> str:
    near = get_close_matches(node.name, TAGS, n=1, cutoff=0.8)
    same = [name for name in TAGS if local(name).lower() == local(node.name).lower()]
    best = (same or near or [""])[0]
    return f"Did you mean `<{best}>`? (Names are case-sensitive.)" if best else "Delete it."


def _is_in_text(node: Node) -> bool:
    """Whether it stands in text, where its parent is to blame."""
    outer = TAGS.get(node.inside)
    return bool(outer and outer.text) or local(node.inside) not in {
        *(local(name) for name in TAGS),
        "channel",
        "rss",
    }


RULES = (
    Rule("feed-not-rss", "podcast apps read RSS", references.APPLE_823, (on_document(not_read),)),
    Rule(
        "feed-malformed",
        "one syntax error makes apps drop the whole feed",
        references.XML,
        (on_document(not_read),),
    ),
    Rule(
        "feed-unsafe",
        "parsers refuse what could harm them",
        references.XML_BOMBS,
        (on_document(not_read),),
    ),
    *(
        Rule(code, why, source, (on_document(find),), Severity.WARNING, demand)
        for code, why, source, find, demand in (
            (
                "xml-declaration-missing",
                "Apple requires it",
                references.APPLE_823,
                declaration_missing,
                references.FOR_APPLE,
            ),
            (
                "encoding-unsupported",
                "apps expect UTF-8",
                references.APPLE_823,
                encoding_unsupported,
                references.FOR_APPLE,
            ),
            (
                "rss-version",
                "Apple requires RSS 2.0",
                references.APPLE_823,
                rss_version,
                references.FOR_APPLE,
            ),
            (
                "namespace-invalid",
                "apps ignore all of its elements",
                references.PSP,
                namespace_invalid,
                references.ALL,
            ),
            (
                "namespace-missing",
                "PSP-1 requires it",
                references.PSP,
                namespace_missing,
                references.FOR_PSP,
            ),
            ("tag-unknown", "apps ignore it", references.PODCASTING, tag_unknown, references.NONE),
            (
                "tag-misplaced",
                "apps look for it elsewhere",
                references.PODCASTING,
                tag_misplaced,
                references.NONE,
            ),
            (
                "tag-duplicate",
                "apps differ in which one they read",
                references.RSS_PROFILE,
                tag_duplicate,
                references.NONE,
            ),
            (
                "tag-deprecated",
                "apps no longer read it",
                references.PODCASTING,
                tag_deprecated,
                references.NONE,
            ),
            (
                "element-missing",
                "without it, the outer element is useless",
                references.PODCASTING,
                element_missing,
                references.NONE,
            ),
            (
                "markup-unescaped",
                "apps drop text with elements in it",
                references.RSS_PROFILE,
                markup_unescaped,
                references.NONE,
            ),
            (
                "attribute-missing",
                "apps skip the element",
                references.PODCASTING,
                attribute_missing,
                references.NONE,
            ),
            (
                "attribute-unknown",
                "apps ignore it",
                references.PODCASTING,
                attribute_unknown,
                references.NONE,
            ),
            (
                "value-empty",
                "PSP-1 forbids empty elements",
                references.PSP,
                value_empty,
                references.FOR_PSP,
            ),
            (
                "value-invalid",
                "apps skip what they can't parse",
                references.PODCASTING,
                value_invalid,
                references.NONE,
            ),
            ("value-too-long", "apps cut it", references.PSP, value_too_long, references.FOR_PSP),
            (
                "value-whitespace",
                "PSP-1 forbids it",
                references.PSP,
                value_whitespace,
                references.FOR_PSP,
            ),
        )
    ),
)

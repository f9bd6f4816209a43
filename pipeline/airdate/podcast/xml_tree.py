"""XML from anybody → a tree with lines and columns, or what is wrong with it. Pure.

Hostile XML is refused, not survived: a document type (and with it every entity) ends the reading,
size, depth and the number of elements are bounded, and nothing is ever fetched.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from airdate.podcast.element import MEANT, NAMESPACES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MAX_BYTES = 50_000_000
MAX_DEPTH = 50
MAX_ELEMENTS = 1_000_000

_SEPARATOR = "\x1f"  # of a namespace and a name: XML allows it in neither
_NEAR = 40  # characters shown of where XML breaks
_ENTITY = re.compile(rb"&[A-Za-z][A-Za-z0-9]*;")
# Other vocabularies that are seen in podcasts' feeds.
_OTHERS = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "googleplay": "http://www.google.com/schemas/play-podcasts/1.0",
    "media": "http://search.yahoo.com/mrss/",
    "rawvoice": "https://blubrry.com/developer/rawvoice-rss/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rss1": "http://purl.org/rss/1.0/",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "xml": "http://www.w3.org/XML/1998/namespace",
}
PREFIXES = {uri: prefix for prefix, uri in (NAMESPACES | _OTHERS).items()}


class UnreadableError(Exception):
    """What can't be read as a feed: a rule's code, what, how to mend it, line and column from 1."""

    def __init__(self, code: str, what: str, hint: str, line: int = 0, column: int = 0) -> None:
        super().__init__(what)
        self.code, self.message, self.hint = code, what, hint
        self.line, self.column = line, column


@dataclass(slots=True)
class Node:
    """An element: a name such as "itunes:image", by its namespace whatever its prefix is.

    `scope` has the namespaces that are declared where it stands, by their prefixes in the feed.
    `data` is the whole feed, of which the element is the bytes from `start` to `end`.
    """

    name: str
    attributes: Mapping[str, str]
    line: int
    column: int
    inside: str = ""
    scope: Mapping[str, str] = field(default_factory=dict, repr=False)
    data: bytes = field(default=b"", repr=False)
    start: int = 0
    end: int = 0
    children: list[Node] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    @property
    def xml(self) -> bytes:
        """The element as it is written in the feed, in the feed's encoding."""
        return self.data[self.start : self.end]

    @property
    def raw(self) -> str:
        """The text right in it, as it is written."""
        return "".join(self.texts)

    @property
    def text(self) -> str:
        """The text right in it, without white space around it."""
        return self.raw.strip()

    def all(self, *names: str) -> list[Node]:
        """Return the elements right in it that have one of these names."""
        return [child for child in self.children if child.name in names]

    def first(self, *names: str) -> Node | None:
        """Return the first of them, if there is one."""
        return next((child for child in self.children if child.name in names), None)

    def walk(self) -> Iterator[Node]:
        """Yield it and every element below it, in their order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Declared:
    """A namespace as the feed declares it: `uri` is what stands there, right or wrong."""

    prefix: str
    uri: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Tree:
    """What was read; `encoding` as declared, None where there is no `<?xml …?>` to declare it."""

    root: Node
    namespaces: tuple[Declared, ...]
    encoding: str | None


def read(data: bytes, meant: Mapping[str, str] = MEANT) -> Tree:
    """Return the tree of an XML document. Raises UnreadableError.

    `meant` has the namespaces that other URIs are read as.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableError(
            "feed-unsafe",
            f"feed is {len(data):,} bytes long; the limit is {MAX_BYTES:,}",
            "Split it into pages (RFC 5005) or remove the oldest items.",
        )
    data, encoding = _with_ascii_bytes(data)
    reading = _Reading(data, encoding, meant)
    try:
        reading.parser.Parse(data, True)  # noqa: FBT003 - expat takes it by place
    except expat.ExpatError as error:
        raise _broken(error, data, reading.parser.ErrorByteIndex) from error
    except (LookupError, ValueError) as error:  # an encoding that Python has not, or has not whole
        raise UnreadableError(
            "feed-malformed", *_SYNTAX_ERRORS["XML_ERROR_UNKNOWN_ENCODING"], 1, 1
        ) from error
    if reading.root is None:
        raise UnreadableError("feed-malformed", "feed is empty", "Fetch it again.")
    return Tree(reading.root, tuple(reading.namespaces), reading.encoding)


def _with_ascii_bytes(data: bytes) -> tuple[bytes, str | None]:
    """Return a feed in an encoding whose < and > are single bytes, and that encoding if changed."""
    if data[:2] not in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
        return data, None
    return data.decode("utf-16", "replace").encode(), "utf-8"


class _Reading:
    """The handlers of one run of expat."""

    def __init__(self, data: bytes, encoding: str | None, meant: Mapping[str, str]) -> None:
        self.root: Node | None = None
        self.namespaces: list[Declared] = []
        self.encoding: str | None = None
        self._data = data
        self._meant = meant
        self._declared: dict[str, str] = {}  # by the element that begins next
        self._open: list[Node] = []
        self._count = 0
        self.parser: Any = expat.ParserCreate(encoding, _SEPARATOR)
        self.parser.buffer_text = True
        self.parser.XmlDeclHandler = self._declaration
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartNamespaceDeclHandler = self._namespace
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        del version, standalone
        self.encoding = encoding or "UTF-8"

    def _doctype(self, name: str, *_: Any) -> None:
        if name.lower() == "html":
            raise UnreadableError(
                "feed-not-rss", "not an RSS feed, but a web page", "Use the feed's own URL."
            )
        raise UnreadableError(
            "feed-unsafe",
            "feed has a document type declaration, which parsers refuse as unsafe",
            "Delete the line; feeds don't need one.",
            *self._here(),
        )

    def _namespace(self, prefix: str | None, uri: str | None) -> None:
        self.namespaces.append(Declared(prefix or "", uri or "", *self._here()))
        self._declared[prefix or ""] = uri or ""

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > MAX_ELEMENTS or len(self._open) >= MAX_DEPTH:
            what = f"more than {MAX_ELEMENTS:,} elements, or more than {MAX_DEPTH} nested"
            raise UnreadableError(
                "feed-unsafe", f"feed has {what}", "Make it smaller.", *self._here()
            )
        within = self._open[-1] if self._open else None
        own = {self._named(key): value for key, value in attributes.items()}
        scope: Mapping[str, str] = within.scope if within else {}
        if self._declared:
            scope, self._declared = {**scope, **self._declared}, {}
        node = Node(
            self._named(name),
            own,
            *self._here(),
            inside=within.name if within else "",
            scope=scope,
            data=self._data,
            start=self.parser.CurrentByteIndex,
        )
        if within:
            within.children.append(node)
        else:
            self.root = node
        self._open.append(node)

    def _end(self, name: str) -> None:
        del name
        node, at = self._open.pop(), self.parser.CurrentByteIndex
        # expat is past an element that closes itself, and before the end tag of all others.
        closes_itself = self._data[at - 2 : at] == b"/>" and not (node.children or node.texts)
        node.end = at if closes_itself else self._data.find(b">", at) + 1

    def _text(self, text: str) -> None:
        self._open[-1].texts.append(text)

    def _named(self, name: str) -> str:
        uri, _, local = name.rpartition(_SEPARATOR)
        uri = self._meant.get(uri, uri)
        return f"{PREFIXES.get(uri, f'{{{uri}}}')}:{local}" if uri else local

    def _here(self) -> tuple[int, int]:
        return self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1


# By expat's code: a message and a hint.
_SYNTAX_ERRORS = {
    "XML_ERROR_NO_ELEMENTS": ("feed is truncated", "Check that it was uploaded completely."),
    "XML_ERROR_UNCLOSED_TOKEN": (
        "feed ends within a tag",
        "Check that it was uploaded completely.",
    ),
    "XML_ERROR_UNCLOSED_CDATA_SECTION": ("<![CDATA[ is not closed", "Close it with `]]>`."),
    "XML_ERROR_TAG_MISMATCH": (
        "closing tag without an opening one",
        "Close elements in the order in which they open.",
    ),
    "XML_ERROR_DUPLICATE_ATTRIBUTE": ("duplicate attribute", "Keep one of them."),
    "XML_ERROR_JUNK_AFTER_DOC_ELEMENT": ("text after </rss>", "Delete it."),
    "XML_ERROR_MISPLACED_XML_PI": (
        "text before <?xml …?>",
        "Start the file with it: no space, empty line or message before.",
    ),
    "XML_ERROR_UNBOUND_PREFIX": (
        "prefix without a namespace",
        'Declare it in `<rss>`: `xmlns:podcast="https://podcastindex.org/namespace/1.0"`.',
    ),
    "XML_ERROR_BAD_CHAR_REF": (
        "reference to a character that XML forbids",
        "Delete it; XML can't represent it in any form.",
    ),
    "XML_ERROR_UNKNOWN_ENCODING": ("unknown encoding", "Save the feed in UTF-8."),
    "XML_ERROR_INCORRECT_ENCODING": (
        "bytes that are invalid in the declared encoding",
        "Save the feed in UTF-8.",
    ),
    "XML_ERROR_UNDEFINED_ENTITY": (
        "entity that is defined in HTML only",
        "Write the character itself, or its number such as `&#160;`.",
    ),
}


def _broken(error: expat.ExpatError, data: bytes, at: int) -> UnreadableError:
    text = expat.ErrorString(error.code)
    name = next(
        (key for key, each in vars(expat.errors).items() if each == text and key.startswith("XML")),
        "",
    )
    what, hint = (
        _SYNTAX_ERRORS.get(name)
        or _token(data, at)
        or (f"not valid XML: {text}", "Generate the feed again.")
    )
    if name == "XML_ERROR_UNDEFINED_ENTITY" and (found := _ENTITY.match(data, at)):
        what = f"entity {found[0].decode()} is defined in HTML only"
    return UnreadableError("feed-malformed", what, hint, error.lineno, error.offset + 1)


def _token(data: bytes, at: int) -> tuple[str, str] | None:
    """Describe what expat can't parse at a place."""
    byte = data[at : at + 1]
    amp = data.rfind(b"&", max(0, at - _NEAR), at + 1)
    if amp >= 0 and b";" not in data[amp : at + 1]:
        return "unescaped &", "Write `&amp;`."
    if byte and byte[0] < ord(" "):
        what = f"control character U+{byte[0]:04X}"
        return what, "Delete it; XML can't represent it in any form."
    if byte and not byte.isascii():
        return "bytes that are invalid in UTF-8", "Save the feed in UTF-8."
    if b"<" in data[max(0, at - 1) : at + 1]:
        return "unescaped <", "Write `&lt;`."
    return None

"""JSON-LD in schema.org's words: every type, property and kind of value is one that it knows.

Its vocabulary is read from Google's typings (npm's schema-dts).
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.feed.making import BASE
from tests.site.browsing import shown
from tests.site.making import pages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_INTERFACE = re.compile(
    r"interface (\w+?)(Base|Leaf) extends (\w+?)Base[^{]*\{(.*?)\n\}", re.DOTALL
)
_PROPERTY = re.compile(r'^ +"(\w+)"\?: SchemaValue<(.*), "\w+">;$', re.MULTILINE)
_WORDS = {"Text", "URL", "Date", "DateTime", "Duration", "Quantity"}  # what a string may be
_NUMBERS = {"Integer", "Number"}


class Vocabulary:
    """Types with what they are a kind of, and properties with what they may be."""

    def __init__(self, typings: str) -> None:
        self.parents: dict[str, set[str]] = {}
        self.properties: dict[str, dict[str, set[str]]] = {}
        self.types = set(re.findall(r'"@type": "(\w+)"', typings))
        for name, _, parent, body in _INTERFACE.findall(typings):
            self.parents.setdefault(name, set()).add(parent)
            found = {key: set(re.findall(r"\w+", kinds)) for key, kinds in _PROPERTY.findall(body)}
            self.properties.setdefault(name, {}).update(found)
        thing = re.search(r"interface ThingBase[^{]*\{(.*?)\n\}", typings, re.DOTALL)
        assert thing
        self.properties["Thing"] = {
            key: set(re.findall(r"\w+", kinds)) for key, kinds in _PROPERTY.findall(thing[1])
        }

    def kinds(self, name: str) -> set[str]:
        """Return a type and all that it is a kind of."""
        above = (self.kinds(each) for each in self.parents.get(name, set()) - {name})
        return {name}.union(*above)

    def faults(self, node: dict[str, Any]) -> Iterator[str]:
        """Yield what the vocabulary does not know in a node."""
        type_ = node["@type"]
        if type_ not in self.types:
            yield f"there is no {type_}"
        known: dict[str, set[str]] = {}
        for kind in self.kinds(type_):
            known |= self.properties.get(kind, {})
        for key, value in node.items():
            if not key.startswith("@"):
                for each in value if isinstance(value, list) else [value]:
                    yield from self._value(f"{type_}.{key}", each, known.get(key))

    def _value(self, place: str, value: Any, kinds: set[str] | None) -> Iterator[str]:
        if kinds is None:
            yield f"{place} is unknown"
        elif isinstance(value, dict) and "@type" in value:
            if not self.kinds(value["@type"]) & kinds:
                yield f"{place} may not be a {value['@type']}"
            yield from self.faults(value)
        elif isinstance(value, dict):
            if set(value) != {"@id"} or "IdReference" not in kinds:
                yield f"{place} may not be {value}"
        elif not kinds & (_WORDS if isinstance(value, str) else _NUMBERS):
            yield f"{place} may not be {value!r}"


@pytest.fixture(scope="session")
def vocabulary(node_package: Callable[[str], Path]) -> Vocabulary:
    return Vocabulary((node_package("schema-dts") / "dist" / "schema.d.ts").read_text())


def graphs() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for key, html in pages(shown(BASE)).items():
        for script in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html):
            said = json.loads(script)
            assert said["@context"] == "https://schema.org"
            yield key, said["@graph"]


@pytest.mark.client
def test_schema_org_knows_all_that_is_said(vocabulary: Vocabulary) -> None:
    seen = set()
    for key, graph in graphs():
        for node in graph:
            seen.add(node["@type"])
            assert list(vocabulary.faults(node)) == [], key
    assert {"PodcastEpisode", "Article", "AudioObject", "PodcastSeries"} <= seen
    assert {"Person", "BreadcrumbList", "CollectionPage", "WebSite"} <= seen


@pytest.mark.client
@pytest.mark.parametrize(
    "node",
    [
        {"@type": "Podcast"},
        {"@type": "PodcastEpisode", "episodenumber": 3},
        {"@type": "PodcastEpisode", "actor": {"@type": "AudioObject"}},
        {"@type": "Person", "name": 7},
    ],
)
def test_the_vocabulary_minds_what_is_wrong(vocabulary: Vocabulary, node: dict[str, Any]) -> None:
    assert list(vocabulary.faults(node))


def test_what_a_graph_points_at_is_in_it() -> None:
    for key, graph in graphs():
        ids = {node["@id"] for node in graph if "@id" in node}
        asked = set(re.findall(r'\{"@id": "([^"]+)"\}', json.dumps(graph)))
        assert asked <= ids, key

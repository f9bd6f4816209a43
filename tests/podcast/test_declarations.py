"""Tags as they are declared: every value is written and read back, and stored ones are taken."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import fields
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from airdate.feed import xml_writer
from airdate.feed.item_text import tidy
from airdate.podcast import codec, reader, xml_tree
from airdate.podcast.declaration import Children, Field, Tag
from airdate.podcast.element import NAMESPACES, Element
from airdate.podcast.namespace_tags import Image, Soundbite
from airdate.podcast.reader import TAGS

if TYPE_CHECKING:
    from airdate.podcast.reader import Parsed

WORDS = st.text(min_size=1, max_size=20).map(tidy).filter(bool)
MOMENTS = st.datetimes(
    min_value=datetime(1970, 1, 2),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2199, 1, 1),  # noqa: DTZ001 - likewise
    timezones=st.sampled_from([timezone(timedelta(minutes=each)) for each in (-570, 0, 345)]),
).map(lambda moment: moment.replace(microsecond=0))
# Values of each kind, by what it is called.
OF_A_KIND: dict[str, st.SearchStrategy[Any]] = {
    "text": WORDS,
    "a URI": WORDS,
    "a URL with `https://`": st.sampled_from(["https://a.example/ä?b=c&d", "http://[::1]:80/"]),
    "a UUID such as `0b7a9e9e-6d0c-4a55-9d5e-2f3f6f1f8f55`": st.uuids().map(str),
    "an address such as `show@example.org`": st.sampled_from(["show@a.example", "ä+b@c.d.example"]),
    "a language tag such as `en`, `de-AT` or `pt-BR`": st.sampled_from(
        ["en", "de-AT", "zh-Hant-TW"]
    ),
    "a type such as `audio/mpeg`": st.sampled_from(["audio/mpeg", "text/vtt; charset=utf-8"]),
    "a place such as `geo:55.6059,13.0007`": st.sampled_from(["geo:55.6,13", "geo:-1,2,3;u=4"]),
    "`N`, `W` or `R` and the number, such as `R113314`": st.sampled_from(["R1", "N123#4"]),
    "a country code such as `SE`": st.sampled_from(["SE", "DE"]),
    "a ratio such as `16/9`": st.sampled_from(["16/9", "1.5"]),
    "an amount such as `0.00000005`": st.sampled_from(["1", "0.00000005"]),
    "a whole number": st.integers(0, 10**15),
    "a number": st.integers(0, 10**9).map(lambda number: number / 1000),
    "a number of seconds": st.integers(0, 36_000_000).map(lambda number: number / 1000),
    "a date such as `2026-11-24T18:00:00Z`": MOMENTS,
    "a date such as `2026-11-24`": MOMENTS,
    "a date such as `Tue, 24 Nov 2026 18:00:00 +0000`": MOMENTS,
    "`true` or `false`": st.booleans(),
    "`yes` or `no`": st.booleans(),
    "`Yes`": st.booleans(),
}
DECLARED = [tag for tag in TAGS.values() if tag.cls and tag.fields]


def drawn(field: Field, tag: Tag) -> st.SearchStrategy[Any]:
    if isinstance(field.place, Children):
        if field.tag == tag.name:  # categories within categories
            return st.just(())
        inner = values(TAGS[field.tag])
        if field.place is Children.ONE:
            return inner if field.needed else st.none() | inner
        return st.lists(inner, min_size=int(field.needed), max_size=2).map(tuple)
    kind = OF_A_KIND.get(field.kind.wish)
    if kind is None:  # one of a few words
        kind = st.sampled_from(re.findall("`(.+?)`", field.kind.wish))
    return st.none() | kind if default(field, tag) is None else kind


def default(field: Field, tag: Tag) -> Any:
    assert tag.cls
    return next(each.default for each in fields(tag.cls) if each.name == field.name)


def values(tag: Tag) -> st.SearchStrategy[Any]:
    assert tag.cls
    return st.builds(tag.cls, **{field.name: drawn(field, tag) for field in tag.fields})


def read(element: Element) -> Parsed[Any]:
    data = xml_writer.document(Element("rss", children=(element,)))
    (node,) = xml_tree.read(data, {}).root.children
    parsed = reader.value(node)
    assert parsed
    return parsed


@pytest.mark.parametrize("tag", DECLARED, ids=lambda tag: tag.name)
def test_a_value_is_read_back_from_its_element(tag: Tag) -> None:
    @settings(max_examples=30, deadline=None)
    @given(values(tag))
    def round_trip(value: Any) -> None:
        parsed = read(codec.element(value))
        assert parsed.value == value
        assert parsed.is_whole

    round_trip()


def test_what_is_stored_was_valid_once_and_is_taken_as_it_is() -> None:
    stored = '{"url": "https://a.example/a|b", "of_another_version": 1}'
    assert TypeAdapter(Image).validate_json(stored) == Image("https://a.example/a|b")
    bite = Soundbite(0.00001, 1)
    adapter = TypeAdapter(Soundbite)
    assert adapter.validate_json(adapter.dump_json(bite)) == bite


def test_declarations_are_there_without_pydantic() -> None:
    code = "import sys, airdate.model; print([n for n in sys.modules if 'pydantic' in n])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_namespace_of_a_tag_can_be_written() -> None:
    assert {name.partition(":")[0] for name in TAGS if ":" in name} <= set(NAMESPACES)


# Where authors' files and foreign feeds were once judged differently, as the namespace has it.
AGREED = [
    ("podcast:location", "osm", "R113314", True),
    ("podcast:location", "osm", "R113314#4", True),
    ("podcast:location", "osm", "113314", False),
    ("podcast:location", "geo", "geo:55.6,13.0;u=20%25", True),
    ("podcast:location", "geo", "55.6,13.0", False),
    ("podcast:image", "href", "https://a.example/a|b", False),
    ("podcast:image", "href", "https://a.example/ä", True),
    ("podcast:image", "href", "ftp://a.example/a.jpg", False),
    ("podcast:image", "aspect-ratio", "16/9", True),
    ("podcast:image", "aspect-ratio", "1.5", True),
    ("podcast:image", "type", "image/svg+xml", True),
    ("podcast:alternateEnclosure", "lang", "de-AT", True),
    ("podcast:alternateEnclosure", "lang", "de_AT", False),
    ("podcast:alternateEnclosure", "lang", "german", False),
    ("podcast:alternateEnclosure", "bitrate", "160707.74", True),
    ("podcast:locked", "owner", "show@example.org", True),
    ("podcast:locked", "owner", "show(at)@example.org", False),
    ("podcast:value", "suggested", "0.00000005", True),
    ("podcast:value", "suggested", "a little", False),
]


@pytest.mark.parametrize(("name", "attribute", "text", "right"), AGREED)
def test_authors_and_feeds_may_say_the_same(
    name: str, attribute: str, text: str, *, right: bool
) -> None:
    field = TAGS[name].attributes[attribute]
    assert field.kind.reads(text) is right
    hint = get_type_hints(TAGS[name].cls, include_extras=True)[field.name]
    try:
        TypeAdapter(hint).validate_python(text)
    except ValidationError:
        assert not right
    else:
        assert right

"""A tag that is declared here alone: authors can write it, feeds have it, lint knows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Annotated

import pytest
from pydantic import TypeAdapter, ValidationError

from airdate.check.feed_checks import lint
from airdate.feed import xml_writer
from airdate.podcast import codec, reader, xml_tree
from airdate.podcast.declaration import CHANNEL, TAGS, TEXT, Attr, tag
from airdate.podcast.element import Element
from airdate.podcast.text_types import Count, Title, Url  # noqa: TC001 - read at run time
from tests.check.feed import FEED

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Follow:
    """A tag that the namespace has not."""

    url: Annotated[Url, Attr("url")]
    label: Annotated[Title | None, TEXT] = None
    rank: Annotated[Count | None, Attr("rank")] = None


VALUE = Follow("https://a.example/follow", "Follow us", 2)


@pytest.fixture(autouse=True)
def declared() -> Iterator[None]:
    tag("podcast:follow", inside=CHANNEL, many=True, shorthand="url")(Follow)
    yield
    del TAGS["podcast:follow"]


def test_authors_can_write_it() -> None:
    adapter = TypeAdapter(Follow)
    assert adapter.validate_python("https://a.example/") == Follow("https://a.example/")
    with pytest.raises(ValidationError):
        adapter.validate_python({"url": "https://a.example/", "labell": "Follow us"})


def test_feeds_have_it_and_it_is_read_from_them() -> None:
    element = codec.element(VALUE)
    data = xml_writer.document(Element("rss", children=(element,)))
    assert b'url="https://a.example/follow" rank="2">Follow us</' in data
    (node,) = xml_tree.read(data, {}).root.children
    parsed = reader.value(node)
    assert parsed
    assert parsed.value == VALUE


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        ('<podcast:follow url="https://a.fm/" rank="2">Here</podcast:follow>', None),
        ('<podcast:follow url="a.fm"/>', "value-invalid"),
        ('<podcast:follow url="https://a.fm/" rnk="2"/>', "attribute-unknown"),
        ("<podcast:follow/>", "attribute-missing"),
        ("<podcast:folow/>", "tag-unknown"),
    ],
)
def test_lint_knows_it(xml: str, code: str | None) -> None:
    feed = FEED.replace("<podcast:medium>", f"{xml}<podcast:medium>")
    now = datetime(2026, 11, 24, 18, tzinfo=UTC)
    found = lint(feed.encode(), PurePosixPath("feed.xml"), now, frozenset())
    assert {problem.code for problem in found.problems} == ({code} if code else set())


def test_its_addresses_are_tried() -> None:
    assert list(codec.urls_in(VALUE, ("follow",))) == [(("follow", "url"), VALUE.url)]

"""Links, tried: what is there, what is not, and what only robots don't get."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest

from airdate.check.core import Link
from airdate.model import Place, Severity
from airdate.web.fetch import FetchError
from airdate.web.link_check import failure, try_links
from tests.check.server import Server, serving

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving() as started:
        yield started


@pytest.fixture(autouse=True)
def _forgetful() -> None:
    failure.cache_clear()


@pytest.mark.parametrize("path", ["feed", "moved", "getonly", "forbidden", "endless"])
def test_what_is_there_has_no_fault(server: Server, path: str) -> None:
    assert failure(f"{server.url}/{path}") is None


@pytest.mark.parametrize(
    ("path", "said"), [("missing", "404"), ("failing", "500"), ("round", "from one address")]
)
def test_what_is_not_there_has_one(server: Server, path: str, said: str) -> None:
    assert said in (failure(f"{server.url}/{path}") or "")


def test_get_is_asked_only_where_head_fails(server: Server) -> None:
    server.asked.clear()
    failure(f"{server.url}/feed")
    failure(f"{server.url}/getonly")
    assert server.asked == ["HEAD /feed", "HEAD /getonly", "GET /getonly"]


def test_each_address_is_tried_once_and_told_at_every_place(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Machines of this network are not asked for otherwise, and no other is there in a test.
    monkeypatch.setattr("airdate.check.hosts.is_local", lambda _host: False)
    server.asked.clear()
    places = [Place(PurePosixPath("a.md"), line) for line in (1, 2, 3)]
    dead, good = f"{server.url}/missing", f"{server.url}/feed"
    links = [Link(place, url) for place, url in zip(places, (dead, good, dead), strict=True)]
    heard: list[str] = []
    tried = try_links(links, heard.append)
    assert [problem.place for problem in tried.problems] == [places[0], places[2]]
    assert {problem.code for problem in tried.problems} == {"link-dead"}
    assert {problem.severity for problem in tried.problems} == {Severity.WARNING}
    assert server.asked.count("HEAD /missing") == 1
    assert tried.secure == ()  # this server speaks no https
    assert set(heard) >= {dead, good}


def test_no_link_is_to_blame_where_nobody_answers() -> None:
    place = Place(PurePosixPath("a.md"), 1)
    links = [Link(place, f"https://rooms{at}.nowhere-at-all/") for at in range(3)]
    with pytest.raises(FetchError, match="none of 3 links"):
        try_links(links, lambda _: None)
    assert len(try_links(links[:2], lambda _: None).problems) == 2


def test_machines_of_this_network_and_names_for_examples_are_not_asked_for(server: Server) -> None:
    server.asked.clear()
    place = Place(PurePosixPath("a.md"), 1)
    names = (f"{server.url}/missing", "https://example.com/", "mailto:a@b.fm", "https://[", "#a")
    assert try_links([Link(place, name) for name in names], lambda _: None).problems == ()
    assert server.asked == []

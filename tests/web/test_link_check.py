"""Check of links: what works, what is dead, and what servers refuse only to robots."""

from __future__ import annotations

import socket
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest

from airdate.check.urls import Link
from airdate.model import Place, Severity
from airdate.web import link_check
from airdate.web.client import Client, FetchError
from airdate.web.link_check import check_links, failure
from tests.web.server import Server, serving

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving() as started:
        yield started


@pytest.fixture(autouse=True)
def _forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_check, "_results", {})


@pytest.fixture
def client() -> Iterator[Client]:
    with Client(allow_local=True) as opened:
        yield opened


@pytest.mark.parametrize("path", ["feed", "moved", "getonly", "forbidden", "endless"])
def test_what_is_there_has_no_failure(client: Client, server: Server, path: str) -> None:
    assert failure(client, f"{server.url}/{path}") is None


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("missing", "the server returned 404"),
        ("failing", "the server returned 500"),
        ("round", "too many redirects"),
    ],
)
def test_what_is_not_there_has_one(client: Client, server: Server, path: str, reason: str) -> None:
    failed = failure(client, f"{server.url}/{path}")
    assert failed
    assert reason in failed.reason


def test_get_is_requested_only_where_head_fails(client: Client, server: Server) -> None:
    server.requests.clear()
    failure(client, f"{server.url}/feed")
    failure(client, f"{server.url}/getonly")
    assert server.requests == ["HEAD /feed", "HEAD /getonly", "GET /getonly"]


def test_each_url_is_requested_once_and_reported_at_every_place(server: Server) -> None:
    server.requests.clear()
    server.connections = 0
    places = [Place(PurePosixPath("a.md"), line) for line in (1, 2, 3)]
    dead, good = f"{server.url}/missing", f"{server.url}/feed"
    links = [Link(place, url) for place, url in zip(places, (dead, good, dead), strict=True)]
    heard: list[str] = []
    found = check_links(links, heard.append, allow_local=True)
    assert [problem.place for problem in found.problems] == [places[0], places[2]]
    assert {problem.code for problem in found.problems} == {"link-dead"}
    assert {problem.severity for problem in found.problems} == {Severity.WARNING}
    assert server.requests.count("HEAD /missing") == 1
    assert found.secure == ()  # this server speaks no https
    assert set(heard) >= {dead, good}
    check_links(links, heard.append, allow_local=True)  # as `check --fix` does
    assert server.requests.count("HEAD /missing") == 1


def test_a_name_that_resolves_to_this_network_is_dead(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda _host, *rest, **more: resolve("127.0.0.1", *rest, **more)
    )
    server.requests.clear()
    link = Link(Place(PurePosixPath("a.md"), 1), f"http://wiki.rooms.fm:{server.server_port}/feed")
    (problem,) = check_links([link], lambda _: None).problems
    assert problem.message == (
        f"dead link: {link.address}: resolves to 127.0.0.1, which is not a public address"
    )
    assert server.requests == []


def test_no_link_is_to_blame_where_no_server_responds() -> None:
    place = Place(PurePosixPath("a.md"), 1)
    links = [Link(place, f"https://rooms{at}.nowhere-at-all/") for at in range(3)]
    with pytest.raises(FetchError, match="none of 3 links"):
        check_links(links, lambda _: None)
    assert len(check_links(links[:2], lambda _: None).problems) == 2


def test_local_hosts_and_placeholders_are_not_requested(server: Server) -> None:
    server.requests.clear()
    place = Place(PurePosixPath("a.md"), 1)
    names = (f"{server.url}/missing", "https://example.com/", "mailto:a@b.fm", "https://[", "#a")
    assert check_links([Link(place, name) for name in names], lambda _: None).problems == ()
    assert server.requests == []

"""Lint of feeds from files and servers."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from airdate.web.client import FetchError
from airdate.web.foreign_feed import LintError, lint_feed
from tests.check.feed import FEED, NOW
from tests.web.server import Server, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving() as started:
        yield started


def codes(name: str) -> list[str]:
    return [problem.code for problem in lint_feed(name, NOW, frozenset()).problems]


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(FEED.replace(">1800<", ">0<"))
    (problem,) = lint_feed(str(path), NOW, frozenset()).problems
    row = FEED.split(">1800<")[0].count("\n") + 1
    assert (problem.code, str(problem.place)) == ("duration-invalid", f"{path}:{row}:1")


@pytest.mark.parametrize("way", ["feed", "zipped"])
def test_an_address_is_read(server: Server, way: str) -> None:
    # The feed says that it is elsewhere, which is all that is wrong with it.
    assert codes(f"{server.url}/{way}") == ["self-link-invalid"]


def test_what_is_found_over_a_redirect_is_read(server: Server) -> None:
    assert codes(f"{server.url}/moved") == ["self-link-invalid"]


def test_a_page_is_told_from_a_feed(server: Server) -> None:
    found = lint_feed(f"{server.url}/html", NOW, frozenset())
    assert [problem.code for problem in found.problems] == ["feed-not-rss"]
    assert str(found.problems[0].place) == f"{server.url.partition('://')[2]}/html"


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("missing", "the server returned 404"),
        ("round", "too many redirects"),
        ("to?file:///etc/passwd", "which is not a web URL"),
        ("bomb", "is larger than"),
    ],
)
def test_what_cannot_be_fetched_is_an_error_for_people(
    server: Server, path: str, message: str
) -> None:
    with pytest.raises((FetchError, LintError)) as caught:
        lint_feed(f"{server.url}/{path}", NOW, frozenset())
    assert message in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    ("host", "reached"),
    [("127.0.0.1", True), ("localhost", True), ("nas", True), ("feeds.rooms.fm", False)],
)
def test_a_local_server_is_reached_only_where_the_url_says_so(
    server: Server, monkeypatch: pytest.MonkeyPatch, host: str, *, reached: bool
) -> None:
    resolve = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda _host, *rest, **more: resolve("127.0.0.1", *rest, **more)
    )
    url = f"http://{host}:{server.server_port}/feed"
    if reached:
        assert lint_feed(url, NOW, frozenset()).size
        return
    with pytest.raises(
        FetchError, match=r"resolves to 127\.0\.0\.1, which is not a public address"
    ):
        lint_feed(url, NOW, frozenset())


@pytest.mark.parametrize("name", ["nowhere.xml", "."])
def test_no_file_is_an_error_for_people(name: str) -> None:
    with pytest.raises(LintError, match="file not found"):
        lint_feed(name, NOW, frozenset())

"""Feeds from files and servers: bounded, told from what they are not, never followed to a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from airdate.web import foreign_feed as linting
from airdate.web.fetch import FetchError, fetch, leads_inside
from airdate.web.foreign_feed import LintError
from tests.check.feed import FEED, NOW
from tests.check.server import Server, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving() as started:
        yield started


def codes(name: str) -> list[str]:
    return [problem.code for problem in linting.look(name, NOW, frozenset()).problems]


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(FEED.replace(">1800<", ">0<"))
    (problem,) = linting.look(str(path), NOW, frozenset()).problems
    row = FEED.split(">1800<")[0].count("\n") + 1
    assert (problem.code, str(problem.place)) == ("duration-odd", f"{path}:{row}:1")


@pytest.mark.parametrize("way", ["feed", "zipped"])
def test_an_address_is_read(server: Server, way: str) -> None:
    # The feed says that it is elsewhere, which is all that is wrong with it.
    assert codes(f"{server.url}/{way}") == ["self-odd"]


def test_what_is_found_over_a_redirect_is_read(server: Server) -> None:
    assert codes(f"{server.url}/moved") == ["self-odd"]


def test_a_page_is_told_from_a_feed(server: Server) -> None:
    found = linting.look(f"{server.url}/html", NOW, frozenset())
    assert [problem.code for problem in found.problems] == ["feed-not-rss"]
    assert str(found.problems[0].place) == f"{server.url.partition('://')[2]}/html"


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("missing", "404"),
        ("round", "from one address to the next"),
        ("to_file", "no address on the web"),
        ("bomb", "larger than"),
    ],
)
def test_what_cannot_be_had_is_an_error_for_people(server: Server, path: str, what: str) -> None:
    with pytest.raises((FetchError, LintError)) as caught:
        linting.look(f"{server.url}/{path}", NOW, frozenset())
    assert what in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("name", ["file:///etc/passwd", "ftp://rooms.fm/feed.xml", "http://[::1"])
def test_only_the_web_is_asked(name: str) -> None:
    with pytest.raises(FetchError, match="no address on the web"):
        linting.look(name, NOW, frozenset())


def test_nobody_there_is_an_error_for_people(server: Server) -> None:
    with serving() as gone:
        url = gone.url
    with pytest.raises(FetchError, match="can't be fetched"):
        fetch(f"{url}/feed")
    assert fetch(f"{server.url}/feed").status == 200


@pytest.mark.parametrize("path", ["endless", "dripping"])
def test_a_server_that_never_ends_is_left(server: Server, path: str) -> None:
    with pytest.raises(FetchError, match=r"larger than|took longer than"):
        fetch(f"{server.url}/{path}", most=1_000_000, patience=2)


def test_no_more_redirects_are_followed_than_five(server: Server) -> None:
    server.asked.clear()
    with pytest.raises(FetchError):
        fetch(f"{server.url}/round")
    assert len(server.asked) == 6


@pytest.mark.parametrize(
    ("url", "to", "inside"),
    [
        ("https://93.184.216.34/", "http://127.0.0.1/", True),
        ("https://93.184.216.34/", "http://169.254.169.254/latest/meta-data", True),
        ("https://93.184.216.34/", "http://[::1]/", True),
        ("https://93.184.216.34/", "http://10.1.2.3/", True),
        ("https://93.184.216.34/", "https://93.184.216.35/", False),
        ("http://127.0.0.1/", "http://127.0.0.1:8000/", False),
    ],
)
def test_a_public_address_leads_to_no_machine_of_this_network(
    url: str, to: str, *, inside: bool
) -> None:
    assert leads_inside(url, to) is inside


@pytest.mark.parametrize("name", ["nowhere.xml", "."])
def test_no_file_is_an_error_for_people(name: str) -> None:
    with pytest.raises(LintError, match="there is no file"):
        linting.look(name, NOW, frozenset())

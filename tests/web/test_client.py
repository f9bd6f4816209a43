"""The HTTP client against real servers: bounded, and never at an address that it must not reach."""

from __future__ import annotations

import hashlib
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from airdate.web.addresses import is_public
from airdate.web.client import Client, FetchError, Limits, Request, shown
from tests.web.server import Server, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SECRET = "token-that-nobody-may-read"  # noqa: S105 - made up


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving() as started:
        yield started


@pytest.fixture
def client() -> Iterator[Client]:
    with Client(allow_local=True) as opened:
        yield opened


def reason(client: Client, url: str, limits: Limits | None = None) -> str:
    with pytest.raises(FetchError) as caught:
        client.fetch(url, limits=limits or Limits())
    assert caught.value.hint
    return caught.value.message


@contextmanager
def raw_server(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """Answer each connection with a function, in a thread of its own."""
    listening = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def serve() -> None:
        while not stop.is_set():
            connection, _ = listening.accept()
            with connection:
                if not stop.is_set():
                    connection.recv(65536)
                    answer(connection)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    port = listening.getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        stop.set()
        socket.create_connection(("127.0.0.1", port)).close()
        thread.join(5)
        listening.close()


# ── Where it may go ───────────────────────────────────────────────────────────────────────────


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Names of our own; each resolves to these addresses."""
    found: dict[str, list[str]] = {}
    resolve = socket.getaddrinfo

    def getaddrinfo(host: str, port: int, *rest: Any, **more: Any) -> list[Any]:
        addresses = found.get(host, [host])
        return [each for address in addresses for each in resolve(address, port, *rest, **more)]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return found


@pytest.fixture
def public(monkeypatch: pytest.MonkeyPatch) -> str:
    """An address of this machine that stands for one of the internet."""
    address = "127.0.0.2"
    monkeypatch.setattr(
        "airdate.web.client.is_public", lambda each: each == address or is_public(each)
    )
    return address


def test_a_name_that_resolves_to_this_machine_is_refused_before_a_request(
    server: Server, names: dict[str, list[str]]
) -> None:
    names["feeds.rooms.fm"] = ["127.0.0.1"]
    url = f"http://feeds.rooms.fm:{server.server_port}/feed"
    server.requests.clear()
    with Client() as client:
        assert "resolves to 127.0.0.1, which is not a public address" in reason(client, url)
    assert server.requests == []
    with Client(allow_local=True) as client:
        assert client.fetch(url).status == 200


def test_an_address_of_this_machine_is_refused_at_once(server: Server) -> None:
    with Client() as client:
        assert "not a public address" in reason(client, f"{server.url}/feed")


def test_the_address_that_is_connected_to_counts_not_the_first_one_of_a_name(
    server: Server, names: dict[str, list[str]], public: str
) -> None:
    # Nothing listens at the first address, so the second one is tried.
    names["feeds.rooms.fm"] = [public, "127.0.0.1"]
    with Client() as client:
        url = f"http://feeds.rooms.fm:{server.server_port}/feed"
        assert "resolves to 127.0.0.1" in reason(client, url)


def test_a_name_that_changes_between_two_requests_is_refused(
    names: dict[str, list[str]], public: str
) -> None:
    with serving(public) as outer, Client() as client:
        names["feeds.rooms.fm"] = [public]
        url = f"http://feeds.rooms.fm:{outer.server_port}/closing"
        assert client.fetch(url).status == 200
        names["feeds.rooms.fm"] = ["127.0.0.1"]
        with serving("127.0.0.1", outer.server_port):
            assert "not a public address" in reason(client, url)


@pytest.mark.parametrize("path", ["feed", "closing"])
def test_a_public_server_redirects_to_no_machine_of_this_network(
    server: Server, public: str, path: str
) -> None:
    with serving(public) as outer, Client() as client:
        assert client.fetch(f"{outer.url}/{path}").status == 200
        target = f"{server.url}/feed"
        server.requests.clear()
        message = reason(client, f"{outer.url}/to?{target}")
        assert message == f"refused redirect from a public to a private host: {target}"
        assert server.requests == []


def test_proxies_of_the_environment_are_not_used_but_named(
    server: Server, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving() as proxy, serving() as gone:
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.delenv("no_proxy", raising=False)
        assert client.fetch(f"{server.url}/feed").status == 200
        assert proxy.requests == []
    with pytest.raises(FetchError) as caught:
        client.fetch(f"{gone.url}/feed")
    assert caught.value.hint == "Connect without a proxy: http_proxy is not used."


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://rooms.fm/feed.xml", "http://[::1", "https://", "a b"]
)
def test_only_the_web_is_requested(client: Client, url: str) -> None:
    assert "is not a web URL" in reason(client, url)


@pytest.mark.parametrize("host", ["a..b", f"{'a' * 70}.fm", "exa mple.fm", "-.fm", "xn--a.fm"])
def test_an_odd_host_is_an_error_for_people(client: Client, server: Server, host: str) -> None:
    assert reason(client, f"http://{host}/x", Limits(seconds=20))
    assert reason(client, f"{server.url}/to?http://{host}/x", Limits(seconds=20))


@pytest.mark.parametrize("target", ["file:///etc/passwd", "http://[::1/", "javascript:alert(1)"])
def test_a_redirect_that_leaves_the_web_is_refused(
    client: Client, server: Server, target: str
) -> None:
    assert "which is not a web URL" in reason(client, f"{server.url}/to?{target}")


# ── Redirects and credentials ─────────────────────────────────────────────────────────────────


def test_hops_are_remembered(client: Client, server: Server) -> None:
    response = client.fetch(f"{server.url}/moved")
    assert (response.status, response.hops) == (200, (f"{server.url}/feed",))


@pytest.mark.parametrize("most", [1, 5])
def test_a_loop_of_redirects_ends(client: Client, server: Server, most: int) -> None:
    server.requests.clear()
    message = reason(client, f"{server.url}/round", Limits(redirects=most))
    assert message == f"too many redirects, last to {server.url}/round"
    assert len(server.requests) == most + 1


def test_no_redirect_is_followed_where_none_is_wanted(client: Client, server: Server) -> None:
    response = client.fetch(f"{server.url}/moved", limits=Limits(redirects=0))
    assert (response.status, response.hops) == (301, ())


@pytest.mark.parametrize("same", [True, False])
def test_credentials_stay_with_their_origin(client: Client, server: Server, *, same: bool) -> None:
    with serving() as other:
        target = f"{(server if same else other).url}/headers"
        request = Request(f"{server.url}/to?{target}", headers={"Authorization": SECRET})
        assert (SECRET.encode() in client.send(request).body) is same


@pytest.mark.parametrize(
    ("status", "expected"), [(303, b"GET b''"), (302, b"GET b''"), (307, b"POST b'a=1'")]
)
def test_a_post_is_redirected_as_browsers_do(
    client: Client, server: Server, status: int, expected: bytes
) -> None:
    url = f"{server.url}/to?{server.url}/echo&{status}"
    assert client.send(Request(url, "POST", data=b"a=1")).body == expected


@pytest.mark.parametrize("token", [f"{SECRET}\n", f"{SECRET}é漢", f"{SECRET}\r\nX: y"])
def test_a_header_that_cannot_be_sent_is_not_quoted(
    client: Client, server: Server, token: str
) -> None:
    request = Request(f"{server.url}/feed", headers={"Authorization": token})
    with pytest.raises(FetchError) as caught:
        client.send(request)
    assert SECRET not in f"{caught.value!r}{request!r}"


def test_a_password_in_a_url_is_not_shown(client: Client) -> None:
    with serving() as gone:
        port = gone.server_port
    message = reason(client, f"http://ada:{SECRET}@127.0.0.1:{port}/feed")
    assert SECRET not in message
    assert f"http://127.0.0.1:{port}/feed" in message
    assert shown("https://rooms.fm/@ada") == "https://rooms.fm/@ada"


# ── Limits ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", ["endless", "bomb", "large", "zipped_then_endless"])
def test_a_large_body_is_refused_or_cut(client: Client, server: Server, path: str) -> None:
    url, size = f"{server.url}/{path}", 100_000
    if path != "zipped_then_endless":
        assert "is larger than 0.1 MB" in reason(client, url, Limits(size))
    response = client.fetch(url, limits=Limits(size, truncate=True))
    assert len(response.body) <= size


def test_a_gzip_bomb_is_unpacked_block_by_block(client: Client, server: Server) -> None:
    sizes: list[int] = []
    request = Request(f"{server.url}/bomb", sink=lambda block: sizes.append(len(block)))
    client.send(request, Limits(100_000_000))
    assert sum(sizes) == 60_000_000
    assert max(sizes) <= 1 << 16


@pytest.mark.parametrize("path", ["dripping", "dripping_headers", "silent"])
def test_a_server_that_takes_for_ever_is_left(client: Client, server: Server, path: str) -> None:
    started = time.monotonic()
    message = reason(client, f"{server.url}/{path}", Limits(seconds=0.5))
    assert "not done within 0.5 seconds" in message
    assert time.monotonic() - started < 60  # of the ten minutes that these servers take


def test_a_name_server_that_is_silent_is_left(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: silent.wait(600) and [])
    assert "not done within" in reason(client, "http://rooms.fm/", Limits(seconds=0.3))
    silent.set()


def test_closing_a_client_ends_its_requests_at_once(server: Server) -> None:
    with ThreadPoolExecutor(3) as pool:
        with Client(allow_local=True) as client:
            waiting = [pool.submit(client.fetch, f"{server.url}/silent") for _ in range(3)]
            server.wait_for("GET /silent")
        for each in waiting:
            assert isinstance(each.exception(60), FetchError)
    with pytest.raises(FetchError, match="interrupted"):
        client.fetch(f"{server.url}/feed")


def test_a_body_of_any_size_can_be_digested_without_being_kept(
    client: Client, server: Server
) -> None:
    digest = hashlib.sha256()
    response = client.send(Request(f"{server.url}/large", sink=digest.update))
    assert response.body == b""
    assert digest.digest() == hashlib.sha256(bytes(1_000_000)).digest()


# ── Responses ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", ["feed", "zipped"])
def test_a_body_is_unpacked(client: Client, server: Server, path: str) -> None:
    response = client.fetch(f"{server.url}/{path}")
    assert response.body.startswith(b"<?xml")
    assert response.headers["etag"] == '"a"'


@pytest.mark.parametrize("status", [204, 304, 404, 418, 500, 503])
def test_any_status_is_a_response_and_is_not_requested_again(
    client: Client, server: Server, status: int
) -> None:
    server.requests.clear()
    assert client.fetch(f"{server.url}/status?{status}").status == status
    assert len(server.requests) == 1  # though it comes with Retry-After


def test_a_connection_is_used_again(client: Client, server: Server) -> None:
    server.connections = 0
    for method in ("HEAD", "GET", "HEAD"):
        client.fetch(f"{server.url}/feed", method)
    client.fetch(f"{server.url}/status?404")
    client.fetch(f"{server.url}/status?304")
    assert server.connections == 1


def test_a_connection_that_was_closed_meanwhile_is_opened_again(
    client: Client, server: Server
) -> None:
    for _ in range(3):
        assert client.fetch(f"{server.url}/closing").status == 200


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (b"", "connection closed before the response"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "not valid HTTP"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", "connection closed before the end"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nhalf",
            "invalid gzip data",
        ),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000 + b"\r\n", "not valid HTTP"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n", "not valid HTTP"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "not valid HTTP"),
    ],
)
def test_what_is_no_whole_response_is_said_in_words(
    client: Client, sent: bytes, expected: str
) -> None:
    with raw_server(lambda connection: connection.sendall(sent)) as url:
        assert expected in reason(client, url)


def test_a_server_that_is_gone_is_said_in_words(client: Client) -> None:
    with serving() as gone:
        url = f"{gone.url}/feed"
    assert reason(client, url) == f"cannot fetch {url}: connection refused"
    assert "host not found" in reason(client, "http://rooms.nowhere-at-all/")


def test_a_certificate_that_is_not_trusted_is_said_in_words(client: Client) -> None:
    with raw_server(lambda connection: connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")) as url:
        assert "no secure connection" in reason(client, url.replace("http:", "https:"))

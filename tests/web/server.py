"""A server of odd responses: each path is one."""

from __future__ import annotations

import gzip
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from tests.check.feed import FEED

if TYPE_CHECKING:
    from collections.abc import Iterator

RSS = "application/rss+xml; charset=utf-8"


class _Odd(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def setup(self) -> None:
        self.server.connections += 1
        super().setup()

    def _answer(self) -> None:
        self.data = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.note(f"{self.command} {self.path}")
        path, _, self.query = self.path.partition("?")
        getattr(self, f"_{path.strip('/').partition('/')[0]}", self._missing)()

    def _feed(self) -> None:
        self._say(200, FEED.encode(), {"Content-Type": RSS, "ETag": '"a"'})

    def _zipped(self) -> None:
        said = {"Content-Type": RSS, "ETag": '"a"', "Content-Encoding": "gzip"}
        self._say(200, gzip.compress(FEED.encode()), said)

    def _bomb(self) -> None:
        said = {"Content-Type": RSS, "Content-Encoding": "gzip"}
        self._say(200, gzip.compress(bytes(60_000_000)), said)

    def _html(self) -> None:
        self._say(200, b"<!doctype html><title>x</title>", {"Content-Type": "text/html"})

    def _missing(self) -> None:
        self._say(404, b"no", {})

    def _failing(self) -> None:
        self._say(500, b"no", {})

    def _forbidden(self) -> None:
        self._say(403, b"no", {})

    def _getonly(self) -> None:
        self._say(200 if self.command == "GET" else 404, b"x" * 100_000, {})

    def _moved(self) -> None:
        self._say(301, b"", {"Location": "/feed"})

    def _round(self) -> None:
        self._say(302, b"", {"Location": "/round"})

    def _to(self) -> None:
        """Redirect to the query, with a status after an & of 302."""
        target, _, status = self.query.partition("&")
        self._say(int(status or 302), b"", {"Location": target})

    def _echo(self) -> None:
        self._say(200, f"{self.command} {self.data!r}".encode(), {})

    def _headers(self) -> None:
        self._say(200, str(self.headers).encode(), {})

    def _status(self) -> None:
        self._say(int(self.query), b"", {"Retry-After": "60"})

    def _large(self) -> None:
        self._say(200, bytes(1_000_000), {})

    def _closing(self) -> None:
        """Close the connection though the response says nothing of it."""
        self._say(200, b"x", {})
        self.close_connection = True

    def _endless(self) -> None:
        self._stream({})
        while self.command == "GET":
            self.wfile.write(b"<a/>" * 100_000)

    def _zipped_then_endless(self) -> None:
        self._stream({"Content-Encoding": "gzip"})
        self.wfile.write(gzip.compress(b"<rss/>"))
        while self.command == "GET":
            self.wfile.write(bytes(100_000))

    def _dripping(self) -> None:
        self._stream({})
        while self.command == "GET":
            self.wfile.write(b"<")
            self.wfile.flush()
            time.sleep(0.05)

    def _dripping_headers(self) -> None:
        for byte in b"HTTP/1.1 200 OK\r\n" + b"X-Drip: y\r\n" * 1000:
            self.wfile.write(bytes([byte]))
            time.sleep(0.05)

    def _silent(self) -> None:
        self.server.stopped.wait(600)
        self.close_connection = True

    def _stream(self, said: dict[str, str]) -> None:
        """Begin a body that ends with the connection."""
        self.close_connection = True
        self._begin(200, {**said, "Connection": "close"})

    def _say(self, status: int, body: bytes, said: dict[str, str]) -> None:
        self._begin(status, {**said, "Content-Length": str(len(body))})
        if self.command != "HEAD":
            self.wfile.write(body)

    def _begin(self, status: int, said: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in said.items():
            self.send_header(name, value)
        self.end_headers()

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:  # whoever asked has heard enough
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    """Notes each request, as method and path, and counts connections."""

    daemon_threads = True

    def __init__(self, host: str, port: int) -> None:
        self.requests: list[str] = []
        self.connections = 0
        self.stopped = threading.Event()
        self._noted = threading.Condition()
        super().__init__((host, port), _Odd)

    @property
    def url(self) -> str:
        return f"http://{self.server_address[0]!s}:{self.server_port}"

    def note(self, request: str) -> None:
        with self._noted:
            self.requests.append(request)
            self._noted.notify_all()

    def wait_for(self, request: str) -> None:
        """Wait until a request has come."""
        with self._noted:
            assert self._noted.wait_for(lambda: request in self.requests, 600)

    def handle_error(self, *_: object) -> None:
        pass


@contextmanager
def serving(host: str = "127.0.0.1", port: int = 0) -> Iterator[Server]:
    with Server(host, port) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.stopped.set()
            server.shutdown()
            thread.join()

"""A server of odd answers: each path is one."""

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
    asked: list[str]

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        self.asked.append(f"{self.command} {self.path}")
        name = self.path.strip("/").partition("/")[0]
        getattr(self, f"_{name}", self._missing)()

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

    def _to_file(self) -> None:
        self._say(302, b"", {"Location": "file:///etc/passwd"})

    def _endless(self) -> None:
        self._begin(200, {})
        while self.command == "GET":
            self.wfile.write(b"<a/>" * 100_000)

    def _dripping(self) -> None:
        self._begin(200, {})
        while self.command == "GET":
            self.wfile.write(b"<")
            self.wfile.flush()
            time.sleep(0.05)

    def _say(self, status: int, body: bytes, said: dict[str, str]) -> None:
        self._begin(status, {**said, "Content-Length": str(len(body))})
        if self.command == "GET":
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
    daemon_threads = True

    def __init__(self) -> None:
        self.asked: list[str] = []
        super().__init__(("127.0.0.1", 0), type("Odd", (_Odd,), {"asked": self.asked}))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, *_: object) -> None:
        pass


@contextmanager
def serving() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()

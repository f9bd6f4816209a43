"""The HTTP client for all servers but the storage: bounded, and with the address checked.

A name may resolve to a local address, or to another one a moment later (DNS rebinding), so the
address of the connected socket is checked. Proxies of the environment are not used: behind one,
the address of the server is unknown.
"""

from __future__ import annotations

import os
import socket
import ssl
import threading
import zlib
from concurrent.futures import CancelledError, Future, InvalidStateError
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from http.client import HTTPException, RemoteDisconnected
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from urllib3 import (
    BaseHTTPResponse,
    HTTPConnectionPool,
    HTTPSConnectionPool,
    PoolManager,
    Retry,
    Timeout,
)
from urllib3 import exceptions as faults
from urllib3.connection import HTTPConnection, HTTPSConnection

from airdate.errors import AirdateError
from airdate.text import without_credentials
from airdate.web.addresses import is_public

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Self

MAX_BYTES = 50_000_000
MAX_REDIRECTS = 5
SECONDS = 30.0
_STALL_SECONDS = 10.0  # to connect, and between two packets
_BLOCK = 1 << 16
_SHOWN = 200  # characters of a URL in a message
_CONNECTIONS = 8
_REDIRECTS = {301, 302, 303, 307, 308}
_TO_GET = {301, 302, 303}  # what browsers and RFC 9110, 15.4 do with a POST
_CREDENTIALS = {"authorization", "cookie", "proxy-authorization"}
_DEFAULTS = {"User-Agent": "Airdate", "Accept-Encoding": "identity, gzip;q=0.5"}
# A server may close a connection just when it is reused.
_ONCE_MORE = Retry(1, connect=0, redirect=0, status=0, other=0, respect_retry_after_header=False)
_NEVER = Retry(0)
_PROXIES = ("https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY")


class FetchError(AirdateError):
    """A URL that cannot be fetched; `reason` is the message without the URL."""

    def __init__(self, message: str, hint: str, reason: str = "") -> None:
        super().__init__(message, hint)
        self.reason = reason or message


@dataclass(frozen=True, slots=True)
class Limits:
    """What a request may take: bytes of the body, seconds and redirects in all.

    A larger body is an error, unless `truncate`: then its first `size` bytes are enough.
    """

    size: int = MAX_BYTES
    seconds: float = SECONDS
    redirects: int = MAX_REDIRECTS
    truncate: bool = False


USUAL = Limits()


@dataclass(frozen=True, slots=True)
class Request:
    """A request. `sink`, if set, takes the body block by block, from another thread."""

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)  # may hold a token
    data: bytes | None = None
    sink: Callable[[bytes], object] | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """A final response: `hops` are the URLs redirected to, header names are in lower case."""

    status: int
    hops: tuple[str, ...]
    headers: Mapping[str, str]
    body: bytes


class Client:
    """Connections that requests share, from any thread; closing it ends requests at once.

    `allow_local`: private, loopback and other non-public addresses may be connected to.
    """

    def __init__(self, *, allow_local: bool = False) -> None:
        self._pending: set[Future[Response]] = set()
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._manager = PoolManager(
            num_pools=2 * _CONNECTIONS,
            maxsize=_CONNECTIONS,
            timeout=Timeout(connect=_STALL_SECONDS, read=_STALL_SECONDS),
            ssl_context=ssl.create_default_context(),  # loads the certificates once, not by host
        )
        if not allow_local:
            self._manager.pool_classes_by_scheme = {"http": _PublicPool, "https": _PublicTlsPool}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._closed.set()
            for future in self._pending:
                future.cancel()
        self._manager.clear()

    def fetch(self, url: str, method: str = "GET", limits: Limits = USUAL) -> Response:
        """Return the final response to a plain request, whatever its status. Raises FetchError."""
        return self.send(Request(url, method), limits)

    def send(self, request: Request, limits: Limits = USUAL) -> Response:
        """Return the final response to a request, whatever its status. Raises FetchError."""
        future: Future[Response] = Future()
        with self._lock:
            if self._closed.is_set():
                raise _interrupted(request.url)
            self._pending.add(future)
        # Daemon thread: neither a name server that is silent nor a server that trickles bytes may
        # hold up the caller or the end of the program.
        threading.Thread(target=self._run, args=(future, request, limits), daemon=True).start()
        try:
            return future.result(limits.seconds)
        except TimeoutError:
            raise _failed(request.url, f"not done within {limits.seconds:g} seconds") from None
        except CancelledError:
            raise _interrupted(request.url) from None
        finally:
            future.cancel()
            with self._lock:
                self._pending.discard(future)

    def pause(self, seconds: float) -> None:
        """Sleep, at most until the client is closed."""
        self._closed.wait(seconds)

    def _run(self, future: Future[Response], request: Request, limits: Limits) -> None:
        with suppress(InvalidStateError):  # cancelled meanwhile
            try:
                future.set_result(self._follow(future, request, limits))
            except Exception as error:  # noqa: BLE001 - raised again by send
                future.set_exception(error)

    def _follow(self, future: Future[Response], request: Request, limits: Limits) -> Response:
        """Send a request, and again wherever it is redirected to."""
        hops: list[str] = []
        while True:
            with _worded(request.url, is_redirect=bool(hops)):
                response = self._open(request)
                try:
                    target = _target(response, request.url) if limits.redirects else None
                    if target is None:
                        body = _body(response, request, limits, future)
                        headers = {name.lower(): text for name, text in response.headers.items()}
                        return Response(response.status, tuple(hops), headers, body)
                finally:
                    response.close()
            if len(hops) == limits.redirects:
                raise FetchError(
                    f"too many redirects, last to {shown(target)}", "Use the final URL."
                )
            hops.append(target)
            request = _redirected(request, target, response.status)

    def _open(self, request: Request) -> BaseHTTPResponse:
        if not is_web_url(request.url):
            raise FetchError(
                f"{shown(request.url)} is not a web URL", "Use a URL that starts with `https://`."
            )
        return self._manager.urlopen(
            request.method,
            request.url,
            body=request.data,
            headers=_DEFAULTS | dict(request.headers),
            preload_content=False,
            decode_content=False,  # done here, block by block, so that a gzip bomb stays small
            redirect=False,
            retries=_ONCE_MORE if request.method in {"GET", "HEAD"} else _NEVER,
        )


def is_web_url(url: str) -> bool:
    """Whether a URL is an http or https one with a host."""
    try:
        parts = urlsplit(url)
        is_port = parts.port is None or parts.port > 0  # raises for one that is no number
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and is_port
    except ValueError:
        return False


def shown(url: str) -> str:
    """Return a URL for people: without credentials, and of a sensible length."""
    return without_credentials(url)[:_SHOWN]


# ── Redirects ─────────────────────────────────────────────────────────────────────────────────


def _target(response: BaseHTTPResponse, url: str) -> str | None:
    """Return the URL that a response redirects to. Raises FetchError if it is not a web URL."""
    location = response.headers.get("Location")
    if response.status not in _REDIRECTS or not location:
        return None
    with suppress(ValueError):
        target = urljoin(url, location)
        if is_web_url(target):
            return target
    raise FetchError(
        f"{shown(url)} redirects to {shown(location)}, which is not a web URL", "Use another URL."
    )


def _redirected(request: Request, target: str, status: int) -> Request:
    headers = request.headers
    if _origin(request.url) != _origin(target):
        headers = {key: text for key, text in headers.items() if key.lower() not in _CREDENTIALS}
    if request.method == "POST" and status in _TO_GET:
        return replace(request, url=target, headers=headers, method="GET", data=None)
    return replace(request, url=target, headers=headers)


def _origin(url: str) -> tuple[str, str | None, int]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}[parts.scheme]


# ── Bodies ────────────────────────────────────────────────────────────────────────────────────


def _body(
    response: BaseHTTPResponse, request: Request, limits: Limits, future: Future[Response]
) -> bytes:
    """Read a body within the limits; return it, or nothing if a sink has taken it."""
    taken = bytearray()
    size = 0
    for block in _decoded(_blocks(response, future), response.headers.get("Content-Encoding", "")):
        rest = limits.size - size
        if len(block) > rest and not limits.truncate:
            raise FetchError(
                f"{shown(request.url)} is larger than {limits.size / 1_000_000:g} MB",
                "Use a smaller file.",
            )
        (request.sink or taken.extend)(block[:rest])
        size += len(block)
        if size >= limits.size and limits.truncate:
            break
    return bytes(taken)


def _blocks(response: BaseHTTPResponse, future: Future[Response]) -> Iterator[bytes]:
    # read1, since read would wait until a server that trickles bytes has filled the block.
    while not future.cancelled() and (block := response.read1(_BLOCK)):
        yield block


def _decoded(blocks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """Unpack gzip, at most a block at a time. Raises zlib.error."""
    if encoding.strip().lower() not in {"gzip", "x-gzip"}:
        yield from blocks
        return
    decoder = zlib.decompressobj(wbits=31)
    for packed in blocks:
        rest = packed
        while rest and not decoder.eof:
            yield decoder.decompress(rest, _BLOCK)
            rest = decoder.unconsumed_tail
        if decoder.eof:
            return
    yield decoder.flush()


# ── Connections, and what goes wrong with them ────────────────────────────────────────────────


class _LocalAddressError(Exception):
    """The address, not public, that a server's name resolved to."""


class _PublicConnection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _public(super()._new_conn())


class _PublicTlsConnection(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _public(super()._new_conn())


class _PublicPool(HTTPConnectionPool):
    ConnectionCls = _PublicConnection


class _PublicTlsPool(HTTPSConnectionPool):
    ConnectionCls = _PublicTlsConnection


def _public(connected: socket.socket) -> socket.socket:
    """Return a connection, before anything is sent over it, or close it and raise."""
    address = connected.getpeername()[0]
    if not is_public(address):
        connected.close()
        raise _LocalAddressError(address)
    return connected


@contextmanager
def _worded(url: str, *, is_redirect: bool) -> Iterator[None]:
    """Raise FetchError for errors, never with their own text: it may quote a header."""
    try:
        yield
    except _LocalAddressError as error:
        if is_redirect:
            raise FetchError(
                f"refused redirect from a public to a private host: {shown(url)}",
                "Request that URL directly if you trust it.",
            ) from None
        raise FetchError(
            f"{shown(url)} resolves to {error}, which is not a public address",
            f"Request {error} directly if you trust it.",
            f"resolves to {error}, which is not a public address",
        ) from None
    except (faults.HTTPError, HTTPException, OSError, ValueError, zlib.error) as error:
        raise _failed(url, _reason(error)) from None


def _failed(url: str, reason: str) -> FetchError:
    used = next((name for name in _PROXIES if os.environ.get(name)), None)
    hint = f"Connect without a proxy: {used} is not used." if used else "Try again later."
    return FetchError(f"cannot fetch {shown(url)}: {reason}", hint, reason)


def _interrupted(url: str) -> FetchError:
    return FetchError(f"cannot fetch {shown(url)}: interrupted", "Try again.")


def _reason(error: BaseException) -> str:
    """Name the cause of an error, which urllib3 wraps several times over."""
    for each in reversed([*_chain(error)]):
        for kind, words in _REASONS:
            if isinstance(each, kind):
                return words
        if isinstance(each, OSError) and each.strerror:
            return each.strerror.lower()
    return "the request or the response is not valid HTTP"


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an error, and what it wraps by any of urllib3's ways to wrap."""
    inner: BaseException | None = error
    while inner:
        yield inner
        wrapped = (getattr(inner, "reason", None), *inner.args, inner.__cause__, inner.__context__)
        inner = next((each for each in wrapped if isinstance(each, BaseException)), None)


_REASONS: tuple[tuple[type[BaseException], str], ...] = (
    (socket.gaierror, "host not found"),
    (ssl.SSLError, "no secure connection, or its certificate is not trusted"),
    (TimeoutError, f"no data for {_STALL_SECONDS:g} seconds"),
    (faults.IncompleteRead, "connection closed before the end"),
    (RemoteDisconnected, "connection closed before the response"),
    (faults.LocationValueError, "invalid URL"),
    (UnicodeError, "invalid URL"),
    (zlib.error, "invalid gzip data"),
)

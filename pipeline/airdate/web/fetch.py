"""Asks servers that nobody vouches for: bounded in bytes, in time and in redirects.

Only the web is asked. Whoever is asked in public may not send us on to a machine of this network:
what is found there could be shown to somebody who is not meant to see it.
"""

from __future__ import annotations

import socket
import threading
import urllib.request
import zlib
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage
from ipaddress import ip_address
from typing import IO, TYPE_CHECKING
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

from airdate.errors import AirdateError

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_BYTES = 50_000_000
MAX_REDIRECTS = 5
PATIENCE_SECONDS = 30.0
_SILENCE_SECONDS = 10.0  # between two bytes
_BLOCK = 1 << 16
_MOVED = {301, 302, 303, 307, 308}


class FetchError(AirdateError):
    """Something on the web that can't be had."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said in the end: `hops` are the addresses that it led to, header names small.

    `body` is at most as long as was asked for.
    """

    status: int
    hops: tuple[str, ...]
    headers: Mapping[str, str]
    body: bytes


def fetch(
    url: str,
    method: str = "GET",
    *,
    most: int = MAX_BYTES,
    patience: float = PATIENCE_SECONDS,
    whole: bool = True,
) -> Answer:
    """Return a server's answer, whatever its status, within `patience` seconds. Raises FetchError.

    `most` is how many bytes of the body are read; more of them are an error if it is wanted whole.
    """
    _refuse_other(url)
    found: list[Answer | FetchError] = []

    def ask() -> None:
        try:
            found.append(_ask(url, method, most, whole=whole))
        except FetchError as error:
            found.append(error)
        except (OSError, HTTPException, ValueError, zlib.error) as error:
            found.append(FetchError(f"{url} can't be fetched: {_reason(error)}", "try it later"))

    # A server that sends a byte now and then is left to itself: nothing waits for this thread.
    worker = threading.Thread(target=ask, daemon=True)
    worker.start()
    worker.join(patience)
    if not found:
        raise FetchError(f"{url} took longer than {patience:g} seconds", "try it later")
    if isinstance(found[0], FetchError):
        raise found[0]
    return found[0]


def _ask(url: str, method: str, most: int, *, whole: bool) -> Answer:
    steps = _Redirects()
    named = {"Accept-Encoding": "identity, gzip;q=0.5", "User-Agent": "Airdate"}
    request = urllib.request.Request(url, headers=named, method=method)  # noqa: S310 - checked
    opener = urllib.request.build_opener(steps)
    try:
        answer = opener.open(request, timeout=_SILENCE_SECONDS)
    except HTTPError as error:
        if error.code in _MOVED:
            where = str(error.headers.get("Location", "nowhere"))[:80]
            error.close()
            raise FetchError(
                f"{url} leads to {where}, which is no address on the web", "name another address"
            ) from error
        answer = error
    with answer:
        headers = {name.lower(): value for name, value in answer.headers.items()}
        body = _read(answer, most) if whole else answer.read(most)
    if whole and headers.get("content-encoding", "").lower() == "gzip":
        body = _unpacked(body, most)
    return Answer(answer.status or 0, tuple(steps.hops), headers, body)


def _read(answer: IO[bytes], most: int) -> bytes:
    kept = bytearray()
    while block := answer.read(_BLOCK):
        kept += block
        if len(kept) > most:
            raise _too_large(most)
    return bytes(kept)


def _unpacked(body: bytes, most: int) -> bytes:
    plain = zlib.decompressobj(wbits=31).decompress(body, most + 1)
    if len(plain) > most:
        raise _too_large(most)
    return plain


def _too_large(most: int) -> FetchError:
    return FetchError(f"it is larger than {most / 1_000_000:g} MB", "name something smaller")


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows a few redirects, and remembers them."""

    max_repeats = max_redirections = MAX_REDIRECTS + 1  # ours is told in its own words, before

    def __init__(self) -> None:
        self.hops: list[str] = []

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        fp.close()
        _refuse_other(newurl)
        if len(self.hops) >= MAX_REDIRECTS:
            raise FetchError(
                f"it leads from one address to the next: {newurl}", "name the last one"
            )
        if leads_inside(req.full_url, newurl):
            raise FetchError(f"it leads into this network: {newurl}", "ask for that address itself")
        self.hops.append(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def leads_inside(url: str, to: str) -> bool:
    """Whether a public address would send us to a machine of this network."""
    return not _is_inside(urlsplit(url).hostname or "") and _is_inside(urlsplit(to).hostname or "")


def _is_inside(host: str) -> bool:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:
        return False
    return any(not ip_address(str(each[4][0]).partition("%")[0]).is_global for each in found)


def _refuse_other(url: str) -> None:
    try:
        parts = urlsplit(url)
        on_the_web = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        on_the_web = False
    if not on_the_web:
        raise FetchError(f"{url[:80]} is no address on the web", "write it with https://")


def _reason(error: Exception) -> str:
    inner = error.reason if isinstance(error, URLError) else error
    if isinstance(inner, OSError) and inner.strerror:
        return inner.strerror
    return str(inner) or type(inner).__name__

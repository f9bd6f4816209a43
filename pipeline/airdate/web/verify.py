"""Verification: what is served, compared with the manifest of what was published.

Only public URLs are used, as podcast apps do, so that whatever stands between the store and
listeners (a CDN, a web server's settings) is tested too.
"""

from __future__ import annotations

import hashlib
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email.message import Message
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from lxml import etree

from airdate.art import artwork
from airdate.feed import archive
from airdate.model import CacheControl, Layer, Place, Problem, Severity, StoredObject
from airdate.store.history import FOLDER
from airdate.store.manifest import POINTER
from airdate.store.private import is_private
from airdate.web import server_config
from airdate.web.client import Client, FetchError, Limits, Request, Response

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from airdate.model import Manifest

# "Your server must support HTTP HEAD requests and byte-range requests."
_APPLE = "https://podcasters.apple.com/support/823-podcast-requirements"
_ARTWORK = "https://podcasters.apple.com/support/896-artwork-requirements"
_IMAGE = "{http://www.itunes.com/dtds/podcast-1.0.dtd}image"
_CORS = "https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/CORS"
_HTTP = "https://www.rfc-editor.org/rfc/rfc9110"
# Stands for head.json, which must not be public.
_RECORDS = StoredObject("", 0, "", CacheControl.BRIEFLY, Layer.PAGE, 0)
_CONCURRENCY = 8
_SECONDS = 30.0
_SLOWEST = 100_000  # bytes a second that a download must reach
_OK, _PARTIAL, _NOT_MODIFIED = 200, 206, 304  # RFC 9110, 15
_FORBIDDEN = {401, 403}
_ACCESS = "Let anybody read it; for an S3 bucket, run `airdate bucket --apply`."
_IDENTITY = {"Accept-Encoding": "identity"}  # the bytes as published, for their digest
_ARTWORK_PIXELS = 1400, 3000  # Apple's least and most
_FEW_BYTES = Limits(size=1024, seconds=_SECONDS, truncate=True)


@dataclass(frozen=True, slots=True)
class _Verification:
    """One run: the show's base URL, its manifest, and the connections to its server."""

    base: str
    manifest: Manifest
    client: Client
    deep: bool


def verify(
    base: str, manifest: Manifest, progress: Callable[[str], None], *, deep: bool = False
) -> tuple[Problem, ...]:
    """Compare what is served below the URL `base` with the manifest.

    `progress` is called with each key before its requests, from several threads. `deep` downloads
    every file and compares its digest. Never raises for what a server does.
    """
    wanted = _wanted(base, manifest)
    # The producer's own URL may well be on this machine. The client is closed first, so that
    # Ctrl-C doesn't wait for requests in the pool.
    with ThreadPoolExecutor(_CONCURRENCY) as pool, Client(allow_local=True) as client:
        run = _Verification(base, manifest, client, deep)

        def check(item: tuple[str, StoredObject]) -> tuple[Problem, ...]:
            progress(item[0])
            return tuple(_problems(run, *item))

        found = [problem for problems in pool.map(check, wanted) for problem in problems]
    return tuple(dict.fromkeys(found))  # two feeds may name one cover


def _wanted(base: str, manifest: Manifest) -> list[tuple[str, StoredObject]]:
    """Return what listeners may request; and what they must not get, where that is a secret."""
    # A server may redirect these to where they moved.
    moved = {
        archive.at(f"feeds/{slug}")
        for slug, record in manifest.feeds.items()
        if record.moved_to not in {None, f"{base}{archive.at(f'feeds/{slug}')}"}
    }
    wanted = [
        (key, entry)
        for key, entry in sorted(manifest.objects.items())
        if entry.unused_since is None
        and not key.startswith(FOLDER)
        and not server_config.is_for_servers(key)
        and key not in moved
    ]
    if any(is_private(key) for key, _ in wanted):
        wanted.append((POINTER, _RECORDS))
    return wanted


def _problems(run: _Verification, key: str, entry: StoredObject) -> Iterator[Problem]:
    try:
        if entry is _RECORDS:
            yield from _exposed_records(run)
        else:
            yield from _object_problems(run, key, entry)
    except FetchError as error:
        yield _problem("unreachable", key, error.message, error.hint)


def _exposed_records(run: _Verification) -> Iterator[Problem]:
    if run.client.fetch(run.base + POINTER, "HEAD").status == _OK:
        yield _problem(
            "private-urls-exposed",
            POINTER,
            "head.json is public and reveals private feed URLs",
            "Make the server answer 404 for head.json and history/.",
        )


def _object_problems(run: _Verification, key: str, entry: StoredObject) -> Iterator[Problem]:
    head = run.client.send(Request(run.base + key, "HEAD", _IDENTITY))
    if head.status != _OK:
        hint = _ACCESS if head.status in _FORBIDDEN else "Publish again."
        yield _problem("missing", key, f"the server returned {head.status}", hint)
        return
    yield from _header_problems(key, entry, head.headers)
    if entry.layer is not Layer.FILE or run.deep:
        yield from _content_problems(run, key, entry)
    if etag := head.headers.get("etag"):
        yield from _etag_problems(run, key, etag)
    if entry.type.startswith("audio/"):
        yield from _range_problems(run, key, entry.size)
    if key.startswith(("chapters/", "transcripts/")):
        yield from _cors_problems(run, key)


# ── Headers and bodies ────────────────────────────────────────────────────────────────────────


def _header_problems(
    key: str, entry: StoredObject, headers: Mapping[str, str]
) -> Iterator[Problem]:
    type_ = headers.get("content-type", "")
    if _parsed_type(type_) != _parsed_type(entry.type):
        yield _problem(
            "type-mismatch",
            key,
            f"Content-Type is {type_ or 'missing'}, expected {entry.type}",
            "Set it on the server or CDN.",
            _APPLE,
        )
    length = headers.get("content-length", "missing")
    if length != str(entry.size):
        yield _problem(
            "length-mismatch",
            key,
            f"Content-Length is {length}, expected {entry.size}",
            "Make the server send files unchanged and with their length.",
            _APPLE,
        )


def _parsed_type(text: str) -> tuple[str, str]:
    """Return a media type and its charset, which is UTF-8 if nothing else is stated."""
    message = Message()
    message["Content-Type"] = text
    return message.get_content_type(), str(message.get_content_charset("utf-8"))


def _content_problems(run: _Verification, key: str, entry: StoredObject) -> Iterator[Problem]:
    digest = hashlib.sha256()
    is_feed = entry.layer is Layer.FEED and entry.type.startswith("application/rss+xml")
    body = bytearray()

    def take(block: bytes) -> None:
        digest.update(block)
        if is_feed:
            body.extend(block)

    # A byte too many is enough to see that it is another file, however long that goes on.
    size = entry.size + 1
    limits = Limits(size, _SECONDS + size / _SLOWEST, truncate=True)
    run.client.send(Request(run.base + key, headers=_IDENTITY, sink=take), limits)
    if digest.hexdigest() != entry.sha256:
        yield _problem(
            "content-mismatch",
            key,
            "served content differs from what was published",
            "If you published minutes ago, wait for caches to expire; otherwise publish again.",
        )
    if is_feed:
        yield from _feed_problems(run, key, bytes(body))


# ── What podcast apps rely on ─────────────────────────────────────────────────────────────────


def _get(run: _Verification, key: str, **headers: str) -> Response:
    """Request an object with one more header; a few bytes of it are enough."""
    named = _IDENTITY | {name.replace("_", "-"): text for name, text in headers.items()}
    return run.client.send(Request(run.base + key, headers=named), _FEW_BYTES)


def _etag_problems(run: _Verification, key: str, etag: str) -> Iterator[Problem]:
    status = _get(run, key, If_None_Match=etag).status
    if status != _NOT_MODIFIED:
        yield _problem(
            "etag-ignored",
            key,
            f"server ignores If-None-Match (returned {status}, not 304)",
            "Enable ETag comparison, so apps don't download unchanged files.",
            f"{_HTTP}#section-13.1.2",
            severity=Severity.WARNING,
        )


def _range_problems(run: _Verification, key: str, size: int) -> Iterator[Problem]:
    """Request the first bytes, from a point on, and the last ones, as players do."""
    spans = {"bytes=0-1": (0, 1), f"bytes={size - 2}-": (size - 2, size - 1)}
    spans["bytes=-2"] = (size - 2, size - 1)
    for wanted, (first, last) in spans.items():
        response = _get(run, key, Range=wanted)
        length = len(response.body)
        returned = response.status, length, response.headers.get("content-range")
        if returned != (_PARTIAL, 2, f"bytes {first}-{last}/{size}"):
            many = f"{_FEW_BYTES.size} or more" if length == _FEW_BYTES.size else length
            yield _problem(
                "ranges-unsupported",
                key,
                f"server ignores byte ranges (`{wanted}` returned {response.status}, {many} bytes)",
                "Enable range requests on the server or CDN.",
                _APPLE,
            )
            return


def _cors_problems(run: _Verification, key: str) -> Iterator[Problem]:
    origin = "https://player.example"
    allowed = _get(run, key, Origin=origin).headers.get("access-control-allow-origin")
    if allowed not in {"*", origin}:
        yield _problem(
            "cors-missing",
            key,
            "no CORS header, so players on other sites can't load this file",
            "Send `Access-Control-Allow-Origin: *` for chapters and transcripts.",
            _CORS,
            severity=Severity.WARNING,
        )


# ── What a feed promises ──────────────────────────────────────────────────────────────────────


def _feed_problems(run: _Verification, key: str, feed: bytes) -> Iterator[Problem]:
    try:
        root = etree.fromstring(feed, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        yield _problem("feed-malformed", key, f"feed is not valid XML: {error}", "Publish again.")
        return
    yield from _enclosure_problems(run, key, root)
    for url in dict.fromkeys(image.get("href", "") for image in root.iter(_IMAGE)):
        if url.startswith(run.base):
            yield from _artwork_problems(run, url.removeprefix(run.base))


def _enclosure_problems(run: _Verification, key: str, root: etree._Element) -> Iterator[Problem]:
    for enclosure in root.iter("enclosure"):
        url, length, type_ = (enclosure.get(name) or "" for name in ("url", "length", "type"))
        name = url.removeprefix(run.base) if url.startswith(run.base) else ""
        entry = run.manifest.objects.get(name)
        if entry is None or (length, type_) != (str(entry.size), entry.type):
            yield _problem(
                "enclosure-mismatch",
                key,
                f"enclosure {url} with length {length} and type {type_} is not a published file",
                "Publish again.",
                _APPLE,
            )


def _artwork_problems(run: _Verification, key: str) -> Iterator[Problem]:
    limits = Limits(artwork.MAX_BYTES, truncate=True)
    with tempfile.NamedTemporaryFile() as file:
        run.client.send(Request(run.base + key, sink=file.write), limits)
        file.flush()
        try:
            picture = artwork.inspect(Path(file.name))
        except artwork.ArtworkError as error:
            yield _problem("artwork-invalid", key, error.message, error.hint, _ARTWORK)
            return
    least, most = _ARTWORK_PIXELS
    if picture.width != picture.height or not least <= picture.width <= most:
        yield _problem(
            "artwork-size",
            key,
            f"artwork is {picture.width} × {picture.height} px",
            f"Use a square of {least} to {most} px.",
            _ARTWORK,
            severity=Severity.WARNING,
        )


def _problem(
    code: str,
    key: str,
    message: str,
    hint: str,
    source: str = "",
    severity: Severity = Severity.ERROR,
) -> Problem:
    return Problem(f"verify-{code}", severity, Place(PurePosixPath(key)), message, hint, source)

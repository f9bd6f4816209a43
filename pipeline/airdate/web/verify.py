"""Asks for what is out there as a podcast app would, and holds the answers against head.

Only public URLs are used, so that whatever stands between the store and listeners (a CDN, a web
server's settings) is tested too.
"""

from __future__ import annotations

import hashlib
import tempfile
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPException
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.parse import urlsplit

from lxml import etree

from airdate.art import artwork
from airdate.feed import archive
from airdate.model import CacheControl, Layer, Place, Problem, Severity, StoredObject
from airdate.store.history import FOLDER
from airdate.store.manifest import POINTER
from airdate.store.private import is_private
from airdate.web import server_config

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from airdate.model import Manifest

# "Your server must support HTTP HEAD requests and byte-range requests."
_APPLE = "https://podcasters.apple.com/support/823-podcast-requirements"
_ARTWORK = "https://podcasters.apple.com/support/896-artwork-requirements"
_IMAGE = "{http://www.itunes.com/dtds/podcast-1.0.dtd}image"
_CORS = "https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/CORS"
_HTTP = "https://www.rfc-editor.org/rfc/rfc9110"
# Stands for head.json, which nobody is to have.
_RECORDS = StoredObject("", 0, "", CacheControl.BRIEFLY, Layer.PAGE, 0)
_PATIENCE_SECONDS = 30
_AT_ONCE = 8
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said; `body` is what was read of it, `sha256` is of all of it."""

    status: int
    headers: Message
    size: int
    sha256: str
    body: bytes = field(repr=False)


def verify(
    base: str, manifest: Manifest, progress: Callable[[str], None], *, deep: bool = False
) -> tuple[Problem, ...]:
    """Return what is wrong with what listeners get below the URL `base`.

    `progress` hears each key before it is asked for, from several threads. `deep` fetches every
    file whole and compares its digest. Never raises for what a server does.
    """
    wanted = _wanted(base, manifest)

    def probe(item: tuple[str, StoredObject]) -> tuple[Problem, ...]:
        progress(item[0])
        try:
            return tuple(_problems(base, manifest, *item, deep=deep))
        except (OSError, HTTPException) as error:
            said = f"it can't be fetched: {error}"
            return (_problem("unreachable", item[0], said, "check the address and the server"),)

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        found = [problem for problems in pool.map(probe, wanted) for problem in problems]
    return tuple(dict.fromkeys(found))  # two feeds may name one cover


def _wanted(base: str, manifest: Manifest) -> list[tuple[str, StoredObject]]:
    """Return what listeners may ask for; and what they may not, where that is a secret."""
    # These a server may send on to where they went.
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


def _problems(
    base: str, manifest: Manifest, key: str, entry: StoredObject, *, deep: bool
) -> Iterator[Problem]:
    url = base + key
    answer = ask(url, "HEAD")
    if entry is _RECORDS:
        yield from _records(answer)
        return
    if answer.status != 200:  # noqa: PLR2004 - as the RFC numbers it
        yield _problem("missing", key, f"the server says {answer.status}", "publish again")
        return
    yield from _headers(key, entry, answer)
    if entry.layer is not Layer.FILE or deep:
        whole = ask(url)
        if whole.sha256 != entry.sha256:
            yield _problem(
                "other-bytes",
                key,
                "what is served is not what was published",
                "if it was published within the last minutes, wait for caches; else publish again",
            )
        if entry.layer is Layer.FEED and entry.type.startswith("application/rss+xml"):
            yield from _feed(base, manifest, key, whole.body)
    if answer.headers["ETag"]:
        yield from _not_modified(url, key, answer.headers["ETag"])
    if entry.type.startswith("audio/"):
        yield from _ranges(url, key, entry.size)
    if key.startswith(("chapters/", "transcripts/")):
        yield from _shared(url, key)


def _records(answer: Answer) -> Iterator[Problem]:
    if answer.status == 200:  # noqa: PLR2004 - as the RFC numbers it
        yield _problem(
            "records-public",
            POINTER,
            "anybody can read it, and from there on the addresses of private feeds",
            "have the server answer 404 for head.json and history/",
        )


def ask(url: str, method: str = "GET", **headers: str) -> Answer:
    """Ask a server, and give its answer whatever its status. Raises OSError, HTTPException."""
    if urlsplit(url).scheme not in {"http", "https"}:
        raise OSError(f"{url} is not an address on the web")
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    named |= {"Accept-Encoding": "identity", "User-Agent": "Airdate"}
    request = urllib.request.Request(url, headers=named, method=method)  # noqa: S310 - checked
    try:
        answer = urllib.request.urlopen(request, timeout=_PATIENCE_SECONDS)  # noqa: S310 - likewise
    except HTTPError as error:
        answer = error
    with answer:
        digest = hashlib.sha256()
        kept = bytearray()
        size = 0
        while block := answer.read(_BLOCK):
            digest.update(block)
            size += len(block)
            if size <= artwork.MAX_BYTES:  # enough for feeds, pages and images
                kept += block
        return Answer(answer.status or 0, answer.headers, size, digest.hexdigest(), bytes(kept))


def _headers(key: str, entry: StoredObject, answer: Answer) -> Iterator[Problem]:
    wanted = Message()
    wanted["Content-Type"] = entry.type
    same = answer.headers.get_content_type() == wanted.get_content_type()
    if not same or answer.headers.get_content_charset("utf-8") != "utf-8":
        yield _problem(
            "wrong-type",
            key,
            f"its type is {answer.headers['Content-Type']}, and should be {entry.type}",
            "set the type in the server's or the CDN's configuration",
            _APPLE,
        )
    size = answer.headers["Content-Length"]
    if size != str(entry.size):
        yield _problem(
            "wrong-length",
            key,
            f"its length is {size or 'not said'}, and should be {entry.size}",
            "have the server send files as they are, with their length",
            _APPLE,
        )


def _not_modified(url: str, key: str, etag: str) -> Iterator[Problem]:
    again = ask(url, "GET", If_None_Match=etag)
    if again.status != 304:  # noqa: PLR2004 - as the RFC numbers it
        yield _problem(
            "always-sent",
            key,
            f"asked whether it changed, the server says {again.status} instead of 304",
            "have the server compare ETags, so that apps don't fetch the same again and again",
            f"{_HTTP}#section-13.1.2",
            severity=Severity.WARNING,
        )


def _ranges(url: str, key: str, size: int) -> Iterator[Problem]:
    """Ask for bytes from the beginning, from a point on, and from the end, as players do."""
    spans = {"bytes=0-1": (0, 1), f"bytes={size - 2}-": (size - 2, size - 1)}
    spans["bytes=-2"] = (size - 2, size - 1)
    for wanted, (first, last) in spans.items():
        answer = ask(url, Range=wanted)
        said = answer.headers["Content-Range"]
        if (answer.status, answer.size, said) != (206, 2, f"bytes {first}-{last}/{size}"):
            yield _problem(
                "no-ranges",
                key,
                f"asked for {wanted}, the server says {answer.status} with {answer.size} bytes",
                "turn byte ranges on in the server's or the CDN's configuration",
                _APPLE,
            )
            return


def _shared(url: str, key: str) -> Iterator[Problem]:
    answer = ask(url, Origin="https://player.example")
    if answer.headers["Access-Control-Allow-Origin"] not in {"*", "https://player.example"}:
        yield _problem(
            "no-cors",
            key,
            "players on other sites may not load it",
            "have the server send Access-Control-Allow-Origin: * for chapters and transcripts",
            _CORS,
            severity=Severity.WARNING,
        )


def _artwork(url: str, key: str) -> Iterator[Problem]:
    answer = ask(url)
    with tempfile.NamedTemporaryFile() as file:
        file.write(answer.body)
        file.flush()
        try:
            picture = artwork.inspect(Path(file.name))
        except artwork.ArtworkError as error:
            yield _problem("bad-artwork", key, error.message, error.hint, _ARTWORK)
            return
    square = picture.width == picture.height
    if not square or not 1400 <= picture.width <= 3000:  # noqa: PLR2004 - Apple's figures
        yield _problem(
            "artwork-size",
            key,
            f"it is {picture.width} × {picture.height} pixels",
            "use a square of 1400 to 3000 pixels",
            _ARTWORK,
            severity=Severity.WARNING,
        )


def _feed(base: str, manifest: Manifest, key: str, feed: bytes) -> Iterator[Problem]:
    """Hold what a feed says of its files against what is out there."""
    try:
        root = etree.fromstring(feed, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        yield _problem("bad-feed", key, f"it is not XML: {error}", "publish again")
        return
    yield from _enclosures(base, manifest, key, root)
    covers = dict.fromkeys(image.get("href", "") for image in root.iter(_IMAGE))
    for url in covers:
        if url.startswith(base):
            yield from _artwork(url, url.removeprefix(base))


def _enclosures(base: str, manifest: Manifest, key: str, root: etree._Element) -> Iterator[Problem]:
    for enclosure in root.iter("enclosure"):
        url = enclosure.get("url", "")
        entry = manifest.objects.get(url.removeprefix(base)) if url.startswith(base) else None
        said = (enclosure.get("length"), enclosure.get("type"))
        if entry is None or said != (str(entry.size), entry.type):
            yield _problem(
                "wrong-enclosure",
                key,
                f"it names {url} with length {said[0]} and type {said[1]}, and that is not so",
                "publish again",
                _APPLE,
            )


def _problem(
    code: str,
    key: str,
    what: str,
    hint: str,
    source: str = "",
    severity: Severity = Severity.ERROR,
) -> Problem:
    return Problem(f"verify-{code}", severity, Place(PurePosixPath(key)), what, hint, source)

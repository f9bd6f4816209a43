"""Which bytes came of what, the last time that pages were rendered: a line for each page.

The index is only ever a help: one that is not whole knows nothing, and what it knows counts only
for pages that are out with those bytes.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from airdate.model import Artifact, CacheControl, InStore, Layer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

TYPES = {
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "md": "text/markdown; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "webmanifest": "application/manifest+json",
    "xml": "application/xml",
}


@dataclass(frozen=True, slots=True)
class Recalled:
    """What is known: of the whole site, and of each page by the digest of its inputs."""

    whole: str = ""
    pages: Mapping[str, Artifact] = field(default_factory=dict)


def artifact(key: str, sha256: str, size: int, body: bytes | InStore) -> Artifact:
    """Return a page."""
    type_ = TYPES[key.rpartition(".")[2]]
    return Artifact(key, type_, CacheControl.BRIEFLY, Layer.PAGE, size, sha256, body)


def index(whole: str, made: Iterable[tuple[str, Artifact]]) -> bytes:
    """Return what is to be read the next time: `made` are pages with the digest of their inputs."""
    lines = "".join(f"{inputs} {each.sha256} {each.size} {each.key}\n" for inputs, each in made)
    rest = f"{whole}\n{lines}".encode()
    return f"{hashlib.sha256(rest).hexdigest()}\n".encode() + rest


def read(index_: bytes, is_published: Callable[[str, str], bool]) -> Recalled:
    """Return what an index knows of pages that are out; `whole` only if all of them are."""
    digest, _, rest = index_.partition(b"\n")
    if digest != hashlib.sha256(rest).hexdigest().encode():
        return Recalled()
    whole, *lines = rest.decode().splitlines()
    pages, body = {}, InStore()
    for line in lines:
        inputs, sha256, size, key = line.split(" ")
        if is_published(key, sha256):
            pages[inputs] = artifact(key, sha256, int(size), body)
    return Recalled(whole if len(pages) == len(lines) else "", pages)

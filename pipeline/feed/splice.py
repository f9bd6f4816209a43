"""Items of the last feed that need not be made again: an index of where their bytes are.

The index is only ever a help: an item counts as known if its inputs are the same, and the bytes
found in its place have the digest that they were written with. Anything else is made anew.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.feed.rss import Document
    from pipeline.feed.words import Notes
    from pipeline.model import Feed

# Counts up when the same inputs would be written otherwise.
WRITER = 1


def inputs(
    feed: Feed, releases: Mapping[str, str], notes: Mapping[str, Notes], base: str
) -> dict[str, str]:
    """Return, by guid, the digest of everything that an item is made of.

    `releases` are the digests of all that listeners see of each release, by guid.
    """
    shared = repr((WRITER, base, feed.explicit, feed.chapters_in_description))
    return {guid: _made_of(shared, digest, notes[guid]) for guid, digest in releases.items()}


def _made_of(shared: str, release: str, notes: Notes) -> str:
    said = f"{shared}\0{release}\0{notes.text}\0{notes.html}"
    return _digest(said.encode(errors="backslashreplace"))


def index(documents: Sequence[Document], made_of: Mapping[str, str]) -> bytes:
    """Return where each item is, as JSON: guid → key, offset, length, digest, inputs."""
    return json.dumps(
        {
            guid: [
                document.key,
                place.start,
                place.stop - place.start,
                _digest(document.body[place]),
                made_of[guid],
            ]
            for document in documents
            for guid, place in document.places.items()
        }
    ).encode()


def known(
    index_: bytes, bodies: Mapping[str, bytes], made_of: Mapping[str, str]
) -> dict[str, bytes]:
    """Return, by guid, the items that are as they were. `bodies` are the last feed's, by key.

    A broken index, or one of other bodies, knows nothing.
    """
    try:
        said: Any = json.loads(index_)
        rows = said.items()
    except (ValueError, AttributeError, RecursionError):
        return {}
    found = ((guid, _whole(row, bodies, made_of.get(guid))) for guid, row in rows)
    return {guid: body for guid, body in found if body}


def _whole(row: Any, bodies: Mapping[str, bytes], wanted: str | None) -> bytes | None:
    """Return an item's bytes, if they are there, whole, and of the inputs that are wanted."""
    match row:
        case [str(key), int(offset), int(length), str(digest), str(made_of)]:
            body = bodies.get(key, b"")[offset : offset + length]
            return body if made_of == wanted and _digest(body) == digest else None
    return None


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()

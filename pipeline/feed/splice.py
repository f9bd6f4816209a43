"""Items of the last feed that need not be made again: an index of where their bytes are.

The index is only ever a help: an item counts as known if its inputs are the same, and index and
document are byte for byte those that were written. Anything else is made anew.
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
    """Return where each item is: a line with the digest of the rest, which is JSON.

    In it are the digest of each document, and guid → key, offset, length and inputs of each item.
    """
    said = {
        "documents": {each.key: _digest(each.body) for each in documents},
        "items": {
            guid: [document.key, place.start, place.stop - place.start, made_of[guid]]
            for document in documents
            for guid, place in document.places.items()
        },
    }
    rest = json.dumps(said).encode()
    return f"{_digest(rest)}\n".encode() + rest


def known(
    index_: bytes, bodies: Mapping[str, bytes], made_of: Mapping[str, str]
) -> dict[str, bytes]:
    """Return, by guid, the items that are as they were. `bodies` are the last feed's, by key.

    An index that is not whole knows nothing, nor does a document that is not the one it is of.
    """
    digest, _, rest = index_.partition(b"\n")
    if digest != _digest(rest).encode():
        return {}
    said: Any = json.loads(rest)
    whole = {
        key: bodies[key]
        for key, each in said["documents"].items()
        if key in bodies and _digest(bodies[key]) == each
    }
    return {
        guid: whole[key][offset : offset + length]
        for guid, (key, offset, length, inputs_) in said["items"].items()
        if key in whole and inputs_ == made_of.get(guid)
    }


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()

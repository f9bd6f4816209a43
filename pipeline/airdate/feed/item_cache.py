"""Items of the last feed that need not be made again: their bytes, and an index of where they are.

This is only ever a help: an item counts as known if all that it is made of is the same, and what
was kept is byte for byte what was written. Anything else is made anew.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from airdate.feed.item_text import newest_first
from airdate.ledger.code import code_digest
from airdate.store.history import release_digest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from airdate.feed.channel import Channel
    from airdate.model import Release

    Items = Mapping[str, bytes]

# What an item is rendered by; its words are put together in publish/artifacts.py.
CODE = (
    *("article", "errors.py", "feed", "ledger", "model", "podcast"),
    *("publish/artifacts.py", "site/language.py", "site/strings", "store", "text.py"),
)


def inputs(channel: Channel, releases: Sequence[Release]) -> dict[str, str]:
    """Return, by guid, the digest of everything that an item is made of, in any format.

    All of a feed is, so that no key of it can be forgotten here; the releases with their articles.
    """
    code = code_digest(*CODE).hex()
    shared = _digest(repr((code, channel.base, channel.feed)).encode())
    return {
        each.episode.guid: _digest(
            f"{shared}{release_digest(each)}{each.changed.isoformat()}".encode()
        )
        for each in releases
    }


def spliced(
    releases: Sequence[Release], known: Items, make: Callable[[Release], bytes]
) -> dict[str, bytes]:
    """Return the items by guid, the newest first; those in `known` are not made again."""
    return {
        (guid := release.episode.guid): known.get(guid) or make(release)
        for release in newest_first(releases)
    }


def kept(made: Mapping[str, Items], made_of: Mapping[str, str]) -> bytes:
    """Return items by format, to be known next time.

    A line with the digest of the rest; a line of JSON, format → guid → offset, length, and the
    digest of what it is made of; the items.
    """
    places: dict[str, dict[str, tuple[int, int, str]]] = {}
    bodies: list[bytes] = []
    end = 0
    for form, items in made.items():
        places[form] = {}
        for guid, body in items.items():
            places[form][guid] = end, len(body), made_of[guid]
            bodies.append(body)
            end += len(body)
    index = json.dumps(places).encode() + b"\n"
    digest = hashlib.sha256(index)
    for body in bodies:
        digest.update(body)
    return b"".join((f"{digest.hexdigest()}\n".encode(), index, *bodies))


def known(last: bytes, made_of: Mapping[str, str]) -> dict[str, dict[str, bytes]]:
    """Return the items that are as they were, by format and guid; none if `last` is not whole."""
    begin = last.find(b"\n") + 1
    if last[: max(0, begin - 1)] != _digest(memoryview(last)[begin:]).encode():
        return {}
    bodies = last.index(b"\n", begin) + 1
    said: Any = json.loads(last[begin:bodies])
    return {
        form: {
            guid: last[bodies + at : bodies + at + length]
            for guid, (at, length, digest) in places.items()
            if digest == made_of.get(guid)
        }
        for form, places in said.items()
    }


def _digest(body: bytes | memoryview) -> str:
    return hashlib.sha256(body).hexdigest()

"""Items of feeds, rendered once for each format: only those whose inputs changed."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from airdate.ledger import Stage, digest_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from airdate.ledger import Ledger
    from airdate.model import Feed, Listing

# Every module that takes part: an item's text is put together in publish/item_texts.py.
SOURCES = (
    *("article", "errors.py", "feed", "files.py", "ledger", "model", "podcast"),
    *("publish/item_texts.py", "site/language.py", "site/strings", "store", "text.py"),
)
# By feed and guid.
RSS_ITEM: Stage[bytes] = Stage("rss item", SOURCES, bytes, bytes)
JSON_ITEM: Stage[bytes] = Stage("json item", SOURCES, bytes, bytes)
ATOM_ENTRY: Stage[bytes] = Stage("atom entry", SOURCES, bytes, bytes)


class Items:
    """The items of all feeds in one format; those of `stale` subjects are to be rendered."""

    def __init__(self, stage: Stage[bytes], inputs: Mapping[str, bytes], ledger: Ledger) -> None:
        """Take over what is of the same `inputs`, by subject; other rows are dropped."""
        self._stage, self._inputs, self._ledger = stage, inputs, ledger
        self.stale = set(ledger.stale(stage, inputs))
        self._sizes = ledger.sizes(stage)

    def size(self, subject: str) -> int:
        """Return an item's size in bytes; 0 while it is stale."""
        return 0 if subject in self.stale else self._sizes[subject][1]

    def digests(self, subjects: Iterable[str]) -> Iterator[bytes]:
        """Yield what stands for the bytes of items. Raises KeyError where one was not rendered."""
        return (self._sizes[subject][0] for subject in subjects)

    def bodies(self, subjects: Iterable[str]) -> Iterator[bytes]:
        """Yield the bytes of items."""
        for subject in subjects:
            body = self._ledger.load(self._stage, subject)
            if body is None:
                raise KeyError(subject)
            yield body

    def write(self, subject: str, body: bytes) -> None:
        """Write down an item that was rendered."""
        self._ledger.write(self._stage, [(subject, self._inputs[subject], body)])
        self._sizes[subject] = digest_of(body), len(body)
        self.stale.discard(subject)


def subject(feed: Feed, guid: str) -> str:
    """Return the subject of an episode's item in a feed."""
    return f"{feed.slug}/{guid}"


def inputs(feed: Feed, base: str, language: str, listings: Sequence[Listing]) -> dict[str, bytes]:
    """Return the digest of all that items are made of, in any format, by subject.

    All of a feed is, so that no key of it can be forgotten here. `language` is the show's, which
    the text of an episode without one falls back to.
    """
    shared = digest_of(json.dumps([asdict(feed), base, language], default=str))
    return {
        subject(feed, each.guid): RSS_ITEM.inputs(shared, each.digest, each.changed.isoformat())
        for each in listings
    }

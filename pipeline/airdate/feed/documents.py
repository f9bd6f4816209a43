"""Everything that is published for feeds: RSS, its archive, JSON Feed and Atom."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from airdate.feed import atom, items, jsonfeed, rss
from airdate.feed.items import ATOM_ENTRY, JSON_ITEM, RSS_ITEM, Items, subject
from airdate.feed.selection import carried, played
from airdate.ledger.rendered import Document, Renderings, rendering_stage
from airdate.model import Layer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from airdate.feed.channel import Channel
    from airdate.feed.item_text import ItemText
    from airdate.ledger import Ledger
    from airdate.model import Feed, Listing, Release, Releases

DOCUMENT = rendering_stage("feed document", items.SOURCES)  # by key


@dataclass(frozen=True, slots=True)
class FeedInputs:
    """What feeds are built of. A feed has a channel for each of its addresses.

    `language` is the show's. `text` gives the words of an episode's item.
    """

    channels: Sequence[Sequence[Channel]]
    language: str
    releases: Releases
    text: Callable[[Release], ItemText]


class FeedBuild:
    """The files of feeds: `stale` has the guids of episodes of which items are to be rendered."""

    def __init__(self, inputs: FeedInputs, ledger: Ledger) -> None:
        self._releases, self._text = inputs.releases, inputs.text
        self._ledger = ledger
        listings = inputs.releases.listings
        self._feeds = [
            _Feed(channels, carried(channels[0].feed, listings))
            for channels in inputs.channels
            if channels
        ]
        of_items: dict[str, bytes] = {}
        for each in self._feeds:
            base = each.channels[0].base
            of_items |= items.inputs(each.feed, base, inputs.language, each.listings)
        self._items = _Formats(
            *(Items(stage, of_items, ledger) for stage in (RSS_ITEM, JSON_ITEM, ATOM_ENTRY))
        )
        for each in self._feeds:
            each.count_bytes(self._items.rss)

    @property
    def stale(self) -> set[str]:
        """The guids of episodes of which items are to be rendered."""
        return {each.partition("/")[2] for each in self._items.rss.stale}

    def render(self, release: Release) -> None:
        """Render the stale items of an episode. Episodes come newest first."""
        text: ItemText | None = None
        for each in self._feeds:
            name = subject(each.feed, release.episode.guid)
            if name in self._items.rss.stale:
                text = text or self._text(release)
                self._render(each, name, played(each.feed, release), text)

    def _render(self, feed: _Feed, name: str, release: Release, text: ItemText) -> None:
        body = rss.item(feed.feed, release, text, feed.base)
        self._items.rss.write(name, body)
        # What may be in the current document is rendered in every format while it is at hand.
        if feed.may_be_current(release.episode.guid) and not feed.feed.private:
            self._render_others(feed, name, release, text)
        feed.rendered_bytes += len(body)

    def _render_others(self, feed: _Feed, name: str, release: Release, text: ItemText) -> None:
        self._items.json.write(name, jsonfeed.item(release, text, feed.base))
        self._items.atom.write(name, atom.entry(feed.feed, release, text, feed.base))

    def render_documents(self) -> None:
        """Render the stale files of all feeds, once no item is stale.

        The pages of an archive go out before the feed that names them.
        """
        documents = {each.key: each for feed in self._feeds for each in self._documents(feed)}
        inputs = {key: each.inputs() for key, each in documents.items()}
        rendered = Renderings(DOCUMENT, self._ledger, inputs)
        for key in sorted(rendered.stale):
            each = documents[key]
            body = each.write(each.items.bodies(each.subjects))
            rendered.write(key, [Document(key, each.type, each.layer, body)])

    def _documents(self, feed: _Feed) -> Iterator[_Document]:
        sizes = {
            each.guid: self._items.rss.size(subject(feed.feed, each.guid)) for each in feed.listings
        }
        changed = {each.guid: each.changed for each in feed.listings}
        current: tuple[str, ...] = ()
        for channel in feed.channels:
            document, *archive = rss.documents(channel, sizes, changed)
            current = document.guids
            for each in archive:
                yield self._rss(feed, each, Layer.PAGE)
            yield self._rss(feed, document, Layer.FEED)
        if not feed.feed.private:
            yield from self._others(feed, current)

    def _rss(self, feed: _Feed, document: rss.Document, layer: Layer) -> _Document:
        names = tuple(subject(feed.feed, guid) for guid in document.guids)
        return _Document(document.key, rss.TYPE, layer, self._items.rss, names, document.body)

    def _others(self, feed: _Feed, current: Sequence[str]) -> Iterator[_Document]:
        """Yield JSON Feed and Atom, which have the items of the current document alone."""
        names = tuple(subject(feed.feed, guid) for guid in current)
        for guid, name in zip(current, names, strict=True):
            if name in self._items.json.stale or name in self._items.atom.stale:
                release = played(feed.feed, self._releases.load(guid))
                self._render_others(feed, name, release, self._text(release))
        channel = feed.channels[0]
        for form, of_form in ((jsonfeed, self._items.json), (atom, self._items.atom)):
            write = partial(form.document, channel)
            key = form.key(channel.stem)
            yield _Document(key, form.TYPE, Layer.FEED, of_form, names, write)


class _Formats(NamedTuple):
    rss: Items
    json: Items
    atom: Items


@dataclass(slots=True)
class _Feed:
    """A feed with the episodes that it carries, newest first.

    `newer_bytes` are the sizes, in RSS, of the items before an episode's, as far as they were
    rendered in earlier runs; `rendered_bytes` of those in this one.
    """

    channels: Sequence[Channel]
    listings: tuple[Listing, ...]
    newer_bytes: Mapping[str, int] = field(default_factory=dict)
    rendered_bytes: int = 0

    @property
    def feed(self) -> Feed:
        return self.channels[0].feed

    @property
    def base(self) -> str:
        return self.channels[0].base

    def count_bytes(self, rendered: Items) -> None:
        """Sum up the sizes of the items before each."""
        total, newer = 0, {}
        for each in self.listings:
            newer[each.guid] = total
            total += rendered.size(subject(self.feed, each.guid))
        self.newer_bytes = newer

    def may_be_current(self, guid: str) -> bool:
        """Whether an episode may be in the current document, by the sizes of newer ones."""
        return self.newer_bytes[guid] + self.rendered_bytes < self.feed.max_page_bytes


@dataclass(frozen=True, slots=True)
class _Document:
    """A file of a feed, which `write` makes of its items; these have `subjects`, in order."""

    key: str
    type: str
    layer: Layer
    items: Items
    subjects: tuple[str, ...]
    write: Callable[[Iterable[bytes]], bytes]

    def inputs(self) -> bytes:
        """Return the digest of what it is made of: itself without items, and the items."""
        return DOCUMENT.inputs(self.write(()), *self.items.digests(self.subjects))

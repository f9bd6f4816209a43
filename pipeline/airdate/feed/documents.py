"""Everything that is published for one feed, as artifacts: RSS, its archive, JSON Feed and Atom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from airdate.feed import atom, item_cache, jsonfeed, rss
from airdate.model import Artifact, CacheControl, Layer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from airdate.feed.channel import Channel
    from airdate.feed.item_text import ItemText
    from airdate.model import Release


@dataclass(frozen=True, slots=True)
class Built:
    """A feed's files; `items` is what to give as `last` when it is built again."""

    artifacts: tuple[Artifact, ...]
    items: bytes


def build(
    channels: Sequence[Channel],
    releases: Sequence[Release],
    notes: Mapping[str, ItemText],
    last: bytes = b"",
) -> Built:
    """Return a feed's files at each of its addresses. `notes` are by guid.

    The pages of its archive go out before the feed that names them. JSON Feed and Atom have the
    items of its current document alone; a private feed is RSS alone.
    """
    if not channels:
        return Built((), last)
    feed, base = channels[0].feed, channels[0].base
    made_of = item_cache.inputs(channels[0], releases)
    known = item_cache.known(last, made_of)

    def say(release: Release) -> ItemText:
        return notes[release.episode.guid]

    def of(form: str) -> Mapping[str, bytes]:
        return known.get(form, {})

    items = item_cache.spliced(
        releases, of("rss"), lambda each: rss.item(feed, each, say(each), base)
    )
    documents = [rss.documents(channel, releases, items) for channel in channels]
    artifacts = [each for of_one in documents for each in _rss(of_one)]
    if feed.private:
        return Built(tuple(artifacts), item_cache.kept({"rss": items}, made_of))
    current = set(documents[0][0].guids)
    newest = [each for each in releases if each.episode.guid in current]
    as_json = item_cache.spliced(
        newest, of("json"), lambda each: jsonfeed.item(each, say(each), base)
    )
    as_atom = item_cache.spliced(
        newest, of("atom"), lambda each: atom.entry(feed, each, say(each), base)
    )
    artifacts += _others(channels[0], as_json, as_atom)
    made = {"rss": items, "json": as_json, "atom": as_atom}
    return Built(tuple(artifacts), item_cache.kept(made, made_of))


def _rss(documents: Sequence[rss.Document]) -> Iterator[Artifact]:
    current, *pages = documents
    for page in pages:
        yield _artifact(page.key, rss.TYPE, page.body, Layer.PAGE)
    yield _artifact(current.key, rss.TYPE, current.body)


def _others(
    channel: Channel, as_json: Mapping[str, bytes], as_atom: Mapping[str, bytes]
) -> Iterator[Artifact]:
    said = jsonfeed.document(channel, as_json.values())
    yield _artifact(jsonfeed.key(channel.stem), jsonfeed.TYPE, said)
    said = atom.document(channel, as_atom.values())
    yield _artifact(atom.key(channel.stem), atom.TYPE, said)


def _artifact(key: str, type_: str, body: bytes, layer: Layer = Layer.FEED) -> Artifact:
    return Artifact.of_bytes(key, type_, body, layer=layer, cache=CacheControl.BRIEFLY)

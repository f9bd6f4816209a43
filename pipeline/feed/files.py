"""Everything that is published for one feed, as artifacts: RSS, its archive, JSON Feed and Atom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.feed import atom, jsonfeed, rss
from pipeline.model import Artifact, CacheControl, Layer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from pipeline.feed.words import Notes
    from pipeline.model import Art, Feed, Release


def artifacts(
    feed: Feed,
    image: Art,
    releases: Sequence[Release],
    notes: Mapping[str, Notes],
    *,
    base: str,
    built: datetime,
    known: Mapping[str, bytes] | None = None,
) -> tuple[Artifact, ...]:
    """Return a feed's files. `notes` are by guid, and so are `known`: items made before.

    The pages of its archive go out before the feed that names them. JSON Feed and Atom have the
    items of its current document alone.
    """
    made = rss.items(feed, releases, notes, base, known)
    current, *pages = rss.documents(feed, image, releases, made, base=base, built=built)
    newest = [each for each in releases if each.episode.guid in current.places]
    as_json = jsonfeed.document(feed, image, newest, notes, base=base)
    as_atom = atom.document(feed, image, newest, notes, base=base, built=built)
    return (
        *(_artifact(page.key, rss.TYPE, page.body, Layer.PAGE) for page in pages),
        _artifact(current.key, rss.TYPE, current.body),
        _artifact(jsonfeed.key(feed), jsonfeed.TYPE, as_json),
        _artifact(atom.key(feed), atom.TYPE, as_atom),
    )


def _artifact(key: str, type_: str, body: bytes, layer: Layer = Layer.FEED) -> Artifact:
    return Artifact.of_bytes(key, type_, body, layer=layer, cache=CacheControl.BRIEFLY)

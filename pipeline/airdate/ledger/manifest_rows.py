"""Manifests as rows of the ledger, and views of them: asked by key, never loaded whole.

A manifest has a shard of rows at each place. Shards never change, and manifests share them.
"""

from __future__ import annotations

import json
from collections.abc import ItemsView, Iterator, Mapping, ValuesView
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from sys import intern
from typing import TYPE_CHECKING, Any, TypeVar

from airdate.model import (
    CacheControl,
    Layer,
    Manifest,
    Published,
    PublishedSummary,
    StoredObject,
    summarize,
)
from airdate.store.manifest import FORMAT, Root, WholeManifest, root_adapter
from airdate.store.shards import (
    HASH_BITS,
    Shard,
    ShardFile,
    choose_bits,
    hash_of,
    hash_range,
    is_of_manifest,
    place_at,
    place_of,
)

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from airdate.ledger.database import Ledger

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Mirrored:
    """A manifest in a ledger, by number."""

    ledger: Ledger
    number: int

    @property
    def bits(self) -> int:
        """How many bits of the hash of a key give its place."""
        query = "SELECT bits FROM manifest WHERE id = ?"
        return next(int(bits) for (bits,) in self.ledger.rows(query, self.number))

    @property
    def width(self) -> int:
        """How many bits of the hash of a key do not."""
        return HASH_BITS - self.bits

    def count(self) -> int:
        """Return how many entries there are in shards that are spread by hash."""
        query = """
            SELECT ifnull(sum(entries), 0) FROM manifest_shard JOIN shard ON id = shard
            WHERE manifest = ? AND place >= 0
        """
        return next(int(count) for (count,) in self.ledger.rows(query, self.number))

    def places(self) -> dict[int, tuple[int, ShardFile | None]]:
        """Return the shard at each place, and where it is in the store if it is there."""
        query = """
            SELECT place, shard, key, sha256, size FROM manifest_shard JOIN shard ON id = shard
            WHERE manifest = ?
        """
        return {
            place: (shard, ShardFile(key, sha256, size) if key else None)
            for place, shard, key, sha256, size in self.ledger.rows(query, self.number)
        }


def mirrored(manifest: Manifest) -> Mirrored | None:
    """Return where a manifest is mirrored; None where it is not, or only in part."""
    episodes, objects = manifest.episodes, manifest.objects
    if isinstance(episodes, EpisodesView) and isinstance(objects, ObjectsView):
        return episodes.source if episodes.source == objects.source else None
    return None


def live_digests(manifest: Manifest) -> dict[str, str]:
    """Return the digest of what listeners see of each live episode, by guid."""
    if isinstance(manifest.episodes, EpisodesView):
        return manifest.episodes.live_digests()
    return {each.guid: each.digest for each in manifest.summaries() if each.live}


def select_objects(manifest: Manifest, condition: str) -> Iterator[tuple[str, StoredObject]]:
    """Yield the objects of a mirrored manifest that meet a condition in SQL; `o` is the row."""
    return ObjectsView(demand_mirrored(manifest)).select(f"({condition})")


def demand_mirrored(manifest: Manifest) -> Mirrored:
    """Return where a manifest is mirrored. Raises TypeError where it is not."""
    source = mirrored(manifest)
    if source is None:
        raise TypeError("the manifest is not mirrored")
    return source


_OBJECT = "o.key, o.sha256, o.size, o.type, o.cache, o.layer, o.since, o.unused_since, o.collected"


class ObjectsView(Mapping[str, StoredObject]):
    """The objects of a mirrored manifest."""

    def __init__(self, source: Mirrored) -> None:
        self.source = source
        self._bits = source.bits

    def __getitem__(self, key: str) -> StoredObject:
        hash_ = hash_of(key)
        places = "m.place < 0" if is_of_manifest(key) else f"m.place = {place_of(key, self._bits)}"
        for _, entry in self.select(f"{places} AND o.hash = ? AND o.key = ?", hash_, key):
            return entry
        raise KeyError(key)

    def select(self, condition: str = "1", *values: Any) -> Iterator[tuple[str, StoredObject]]:
        """Yield the objects that meet a condition in SQL: `o` is the row, `m.place` its place."""
        query = f"""
            SELECT {_OBJECT} FROM manifest_shard m JOIN shard_object o ON o.shard = m.shard
            WHERE m.manifest = ? AND {condition}
        """  # noqa: S608 - conditions and columns are ours
        rows = self.source.ledger.rows(query, self.source.number, *values)
        return ((row[0], read_object(row[1:])) for row in rows)

    def __iter__(self) -> Iterator[str]:
        return (key for key, _ in self.select())

    def __len__(self) -> int:
        return _count(self.source, "shard_object")

    def items(self) -> ItemsView[str, StoredObject]:
        """Return all, read in one pass."""
        return _Items(self)

    def values(self) -> ValuesView[StoredObject]:
        """Return all, read in one pass."""
        return _Values(self)


class EpisodesView(Mapping[str, Published]):
    """The episodes of a mirrored manifest."""

    def __init__(self, source: Mirrored) -> None:
        self.source = source
        self._bits = source.bits
        # Every hop of a run asks for them, and a manifest never changes.
        self._summaries: tuple[PublishedSummary, ...] | None = None

    def __getitem__(self, guid: str) -> Published:
        place, hash_ = place_of(guid, self._bits), hash_of(guid)
        condition = "m.place = ? AND e.hash = ? AND e.guid = ?"
        for (body,) in self._rows("e.body", condition, place, hash_, guid):
            return _episodes().validate_json(body, strict=True)
        raise KeyError(guid)

    def select(self, condition: str = "1", *values: Any) -> Iterator[tuple[str, Published]]:
        """Yield those that meet a condition in SQL: `e` is the row, `m.place` its place."""
        rows = self._rows("e.guid, e.body", condition, *values)
        return ((guid, _episodes().validate_json(body, strict=True)) for guid, body in rows)

    def summaries(self) -> Iterator[PublishedSummary]:
        """Yield a summary of each, without parsing it."""
        if self._summaries is None:
            self._summaries = tuple(self._read_summaries())
        return iter(self._summaries)

    def _read_summaries(self) -> Iterator[PublishedSummary]:
        columns = "e.guid, e.slugs, e.title, e.live, e.digest, e.was_private, e.changed"
        for guid, slugs, title, live, digest, was_private, changed in self._rows(columns):
            slugs_ = tuple(json.loads(slugs))
            yield PublishedSummary(
                guid,
                slugs_,
                title,
                bool(live),
                digest,
                bool(was_private),
                datetime.fromisoformat(changed),
            )

    def live_digests(self) -> dict[str, str]:
        """Return the digest of each that is live, by guid."""
        return dict(self._rows("e.guid, e.digest", "e.live"))

    def _rows(self, columns: str, condition: str = "1", *values: Any) -> Iterator[tuple[Any, ...]]:
        query = f"""
            SELECT {columns} FROM manifest_shard m JOIN shard_episode e ON e.shard = m.shard
            WHERE m.manifest = ? AND {condition}
        """  # noqa: S608 - conditions and columns are ours
        return self.source.ledger.rows(query, self.source.number, *values)

    def __iter__(self) -> Iterator[str]:
        return (guid for (guid,) in self._rows("e.guid"))

    def __len__(self) -> int:
        return _count(self.source, "shard_episode")

    def items(self) -> ItemsView[str, Published]:
        """Return all, read in one pass."""
        return _Items(self)

    def values(self) -> ValuesView[Published]:
        """Return all, read in one pass."""
        return _Values(self)


class _Items(ItemsView[str, V]):
    """Items without a query for each."""

    _mapping: Any

    def __iter__(self) -> Iterator[tuple[str, V]]:
        yield from self._mapping.select()


class _Values(ValuesView[V]):
    """Values without a query for each."""

    _mapping: Any

    def __iter__(self) -> Iterator[V]:
        return (value for _, value in self._mapping.select())


def _count(source: Mirrored, table: str) -> int:
    query = f"""
        SELECT count(*) FROM manifest_shard m JOIN {table} t ON t.shard = m.shard
        WHERE m.manifest = ?
    """  # noqa: S608 - a name of ours
    return next(int(count) for (count,) in source.ledger.rows(query, source.number))


def view(source: Mirrored) -> Manifest:
    """Return a mirrored manifest, as complete as it can be."""
    query = "SELECT key, sha256, size, root FROM manifest WHERE id = ?"
    key, sha256, size, body = next(source.ledger.rows(query, source.number))
    root = root_adapter().validate_json(body, strict=True)
    return Manifest(
        rev=root.rev,
        complete_rev=root.rev,
        made=root.made,
        key=key,
        parent=root.parent,
        episodes=EpisodesView(source),
        feeds=root.feeds,
        objects=ObjectsView(source),
        size=size,
        sha256=sha256,
    )


# ── Rows ──────────────────────────────────────────────────────────────────────────────────────

_CACHES = {each.value: each for each in CacheControl}
_LAYERS = tuple(Layer)


def read_object(row: tuple[Any, ...]) -> StoredObject:
    """Return the object of a row: sha256, size, type, cache, layer, since, unused, collected."""
    sha256, size, type_, cache_, layer, since, unused, collected = row
    date = datetime.fromisoformat(unused) if unused else None
    return StoredObject(
        sha256, size, intern(type_), _CACHES[cache_], _LAYERS[layer], since, date, bool(collected)
    )


def _object_row(shard: int, key: str, entry: StoredObject) -> tuple[Any, ...]:
    return (
        shard,
        hash_of(key),
        key,
        entry.sha256,
        entry.size,
        entry.type,
        entry.cache,
        int(entry.layer),
        entry.since,
        entry.unused_since.isoformat() if entry.unused_since else None,
        entry.collected,
    )


def _episode_row(shard: int, published: Published) -> tuple[Any, ...]:
    from pydantic_core import to_json

    each = summarize(published)
    return (
        shard,
        hash_of(each.guid),
        each.guid,
        json.dumps(each.slugs),
        each.title,
        each.live,
        each.digest,
        each.was_private,
        each.changed.isoformat(),
        # Some recordings are infinitely quiet.
        to_json(published, inf_nan_mode="constants"),
    )


def shard_numbers(ledger: Ledger) -> dict[str, int]:
    """Return the number of each shard that is in the store, by its key."""
    return dict(ledger.rows("SELECT key, id FROM shard WHERE key IS NOT NULL"))


def read_shard(source: Mirrored, place: int, bits: int) -> Shard:
    """Return the entries at a place, if `bits` of the hash tell places apart."""
    low, high = hash_range(place, bits)
    first = last = place
    if place >= 0:
        first, last = place_at(low, source.bits), place_at(high, source.bits)
    condition = "m.place BETWEEN ? AND ? AND {}.hash BETWEEN ? AND ?"
    values = (first, last, low, high)
    return Shard(
        dict(EpisodesView(source).select(condition.format("e"), *values)),
        dict(ObjectsView(source).select(condition.format("o"), *values)),
    )


def add_shard(ledger: Ledger, shard: Shard, place: int, file: ShardFile | None) -> int:
    """Add a shard's rows; return its number."""
    entries = 0 if place < 0 else len(shard.episodes) + len(shard.objects)
    if file:
        for (number,) in ledger.rows("SELECT id FROM shard WHERE key = ?", file.key):
            return int(number)
    columns = (file.key, file.sha256, file.size) if file else (None, None, None)
    added = ledger.db.execute(
        "INSERT INTO shard (key, sha256, size, entries) VALUES (?, ?, ?, ?)", (*columns, entries)
    )
    number = added.lastrowid or 0
    ledger.db.executemany(
        "INSERT INTO shard_object VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (_object_row(number, key, entry) for key, entry in shard.objects.items()),
    )
    ledger.db.executemany(
        "INSERT INTO shard_episode VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (_episode_row(number, published) for published in shard.episodes.values()),
    )
    return number


def add_manifest(
    ledger: Ledger, root: Root, file: ShardFile, shards: Mapping[int, int], bits: int
) -> Manifest:
    """Add a manifest of shards that are there; `file` is where it is in the store."""
    from pydantic_core import to_json

    plain = to_json(replace(root, shards=(), past={}))
    added = ledger.db.execute(
        "INSERT INTO manifest VALUES (NULL, ?, ?, ?, ?, ?, ?)",
        (ledger.target, file.key, file.sha256, file.size, bits, plain),
    )
    number = added.lastrowid or 0
    ledger.db.executemany(
        "INSERT INTO manifest_shard VALUES (?, ?, ?)",
        ((number, place, shard) for place, shard in shards.items()),
    )
    return view(Mirrored(ledger, number))


def add_whole(ledger: Ledger, whole: WholeManifest, file: ShardFile) -> Manifest:
    """Add a manifest whose shards are not in the store: it was one file, or was made in memory."""
    episodes, objects = whole.shard.episodes, whole.shard.objects
    current = sum(not is_of_manifest(key) for key in objects)
    bits = choose_bits(len(episodes) + current, 0)
    spread: dict[int, Shard] = {place: Shard({}, {}) for place in range(1 << bits)}
    for guid, published in episodes.items():
        spread[place_of(guid, bits)].episodes[guid] = published
    for key, entry in objects.items():
        spread.setdefault(place_of(key, bits, entry), Shard({}, {})).objects[key] = entry
    with ledger.transaction():
        shards = {place: add_shard(ledger, each, place, None) for place, each in spread.items()}
        return add_manifest(ledger, whole.root, file, shards, bits)


def adopt(ledger: Ledger, manifest: Manifest) -> Manifest:
    """Return a manifest as one that is mirrored in this ledger."""
    source = mirrored(manifest)
    if source and source.ledger is ledger:
        return manifest
    root = Root(FORMAT, manifest.rev, manifest.made, manifest.parent, dict(manifest.feeds), (), {})
    whole = WholeManifest(root, Shard(dict(manifest.episodes), dict(manifest.objects)))
    # Without its key: it may be another than the one in the store.
    adopted = add_whole(ledger, whole, ShardFile("", manifest.sha256, manifest.size))
    return replace(adopted, complete_rev=manifest.complete_rev, key=manifest.key)


@cache
def _episodes() -> TypeAdapter[Published]:
    from pydantic import TypeAdapter

    return TypeAdapter(Published)

"""The next manifest: the one before it with changes, of which only changed shards are made."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from airdate.ledger.manifest_rows import (
    Mirrored,
    add_manifest,
    add_shard,
    demand_mirrored,
    read_shard,
)
from airdate.model import Artifact, CacheControl, Layer, Manifest, StoredObject
from airdate.store.history import digest_of
from airdate.store.manifest import FORMAT, Root, seal_root
from airdate.store.shards import (
    Shard,
    ShardFile,
    choose_bits,
    past_place,
    place_of,
    seal_shard,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from airdate.model import FeedRecord, Published

TYPE = "application/gzip"


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs from one manifest to the next: only entries that are new, changed or dropped.

    `dropped` has objects that are gone from the store, as they were.
    """

    episodes: Mapping[str, Published] = field(default_factory=dict)
    feeds: Mapping[str, FeedRecord] = field(default_factory=dict)
    objects: Mapping[str, StoredObject] = field(default_factory=dict)
    dropped: Mapping[str, StoredObject] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nobody would notice: that a page is gone for good changes nothing."""
        return not (self.episodes or self.feeds or self.objects)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A manifest that is ready to be stored: its new shards first, then `body`, its root."""

    manifest: Manifest
    shards: tuple[Artifact, ...]
    body: bytes


def make_next(base: Manifest, changes: Changes, now: datetime) -> Sealed:
    """Make the manifest after `base`, which has to be mirrored. Raises LedgerError."""
    source = demand_mirrored(base)
    with source.ledger.transaction():
        return _Next(base, source, changes, now).make()


@dataclass(frozen=True, slots=True)
class _Next:
    base: Manifest
    source: Mirrored
    changes: Changes
    now: datetime

    def make(self) -> Sealed:
        """Write the changed shards' rows, and return all that is to be stored."""
        before = self.source.places()
        bits = choose_bits(self._count(), self.source.bits)
        changed = self._spread(bits)
        if bits != self.source.bits or not all(file for _, file in before.values()):
            # Another number of shards, or a manifest of the first format: all are written anew.
            for place in (*range(1 << bits), *(place for place in before if place < 0)):
                changed.setdefault(place, _Changed())
        if self.base.rev:
            self._list_replaced(before, changed)
        shards = {
            place: (number, file)
            for place, (number, file) in before.items()
            if file and place not in changed and place < 1 << bits
        }
        bodies = []
        for place in sorted(changed):
            whole = self._merged(place, bits, changed[place])
            if place < 0 and not whole.objects:
                continue
            file, body = seal_shard(whole, self.rev, place)
            bodies.append(_artifact(file.key, body))
            shards[place] = add_shard(self.source.ledger, whole, place, file), file
        return self._sealed(bits, shards, tuple(bodies))

    @property
    def rev(self) -> int:
        """The number of the next manifest."""
        return self.base.rev + 1

    def _count(self) -> int:
        """Return how many entries there are in shards that are spread by hash."""
        new = sum(guid not in self.base.episodes for guid in self.changes.episodes)
        new += sum(entry.since == self.rev for entry in self.changes.objects.values())
        return self.source.count() + new - len(self.changes.dropped)

    def _spread(self, bits: int) -> dict[int, _Changed]:
        """Return the changes by place."""
        spread: dict[int, _Changed] = {}
        for guid, published in self.changes.episodes.items():
            _at(spread, place_of(guid, bits)).episodes[guid] = published
        for key, entry in self.changes.objects.items():
            _at(spread, place_of(key, bits, entry)).objects[key] = entry
        for key, entry in self.changes.dropped.items():
            _at(spread, place_of(key, bits, entry)).dropped.append(key)
        return spread

    def _list_replaced(
        self, before: Mapping[int, tuple[int, ShardFile | None]], changed: dict[int, _Changed]
    ) -> None:
        """List the files of the manifest before that this one replaces, to be collected one day."""
        newest = _at(changed, past_place(self.rev))
        files = [file for place, (_, file) in before.items() if file and place in changed]
        root = ShardFile(self.base.key, self.base.sha256, self.base.size)
        for file in (root, *files):
            newest.objects[file.key] = StoredObject(
                sha256=file.sha256,
                size=file.size,
                type=TYPE,
                cache=CacheControl.FOREVER,
                layer=Layer.FILE,
                since=self.rev,
                unused_since=self.now,
            )

    def _merged(self, place: int, bits: int, changed: _Changed) -> Shard:
        """Return a shard with its changes."""
        shard = read_shard(self.source, place, bits)
        for key in changed.dropped:
            shard.objects.pop(key, None)
        shard.episodes.update(changed.episodes)
        shard.objects.update(changed.objects)
        return shard

    def _sealed(
        self, bits: int, shards: Mapping[int, tuple[int, ShardFile]], bodies: tuple[Artifact, ...]
    ) -> Sealed:
        root = Root(
            format=FORMAT,
            rev=self.rev,
            made=self.now,
            parent=self.base.key,
            feeds=dict(sorted((dict(self.base.feeds) | dict(self.changes.feeds)).items())),
            shards=tuple(shards[place][1] for place in range(1 << bits)),
            past={str(-1 - place): file for place, (_, file) in shards.items() if place < 0},
        )
        key, body = seal_root(root)
        numbers = {place: number for place, (number, _) in shards.items()}
        file = ShardFile(key, digest_of(body), len(body))
        manifest = add_manifest(self.source.ledger, root, file, numbers, bits)
        return Sealed(manifest, bodies, body)


@dataclass(frozen=True, slots=True)
class _Changed:
    """The changes of one shard."""

    episodes: dict[str, Published] = field(default_factory=dict)
    objects: dict[str, StoredObject] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)


def _at(spread: dict[int, _Changed], place: int) -> _Changed:
    return spread.setdefault(place, _Changed())


def _artifact(key: str, body: bytes) -> Artifact:
    return Artifact.of_bytes(key, TYPE, body, layer=Layer.FILE, cache=CacheControl.FOREVER)

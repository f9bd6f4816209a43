"""A mirror of what is published, in the ledger: only shards that are new are fetched."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING
from weakref import WeakSet

from airdate.ledger.database import ledger_in_memory
from airdate.ledger.manifest_rows import (
    Mirrored,
    add_manifest,
    add_shard,
    add_whole,
    mirrored,
    shard_numbers,
    view,
)
from airdate.model import EMPTY_MANIFEST, Manifest
from airdate.store.history import digest_of
from airdate.store.manifest import (
    ManifestError,
    Root,
    WholeManifest,
    load_manifest,
    load_shard,
    mismatch,
    missing,
    read_pointer,
)
from airdate.store.shards import Shard, ShardFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from airdate.ledger.database import Ledger
    from airdate.store import Store

# Shards on their way at once, and bodies held in memory: some 40 kB each.
_FETCHES, _BATCH = 8, 64


def read_manifest(store: Store, ledger: Ledger | None = None) -> Manifest:
    """Read what is published: from the store what the ledger doesn't have.

    Raises ManifestError, StoreError, LedgerError.
    """
    pointer = read_pointer(store)
    if pointer is None:
        return EMPTY_MANIFEST
    ledger = ledger or ledger_in_memory()
    _drop_unused(ledger, pointer.key)
    manifest = _read(store, ledger, pointer.key)
    if manifest is None:
        raise missing(pointer.key)
    if manifest.sha256 != pointer.sha256:
        raise mismatch(pointer, "is not what head.json names")
    if manifest.rev != pointer.rev:
        raise mismatch(pointer, f"is of rev {manifest.rev}, but head.json has {pointer.rev}")
    return replace(manifest, complete_rev=pointer.complete_rev)


def read_earlier(store: Store, manifest: Manifest) -> Iterator[Manifest]:
    """Yield the manifests before this one, the newest first, as far back as the store has them.

    Raises ManifestError, StoreError, LedgerError.
    """
    source = mirrored(manifest)
    ledger = source.ledger if source else ledger_in_memory()
    while manifest.parent and (earlier := _read_if_whole(store, ledger, manifest.parent)):
        yield earlier
        manifest = earlier


def _read_if_whole(store: Store, ledger: Ledger, key: str) -> Manifest | None:
    """Read an earlier manifest; None where it, or a shard of it, has been collected."""
    try:
        return _read(store, ledger, key)
    except _Collected:
        return None


class _Collected(ManifestError):
    """A shard that is no longer in the store."""


def _read(store: Store, ledger: Ledger, key: str) -> Manifest | None:
    query = "SELECT id FROM manifest WHERE key = ?"
    for (number,) in ledger.rows(query, key):
        return view(Mirrored(ledger, number))
    found = store.get(key)
    if found is None:
        return None
    loaded = load_manifest(found.body, key)
    file = ShardFile(key, digest_of(found.body), len(found.body))
    if isinstance(loaded, WholeManifest):
        return add_whole(ledger, loaded, file)
    fetched = _fetch(store, ledger, loaded, key)
    with ledger.transaction():
        for place, shard_file, shard in fetched:
            add_shard(ledger, shard, place, shard_file)
        by_key = shard_numbers(ledger)
        shards = {place: by_key[each.key] for place, each in loaded.places.items()}
        return add_manifest(ledger, loaded, file, shards, len(loaded.shards).bit_length() - 1)


def _fetch(
    store: Store, ledger: Ledger, root: Root, key: str
) -> Iterator[tuple[int, ShardFile, Shard]]:
    """Fetch the shards that the ledger doesn't have."""
    there = shard_numbers(ledger)
    bits = len(root.shards).bit_length() - 1
    absent = [(place, file) for place, file in root.places.items() if file.key not in there]
    with ThreadPoolExecutor(_FETCHES) as pool:
        for start in range(0, len(absent), _BATCH):
            batch = absent[start : start + _BATCH]
            bodies = pool.map(store.get, [file.key for _, file in batch])
            for (place, file), found in zip(batch, bodies, strict=True):
                if found is None:
                    error = missing(file.key, key)
                    raise _Collected(error.message, error.hint)
                yield place, file, load_shard(found.body, file, place, bits)


# ── Space ─────────────────────────────────────────────────────────────────────────────────────

_cleaned: WeakSet[Ledger] = WeakSet()


def _drop_unused(ledger: Ledger, key: str) -> None:
    """Drop the rows of manifests that no run will ask for; once, before any is in use.

    Of the ledger's own target only the one that is published stays, of others the newest two: the
    last one may have been planned and never published.
    """
    if ledger.opened in _cleaned:
        return
    _cleaned.add(ledger.opened)
    query = "SELECT id, target, key FROM manifest ORDER BY id DESC"
    newest: dict[str, int] = {}
    dropped = []
    for number, target, each in ledger.rows(query):
        newest[target] = newest.get(target, 0) + 1
        is_used = each == key if target == ledger.target else newest[target] <= _NEWEST
        if not is_used:
            dropped.append((number,))
    if dropped:
        _drop(ledger, dropped)


_NEWEST = 2


def _drop(ledger: Ledger, numbers: list[tuple[int]]) -> None:
    with ledger.transaction():
        ledger.db.executemany("DELETE FROM manifest_shard WHERE manifest = ?", numbers)
        ledger.db.executemany("DELETE FROM manifest WHERE id = ?", numbers)
        query = "SELECT id FROM shard WHERE id NOT IN (SELECT shard FROM manifest_shard)"
        shards = [*ledger.rows(query)]
        for table, column in (
            ("shard_object", "shard"),
            ("shard_episode", "shard"),
            ("shard", "id"),
        ):
            ledger.db.executemany(f"DELETE FROM {table} WHERE {column} = ?", shards)  # noqa: S608 - names of ours

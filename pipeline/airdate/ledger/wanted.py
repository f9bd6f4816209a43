"""What is to be published, by what wants it, and how that differs from what is published.

Rows say what is wanted, whatever became of it: a run that was killed loses nothing. An owner is an
episode, the pages, a feed; two owners may want one object.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from sys import intern
from typing import TYPE_CHECKING, Any

from airdate.ledger.manifest_rows import demand_mirrored, read_object
from airdate.model import Artifact, CacheControl, InStore, Layer, StoredObject, Waiting
from airdate.store.history import FOLDER, document_copy
from airdate.store.shards import hash_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from airdate.ledger.database import Ledger
    from airdate.model import Manifest

_IN_STORE = ""
_WAITING = Waiting()
_CACHES = {each.value: each for each in CacheControl}
_LAYERS = tuple(Layer)


@dataclass(frozen=True, slots=True)
class Difference:
    """An object that is not published as it is wanted; `before` is how it is, if it is."""

    artifact: Artifact
    before: StoredObject | None


def replace_wanted(ledger: Ledger, owner: str, artifacts: Iterable[Artifact]) -> None:
    """Note all that an owner wants, with the copies of pages and feeds in the history.

    Bytes at hand wait in the ledger's bodies. Raises LedgerError.
    """
    # Without the hint SQLite goes through the target's whole primary key.
    query = "SELECT * FROM wanted INDEXED BY wanted_by_owner WHERE target = ? AND owner = ?"
    before = {row[2]: row for row in ledger.rows(query, ledger.target, owner)}
    after: dict[str, tuple[Any, ...]] = {}
    with ledger.transaction():
        for artifact in artifacts:
            if isinstance(artifact.body, bytes):
                ledger.bodies.put(artifact.sha256, artifact.body)
            for each in _with_copy(artifact):
                after[each.key] = _row(ledger.target, owner, each)
        changed = [row for key, row in after.items() if before.get(key) != row]
        ledger.db.executemany(
            "INSERT OR REPLACE INTO wanted VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", changed
        )
        ledger.db.executemany(
            "DELETE FROM wanted WHERE target = ? AND hash = ? AND key = ? AND owner = ?",
            [row[:4] for key, row in before.items() if key not in after],
        )


def drop_owners(ledger: Ledger, owners: Iterable[str]) -> None:
    """Forget what owners wanted. Raises LedgerError."""
    with ledger.transaction():
        ledger.db.executemany(
            "DELETE FROM wanted INDEXED BY wanted_by_owner WHERE target = ? AND owner = ?",
            [(ledger.target, owner) for owner in owners],
        )


def drop_other_owners(ledger: Ledger, owners: Iterable[str]) -> None:
    """Forget what all but these owners wanted. Raises LedgerError."""
    drop_owners(ledger, wanted_owners(ledger) - set(owners))


def wanted_owners(ledger: Ledger) -> set[str]:
    """Return all who want anything."""
    query = "SELECT DISTINCT owner FROM wanted WHERE target = ?"
    return {owner for (owner,) in ledger.rows(query, ledger.target)}


def owners_of(ledger: Ledger, key: str) -> list[str]:
    """Return all who want an object."""
    query = "SELECT owner FROM wanted WHERE target = ? AND hash = ? AND key = ?"
    return [owner for (owner,) in ledger.rows(query, ledger.target, hash_of(key), key)]


def wanted_artifacts(ledger: Ledger) -> Iterator[Artifact]:
    """Yield all that is wanted, without the copies of pages and feeds, by key."""
    query = """
        SELECT key, sha256, size, type, cache, layer, source FROM wanted
        WHERE target = ? AND key NOT GLOB ? GROUP BY key ORDER BY key
    """
    for row in ledger.rows(query, ledger.target, f"{FOLDER}*"):
        yield _artifact(row)


def differences(manifest: Manifest, target: str) -> Iterator[Difference]:
    """Yield each object that is wanted and is not published, or otherwise, or as unused."""
    query = """
        SELECT w.key, w.sha256, w.size, w.type, w.cache, w.layer, w.source,
            o.sha256, o.size, o.type, o.cache, o.layer, o.since, o.unused_since, o.collected
        FROM wanted w
        JOIN manifest_shard m ON m.manifest = ? AND m.place = w.hash >> ?
        LEFT JOIN shard_object o ON o.shard = m.shard AND o.hash = w.hash AND o.key = w.key
        WHERE w.target = ? AND (
            o.key IS NULL OR o.sha256 <> w.sha256 OR o.unused_since IS NOT NULL OR o.collected
            OR w.layer <> 0 AND (o.type <> w.type OR o.cache <> w.cache OR o.layer <> w.layer))
    """
    source = demand_mirrored(manifest)
    for row in source.ledger.rows(query, source.number, source.width, target):
        before = read_object(row[7:]) if row[7] is not None else None
        yield Difference(_artifact(row[:7]), before)


def unwanted(manifest: Manifest, target: str) -> Iterator[tuple[str, StoredObject]]:
    """Yield each object that is published and not wanted, unless it waits to be collected."""
    query = """
        SELECT o.key,
            o.sha256, o.size, o.type, o.cache, o.layer, o.since, o.unused_since, o.collected
        FROM manifest_shard m JOIN shard_object o ON o.shard = m.shard
        WHERE m.manifest = ? AND (m.place >= 0 OR o.collected)
            AND (o.unused_since IS NULL OR o.layer <> 0 OR o.collected)
            AND NOT EXISTS (
                SELECT 1 FROM wanted w WHERE w.target = ? AND w.hash = o.hash AND w.key = o.key)
    """
    source = demand_mirrored(manifest)
    for row in source.ledger.rows(query, source.number, target):
        yield row[0], read_object(row[1:])


def _with_copy(artifact: Artifact) -> tuple[Artifact, ...]:
    """Return an artifact, and of a page or feed its copy in the history."""
    if artifact.layer is Layer.FILE:
        return (artifact,)
    return artifact, document_copy(artifact)


def _row(target: str, owner: str, artifact: Artifact) -> tuple[Any, ...]:
    return (
        target,
        hash_of(artifact.key),
        artifact.key,
        owner,
        artifact.sha256,
        artifact.size,
        artifact.type,
        artifact.cache.value,
        int(artifact.layer),
        _source(artifact.body),
    )


def _source(body: bytes | Path | InStore | Waiting) -> str | None:
    if isinstance(body, InStore):
        return _IN_STORE
    return str(body) if isinstance(body, Path) else None


def _artifact(row: tuple[Any, ...]) -> Artifact:
    key, sha256, size, type_, cache, layer, source = row
    body: Path | InStore | Waiting = _WAITING
    if source is not None:
        body = Path(source) if source else InStore()
    # A first publish has a hundred thousand of these, of some twenty types.
    return Artifact(key, intern(type_), _CACHES[cache], _LAYERS[layer], size, sha256, body)

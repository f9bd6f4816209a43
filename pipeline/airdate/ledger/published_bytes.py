"""Whether bytes are in the store, for all documents of a show by one query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airdate.ledger.manifest_rows import mirrored
from airdate.model import Layer
from airdate.store.history import document_key
from airdate.store.shards import hash_of

if TYPE_CHECKING:
    from airdate.ledger.manifest_rows import Mirrored
    from airdate.model import Manifest

# Documents whose copy in the history is there too; a page that is unused is deleted.
_DOCUMENTS = """
    SELECT d.key, d.sha256 FROM manifest_shard m JOIN shard_object d ON d.shard = m.shard
    WHERE m.manifest = ? AND d.layer <> 0 AND NOT d.collected
        AND (d.layer <> 1 OR d.unused_since IS NULL)
        AND EXISTS (
            SELECT 1 FROM manifest_shard n JOIN shard_object c ON c.shard = n.shard
            WHERE n.manifest = m.manifest AND n.place = copy_hash(d.sha256) >> ?
                AND c.hash = copy_hash(d.sha256) AND c.key = copy_key(d.sha256)
                AND NOT c.collected)
"""


class PublishedBytes:
    """The bytes that a manifest has, by key."""

    def __init__(self, manifest: Manifest) -> None:
        self._manifest = manifest
        source = mirrored(manifest)
        self._documents = _documents(source) if source else {}

    def has(self, key: str, sha256: str) -> bool:
        """Whether these bytes are published under a key, and a copy of what may change there."""
        if (published := self._documents.get(key)) is not None:
            return published == sha256
        entry = self._manifest.objects.get(key)
        if entry is None or entry.is_deleted or entry.sha256 != sha256:
            return False
        copy = self._manifest.objects.get(document_key(sha256))
        return entry.layer is Layer.FILE or (copy is not None and not copy.is_deleted)


def _documents(source: Mirrored) -> dict[str, str]:
    db = source.ledger.db
    db.create_function("copy_key", 1, document_key, deterministic=True)
    db.create_function("copy_hash", 1, lambda sha256: hash_of(document_key(sha256)))
    return dict(source.ledger.rows(_DOCUMENTS, source.number, source.width))

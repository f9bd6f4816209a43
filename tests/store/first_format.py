"""Stores as the first format left them: each manifest one file, and `settled` in head.json."""

from __future__ import annotations

import gzip
import json
import shutil
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from pydantic_core import to_json

from airdate.ledger.mirror import read_earlier, read_manifest
from airdate.model import Artifact, CacheControl, Layer, Manifest, StoredObject
from airdate.store import Precondition
from airdate.store.history import HEADS, digest_of
from airdate.store.shards import is_of_manifest

if TYPE_CHECKING:
    from airdate.store.directory import DirectoryStore


def dump(manifest: Manifest) -> bytes:
    """Write a manifest as the first format had it."""
    return packed(plain(manifest))


def plain(manifest: Manifest) -> dict[str, Any]:
    """Return the JSON of a manifest."""
    feeds = {}
    for slug, record in sorted(manifest.feeds.items()):
        fields = asdict(record)
        fields["said"] = fields.pop("channel_digest")
        feeds[slug] = fields
    whole = {
        "format": 1,
        "rev": manifest.rev,
        "made": manifest.made,
        "parent": manifest.parent,
        "episodes": dict(sorted(manifest.episodes.items())),
        "feeds": feeds,
        "objects": dict(sorted(manifest.objects.items())),
    }
    plain_: dict[str, Any] = json.loads(to_json(whole, inf_nan_mode="constants"))
    return plain_


def packed(value: object) -> bytes:
    """Return bytes that are the same in every process: they name tests."""
    return gzip.compress(json.dumps(value).encode(), mtime=0)


def key_of(rev: int, body: bytes) -> str:
    return f"{HEADS}{rev}-{digest_of(body)[:16]}.json.gz"


def pointer(rev: int, settled: int, key: str, sha256: str) -> bytes:
    fields = {"format": 1, "rev": rev, "settled": settled, "key": key, "sha256": sha256}
    return (json.dumps(fields, indent=2) + "\n").encode()


def turn_back(store: DirectoryStore, settled: int | None = None) -> None:
    """Rewrite a store's manifests in the first format, as if all was published with it."""
    newest = read_manifest(store)
    chain = [*reversed([*read_earlier(store, newest)]), newest]
    for name in ("manifests", "shards"):
        shutil.rmtree(store.root / "history" / name)
    earlier: dict[str, StoredObject] = {}
    parent = ""
    for manifest in chain:
        objects = {key: each for key, each in manifest.objects.items() if not is_of_manifest(key)}
        old = replace(manifest, objects=objects | earlier, parent=parent)
        body = dump(old)
        parent = key_of(old.rev, body)
        put(store, parent, body)
        earlier[parent] = StoredObject(
            sha256=digest_of(body),
            size=len(body),
            type="application/gzip",
            cache=CacheControl.FOREVER,
            layer=Layer.FILE,
            since=old.rev + 1,
            unused_since=old.made,
        )
    rev = newest.rev if settled is None else settled
    put(store, "head.json", pointer(newest.rev, rev, parent, digest_of(body)))


def put(store: DirectoryStore, key: str, body: bytes) -> None:
    artifact = Artifact.of_bytes(
        key, "application/gzip", body, layer=Layer.FILE, cache=CacheControl.FOREVER
    )
    store.put(artifact, Precondition.NONE)

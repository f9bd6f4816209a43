"""Shards: the entries of a manifest, spread over files by the hash of their keys.

A publish writes the shards that it changes, and no others. A shard never changes once it is
written, so whoever has read it need not read it again.

The files of earlier manifests can't be spread by hash: to list a replaced shard would change
another shard, which would have to be listed too. They are in shards of their own, by the revision
that replaced them, of which a publish writes only the newest.
"""

from __future__ import annotations

import gzip
import zlib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from airdate.model import Published, StoredObject  # noqa: TC001 - read as JSON
from airdate.store.history import HEADS, MANIFESTS, SHARDS, digest_of, shard_key

if TYPE_CHECKING:
    from pydantic import TypeAdapter

# Of entries in a shard on average: above the first the number of shards doubles, below the second
# it halves. 512 entries are some 40 kB, and as large as the list of shards of a million entries.
_MOST_ENTRIES, _LEAST_ENTRIES = 512, 128
# Revisions whose replaced files are listed in one shard.
_REVISIONS = 64
HASH_BITS = 32


@dataclass(frozen=True, slots=True)
class ShardFile:
    """Where a shard is in the store."""

    key: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Shard:
    """Entries of a manifest: episodes by guid, objects by key."""

    episodes: dict[str, Published]
    objects: dict[str, StoredObject]


def hash_of(name: str) -> int:
    """Return 32 bits that spread keys and guids evenly, the same on every machine."""
    return zlib.crc32(name.encode())


def choose_bits(entries: int, bits: int) -> int:
    """Return how many bits of the hash tell shards apart, where it was `bits` so far.

    A manifest has 2 ** bits shards. The number stays for a while when a show grows and shrinks.
    """
    while bits < HASH_BITS and entries > _MOST_ENTRIES << bits:
        bits += 1
    while bits and entries < _LEAST_ENTRIES << bits:
        bits -= 1
    return bits


def hash_range(place: int, bits: int) -> tuple[int, int]:
    """Return the lowest and the highest hash of the entries at a place."""
    if place < 0:
        return 0, (1 << HASH_BITS) - 1
    width = HASH_BITS - bits
    return place << width, ((place + 1) << width) - 1


def place_of(name: str, bits: int, entry: StoredObject | None = None) -> int:
    """Return in which shard a guid or a key is: from 0, and below 0 for earlier manifests'."""
    if entry is not None and is_of_manifest(name):
        return past_place(entry.since)
    return place_at(hash_of(name), bits)


def place_at(hash_: int, bits: int) -> int:
    """Return in which shard an entry with this hash is."""
    return hash_ >> (HASH_BITS - bits)


def past_place(rev: int) -> int:
    """Return the place of the files that revision `rev` replaced: -1, -2 and so on."""
    return -1 - rev // _REVISIONS


def is_of_manifest(key: str) -> bool:
    """Whether an object is a file of a manifest."""
    return key.startswith((MANIFESTS, SHARDS, HEADS))


def seal_shard(shard: Shard, rev: int, place: int) -> tuple[ShardFile, bytes]:
    """Return a shard's bytes, compressed, and where they are to be stored.

    The quickest level of compression makes JSON a seventh, and the next ones hardly less: most of
    it is digests.
    """
    from pydantic_core import to_json

    plain = {
        "format": 2,
        "episodes": dict(sorted(shard.episodes.items())),
        "objects": dict(sorted(shard.objects.items())),
    }
    # Some recordings are infinitely quiet.
    packed = gzip.compress(to_json(plain, inf_nan_mode="constants"), compresslevel=1, mtime=0)
    sha256 = digest_of(packed)
    return ShardFile(shard_key(rev, place, sha256), sha256, len(packed)), packed


@dataclass(frozen=True, slots=True)
class ShardFields:
    """A shard as it is written."""

    format: int
    episodes: dict[str, Published]
    objects: dict[str, StoredObject]


@cache
def shard_adapter() -> TypeAdapter[ShardFields]:
    """Return what reads shards."""
    from pydantic import TypeAdapter

    return TypeAdapter(ShardFields)

"""Manifests in the ledger: views, shards that are fetched once, and what a change writes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airdate.ledger import ledger_in_memory, open_ledger
from airdate.ledger.manifest_rows import adopt, demand_mirrored, mirrored
from airdate.ledger.mirror import read_earlier, read_manifest
from airdate.ledger.next_manifest import Changes, make_next
from airdate.model import (
    EMPTY_MANIFEST,
    Artifact,
    CacheControl,
    FeedRecord,
    Layer,
    Manifest,
    Published,
    StoredObject,
    summarize,
)
from airdate.store import Precondition
from airdate.store.directory import DirectoryStore
from airdate.store.history import SHARDS
from airdate.store.manifest import ManifestError, Pointer, dump_pointer
from airdate.store.shards import is_of_manifest
from tests.store.making import NOW, later

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from airdate.ledger.next_manifest import Sealed
    from airdate.store import Found

OLD = later(-5)


def entry(number: int = 1, *, unused: bool = False, collected: bool = False) -> StoredObject:
    return StoredObject(
        sha256=f"{number:064}",
        size=number,
        type="text/html",
        cache=CacheControl.BRIEFLY,
        layer=Layer.FILE,
        since=1,
        unused_since=OLD if unused else None,
        collected=collected,
    )


def episode(guid: str, *, live: bool = True) -> Published:
    return Published(guid, (f"slug-{guid}",), f"Title {guid}", live, (), (), guid, {}, NOW)


def objects(numbers: Iterable[int], rev: int = 1) -> dict[str, StoredObject]:
    return {f"files/{number}.html": replace(entry(number), since=rev) for number in numbers}


class Counting(DirectoryStore):
    """A folder that counts what is read."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.read: list[str] = []

    def get(self, key: str) -> Found | None:
        self.read.append(key)
        return super().get(key)


@pytest.fixture
def store(tmp_path: Path) -> Counting:
    return Counting(tmp_path / "public")


def commit(store: DirectoryStore, sealed: Sealed) -> None:
    """Store a manifest as deploying does."""
    manifest = sealed.manifest
    kind = {"layer": Layer.FILE, "cache": CacheControl.FOREVER}
    root = Artifact.of_bytes(manifest.key, "application/gzip", sealed.body, **kind)  # type: ignore[arg-type]
    pointer = Pointer(manifest.rev, manifest.rev, manifest.key, root.sha256)
    head = Artifact.of_bytes("head.json", "application/json", dump_pointer(pointer), **kind)  # type: ignore[arg-type]
    for each in (*sealed.shards, root, head):
        store.put(each, Precondition.NONE)


def made(base: Manifest, **changes: Any) -> Sealed:
    return make_next(base, Changes(**changes), later(base.rev))


def empty() -> Manifest:
    return adopt(ledger_in_memory(), EMPTY_MANIFEST)


LARGE: dict[str, Any] = {
    "episodes": {f"g{n}": episode(f"g{n}") for n in range(50)},
    "objects": objects(range(3000)),
}


def test_a_view_is_a_mapping_like_any_other() -> None:
    manifest = made(empty(), **LARGE).manifest
    assert manifest.objects == LARGE["objects"]
    assert manifest.episodes == LARGE["episodes"]
    assert (len(manifest.objects), len(manifest.episodes)) == (3000, 50)
    assert "files/7.html" in manifest.objects
    assert manifest.objects.get("files/x.html") is None
    assert set(manifest.episodes) == set(LARGE["episodes"])
    summaries = {each.guid: each for each in manifest.summaries()}
    assert summaries == {guid: summarize(each) for guid, each in manifest.episodes.items()}


def test_what_is_read_from_the_store_is_what_was_made(store: Counting) -> None:
    sealed = made(empty(), feeds={"main": FeedRecord("main", "g", "d", "c", NOW)}, **LARGE)
    commit(store, sealed)
    assert read_manifest(store) == sealed.manifest
    assert len(sealed.shards) == 8


def test_one_change_writes_and_fetches_one_shard(store: Counting) -> None:
    first = made(empty(), **LARGE)
    commit(store, first)
    ledger = ledger_in_memory()
    read_manifest(store, ledger)
    second = made(first.manifest, objects={"files/7.html": entry(8)})
    assert len(second.shards) == 2  # and the one that lists what was replaced
    commit(store, second)
    store.read.clear()
    assert read_manifest(store, ledger).objects["files/7.html"] == entry(8)
    assert sorted(store.read) == sorted(
        ["head.json", second.manifest.key, *(each.key for each in second.shards)]
    )
    store.read.clear()
    assert read_manifest(store, ledger) == second.manifest
    assert store.read == ["head.json"]


def test_an_earlier_manifest_stays_as_it_was_beside_the_newer_one(store: Counting) -> None:
    first = made(empty(), **LARGE)
    commit(store, first)
    ledger = ledger_in_memory()
    began = read_manifest(store, ledger)
    commit(store, made(first.manifest, objects={"files/7.html": entry(8)}))
    assert read_manifest(store, ledger).objects["files/7.html"] == entry(8)
    assert began.objects["files/7.html"] == LARGE["objects"]["files/7.html"]
    assert [each.rev for each in read_earlier(store, read_manifest(store, ledger))] == [1]


def test_replaced_files_are_listed_to_be_collected() -> None:
    first = made(empty(), **LARGE)
    second = made(first.manifest, objects={"files/7.html": entry(8)})
    listed = {key for key in second.manifest.objects if is_of_manifest(key)}
    assert first.manifest.key in listed
    assert len(listed) == 2
    third = made(second.manifest, objects={"files/7.html": entry(9)})
    entries = {key: each for key, each in third.manifest.objects.items() if is_of_manifest(key)}
    assert len(entries) == 5
    assert all(each.unused_since for each in entries.values())
    current = {file.key for _, file in demand_mirrored(third.manifest).places().values() if file}
    assert not current & entries.keys()
    assert all(third.manifest.objects[key] == each for key, each in entries.items())


def test_a_small_show_has_one_shard_and_a_growing_one_is_split() -> None:
    small = made(empty(), objects=objects(range(10)))
    assert len(small.shards) == 1
    grown = made(small.manifest, objects=objects(range(10, 3000), 2))
    assert len(grown.shards) == 9
    assert {key for key in grown.manifest.objects if not is_of_manifest(key)} == {
        f"files/{number}.html" for number in range(3000)
    }
    gone = {key: replace(each, collected=True) for key, each in objects(range(100, 3000)).items()}
    less = made(made(grown.manifest, objects=gone).manifest, dropped=gone, objects={"a": entry()})
    assert demand_mirrored(less.manifest).bits == 0
    assert "files/5.html" in less.manifest.objects
    assert "files/500.html" not in less.manifest.objects


def test_a_lost_shard_is_an_error_now_and_the_end_of_earlier_manifests(store: Counting) -> None:
    first = made(empty(), **LARGE)
    commit(store, first)
    second = made(first.manifest, objects={"files/7.html": entry(8)})
    commit(store, second)
    replaced = next(key for key in second.manifest.objects if key.startswith(SHARDS))
    (store.root / replaced).unlink()
    manifest = read_manifest(store)
    assert [*read_earlier(store, manifest)] == []
    (store.root / second.shards[0].key).unlink()
    with pytest.raises(ManifestError, match="is missing from the store"):
        read_manifest(store)


def test_the_ledger_keeps_the_published_manifest_and_no_older_one(
    store: Counting, tmp_path: Path
) -> None:
    base = empty()
    for number in range(4):
        sealed = made(base, objects={"files/7.html": entry(number + 1)}, episodes={})
        commit(store, sealed)
        base = sealed.manifest
        ledger = open_ledger(tmp_path)
        assert read_manifest(store, ledger) == base
        ledger.close()
    ledger = open_ledger(tmp_path)
    store.read.clear()
    assert read_manifest(store, ledger) == base
    assert store.read == ["head.json"]
    assert [*ledger.rows("SELECT count(*) FROM manifest")] == [(1,)]
    used = "SELECT count(*) FROM shard WHERE id NOT IN (SELECT shard FROM manifest_shard)"
    assert [*ledger.rows(used)] == [(0,)]
    ledger.close()


def test_a_manifest_in_memory_is_adopted_once() -> None:
    ledger = ledger_in_memory()
    plain = replace(EMPTY_MANIFEST, rev=4, complete_rev=3, key="k", objects=objects(range(3)))
    assert mirrored(plain) is None
    adopted = adopt(ledger, plain)
    assert adopted == plain
    assert adopt(ledger, adopted) is adopted


changes_ = st.fixed_dictionaries(
    {
        "objects": st.dictionaries(
            st.integers(0, 40).map("files/{}.html".format), st.builds(entry, st.integers(1, 3))
        ),
        "episodes": st.dictionaries(st.sampled_from("abcde"), st.booleans()),
        "dropped": st.sets(st.integers(0, 40).map("files/{}.html".format), max_size=3),
    }
)


@settings(max_examples=50, deadline=None)
@given(history=st.lists(changes_, max_size=5), in_memory=st.booleans())
def test_any_changes_give_what_a_dictionary_would(
    *, history: list[dict[str, object]], in_memory: bool
) -> None:
    manifest = empty()
    wanted: dict[str, StoredObject] = {}
    episodes: dict[str, Published] = {}
    for each in history:
        changed: dict[str, StoredObject] = each["objects"]  # type: ignore[assignment]
        lives: dict[str, bool] = each["episodes"]  # type: ignore[assignment]
        names: set[str] = each["dropped"]  # type: ignore[assignment]
        dropped = {key: wanted[key] for key in names if key in wanted and key not in changed}
        new = {guid: episode(guid, live=live) for guid, live in lives.items()}
        for key in dropped:
            del wanted[key]
        wanted |= changed
        episodes |= new
        base = adopt(ledger_in_memory(), manifest) if in_memory else manifest
        manifest = make_next(base, Changes(new, {}, changed, dropped), NOW).manifest
        own = {key: found for key, found in manifest.objects.items() if not is_of_manifest(key)}
        assert own == wanted
        assert manifest.episodes == episodes

"""Stores that were published with the first format: read, rolled back to, merged, migrated."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from airdate.ledger.mirror import read_earlier, read_manifest
from airdate.publish.deploy import deploy, read_release
from airdate.publish.merge import merge
from airdate.publish.rollback import collect, rollback
from airdate.store.directory import DirectoryStore
from airdate.store.history import HEADS
from airdate.store.manifest import ManifestError
from tests.publish.planning import ReleasesInMemory, plan
from tests.store import first_format
from tests.store.making import Show, Talk, artifacts, feeds, later, releases

if TYPE_CHECKING:
    from pathlib import Path

    from airdate.model import Manifest, Plan
    from airdate.publish.deploy import Event

ONE = Show((Talk("one"),))
TWO = Show((Talk("two"), Talk("one", text=2)))
THREE = Show((Talk("three"), Talk("two"), Talk("one", text=2)))
MONTH = timedelta(days=30)


def quiet(_event: Event) -> None:
    pass


def planned(manifest: Manifest, show: Show) -> Plan:
    now = later(manifest.rev * 24)
    return plan(manifest, artifacts(show), releases(show, now), feeds(show), now)


def publish(store: DirectoryStore, show: Show) -> Manifest:
    deploy(planned(read_manifest(store), show), store, quiet)
    return read_manifest(store)


def documents(store: DirectoryStore) -> dict[str, bytes]:
    files = (path for path in store.root.rglob("*") if path.suffix in {".html", ".xml"})
    return {path.relative_to(store.root).as_posix(): path.read_bytes() for path in files}


@pytest.fixture
def store(tmp_path: Path) -> DirectoryStore:
    """Give a store that was published twice with the first format."""
    store = DirectoryStore(tmp_path / "public")
    publish(store, ONE)
    publish(store, TWO)
    first_format.turn_back(store)
    return store


def heads(store: DirectoryStore) -> list[str]:
    return sorted(path.name for path in (store.root / HEADS).glob("*"))


def test_it_is_read_and_an_unchanged_show_leaves_it_as_it_is(store: DirectoryStore) -> None:
    manifest = read_manifest(store)
    assert (manifest.rev, manifest.is_complete) == (2, True)
    assert {each.slugs[0] for each in manifest.episodes.values() if each.live} == {"one", "two"}
    assert manifest.parent.startswith(HEADS)
    assert planned(manifest, TWO).is_empty


def test_the_next_publish_migrates_it(store: DirectoryStore) -> None:
    before = read_manifest(store)
    after = publish(store, THREE)
    assert after.rev == 3
    assert after.key.startswith("history/manifests/3-")
    assert after.parent == before.key
    kept = {key for key, entry in before.objects.items() if not entry.is_deleted}
    assert kept <= after.objects.keys()
    assert after.objects[before.key].unused_since is not None
    assert planned(after, THREE).is_empty
    assert [each.rev for each in read_earlier(store, after)] == [2, 1]


@pytest.mark.parametrize("rev", [1, 2])
def test_it_is_rolled_back_to_across_the_change(store: DirectoryStore, rev: int) -> None:
    wanted = documents(store)
    if rev == 1:
        deploy(planned(read_manifest(store), ONE), store, quiet)
        wanted = documents(store)
    after = publish(store, THREE)
    earlier = {each.rev: each for each in read_earlier(store, after)}
    deploy(rollback(after, earlier[rev], later(999)), store, quiet)
    assert {key: documents(store)[key] for key in wanted} == wanted
    live = {each.slugs[0] for each in read_manifest(store).episodes.values() if each.live}
    assert live == ({"one"} if rev == 1 else {"one", "two"})


def test_an_interrupted_publish_of_the_first_format_is_completed(store: DirectoryStore) -> None:
    publish(store, THREE)
    first_format.turn_back(store, settled=2)
    (store.root / "feeds/main.xml").write_bytes(b"old")
    again = planned(read_manifest(store), THREE)
    assert again.repairs
    assert not again.steps
    deploy(again, store, quiet)
    assert read_manifest(store).is_complete
    wanted = {each.key: each.body for each in artifacts(THREE)}
    assert documents(store)["feeds/main.xml"] == wanted["feeds/main.xml"]


def test_two_publishers_merge_across_the_change(store: DirectoryStore) -> None:
    base = read_manifest(store)
    theirs = publish(store, THREE)
    own = Show((Talk("two", text=9), Talk("one", text=2)))
    mine = ReleasesInMemory.of(releases(own, later(99)))
    merged = merge(base, theirs, mine, feeds(own))
    assert [each.slugs[0] for each in merged.taken] == ["three"]
    assert read_release(store, merged.taken[0]).episode.slug == "three"
    assert len(merged.own) == 2


def test_heads_of_the_first_format_are_collected_in_time(store: DirectoryStore) -> None:
    after = publish(store, THREE)
    assert len(heads(store)) == 2
    deploy(collect(after, later(99) + MONTH, MONTH, 100), store, quiet)
    assert heads(store) == []
    assert publish(store, TWO).rev == 5
    assert documents(store)["feeds/main.xml"]


def test_a_lost_head_is_an_error(store: DirectoryStore) -> None:
    (store.root / read_manifest(store).key).unlink()
    with pytest.raises(ManifestError, match="missing from the store"):
        read_manifest(store)

"""Earlier heads put back, and old files collected, on a real directory."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from airdate.ledger.mirror import read_earlier, read_manifest
from airdate.model import Layer, Manifest, Plan
from airdate.publish.deploy import Event, Stage, deploy
from airdate.publish.rollback import RollbackError, collect, rollback
from airdate.store.directory import DirectoryStore
from tests.publish.planning import plan
from tests.store.making import Show, Talk, artifacts, feeds, later, release, releases

if TYPE_CHECKING:
    from pathlib import Path

MONTH = timedelta(days=30)
ONE = Show((Talk("one"),), extra=("calm",))
TWO = Show((Talk("two"), Talk("one", text=2)), look=2, gone=("old",))


@pytest.fixture
def store(tmp_path: Path) -> DirectoryStore:
    return DirectoryStore(tmp_path / "public")


def quiet(_event: Event) -> None:
    pass


def planned(manifest: Manifest, show: Show) -> Plan:
    now = later(manifest.rev * 24)
    allowed = frozenset({"one", "two"})
    made = releases(show, now)
    return plan(manifest, artifacts(show), made, feeds(show), now, replace_audio=allowed)


def publish(store: DirectoryStore, show: Show) -> Manifest:
    deploy(planned(read_manifest(store), show), store, quiet)
    return read_manifest(store)


def seen(store: DirectoryStore) -> dict[str, bytes]:
    """Return all pages and feeds."""
    entries = read_manifest(store).objects.items()
    keys = [key for key, entry in entries if entry.layer is not Layer.FILE]
    return {key: found.body for key in keys if (found := store.get(key))}


def test_a_rollback_gives_the_same_pages_and_feeds_to_the_byte(store: DirectoryStore) -> None:
    first = publish(store, ONE)
    before = seen(store)
    publish(store, TWO)
    assert seen(store) != before
    deploy(rollback(read_manifest(store), first, later(99)), store, quiet)
    assert seen(store) == before
    manifest = read_manifest(store)
    assert (manifest.rev, manifest.is_complete) == (3, True)
    assert not manifest.episodes["guid-two"].live
    assert manifest.episodes["guid-one"].parts == first.episodes["guid-one"].parts


def test_a_rollback_tells_what_listeners_see(store: DirectoryStore) -> None:
    first = publish(store, ONE)
    publish(store, TWO)
    notices = rollback(read_manifest(store), first, later(99)).notices
    assert [(notice.kind, notice.guid) for notice in notices] == [
        ("changed", "guid-one"),
        ("unpublished", "guid-two"),
    ]


def test_a_rollback_can_be_undone(store: DirectoryStore) -> None:
    first, second = publish(store, ONE), publish(store, TWO)
    after = seen(store)
    deploy(rollback(second, first, later(99)), store, quiet)
    deploy(rollback(read_manifest(store), second, later(100)), store, quiet)
    assert seen(store) == after
    assert planned(read_manifest(store), TWO).is_empty


def test_an_interrupted_rollback_is_finished_by_anybody(store: DirectoryStore) -> None:
    first = publish(store, ONE)
    before = seen(store)
    publish(store, TWO)

    def stop(event: Event) -> None:
        if event.stage is Stage.WRITE and event.done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deploy(rollback(read_manifest(store), first, later(99)), store, stop, jobs=1)
    deploy(rollback(read_manifest(store), read_manifest(store), later(100)), store, quiet)
    assert seen(store) == before
    assert read_manifest(store).is_complete


def test_earlier_heads_are_found_the_newest_first(store: DirectoryStore) -> None:
    heads = [publish(store, show) for show in (ONE, TWO, ONE)]
    assert [*read_earlier(store, heads[2])] == [heads[1], heads[0]]


def test_old_heads_are_collected_too_and_the_rest_can_still_come_back(
    store: DirectoryStore,
) -> None:
    heads = [publish(store, show) for show in (ONE, TWO, ONE, TWO)]
    due = collect(heads[3], later(2 * 24) + MONTH, MONTH, 100)
    assert {heads[0].key, heads[1].key} <= {step.key for step in due.steps}
    assert heads[2].key not in [step.key for step in due.steps]
    deploy(due, store, quiet)
    kept = [*read_earlier(store, read_manifest(store))]
    assert [manifest.rev for manifest in kept] == [4, 3]
    deploy(rollback(read_manifest(store), kept[1], later(999)), store, quiet)
    assert planned(read_manifest(store), ONE).is_empty


def test_what_nothing_uses_is_collected_after_a_grace(store: DirectoryStore) -> None:
    publish(store, ONE)
    old = release(Talk("one")).media[0].key
    manifest = publish(store, Show((Talk("one", audio=2),)))
    soon = collect(manifest, later(24) + MONTH - timedelta(hours=1), MONTH, 100)
    assert soon.is_empty
    due = collect(manifest, later(24) + MONTH, MONTH, 100)
    assert old in [step.key for step in due.steps]
    deploy(due, store, quiet)
    assert store.stat(old) is None
    for each in artifacts(Show((Talk("one", audio=2),))):
        assert store.stat(each.key) is not None
    assert collect(read_manifest(store), later(24) + MONTH, MONTH, 100).is_empty


def test_collecting_is_capped(store: DirectoryStore) -> None:
    publish(store, TWO)
    manifest = publish(store, Show((Talk("one"),)))
    assert len(collect(manifest, later(24) + MONTH, MONTH, 3).steps) == 3


def test_nothing_wanted_is_ever_collected(store: DirectoryStore) -> None:
    manifest = publish(store, TWO)
    assert collect(manifest, later(10**5), timedelta(0), 100).is_empty


def test_an_interrupted_collection_is_finished(store: DirectoryStore) -> None:
    publish(store, TWO)
    manifest = publish(store, Show((Talk("one"),)))

    def stop(event: Event) -> None:
        if event.stage is Stage.DELETE:
            raise KeyboardInterrupt

    due = collect(manifest, later(24) + MONTH, MONTH, 100)
    with pytest.raises(KeyboardInterrupt):
        deploy(due, store, stop, jobs=1)
    publish(store, Show((Talk("one"),)))
    assert all(store.stat(step.key) is None for step in due.steps)


def test_what_was_collected_goes_out_again_when_it_is_wanted_again(store: DirectoryStore) -> None:
    publish(store, TWO)
    manifest = publish(store, Show((Talk("one"),)))
    deploy(collect(manifest, later(24) + MONTH, MONTH, 100), store, quiet)
    assert read_manifest(store).episodes["guid-two"].media == ()
    back = planned(read_manifest(store), TWO)
    media = release(Talk("two")).media[0].key
    assert media in [step.key for step in back.steps]
    deploy(back, store, quiet)
    assert store.stat(media) is not None


def test_no_rollback_to_what_was_collected(store: DirectoryStore) -> None:
    first = publish(store, ONE)
    manifest = publish(store, Show((Talk("one", audio=2),)))
    deploy(collect(manifest, later(24) + MONTH, MONTH, 100), store, quiet)
    with pytest.raises(RollbackError, match="has been deleted"):
        rollback(read_manifest(store), first, later(99))


def test_a_rollback_needs_what_is_there_only(store: DirectoryStore) -> None:
    first = publish(store, ONE)
    manifest = replace(first, objects={})
    with pytest.raises(RollbackError):
        rollback(manifest, first, later(9))

"""Earlier heads put back, and old files collected, on a real directory."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from airdate.model import Head, Layer, Plan
from airdate.publish.deploy import Event, Stage, deploy, read_earlier, read_head
from airdate.publish.diff import plan
from airdate.publish.rollback import RollbackError, collect, rollback
from airdate.store.directory import DirectoryStore
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


def planned(head: Head, show: Show) -> Plan:
    now = later(head.rev * 24)
    allowed = frozenset({"one", "two"})
    made = releases(show, now)
    return plan(head, artifacts(show), made, feeds(show), now, allow_replaced_audio=allowed)


def publish(store: DirectoryStore, show: Show) -> Head:
    deploy(planned(read_head(store), show), store, quiet)
    return read_head(store)


def seen(store: DirectoryStore) -> dict[str, bytes]:
    """Return all pages and feeds."""
    entries = read_head(store).objects.items()
    keys = [key for key, entry in entries if entry.layer is not Layer.FILE]
    return {key: found.body for key in keys if (found := store.get(key))}


def test_a_rollback_gives_the_same_pages_and_feeds_to_the_byte(store: DirectoryStore) -> None:
    first = publish(store, ONE)
    before = seen(store)
    publish(store, TWO)
    assert seen(store) != before
    deploy(rollback(read_head(store), first, later(99)), store, quiet)
    assert seen(store) == before
    head = read_head(store)
    assert (head.rev, head.is_settled) == (3, True)
    assert not head.episodes["guid-two"].live
    assert head.episodes["guid-one"].parts == first.episodes["guid-one"].parts


def test_a_rollback_tells_what_listeners_see(store: DirectoryStore) -> None:
    first = publish(store, ONE)
    publish(store, TWO)
    notices = rollback(read_head(store), first, later(99)).notices
    assert [(notice.kind, notice.guid) for notice in notices] == [
        ("edited", "guid-one"),
        ("gone", "guid-two"),
    ]


def test_a_rollback_can_be_undone(store: DirectoryStore) -> None:
    first, second = publish(store, ONE), publish(store, TWO)
    after = seen(store)
    deploy(rollback(second, first, later(99)), store, quiet)
    deploy(rollback(read_head(store), second, later(100)), store, quiet)
    assert seen(store) == after
    assert planned(read_head(store), TWO).is_empty


def test_an_interrupted_rollback_is_finished_by_anybody(store: DirectoryStore) -> None:
    first = publish(store, ONE)
    before = seen(store)
    publish(store, TWO)

    def stop(event: Event) -> None:
        if event.stage is Stage.WRITE and event.done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deploy(rollback(read_head(store), first, later(99)), store, stop, jobs=1)
    deploy(rollback(read_head(store), read_head(store), later(100)), store, quiet)
    assert seen(store) == before
    assert read_head(store).is_settled


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
    kept = [*read_earlier(store, read_head(store))]
    assert [head.rev for head in kept] == [4, 3]
    deploy(rollback(read_head(store), kept[1], later(999)), store, quiet)
    assert planned(read_head(store), ONE).is_empty


def test_what_nothing_uses_is_collected_after_a_grace(store: DirectoryStore) -> None:
    publish(store, ONE)
    old = release(Talk("one")).media[0].key
    head = publish(store, Show((Talk("one", audio=2),)))
    soon = collect(head, later(24) + MONTH - timedelta(hours=1), MONTH, 100)
    assert soon.is_empty
    due = collect(head, later(24) + MONTH, MONTH, 100)
    assert old in [step.key for step in due.steps]
    deploy(due, store, quiet)
    assert store.stat(old) is None
    for each in artifacts(Show((Talk("one", audio=2),))):
        assert store.stat(each.key) is not None
    assert collect(read_head(store), later(24) + MONTH, MONTH, 100).is_empty


def test_collecting_is_capped(store: DirectoryStore) -> None:
    publish(store, TWO)
    head = publish(store, Show((Talk("one"),)))
    assert len(collect(head, later(24) + MONTH, MONTH, 3).steps) == 3


def test_nothing_wanted_is_ever_collected(store: DirectoryStore) -> None:
    head = publish(store, TWO)
    assert collect(head, later(10**5), timedelta(0), 100).is_empty


def test_an_interrupted_collection_is_finished(store: DirectoryStore) -> None:
    publish(store, TWO)
    head = publish(store, Show((Talk("one"),)))

    def stop(event: Event) -> None:
        if event.stage is Stage.DELETE:
            raise KeyboardInterrupt

    due = collect(head, later(24) + MONTH, MONTH, 100)
    with pytest.raises(KeyboardInterrupt):
        deploy(due, store, stop, jobs=1)
    publish(store, Show((Talk("one"),)))
    assert all(store.stat(step.key) is None for step in due.steps)


def test_what_was_collected_goes_out_again_when_it_is_wanted_again(store: DirectoryStore) -> None:
    publish(store, TWO)
    head = publish(store, Show((Talk("one"),)))
    deploy(collect(head, later(24) + MONTH, MONTH, 100), store, quiet)
    assert read_head(store).episodes["guid-two"].media == ()
    back = planned(read_head(store), TWO)
    media = release(Talk("two")).media[0].key
    assert media in [step.key for step in back.steps]
    deploy(back, store, quiet)
    assert store.stat(media) is not None


def test_no_rollback_to_what_was_collected(store: DirectoryStore) -> None:
    first = publish(store, ONE)
    head = publish(store, Show((Talk("one", audio=2),)))
    deploy(collect(head, later(24) + MONTH, MONTH, 100), store, quiet)
    with pytest.raises(RollbackError, match="has been collected"):
        rollback(read_head(store), first, later(99))


def test_a_rollback_needs_what_is_there_only(store: DirectoryStore) -> None:
    first = publish(store, ONE)
    head = replace(first, objects={})
    with pytest.raises(RollbackError):
        rollback(head, first, later(9))

"""Deploying to a real directory: done, done again, interrupted, overtaken, lied to."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from airdate.ledger.mirror import read_manifest
from airdate.model import EMPTY_MANIFEST, Artifact, Layer, Manifest, Plan, Waiting
from airdate.publish.deploy import Event, Stage, Superseded, deploy
from airdate.store import Precondition, SourceChangedError, StoreError
from airdate.store.directory import DirectoryStore
from airdate.store.manifest import ManifestError
from tests.publish.planning import plan
from tests.store.making import (
    NOW,
    Show,
    Talk,
    artifacts,
    document,
    feeds,
    file,
    later,
    release,
    releases,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

ONE = Show((Talk("one"),))
TWO = Show((Talk("two"), Talk("one")))


@pytest.fixture
def store(tmp_path: Path) -> DirectoryStore:
    return DirectoryStore(tmp_path / "public")


def quiet(_event: Event) -> None:
    pass


def planned(
    manifest: Manifest, show: Show, hours: int = 0, bodies: Iterable[Artifact] = ()
) -> Plan:
    given = {artifact.key: artifact for artifact in (*artifacts(show), *bodies)}
    made = releases(show, later(hours))
    return plan(manifest, given.values(), made, feeds(show), later(hours))


def publish(store: DirectoryStore, show: Show, hours: int = 0) -> Plan:
    made = planned(read_manifest(store), show, hours)
    deploy(made, store, quiet)
    return made


def is_published(store: DirectoryStore, show: Show) -> bool:
    found = {each.key: store.get(each.key) for each in artifacts(show)}
    return all((there := found[each.key]) and there.body == each.body for each in artifacts(show))


class Stop(Exception):
    pass


def stopping(stage: Stage, key: str = "", *, done: bool = False) -> Callable[[Event], None]:
    def progress(event: Event) -> None:
        if (event.stage, event.done) == (stage, done) and key in event.key:
            raise Stop

    return progress


def test_a_publish_brings_all_out_and_head_says_so(store: DirectoryStore) -> None:
    made = publish(store, ONE)
    assert is_published(store, ONE)
    assert read_manifest(store) == made.manifest
    for key, entry in made.manifest.objects.items():
        there = store.stat(key)
        assert there is not None
        assert (there.size, there.sha256) == (entry.size, entry.sha256)


def test_a_second_publish_writes_nothing(store: DirectoryStore) -> None:
    publish(store, ONE)
    before = {path: path.stat().st_mtime_ns for path in store.root.rglob("*")}
    assert publish(store, ONE, 5).is_empty
    assert {path: path.stat().st_mtime_ns for path in store.root.rglob("*")} == before


def test_progress_tells_every_object_from_0_to_all(store: DirectoryStore) -> None:
    events: list[Event] = []
    made = planned(EMPTY_MANIFEST, ONE)
    deploy(made, store, events.append)
    stages = [event.stage for event in events]
    assert [*dict.fromkeys(stages)] == [
        Stage.UPLOAD,
        Stage.VERIFY,
        Stage.COMMIT,
        Stage.WRITE,
        Stage.COMPLETE,
    ]
    for step in made.steps:
        own = [event for event in events if event.key == step.key and event.stage != "verify"]
        assert (own[0].sent, own[0].done) == (0, False)
        assert (own[-1].sent, own[-1].done) == (step.size, True)


@pytest.mark.parametrize("stage", [Stage.UPLOAD, Stage.VERIFY, Stage.COMMIT])
def test_before_the_commit_nothing_listeners_see_changes(
    store: DirectoryStore, stage: Stage
) -> None:
    publish(store, ONE)
    with pytest.raises(Stop):
        deploy(planned(read_manifest(store), TWO, 1), store, stopping(stage))
    assert is_published(store, ONE)
    assert read_manifest(store).rev == 1
    publish(store, TWO, 2)
    assert is_published(store, TWO)


@pytest.mark.parametrize(
    "progress",
    [
        stopping(Stage.COMMIT, done=True),
        stopping(Stage.WRITE, "two.html"),
        stopping(Stage.WRITE, "two.html", done=True),
        stopping(Stage.WRITE, "feeds/main.xml"),
        stopping(Stage.COMPLETE),
    ],
)
def test_after_the_commit_the_next_run_finishes_whoever_it_is(
    store: DirectoryStore, progress: Callable[[Event], None]
) -> None:
    publish(store, ONE)
    with pytest.raises(Stop):
        deploy(planned(read_manifest(store), TWO, 1), store, progress)
    incomplete = read_manifest(store)
    assert (incomplete.rev, incomplete.complete_rev) == (2, 1)
    again = planned(incomplete, TWO, 2)
    assert not again.is_empty
    deploy(again, store, quiet)
    assert is_published(store, TWO)
    assert read_manifest(store) == again.manifest
    assert publish(store, TWO, 3).is_empty


def test_an_interrupted_delete_is_finished(store: DirectoryStore) -> None:
    calm = replace(ONE, extra=("calm",))
    publish(store, calm)
    with pytest.raises(Stop):
        deploy(planned(read_manifest(store), ONE, 1), store, stopping(Stage.DELETE))
    assert store.stat("tags/calm.html") is not None
    publish(store, ONE, 2)
    assert store.stat("tags/calm.html") is None


def test_a_rival_who_committed_first_supersedes(store: DirectoryStore) -> None:
    mine = planned(EMPTY_MANIFEST, ONE)
    publish(store, TWO)
    with pytest.raises(Superseded):
        deploy(mine, store, quiet)
    assert is_published(store, TWO)


@pytest.mark.parametrize("stage", [Stage.UPLOAD, Stage.COMMIT])
def test_a_rival_who_commits_meanwhile_supersedes(store: DirectoryStore, stage: Stage) -> None:
    rivals = iter([TWO])

    def progress(event: Event) -> None:
        if event.stage is stage:
            for rival in rivals:
                publish(store, rival)

    with pytest.raises(Superseded):
        deploy(planned(EMPTY_MANIFEST, ONE), store, progress, jobs=1)
    assert is_published(store, TWO)


def test_an_older_publisher_never_overwrites_a_newer_one(store: DirectoryStore) -> None:
    publish(store, ONE)
    edit = Show((Talk("one", text=2),))
    rivals = iter([Show((Talk("one", text=3),))])

    def progress(event: Event) -> None:
        if event.stage is Stage.WRITE and not event.done:
            for rival in rivals:
                publish(store, rival, 2)

    with pytest.raises(Superseded):
        deploy(planned(read_manifest(store), edit, 1), store, progress, jobs=1)
    assert is_published(store, Show((Talk("one", text=3),)))
    assert read_manifest(store).is_complete


def test_a_source_changed_meanwhile_commits_nothing(store: DirectoryStore, tmp_path: Path) -> None:
    publish(store, ONE)
    media = next(each for each in artifacts(TWO) if each.key.startswith("media/two"))
    path = tmp_path / "two.mp3"
    path.write_bytes(b"other")
    with pytest.raises(SourceChangedError, match="media/two"):
        deploy(planned(read_manifest(store), TWO, 1, [replace(media, body=path)]), store, quiet)
    assert is_published(store, ONE)
    assert read_manifest(store).rev == 1


def test_what_an_interrupted_publish_left_under_a_name_gives_way(store: DirectoryStore) -> None:
    key = release(Talk("one")).media[0].key
    store.put(file(key, b"with other tags"), Precondition.NONE)
    publish(store, ONE)
    assert is_published(store, ONE)


def test_a_file_that_does_not_arrive_commits_nothing(store: DirectoryStore) -> None:
    key = release(Talk("one")).media[0].key

    def spoil(event: Event) -> None:
        if event.stage is Stage.UPLOAD and event.done and event.key == key:
            (store.root / key).write_bytes(b"flipped")

    with pytest.raises(StoreError, match="corrupted during upload"):
        deploy(planned(EMPTY_MANIFEST, ONE), store, spoil, jobs=1)
    assert read_manifest(store) == EMPTY_MANIFEST
    assert store.stat("feeds/main.xml") is None


def test_a_page_that_others_touched_is_written_all_the_same(store: DirectoryStore) -> None:
    publish(store, ONE)
    touched = iter([document("episodes/one.html", Layer.PAGE, "touched", [])])

    def touch(event: Event) -> None:
        if event.stage is Stage.WRITE:
            for page in touched:
                store.put(page, Precondition.NONE)

    edit = Show((Talk("one", text=2),))
    deploy(planned(read_manifest(store), edit, 1), store, touch, jobs=1)
    assert is_published(store, edit)


def test_bytes_that_wait_elsewhere_are_published(store: DirectoryStore) -> None:
    bodies = {each.sha256: each.body for each in artifacts(TWO) if isinstance(each.body, bytes)}
    made = planned(EMPTY_MANIFEST, TWO)
    steps = [
        replace(step, artifact=replace(step.artifact, body=Waiting()))
        if step.artifact and step.artifact.sha256 in bodies
        else step
        for step in made.steps
    ]
    waiting = replace(made, steps=tuple(steps))
    with pytest.raises(StoreError, match="are lost"):
        deploy(waiting, store, quiet)
    assert read_manifest(store) == EMPTY_MANIFEST
    deploy(waiting, store, quiet, waiting=bodies.get)
    assert is_published(store, TWO)


def test_a_lost_head_is_told(store: DirectoryStore) -> None:
    made = publish(store, ONE)
    (store.root / made.manifest.key).unlink()
    with pytest.raises(ManifestError, match="is missing from the store"):
        read_manifest(store)


def test_every_earlier_head_is_kept(store: DirectoryStore) -> None:
    first, second = publish(store, ONE), publish(store, TWO, 1)
    assert second.manifest.parent == first.manifest.key
    assert store.stat(first.manifest.key) is not None
    assert second.manifest.made == later(1) != NOW


SLOW = """
    import sys, time
    from pathlib import Path
    from airdate.publish.deploy import deploy
    from airdate.model import EMPTY_MANIFEST, Artifact, CacheControl, Layer
    from tests.publish.planning import plan
    from airdate.store.directory import DirectoryStore
    from tests.store.making import NOW
    def slowly(event):
        print(f"{event.sent}\\n", end="", flush=True)  # in one write: threads take turns
        time.sleep(0.2 if event.sent else 0)
    path = Path(sys.argv[2])
    kind = ("audio/mpeg", CacheControl.FOREVER, Layer.FILE)
    wanted = [Artifact("media/large.mp3", *kind, 0, "", path)]
    try:
        deploy(plan(EMPTY_MANIFEST, wanted, [], [], NOW), DirectoryStore(Path(sys.argv[1])), slowly)
    except KeyboardInterrupt:
        sys.exit(130)
"""


@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_ends_uploads_that_are_under_way(
    store: DirectoryStore, tmp_path: Path
) -> None:
    source = tmp_path / "large"
    with source.open("wb") as sparse:
        sparse.truncate(2_000_000_000)  # some minutes of uploading, if it went on
    command = [sys.executable, "-c", textwrap.dedent(SLOW), str(store.root), str(source)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        while int(process.stdout.readline()) < 3_000_000:
            pass
        process.send_signal(signal.SIGINT)
        assert process.wait(600) == 130
    assert read_manifest(store) == EMPTY_MANIFEST
    assert not [*store.root.rglob("*.part")]

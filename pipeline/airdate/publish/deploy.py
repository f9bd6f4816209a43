"""Plan → store: the only writer.

Files are uploaded and verified; one conditional write of `head.json` makes the plan what is
published; then pages and feeds follow, and deletes. Killed at any moment, all that listeners can
reach is there, and the next run completes it.

Two publishers: the commit lets one win; the other is `Superseded`, and plans again on what it
finds. A page or feed is never overwritten by an older publisher: it reads the object's version,
then checks that head.json is still its own, then writes on condition of that version. Whoever
committed in between writes later, so the condition fails.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING

from airdate.model import (
    Artifact,
    CacheControl,
    InStore,
    Layer,
    Manifest,
    Plan,
    Published,
    Release,
    Step,
    Waiting,
)
from airdate.store import Conflict, Precondition, Stat, Store, StoreError, Version
from airdate.store.history import digest_of, document_key, load_release, release_key
from airdate.store.manifest import (
    POINTER,
    ManifestError,
    Pointer,
    dump_pointer,
    load_pointer,
    read_pointer,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# A rival who writes the same page makes one try fail; no show has this many publishers at once.
_TRIES = 50


class Superseded(StoreError):
    """Another publisher committed first: read the manifest again and plan again."""

    def __init__(self) -> None:
        super().__init__("another publish finished first", "Publish again.")


class Stage(StrEnum):
    """What is done to an object, in order; then head.json says that all is complete."""

    UPLOAD = "upload"
    VERIFY = "verify"
    COMMIT = "commit"
    WRITE = "write"
    DELETE = "delete"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True)
class Event:
    """One object's progress: `sent` of `size` bytes. It begins with 0 bytes and not `done`."""

    stage: Stage
    key: str
    size: int
    sent: int = 0
    done: bool = False


def read_release(store: Store, published: Published) -> Release:
    """Return an episode's release as it was last published. Raises ManifestError, StoreError."""
    key = release_key(published.digest)
    record = store.get(key)
    try:
        return load_release(record.body if record else b"", published)
    except ValueError as error:
        raise ManifestError(
            f"{key} in the store, the release of “{published.title}”, is missing or damaged",
            "Publish from the workspace that has this episode.",
        ) from error


def deploy(
    plan: Plan,
    store: Store,
    progress: Callable[[Event], None],
    *,
    jobs: int = 4,
    waiting: Callable[[str], bytes | None] = lambda _sha256: None,
) -> None:
    """Execute a plan, with `jobs` concurrent transfers.

    Safe to interrupt: the next run completes it. Transfers under way end at their next block.
    `waiting` returns the bytes of `Waiting` bodies by their sha256; it and `progress` are called
    from worker threads. Raises Superseded, StoreError, ManifestError.
    """
    run = _Run(plan, store, progress, waiting, threading.Event())
    committed = run.start()
    if plan.is_empty:
        return
    with ThreadPoolExecutor(jobs) as pool:
        try:
            if plan.repairs and committed:
                run.write(plan.base, plan.repairs, pool)
                committed = run.complete(committed)
            run.upload(pool)
            if plan.manifest.rev != plan.base.rev:
                committed = run.commit(committed)
                run.write(plan.manifest, plan.steps, pool)
                run.complete(committed)
        except BaseException:
            run.stopped.set()
            pool.shutdown(wait=True, cancel_futures=True)
            raise


@dataclass(frozen=True, slots=True)
class _Committed:
    """The content of head.json, and the version of that write."""

    pointer: Pointer
    version: Version


class _Stopped(Exception):
    pass


@dataclass(frozen=True, slots=True)
class _Run:
    plan: Plan
    store: Store
    progress: Callable[[Event], None]
    waiting: Callable[[str], bytes | None]
    stopped: threading.Event

    def start(self) -> _Committed | None:
        """Return head.json, which the plan must be based on. Raises Superseded."""
        found = self.store.get(POINTER)
        pointer = load_pointer(found.body) if found else None
        if not _points_to(pointer, self.plan.base):
            raise Superseded
        return _Committed(pointer, found.version) if found and pointer else None

    def upload(self, pool: ThreadPoolExecutor) -> None:
        """Upload the files, and check that they arrived."""
        files = [
            step.artifact for step in self.plan.steps if step.artifact and step.layer is Layer.FILE
        ]
        _all(pool.map(self._bring, (*files, *self.plan.shards)))

    def commit(self, base: _Committed | None) -> _Committed:
        """Make the plan's manifest the one that is published. Raises Superseded."""
        manifest = self.plan.manifest
        root = _record(manifest.key, "application/gzip", self.plan.body, CacheControl.FOREVER)
        self._report(Stage.COMMIT, root)
        try:
            self.store.put(root, Precondition.IF_ABSENT)
        except Conflict:
            self._verify(root)
        complete_rev = self.plan.base.rev if _later(self.plan.steps) else manifest.rev
        pointer = Pointer(manifest.rev, complete_rev, manifest.key, root.sha256)
        committed = self._move(pointer, base)
        self._report(Stage.COMMIT, root, done=True)
        return committed

    def write(self, manifest: Manifest, steps: Iterable[Step], pool: ThreadPoolExecutor) -> None:
        """Write a manifest's pages and feeds, and delete what nothing names any more."""
        for _, wave in groupby(_later(steps), key=lambda step: step.wave):
            self._write_wave(manifest, list(wave), pool)

    def complete(self, committed: _Committed) -> _Committed:
        """Note that all of this manifest is written. Raises Superseded."""
        self.progress(Event(Stage.COMPLETE, POINTER, 0))
        pointer = replace(committed.pointer, complete_rev=committed.pointer.rev)
        complete = committed if pointer == committed.pointer else self._move(pointer, committed)
        self.progress(Event(Stage.COMPLETE, POINTER, 0, done=True))
        return complete

    def _bring(self, artifact: Artifact) -> None:
        self._upload(artifact)
        self._verify(artifact)

    def _upload(self, artifact: Artifact) -> None:
        """Put a file where nothing is; the same bytes there already are as good."""
        sent = 0

        def share(count: int) -> None:
            nonlocal sent
            if self.stopped.is_set():
                raise _Stopped
            sent += count
            self.progress(Event(Stage.UPLOAD, artifact.key, artifact.size, sent))

        self._report(Stage.UPLOAD, artifact)
        whole = self._with_bytes(artifact)
        for _ in range(_TRIES):
            with suppress(Conflict):
                self.store.put(whole, Precondition.IF_ABSENT, share)
                break
            if self._is_there(artifact):
                break
        self._report(Stage.UPLOAD, artifact, done=True)

    def _is_there(self, artifact: Artifact) -> bool:
        """Whether the store has these bytes; others that nothing names are taken away.

        An interrupted publish leaves those: of an episode whose title, and with it the tags in
        the file, has changed since.
        """
        there = self.store.stat(artifact.key)
        if there and there.sha256 == artifact.sha256:
            return True
        self._demand(self.plan.base)
        if there:
            with suppress(Conflict):
                self.store.delete(artifact.key, there.version)
        return False

    def _verify(self, artifact: Artifact) -> None:
        self._report(Stage.VERIFY, artifact)
        there = self.store.stat(artifact.key)
        if there is None:
            self.store.get(artifact.key)  # raises what explains it, such as a missing bucket
        if there is None or (there.size, there.sha256) != (artifact.size, artifact.sha256):
            raise StoreError(
                f"{artifact.key} was corrupted during upload",
                "Publish again; if it persists, check the storage.",
            )
        self._report(Stage.VERIFY, artifact, done=True)

    def _write_wave(self, manifest: Manifest, steps: list[Step], pool: ThreadPoolExecutor) -> None:
        """Put and delete pages and feeds, unless head.json has moved on. Raises Superseded."""
        for _ in range(_TRIES):
            there = list(pool.map(lambda step: self.store.stat(step.key), steps))
            self._demand(manifest)
            done = list(pool.map(self._write, steps, there))
            steps = [step for step, is_done in zip(steps, done, strict=True) if not is_done]
            if not steps:
                return
        raise Superseded

    def _write(self, step: Step, there: Stat | None) -> bool:
        """Put or delete an object unless it changed since `there`; return whether it was done."""
        stage = Stage.WRITE if step.artifact else Stage.DELETE
        self.progress(Event(stage, step.key, step.size))
        condition = there.version if there else Precondition.IF_ABSENT
        try:
            if step.artifact is None:
                self.store.delete(step.key, condition)
            elif there is None or there.sha256 != step.artifact.sha256:
                self.store.put(self._with_bytes(step.artifact), condition)
        except Conflict:
            return False
        self.progress(Event(stage, step.key, step.size, step.size, done=True))
        return True

    def _with_bytes(self, artifact: Artifact) -> Artifact:
        """Return an artifact with its bytes: from the ledger, or from the copy in the store."""
        if isinstance(artifact.body, Waiting):
            return replace(artifact, body=self._waited(artifact))
        if not isinstance(artifact.body, InStore):
            return artifact
        key = document_key(artifact.sha256)
        copy = self.store.get(key)
        if copy is None or digest_of(copy.body) != artifact.sha256:
            raise ManifestError(
                f"{key}, a copy of {artifact.key}, is missing from the store",
                "Restore it from a backup.",
            )
        return replace(artifact, body=copy.body)

    def _waited(self, artifact: Artifact) -> bytes:
        body = self.waiting(artifact.sha256)
        if body is None:
            raise StoreError(f"the bytes of {artifact.key} are lost", "Publish again.")
        return body

    def _demand(self, manifest: Manifest) -> None:
        """Check that `manifest` is the one that is published. Raises Superseded."""
        if not _points_to(read_pointer(self.store), manifest):
            raise Superseded

    def _move(self, pointer: Pointer, base: _Committed | None) -> _Committed:
        """Write head.json if it is still the one that was read. Raises Superseded."""
        body = dump_pointer(pointer)
        artifact = _record(POINTER, "application/json", body, CacheControl.BRIEFLY)
        try:
            version = self.store.put(artifact, base.version if base else Precondition.IF_ABSENT)
        except Conflict:
            found = self.store.get(POINTER)
            if found is None or found.body != artifact.body:
                raise Superseded from None
            version = found.version
        return _Committed(pointer, version)

    def _report(self, stage: Stage, artifact: Artifact, *, done: bool = False) -> None:
        sent = artifact.size if done else 0
        self.progress(Event(stage, artifact.key, artifact.size, sent, done))


def _later(steps: Iterable[Step]) -> list[Step]:
    """Return what is done after the commit: pages and feeds, and all deletes."""
    return [step for step in steps if step.artifact is None or step.layer is not Layer.FILE]


def _points_to(pointer: Pointer | None, manifest: Manifest) -> bool:
    """Whether this manifest is published; EMPTY_MANIFEST is where there is no pointer."""
    if pointer is None:
        return manifest.rev == 0
    return (pointer.rev, pointer.key) == (manifest.rev, manifest.key)


def _record(key: str, type_: str, body: bytes, cache: CacheControl) -> Artifact:
    return Artifact.of_bytes(key, type_, body, layer=Layer.FILE, cache=cache)


def _all(results: Iterable[None]) -> None:
    """Wait for all, and raise what the first of them raised."""
    for _ in results:
        pass

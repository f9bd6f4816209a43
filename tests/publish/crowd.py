"""A crowd of publishers at one store, killed again and again, while a podcast app looks on.

Run as a program (it forks, so it must have one thread): `crowd.py STORE SEED SECONDS KILLS FLAW`.
It lasts SECONDS, and longer until KILLS were killed and something was published; with a FLAW,
SECONDS at most. It prints a JSON report. STORE is a folder, or "ENDPOINT PROXY PREFIX" of a bucket
that is reached through a bad network. FLAW takes one safety out, to show that its lack is found
out: "order" writes feeds and pages before what they name, "conditions" writes whatever was there.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from airdate.errors import AirdateError
from airdate.ledger.mirror import read_manifest
from airdate.model import Artifact, Layer, Manifest, Plan
from airdate.publish.deploy import Event, Stage, deploy
from airdate.store import Condition, Precondition, Store, StoreError, Version, ignore_progress
from airdate.store.directory import DirectoryStore
from airdate.store.history import load_release, release_key
from airdate.store.s3 import Place, S3Store
from tests.publish.planning import plan
from tests.store import seaweed
from tests.store.making import Show, Talk, artifacts, feeds, later, names_of, releases

if TYPE_CHECKING:
    from collections.abc import Callable

PUBLISHERS = 4
# What begins a line of the log that is no publish: a fault, a look, a kill at a named step.
_MARKS = "!?x"


class CarelessDirectory(DirectoryStore):
    """A directory that never looks at conditions."""

    def _demand(self, key: str, condition: object) -> None:
        """Let everything pass."""


class CarelessBucket(S3Store):
    """A bucket that never looks at conditions."""

    def put(
        self,
        artifact: Artifact,
        condition: Condition,  # noqa: ARG002 - the flaw
        sent: Callable[[int], None] = ignore_progress,
    ) -> Version:
        """Let everything pass."""
        return super().put(artifact, Precondition.NONE, sent)


def open_store(where: str, flaw: str, *, directly: bool = False) -> Store:
    """Open the store; `directly` means without flaws and not through the bad network."""
    careless = flaw == "conditions" and not directly
    if where.startswith("http"):
        endpoint, proxy, prefix = where.split()
        address = endpoint if directly else proxy
        place = Place(seaweed.BUCKET, prefix, address)
        kind = CarelessBucket if careless else S3Store
        # No upload of this crowd is large enough to leave a note.
        return kind(seaweed.client(address, patience=2), place, Path(os.devnull), lambda _: None)
    return (CarelessDirectory if careless else DirectoryStore)(Path(where))


def show_of(manifest: Manifest, store: Store) -> Show:
    """Return what is published, read from the releases that the store keeps."""
    talks = []
    for published in manifest.episodes.values():
        kept = store.get(release_key(published.digest))
        assert kept is not None, f"the release of {published.slugs[0]} is lost"
        text = load_release(kept.body, published).episode.article.removeprefix("Text ")
        talks.append(Talk(published.slugs[0], text=int(text)))
    tag = (f"tag{manifest.rev % 2}",)
    return Show(tuple(sorted(talks, key=lambda talk: talk.slug)), extra=tag)


def planned(manifest: Manifest, show: Show) -> Plan:
    made = releases(show, later(manifest.rev))
    return plan(manifest, artifacts(show), made, feeds(show), later(manifest.rev))


def disordered(plan_: Plan) -> Plan:
    """Return the plan with nothing before the commit, and the rest the wrong way round."""
    steps = [replace(step, layer=Layer.PAGE, wave=-step.wave) for step in plan_.steps]
    return replace(plan_, steps=tuple(sorted(steps, key=lambda step: step.wave)))


def edit(show: Show, slug: str, count: int) -> Show:
    """Return the show with this edit of this publisher's newest episode, or with a new one."""
    newest = f"{slug}-{count // 3}"
    others = [talk for talk in show.talks if talk.slug != newest]
    return replace(show, talks=(*others, Talk(newest, text=count)))


def run_publisher(store: Store, slug: str, flaw: str, chance: random.Random, log: int) -> None:
    """Publish edits until killed, by itself at a named step or by the crowd at any moment."""
    # Half of them wait for the crowd, but where what they leave behind is to be seen.
    usual = chance.choice([*Stage, *[None] * len(Stage)])
    moment = {"conditions": None, "order": Stage.WRITE}.get(flaw, usual)
    left = chance.randrange(1, 4)

    def progress(event: Event) -> None:
        nonlocal left
        left -= event.stage is moment
        if not left:
            os.write(log, f"x {event.stage}\n".encode())
            os.kill(os.getpid(), signal.SIGKILL)

    while True:
        with suppress(StoreError):  # superseded, or the network was too bad
            manifest = read_manifest(store)
            show = show_of(manifest, store)
            own = [talk.text for talk in show.talks if talk.slug.startswith(slug)]
            count = max(own, default=0) + 1
            made = planned(manifest, edit(show, slug, count))
            deploy(disordered(made) if flaw == "order" else made, store, progress, jobs=2)
            os.write(log, f"{slug} {count}\n".encode())


def run_listener(store: Store, log: int) -> None:
    """Read the feed and fetch all that it names, as apps do; report what is wrong."""
    newest: dict[str, int] = {}
    while True:
        feed = store.get("feeds/main.xml")
        if feed is None:
            continue
        for key in names_of(feed.body):
            there = store.get(key)
            if there is None or (key.startswith("media/") and there.body.count(b"\n") != 50):
                os.write(log, f"! {key} is named and not there\n".encode())
        for talk in feed.body.decode().splitlines()[0].split():
            slug, _, text = talk.rpartition("/")
            if int(text) < newest.get(slug, 0):
                os.write(log, f"! {slug} went back to {text}\n".encode())
            newest[slug] = int(text)
        os.write(log, b"? looked\n")


def fork(run: Callable[[], None]) -> int:
    child = os.fork()
    if child:
        return child
    try:
        run()
    finally:
        os._exit(1)  # a child that ends by itself failed: its traceback is on stderr


class Crowd:
    """The processes, and what they said."""

    def __init__(self, where: str, seed: int, flaw: str) -> None:
        self.where = where
        self.store = open_store(where, flaw)
        self.heard = open_store(where, "", directly=True)
        self.flaw = flaw
        self.chance = random.Random(seed)
        self.reading, self.log = os.pipe()
        os.set_blocking(self.reading, False)
        self.said = b""
        self.children: dict[int, str] = {}
        # Rivals meet more often where few are killed; a bucket is slower than a folder.
        self.danger = 0.0 if flaw else 0.05 if " " in where else 0.1
        self.dead: list[str] = []
        self.looks_until_dead = 0
        self.kills = 0
        self.failures = 0

    def start(self, slug: str) -> None:
        chance = random.Random(self.chance.random())
        run = lambda: run_publisher(self.store, slug, self.flaw, chance, self.log)  # noqa: E731
        self.children[fork(run)] = slug

    def listen(self) -> None:
        self.listener = fork(lambda: run_listener(self.heard, self.log))

    def step(self) -> None:
        """Wait a moment, kill somebody perhaps, and put somebody in the place of the dead.

        Where order is taken out, that is once all are dead and an app has seen what they left:
        the next one would put it right in a moment that an app may well miss.
        """
        time.sleep(self.chance.random() / 20)
        if self.chance.random() < self.danger:
            os.kill(self.chance.choice([*self.children]), signal.SIGKILL)
        for child in [*self.children]:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                killed = os.waitstatus_to_exitcode(status) == -signal.SIGKILL
                self.kills += killed
                self.failures += not killed
                self.dead.append(self.children.pop(child))
        with suppress(BlockingIOError):
            self.said += os.read(self.reading, 1 << 20)
        if self.flaw != "order" or self.is_seen():
            while self.dead:
                self.start(self.dead.pop())

    def is_seen(self) -> bool:
        """Whether an app has looked from beginning to end while nobody was there to publish."""
        looks = self.said.count(b"?")
        if self.children:
            self.looks_until_dead = looks
        return looks >= self.looks_until_dead + 2

    def has_killed(self, count: int) -> bool:
        """Whether so many were killed and something was published; long enough in any case."""
        published = self.said.startswith(b"p") or b"\np" in self.said
        return (self.kills >= count and published) or self.kills > 100 + 10 * count

    def has_found(self) -> bool:
        """Whether anything was seen or lost that must not be, or nobody can publish any more."""
        is_stuck = self.failures and not self.children
        return b"!" in self.said or bool(self.lost({})) or bool(is_stuck)

    def end(self) -> None:
        for child in [*self.children, self.listener]:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        with suppress(BlockingIOError):
            while piece := os.read(self.reading, 1 << 20):
                self.said += piece

    def finish(self) -> list[str]:
        """Publish once more with nobody around; return what is then not as it should be."""
        sure = open_store(self.where, "", directly=True)
        try:
            manifest = read_manifest(sure)
            show = show_of(manifest, sure)
            deploy(planned(manifest, show), sure, lambda _event: None)
        except (AirdateError, AssertionError) as error:
            return [f"no more publish is possible: {error}"]
        manifest = read_manifest(sure)
        wrong = [] if manifest.is_complete else ["the manifest is not complete"]
        for key, entry in manifest.objects.items():
            there = sure.stat(key)
            if entry.unused_since is None and (there is None or there.sha256 != entry.sha256):
                wrong.append(f"{key} is not as the manifest says")
        texts = {f"p{number}": 0 for number in range(PUBLISHERS)}
        for talk in show.talks:
            name = talk.slug.partition("-")[0]
            texts[name] = max(texts[name], talk.text)
        return [*wrong, *self.lost(texts)]

    def lost(self, texts: dict[str, int]) -> list[str]:
        """Return the edits that were reported as published and are gone.

        They are missing in `texts`, or their publisher did not find them and made them again.
        """
        newest: dict[str, int] = {}
        again = []
        for line in self.said.decode().splitlines():
            slug, _, count = line.partition(" ")
            if slug not in _MARKS:
                if int(count) <= newest.get(slug, 0):
                    again.append(f"{slug}'s edit {count} was lost")
                newest[slug] = int(count)
        gone = [
            f"{slug}'s edit {n} is lost" for slug, n in newest.items() if texts.get(slug, n) < n
        ]
        return again + gone


def main(where: str, seed: str, seconds: str, kills: str, flaw: str) -> None:
    crowd = Crowd(where, int(seed), flaw)
    for number in range(PUBLISHERS):
        crowd.start(f"p{number}")
    crowd.listen()
    end = time.monotonic() + float(seconds)
    while not (crowd.has_found() if flaw else crowd.has_killed(int(kills))):
        crowd.step()
        if flaw and time.monotonic() > end:
            break
    while not flaw and time.monotonic() < end:
        crowd.step()
    crowd.end()
    lines = crowd.said.decode().splitlines()
    report = {
        "kills": crowd.kills,
        "failures": crowd.failures,
        "looks": sum(line.startswith("?") for line in lines),
        "publishes": sum(line[0] not in _MARKS for line in lines),
        "steps": Counter(line[2:] for line in lines if line.startswith("x")),
        "seen": [line for line in lines if line.startswith("!")][:10],
        "left": crowd.finish()[:10],
    }
    sys.stdout.write(json.dumps(report))


if __name__ == "__main__":
    main(*sys.argv[1:])

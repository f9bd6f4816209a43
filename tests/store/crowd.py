"""A crowd of publishers at one store, killed again and again, while a podcast app looks on.

Run as a program (it forks, so it must have one thread): `crowd.py URL SEED SECONDS FLAW`. It
prints a JSON report. FLAW takes one safety out, to show that its lack is found out:
"order" writes feeds and pages before what they name, "conditions" writes whatever was there.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.deploy import Event, Superseded, deploy, read_head
from pipeline.errors import AirdateError
from pipeline.history import load_release, release_key
from pipeline.model import Head, Layer, Plan
from pipeline.plan import plan
from pipeline.store.directory import DirectoryStore
from tests.store.making import Show, Talk, artifacts, feeds, later, names_of, releases

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.store import Store

PUBLISHERS = 4


class Careless(DirectoryStore):
    """A store that never looks at conditions."""

    def _demand(self, key: str, condition: object) -> None:
        """Let everything pass."""


def open_store(root: str, flaw: str) -> Store:
    return Careless(Path(root)) if flaw == "conditions" else DirectoryStore(Path(root))


def show_of(head: Head, store: Store) -> Show:
    """Return what is published, read from the releases that the store keeps."""
    talks = []
    for published in head.episodes.values():
        kept = store.get(release_key(published.digest))
        assert kept is not None, f"the release of {published.slugs[0]} is lost"
        text = load_release(kept.body, published).episode.article.removeprefix("Text ")
        talks.append(Talk(published.slugs[0], text=int(text)))
    tag = (f"tag{head.rev % 2}",)
    return Show(tuple(sorted(talks, key=lambda talk: talk.slug)), extra=tag)


def planned(head: Head, show: Show) -> Plan:
    made = releases(show, later(head.rev))
    return plan(head, artifacts(show), made, feeds(show), later(head.rev))


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
    deadly = chance.randrange(200)  # most publishes tell less than that
    seen = 0

    def progress(_event: Event) -> None:
        nonlocal seen
        seen += 1
        if seen == deadly:
            os.kill(os.getpid(), signal.SIGKILL)

    while True:
        head = read_head(store)
        show = show_of(head, store)
        own = [talk.text for talk in show.talks if talk.slug.startswith(slug)]
        count = max(own, default=0) + 1
        made = planned(head, edit(show, slug, count))
        with suppress(Superseded):
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

    def __init__(self, root: str, seed: int, flaw: str) -> None:
        self.store = open_store(root, flaw)
        self.flaw = flaw
        self.chance = random.Random(seed)  # noqa: S311 - chance that can be repeated
        self.reading, self.log = os.pipe()
        os.set_blocking(self.reading, False)
        self.said = b""
        self.children: dict[int, str] = {}
        self.kills = 0
        self.failures = 0

    def start(self, slug: str) -> None:
        chance = random.Random(self.chance.random())  # noqa: S311 - likewise
        run = lambda: run_publisher(self.store, slug, self.flaw, chance, self.log)  # noqa: E731
        self.children[fork(run)] = slug

    def listen(self) -> None:
        self.listener = fork(lambda: run_listener(self.store, self.log))

    def step(self) -> None:
        """Wait a moment, kill somebody perhaps, and put somebody in the place of the dead."""
        time.sleep(self.chance.random() / 20)
        if self.chance.random() < 0.1:
            os.kill(self.chance.choice([*self.children]), signal.SIGKILL)
        for child in [*self.children]:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                killed = os.waitstatus_to_exitcode(status) == -signal.SIGKILL
                self.kills += killed
                self.failures += not killed
                self.start(self.children.pop(child))
        with suppress(BlockingIOError):
            self.said += os.read(self.reading, 1 << 20)

    def end(self) -> None:
        for child in [*self.children, self.listener]:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        with suppress(BlockingIOError):
            while piece := os.read(self.reading, 1 << 20):
                self.said += piece

    def finish(self) -> list[str]:
        """Publish once more with nobody around; return what is then not as it should be."""
        sure = DirectoryStore(self.store.root) if isinstance(self.store, Careless) else self.store
        try:
            head = read_head(sure)
            show = show_of(head, sure)
            deploy(planned(head, show), sure, lambda _event: None)
        except (AirdateError, AssertionError) as error:
            return [f"no more publish is possible: {error}"]
        head = read_head(sure)
        wrong = [] if head.is_settled else ["head is not settled"]
        for key, entry in head.objects.items():
            there = sure.stat(key)
            if entry.unused_since is None and (there is None or there.sha256 != entry.sha256):
                wrong.append(f"{key} is not as head says")
        texts = {talk.slug.partition("-")[0]: talk.text for talk in show.talks}
        for line in self.said.decode().splitlines():
            slug, _, count = line.partition(" ")
            if slug not in "!?" and texts.get(slug, 0) < int(count):
                wrong.append(f"{slug}'s edit {count} is lost")
        return wrong


def main(root: str, seed: str, seconds: str, flaw: str) -> None:
    crowd = Crowd(root, int(seed), flaw)
    for number in range(PUBLISHERS):
        crowd.start(f"p{number}")
    crowd.listen()
    end = time.monotonic() + float(seconds)
    while time.monotonic() < end and not (flaw and b"!" in crowd.said):
        crowd.step()
    crowd.end()
    lines = crowd.said.decode().splitlines()
    report = {
        "kills": crowd.kills,
        "failures": crowd.failures,
        "looks": sum(line.startswith("?") for line in lines),
        "publishes": sum(line[0] not in "!?" for line in lines),
        "seen": [line for line in lines if line.startswith("!")][:10],
        "left": crowd.finish()[:10],
    }
    sys.stdout.write(json.dumps(report))


if __name__ == "__main__":
    main(*sys.argv[1:])

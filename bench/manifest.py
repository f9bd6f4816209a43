"""The manifest of a large show: one edit planned, in shards and as one file. CPU time and memory.

    .venv/bin/python -m bench.manifest [EPISODES …]

Each episode has 14 objects: its page and the page's Markdown with a copy of each, nine files and
its release. The peer is the first format, where a manifest was one file: read and written, without
finding out what differs. Each is done in a process of its own; the least of three rounds is shown.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic_core import to_json

from airdate.ledger import Ledger, open_ledger
from airdate.ledger.mirror import read_manifest
from airdate.ledger.wanted import replace_wanted
from airdate.model import Artifact, CacheControl, Layer, Listing, Plan, Release, Waiting
from airdate.publish.deploy import deploy
from airdate.publish.diff import diff
from airdate.store.directory import DirectoryStore
from airdate.store.history import release_digest, release_key
from airdate.store.manifest import WholeManifest, load_manifest
from bench import report
from tests.store import first_format
from tests.store.making import Talk, later, release

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZES = (1_000, 10_000)
ROUNDS = 3
FILES = 9


class Show:
    """Releases of which the first one was edited so many times (see `model.Releases`)."""

    def __init__(self, count: int, edits: int) -> None:
        first = release(Talk("e0", text=edits))
        pattern = Listing.of(release(Talk("e")), "")
        others = (self._listing(pattern, number) for number in range(1, count))
        self.listings = (Listing.of(first, release_digest(first)), *others)
        self.first = first

    @staticmethod
    def _listing(pattern: Listing, number: int) -> Listing:
        digest = hashlib.sha256(b"%d" % number).hexdigest()
        return replace(pattern, guid=f"guid-e{number}", slug=f"e{number}", digest=digest)

    def load(self, guid: str) -> Release:
        """Return a release; only the first one is ever asked for, once all is published."""
        return self.first if guid == self.first.episode.guid else release(Talk(guid[5:]))


def wanted(listing: Listing) -> Iterator[Artifact]:
    """Yield the artifacts of an episode."""
    for ending in ("html", "md"):
        yield artifact(f"episodes/{listing.slug}.{ending}", Layer.PAGE, listing.digest + ending)
    for number in range(FILES):
        yield artifact(f"media/{listing.slug}-{number}.mp3", Layer.FILE, f"{listing.slug}{number}")
    yield artifact(release_key(listing.digest), Layer.FILE, listing.digest)


def artifact(key: str, layer: Layer, content: str) -> Artifact:
    """Return an artifact that is never uploaded."""
    sha256 = hashlib.sha256(content.encode()).hexdigest()
    cache = CacheControl.FOREVER if layer is Layer.FILE else CacheControl.BRIEFLY
    return Artifact(key, "text/html; charset=utf-8", cache, layer, 12_345, sha256, Waiting())


def planned(ledger: Ledger, store: DirectoryStore, show: Show, now: int) -> Plan:
    """Plan the publish of a show."""
    return diff(ledger, read_manifest(store, ledger), show, (), later(now))


def commit(plan: Plan, store: DirectoryStore) -> None:
    """Store a manifest, but nothing that it names."""
    deploy(replace(plan, steps=()), store, lambda _event: None)


def prepare(root: Path, count: int) -> None:
    """Publish the show, in both formats."""
    ledger, store, show = open_ledger(root), DirectoryStore(root / "public"), Show(count, 1)
    with ledger.transaction():
        for listing in show.listings:
            replace_wanted(ledger, listing.guid, wanted(listing))
    commit(planned(ledger, store, show, 0), store)
    body = first_format.dump(read_manifest(store, ledger))
    (root / first_format.key_of(1, body).replace("/", "-")).write_bytes(body)
    ledger.close()


def edit_shards(root: Path, count: int, edits: int) -> str:
    """Edit the first episode, and return what the plan cost."""
    ledger, store, show = open_ledger(root), DirectoryStore(root / "public"), Show(count, edits)
    began = time.process_time()
    replace_wanted(ledger, show.listings[0].guid, wanted(show.listings[0]))
    plan = planned(ledger, store, show, edits)
    took = time.process_time() - began
    assert len(plan.manifest.episodes) == count
    commit(plan, store)
    ledger.close()
    return cost(took, sum(each.size for each in plan.shards) + len(plan.body))


def edit_file(root: Path) -> str:
    """Read and write a manifest in one file, and return what that cost."""
    (path,) = root.glob("history-heads-*")
    key = path.name.replace("-", "/", 2)
    began = time.process_time()
    whole = load_manifest(path.read_bytes(), key)
    assert isinstance(whole, WholeManifest)
    fields = {"episodes": whole.shard.episodes, "objects": whole.shard.objects}
    body = gzip.compress(to_json(fields), compresslevel=1)
    return cost(time.process_time() - began, len(body))


def cost(seconds: float, written: int) -> str:
    """Return CPU seconds, MB of memory at the most, and kB written."""
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return json.dumps([seconds, memory, written / 1000])


def measured(*words: object) -> list[float]:
    """Do a part of this in a process of its own."""
    command = [sys.executable, "-m", "bench.manifest", *map(str, words)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: list[float] = json.loads(done.stdout or "[]")
    return found


def rows(count: int) -> Iterator[str]:
    """Yield the rows of a show of this many episodes."""
    with tempfile.TemporaryDirectory() as folder:
        measured("prepare", folder, count)
        shards = min(measured("shards", folder, count, edit) for edit in range(2, 2 + ROUNDS))
        file = min(measured("file", folder, count, 0) for _ in range(ROUNDS))
    for name, (seconds, memory, written) in (("shards", shards), ("one file", file)):
        yield f"| {count:,} | {name} | {seconds:.2f} | {memory:.0f} | {written:,.0f} |"


def main(sizes: tuple[int, ...]) -> None:
    """Measure, and write the section."""
    table = [row for count in sizes for row in rows(count)]
    head = "| episodes | manifest | CPU s | MB | kB written |\n|---:|---|---:|---:|---:|"
    about = "One edit: what differs, and the next manifest. Made by `bench/manifest.py`."
    body = "\n".join([head, *table])
    report.write_section("The manifest", f"{report.machine()} {about}\n\n{body}")


def part(name: str, folder: str, count: str, edits: str = "0") -> None:
    """Do a part, and print what it took."""
    if name == "prepare":
        prepare(Path(folder), int(count))
    elif name == "file":
        sys.stdout.write(edit_file(Path(folder)))
    else:
        sys.stdout.write(edit_shards(Path(folder), int(count), int(edits)))


if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1].isalpha():
        part(*sys.argv[1:])
    else:
        main(tuple(map(int, sys.argv[1:])) or SIZES)

"""The law of the ledger: with it or without it, a publish writes the same bytes.

Whatever was edited, whatever time it is, whoever else published and wherever a run was killed: the
show is published with the ledger that all that left behind, and a copy of it without any. Both
stores have to be equal, byte for byte, and so have the problems that were found.
"""

from __future__ import annotations

import os
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from PIL import Image

from airdate.ledger import open_ledger, scan, set_aside
from airdate.publish import pipeline
from airdate.publish.deploy import Stage
from airdate.store.directory import DirectoryStore
from tests.journeys.conftest import speech, write_wav

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from airdate.publish.deploy import Event

BEGAN = datetime(2026, 3, 1, 12, tzinfo=UTC)
SETTINGS = """timezone = "Europe/Berlin"
[storage]
url = "public"
public_url = "https://show.example/"
"""
MAIN = """guid = "00000000-0000-4000-8000-0000000000ff"
title = "Hours"
author = "Ada"
description = "Conversations."
language = "en"
categories = ["Arts"]
owner = { name = "Ada", email = "ada@show.example" }
"""
MEMBERS = 'extends = "main"\nguid = "00000000-0000-4000-8000-0000000000fe"\ntitle = "Members"\n'
MEMBERS += 'include_feeds = "main"\nprivate = true\n'
SEASON = 'extends = "main"\nguid = "00000000-0000-4000-8000-0000000000fd"\ntitle = "Two"\n'
SEASON += 'include_feeds = "main"\nseasons = 2\n'
SUBSCRIBERS = f'secret = "{"5" * 32}"\n\n[feeds.members]\nBo = "{"a" * 32}"\n'
WORDS = "WEBVTT\n\n00:00.000 --> 00:01.000\n<v Ada>A word.\n"
SLUGS = ("one", "two", "three", "extra")
COLOURS = ("teal", "olive")


@dataclass
class Show:
    """A workspace whose files are written from values, so that any edit is a change of one."""

    root: Path

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        tick()

    def remove(self, name: str) -> None:
        path = self.root / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        tick()

    def front(self, slug: str, line: str) -> None:
        """Write a key of an episode, or its key anew."""
        path = self.root / "episodes" / slug / "episode.md"
        if not path.exists():
            return
        head, article = path.read_text().removeprefix("---\n").split("---\n", 1)
        key = line.partition(":")[0]
        lines = [each for each in head.splitlines() if each.partition(":")[0] != key]
        path.write_text("---\n" + "\n".join([*lines, line]) + "\n---\n" + article)
        tick()


def tick() -> None:
    """Let the disk's clock go on: what is to be tested is not a file that changes within a tick."""
    time.sleep(0.012)


def episode(slug: str, number: int, **more: str) -> str:
    keys = {
        "title": f"Title of {slug}",
        "guid": f"00000000-0000-4000-8000-{number:012}",
        "date": f"2026-02-0{number} 08:00",
        "status": "live",
        **more,
    }
    lines = "".join(f"{key}: {value}\n" for key, value in keys.items())
    return f"---\n{lines}---\nThe article of {slug}.\n"


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two recordings of a few seconds."""
    folder = tmp_path_factory.mktemp("recordings")
    sound = speech(3.0, rate=16_000)
    return (
        write_wav(folder / "a.wav", sound, 16_000),
        write_wav(folder / "b.wav", sound[: 16_000 * 2], 16_000),
    )


def new_show(root: Path, recordings: tuple[Path, Path]) -> Show:
    show = Show(root)
    show.write("airdate.toml", SETTINGS)
    show.write("feeds/main.toml", MAIN)
    show.write("feeds/members.toml", MEMBERS)
    show.write("feeds/season-two.toml", SEASON)
    show.write("subscribers.toml", SUBSCRIBERS)
    for number, slug in enumerate(SLUGS, 1):
        more = {"extra": {"feeds": "members"}, "two": {"season": "2"}}.get(slug, {})
        show.write(f"episodes/{slug}/episode.md", episode(slug, number, **more))
        shutil.copy(recordings[0], root / "episodes" / slug / "interview.wav")
        shutil.copy(recordings[1], root / "episodes" / slug / "guest.wav")
        show.write(f"episodes/{slug}/words.vtt", WORDS)
        for name in ("cover.jpg", "a.jpg"):
            draw(root / "episodes" / slug / name, COLOURS[0])
    for name in ("feeds/cover.jpg", "feeds/ada.jpg", "people/bo.jpg"):
        draw(root / name, COLOURS[0])
    return show


def draw(path: Path, colour: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (1400, 1400), colour).save(path)
    tick()


class Killed(BaseException):
    """Stands for a kill at one moment of deploying."""


@contextmanager
def run_of(
    root: Path, now: datetime, sent: Callable[[Event], None]
) -> Iterator[pipeline.RunOptions]:
    with closing(open_ledger(root)) as ledger, ThreadPoolExecutor(2) as pool:
        yield pipeline.RunOptions(
            now=now,
            audiences=frozenset(),
            replace_audio=frozenset(SLUGS),
            pool=pool,
            tell=lambda _: None,
            sent=sent,
            warn=pytest.fail,
            ledger=ledger,
        )


def publish(
    root: Path, now: datetime, kill_at: Stage | None = None
) -> tuple[dict[str, bytes], list[str]]:
    """Publish a workspace; return what its store has then, and the problems that were found."""

    def sent(event: Event) -> None:
        if event.stage is kill_at:
            raise Killed

    with run_of(root, now, sent) as run:
        try:
            checked, _ = pipeline.publish(root, run)
            problems = checked.problems
        except pipeline.InvalidWorkspace as error:
            problems = error.problems
    return tree(root / "public"), sorted(map(str, problems))


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def without_ledger(root: Path, copy: Path) -> Path:
    """Copy a workspace without its ledger; sound that was encoded is taken from its cache."""
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(root, copy, symlinks=True)
    set_aside(copy)
    shutil.rmtree(copy / ".airdate" / "templates", ignore_errors=True)
    return copy


class Law(RuleBasedStateMachine):
    """Edits, time, rivals and kills, in any order; after each publish both stores are compared."""

    recordings: ClassVar[tuple[Path, Path]]
    cache: ClassVar[Path]
    compared: ClassVar[int] = 0
    published: ClassVar[int] = 0

    @initialize()
    def begin(self) -> None:
        self.folder = TemporaryDirectory()
        self.root = Path(self.folder.name) / "show"
        self.root.mkdir()
        self.show = new_show(self.root, self.recordings)
        if self.cache.exists():
            shutil.copytree(self.cache, self.root / ".airdate" / "cache")
        self.now = BEGAN
        self.steps = 0
        published, problems = publish(self.root, self.now)
        assert "index.html" in published, problems

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.folder.cleanup()

    # ── Edits of an episode ──

    @rule(slug=st.sampled_from(SLUGS), text=st.sampled_from(["Other.", "![A](a.jpg)\n", "*B*"]))
    def edit_article(self, slug: str, text: str) -> None:
        path = self.root / "episodes" / slug / "episode.md"
        if path.exists():
            head = path.read_text().rsplit("---\n", 1)[0]
            self.show.write(str(path.relative_to(self.root)), f"{head}---\n{text}\n")

    @rule(
        slug=st.sampled_from(SLUGS),
        line=st.sampled_from(
            [
                "title: Another title",
                "title: A third title",
                "date: 2026-02-20 09:00",
                "date: 2026-03-04 09:00",
                "date: 2026-01-02 09:00",
                "tags: [trust, grief]",
                "tags: [trust]",
                "season: 2",
                "episode: 7",
                "type: trailer",
                "status: draft",
                "status: live",
                "slug: elsewhere",
                "guests: [Bo]",
                "guests: [{name: Bo, photo: people/bo.jpg}]",
                "chapters: ['0:00 Hello', '0:01 Study', '0:02 End']",
                "transcript: words.vtt",
                "cover: cover.jpg",
                "feeds: members",
                "feeds: main",
                "summary: In short.",
                "tracks: [interview.wav, guest.wav]",
                "corrections: [{date: 2026-02-22 10:00, text: It was three.}]",
            ]
        ),
    )
    def edit_front_matter(self, slug: str, line: str) -> None:
        self.show.front(slug, line)

    @rule(slug=st.sampled_from(SLUGS), which=st.integers(0, 1))
    def change_recording(self, slug: str, which: int) -> None:
        folder = self.root / "episodes" / slug
        if folder.exists():
            shutil.copy(self.recordings[which], folder / "interview.wav")
            shutil.copy(self.recordings[1 - which], folder / "guest.wav")
            tick()

    @rule(
        name=st.sampled_from([
            "episodes/one/cover.jpg", "episodes/two/cover.jpg", "people/bo.jpg",
            "episodes/one/a.jpg", "feeds/cover.jpg", "feeds/ada.jpg",
        ]),
        colour=st.sampled_from([*COLOURS, *COLOURS, None]),
    )  # fmt: skip
    def change_picture(self, name: str, colour: str | None) -> None:
        path = self.root / name
        if colour is None:
            self.show.remove(name)
        elif path.parent.parent.exists():
            draw(path, colour)

    @rule(slug=st.sampled_from(SLUGS), word=st.sampled_from(["word", "walk", None]))
    def change_transcript(self, slug: str, word: str | None) -> None:
        if (self.root / "episodes" / slug).exists():
            name = f"episodes/{slug}/words.vtt"
            self.show.write(name, WORDS.replace("word", word)) if word else self.show.remove(name)

    @rule(slug=st.sampled_from(SLUGS))
    def remove_episode(self, slug: str) -> None:
        self.show.remove(f"episodes/{slug}")

    @rule(slug=st.sampled_from(SLUGS))
    def add_episode(self, slug: str) -> None:
        number = SLUGS.index(slug) + 1
        self.show.write(f"episodes/{slug}/episode.md", episode(slug, number))
        shutil.copy(self.recordings[0], self.root / "episodes" / slug / "interview.wav")
        shutil.copy(self.recordings[1], self.root / "episodes" / slug / "guest.wav")

    # ── Edits of the show ──

    @rule(
        line=st.sampled_from([
            "",
            '[site]\naccent = "#7c3aed"\n',
            "[audio]\nloudness = -18\n",
            '[audio]\nrenditions = ["mp3", "opus"]\n',
            '[audio]\nintro = "sounds/intro.wav"\n',
            '[site]\ntemplates = "own"\n',
            "[site]\nsearch = false\n",
        ])
    )  # fmt: skip
    def edit_settings(self, line: str) -> None:
        intro = self.root / "sounds/intro.wav"
        intro.parent.mkdir(exist_ok=True)
        shutil.copy(self.recordings[1], intro)
        self.show.write("own/parts/header.html", "<p>Hello")
        self.show.write("airdate.toml", SETTINGS + line)

    @rule(word=st.sampled_from(["Hello", "Good evening"]))
    def edit_template(self, word: str) -> None:
        self.show.write("own/parts/header.html", f"<p>{word}")

    @rule(
        line=st.sampled_from([
            "", 'copyright = "X"', 'image = "cover.jpg"', "explicit = true", 'type = "serial"',
            "chapters_in_description = true", 'hosts = [{ name = "Ada", photo = "ada.jpg" }]',
            'funding = [{ url = "https://show.example/give", text = "Give" }]',
        ])
    )  # fmt: skip
    def edit_feed(self, line: str) -> None:
        self.show.write("feeds/main.toml", f"{MAIN}{line}\n")

    @rule(title=st.sampled_from(["Hours", "Minutes"]), author=st.sampled_from(["Ada", "Bo"]))
    def rename_feed(self, title: str, author: str) -> None:
        text = MAIN.replace('"Hours"', f'"{title}"').replace(
            'author = "Ada"', f'author = "{author}"'
        )
        self.show.write("feeds/main.toml", text)

    @rule(zone=st.sampled_from(["Europe/Berlin", "Asia/Tokyo"]))
    def edit_zone(self, zone: str) -> None:
        path = self.root / "airdate.toml"
        text = path.read_text()
        self.show.write("airdate.toml", text.replace(text.split('"')[1], zone, 1))

    @rule(token=st.sampled_from(["a" * 32, "b" * 32]), secret=st.sampled_from("56"))
    def edit_subscribers(self, token: str, secret: str) -> None:
        text = SUBSCRIBERS.replace("a" * 32, token).replace("5" * 32, secret * 32)
        self.show.write("subscribers.toml", text)

    # ── What happens beside the workspace ──

    @rule(days=st.integers(1, 5))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)

    @rule(at=st.sampled_from([Stage.UPLOAD, Stage.COMMIT, Stage.WRITE, Stage.COMPLETE]))
    def publish_is_killed(self, at: Stage) -> None:
        self.now += timedelta(minutes=1)
        with suppress(Killed):
            publish(self.root, self.now, at)

    @rule(line=st.sampled_from(["title: By another", "tags: [other]", "summary: Theirs."]))
    def another_publisher(self, line: str) -> None:
        """A clone of the workspace, with a cache of its own, edits an episode and publishes."""
        self.now += timedelta(minutes=1)
        other = without_ledger(self.root, self.root.parent / "other")
        Show(other).front("one", line)
        shutil.rmtree(other / "public", ignore_errors=True)
        (other / "public").symlink_to(self.root / "public")
        (self.root / "public").mkdir(exist_ok=True)
        publish(other, self.now)

    @rule()
    def preview(self) -> None:
        with run_of(self.root, self.now, lambda _: None) as run:
            store = DirectoryStore(self.root / ".airdate" / "preview")
            with suppress(pipeline.InvalidWorkspace):
                pipeline.publish(self.root, run, store, "http://localhost:8000/")

    def compare(self) -> None:
        self.now += timedelta(minutes=1)
        cold = without_ledger(self.root, self.root.parent / "cold")
        before = tree(self.root / "public")
        expected = publish(cold, self.now)
        found = publish(self.root, self.now)
        assert found[1] == expected[1]
        assert found[0].keys() == expected[0].keys()
        assert [key for key in found[0] if found[0][key] != expected[0][key]] == []
        type(self).compared += 1
        type(self).published += found[0] != before
        if any("error" in each for each in found[1]):
            self.repair()

    def repair(self) -> None:
        """Begin anew with whole files: what is broken would stop all that comes after."""
        shutil.rmtree(self.root / "episodes")
        self.show = new_show(self.root, self.recordings)

    @invariant()
    def publish_both(self) -> None:
        """Publish with and without the ledger, after every third step."""
        self.steps += 1
        if self.steps % 3 == 0:
            self.compare()

    @invariant()
    def share_cache(self) -> None:
        """Let all examples have what one of them encoded."""
        if hasattr(self, "root") and self.cache.parent.exists() and not self.cache.exists():
            cache = self.root / ".airdate" / "cache"
            if cache.exists():
                shutil.copytree(cache, self.cache)


def test_with_a_ledger_and_without_one_the_same_is_published(
    recordings: tuple[Path, Path],
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
) -> None:
    # Files count as settled at once: else all that was edited a moment ago would be read again,
    # and no row of it be tried.
    monkeypatch.setattr(scan, "TICK_NS", -(10**15))
    Law.recordings = recordings
    Law.cache = tmp_path_factory.mktemp("cache") / "cache"
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        Law,
        settings=settings(
            max_examples=int(os.environ.get("AIRDATE_LAW_EXAMPLES", "6")),
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    record_property(
        "told", f"{Law.compared} publishes compared, {Law.published} of them of something new"
    )
    assert Law.published > Law.compared // 4

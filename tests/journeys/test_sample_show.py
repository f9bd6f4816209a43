"""The sample show, published, and judged by other people's programs."""

from __future__ import annotations

import hashlib
import html
import json
import os
import posixpath
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import feedparser
import podcastparser
import pytest

from airdate.check.feed_checks import lint
from airdate.cli.options import AUDIENCES
from tests.hostile import Page
from tests.journeys.conftest import REPOSITORY, Shell, environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BASE = "http://localhost:8000/"
NODES = {"episode", "article", "audio", "person", "series", "website"}  # of linked data
TEXTS = (".html", ".json", ".md", ".txt", ".webmanifest", ".opml", ".xml")
LIVE = {
    "Building trust with a therapist": ("building-trust", 108, 4),
    "What to say to a friend who struggles": ("a-friend-who-struggles", 80, 4),
    "Worry at three in the morning": ("worry-at-night", 76, 3),
}


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A copy of the sample show, published."""
    folder = tmp_path_factory.mktemp("sample")
    shutil.copy(REPOSITORY / "airdate.toml", folder)
    for name in ("feeds", "episodes"):
        shutil.copytree(REPOSITORY / name, folder / name)
    shell = Shell(folder)
    (folder / "published.txt").write_text(shell.process("publish").out)
    return shell


@pytest.fixture(scope="session")
def feed(sample: Shell) -> bytes:
    return (sample.folder / "public" / "feeds" / "main.xml").read_bytes()


@pytest.fixture(scope="session")
def media(sample: Shell) -> dict[str, Path]:
    """Each published file, by its episode's slug."""
    return {
        path.name.rsplit("-", 1)[0]: path for path in (sample.folder / "public/media").iterdir()
    }


def test_nothing_is_wrong_with_it_but_its_invented_addresses(sample: Shell) -> None:
    found = json.loads(sample.airdate("check", "--json").out)["problems"]
    codes = {problem["code"] for problem in found}
    assert codes == {"url-not-public", "url-placeholder"}


def test_nothing_is_wrong_with_its_feed_for_any_directory(feed: bytes) -> None:
    public = feed.replace(BASE.encode(), b"https://lantern.fm/")
    public = public.replace(b"@example.org", b"@lantern.fm")
    assert public != feed
    found = lint(public, PurePosixPath("main.xml"), datetime.now(UTC), frozenset(AUDIENCES))
    assert found.problems == ()
    assert found.items == len(LIVE)


def test_drafts_and_what_is_scheduled_stay_home(sample: Shell, media: dict[str, Path]) -> None:
    assert set(media) == {slug for slug, _, _ in LIVE.values()}
    words = b"".join(body for key, body in sample.tree("public").items() if "history" not in key)
    assert b"Grief at work" not in words
    assert b"2035" not in words


def test_the_source_recordings_are_as_they_were(sample: Shell) -> None:
    for path in (REPOSITORY / "episodes").glob("*/interview.*"):
        copy = sample.folder / path.relative_to(REPOSITORY)
        assert copy.read_bytes() == path.read_bytes()


def test_gpodders_parser_reads_the_feed(
    feed: bytes, media: dict[str, Path], tmp_path: Path
) -> None:
    path = tmp_path / "feed.xml"
    path.write_bytes(feed)
    with path.open("rb") as file:
        show = podcastparser.parse(BASE + "feeds/main.xml", file)
    assert show["title"] == "Lantern Hours"
    assert [episode["title"] for episode in show["episodes"]] == list(LIVE)
    for episode in show["episodes"]:
        slug, seconds, _ = LIVE[episode["title"]]
        (enclosure,) = episode["enclosures"]
        assert enclosure["url"] == f"{BASE}media/{media[slug].name}"
        assert enclosure["file_size"] == media[slug].stat().st_size
        assert enclosure["mime_type"] == "audio/mpeg"
        assert episode["total_time"] == pytest.approx(seconds, abs=1)


def test_feedparser_reads_the_feed(feed: bytes) -> None:
    show = feedparser.parse(feed)
    assert show.bozo == 0
    assert show.feed.language == "en-US"
    assert [entry.title for entry in show.entries] == list(LIVE)
    for entry in show.entries:
        assert entry.content[0].value.startswith("<")
        assert "Listen to the interview" in entry.content[0].value
        assert not entry.guidislink


def test_the_articles_have_feeds_of_their_own_and_a_list_of_all(sample: Shell) -> None:
    feeds = sample.folder / "public" / "feeds"
    as_json = json.loads((feeds / "main.json").read_text())
    assert [item["title"] for item in as_json["items"]] == list(LIVE)
    as_atom = feedparser.parse((feeds / "main.atom").read_bytes())
    assert as_atom.version == "atom10"
    assert [entry.title for entry in as_atom.entries] == list(LIVE)
    assert f'xmlUrl="{BASE}feeds/main.xml"' in (feeds / "feeds.opml").read_text()


def test_every_file_that_the_feed_names_is_there(sample: Shell, feed: bytes) -> None:
    urls = {url.decode() for url in re.findall(rb'"(http://localhost:8000/[^"#]+)"', feed)}
    assert len(urls) > 12
    for url in urls:
        assert (sample.folder / "public" / url.removeprefix(BASE)).is_file(), url


def test_every_link_and_anchor_on_the_pages_leads_somewhere(sample: Shell) -> None:
    """Relative ones, those in srcset, and all that are written out: for sharing, in lists."""
    root = sample.folder / "public"
    there = set(sample.tree("public"))
    ids = {path: set(Page((root / path).read_text()).ids) for path in there if _is_page(path)}
    counted = 0
    for path in there:
        if path.startswith(("history/", "media/", "head.json")) or path.endswith((".xml", ".svg")):
            continue
        for link in _links(path, (root / path).read_bytes()):
            where, _, anchor = link.partition("#")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), where))
            target = path if not where else target
            assert target in there, f"{path}: {link}"
            found = ids.get(target, set())
            named = anchor.startswith("t=") or anchor in NODES
            assert not anchor or named or anchor in found, f"{path}: {link}"
            counted += 1
    assert counted > 500


def _is_page(path: str) -> bool:
    return path.endswith(".html") and not path.startswith("transcripts/")


def _links(path: str, body: bytes) -> Iterator[str]:
    """Yield what a page or list leads to on this site, from where it is."""
    up = "../" * path.count("/")
    text = html.unescape(body.decode("utf-8", "replace")) if path.endswith(TEXTS) else ""
    for url in re.findall(rf"{re.escape(BASE)}([^\s\"'<>)\\]+)", text):
        yield up + url
    if _is_page(path):
        page = Page(body.decode())
        sets = re.findall(r'srcset="([^"]*)"', body.decode())
        listed = [part.split()[0] for each in sets for part in each.split(",")]
        yield from (link for link in (*page.links, *listed) if not re.match(r"[a-z]+:", link))


@pytest.mark.client
@pytest.mark.parametrize(("slug", "seconds", "chapters"), LIVE.values())
def test_ffprobe_sees_duration_chapters_and_cover(
    media: dict[str, Path],
    program: Callable[[str], str],
    slug: str,
    seconds: float,
    chapters: int,
) -> None:
    flags = ("-v", "error", "-of", "json", "-show_format", "-show_streams", "-show_chapters")
    seen = json.loads(_run(program("ffprobe"), *flags, media[slug]))
    assert float(seen["format"]["duration"]) == pytest.approx(seconds, abs=1)
    assert [stream["codec_name"] for stream in seen["streams"]] == ["mp3", "mjpeg"]
    tags = {name.lower(): value for name, value in seen["format"]["tags"].items()}
    assert tags["album"] == "Lantern Hours"
    assert tags["artist"] == "Lantern & Tide"
    starts = [float(chapter["start_time"]) for chapter in seen["chapters"]]
    assert len(starts) == chapters
    assert starts == sorted(starts)
    assert starts[0] == 0


@pytest.mark.client
@pytest.mark.parametrize("slug", [slug for slug, _, _ in LIVE.values()])
def test_the_published_sound_is_as_loud_as_it_says(
    media: dict[str, Path], program: Callable[[str], str], slug: str
) -> None:
    loudness, peak = ebur128(program("ffmpeg"), media[slug])
    assert loudness == pytest.approx(-16, abs=0.5)
    assert peak <= -1.0


@pytest.mark.client
@pytest.mark.parametrize("slug", [slug for slug, _, _ in LIVE.values()])
def test_mp3val_and_eyed3_find_nothing_wrong(
    media: dict[str, Path], program: Callable[[str], str], slug: str
) -> None:
    said = _run(program("mp3val"), media[slug])
    assert "WARNING" not in said
    assert "ERROR" not in said
    seen = _run(program("eyeD3"), "--no-color", media[slug])
    assert "FRONT_COVER" in seen
    assert "Lantern Hours" in seen
    assert "rror" not in seen


@pytest.mark.client
def test_gpodder_subscribes_lists_and_downloads(
    sample: Shell, media: dict[str, Path], program: Callable[[str], str], tmp_path: Path
) -> None:
    gpo = program("gpo")
    env = {
        **os.environ,
        "GPODDER_HOME": str(tmp_path / "home"),
        "GPODDER_DOWNLOAD_DIR": str(tmp_path / "downloads"),
    }

    def client(*words: str) -> str:
        return _run(gpo, *words, env=env)

    with preview(sample) as url:
        client("subscribe", f"{url}feeds/main.xml")
        assert "Lantern Hours" in client("list")
        assert "Worry at three in the morning" in client("episodes")
        client("download")
    digests = {_digest(path) for path in (tmp_path / "downloads").rglob("*.mp3")}
    assert digests == {_digest(path) for path in media.values()}


@contextmanager
def preview(shell: Shell) -> Iterator[str]:
    """Run `airdate preview` on a free port; yields its address once it answers."""
    process = subprocess.Popen(
        [sys.executable, "-m", "airdate", "preview", "--port", "0"],
        cwd=shell.folder,
        env={**environment(), "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        for line in process.stdout or ():
            if found := re.search(r"http://\S+/(?=feeds/)", line):
                yield found[0]
                break
    finally:
        process.terminate()
        process.communicate(timeout=600)


def ebur128(ffmpeg: str, path: Path) -> tuple[float, float]:
    """Return integrated loudness (LUFS) and true peak (dBTP), as FFmpeg measures them.

    A mono file counts as it is heard: on two speakers.
    """
    command = [ffmpeg, "-hide_banner", "-nostdin", "-i", str(path)]
    filters = ["-map", "0:a", "-af", "ebur128=peak=true:dualmono=true", "-f", "null", "-"]
    done = subprocess.run([*command, *filters], capture_output=True, text=True, check=True)
    summary = done.stderr.rsplit("Summary:", 1)[1]
    loudness = re.search(r"I:\s+(-?[\d.]+) LUFS", summary)
    peak = re.search(r"Peak:\s+(-?[\d.]+) dBFS", summary)
    assert loudness
    assert peak
    return float(loudness[1]), float(peak[1])


def _run(*words: str | Path, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        [str(word) for word in words],
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


# ── The README ──


def console(command: str) -> list[str]:
    """Return what the README shows of a command's output: excerpts, with every number as 0."""
    text = (REPOSITORY / "README.md").read_text("utf-8")
    block = text.split(f"$ airdate {command}\n")[1].split("```")[0].split("\n$ ")[0]
    return masked(block).splitlines()


def masked(text: str) -> str:
    """Return text with every number as 0: sizes depend on the versions of encoders."""
    return re.sub(r"\d+(\.\d+)?", "0", text.strip())


def test_the_readme_shows_what_publish_prints(sample: Shell) -> None:
    shown = masked((sample.folder / "published.txt").read_text()).splitlines()
    assert [line for line in console("publish") if line not in shown] == []


def test_the_readme_shows_what_check_prints(sample: Shell, tmp_path: Path) -> None:
    shutil.copytree(sample.folder, tmp_path / "show")
    article = tmp_path / "show" / "episodes" / "building-trust" / "episode.md"
    text = article.read_text("utf-8")
    assert "  - 0:22.73 The first hour\n" in text
    article.write_text(text.replace("- 0:22.73 ", "- 9:22.73 "), "utf-8")
    shown = masked(Shell(tmp_path / "show").airdate("check").out).splitlines()
    assert [line for line in console("check") if line not in shown] == []

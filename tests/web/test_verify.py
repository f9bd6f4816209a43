"""Verifying what is served, by a good server and by bad ones."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from airdate.ledger.mirror import read_manifest
from airdate.model import (
    EMPTY_MANIFEST,
    Artifact,
    CacheControl,
    FeedRecord,
    Layer,
    Manifest,
    StoredObject,
)
from airdate.publish.deploy import deploy
from airdate.store.directory import DirectoryStore
from airdate.web.verify import _header_problems, verify
from tests.publish.planning import plan
from tests.store.making import NOW
from tests.web.server import serving

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
SOUND = bytes(range(256)) * 20
FEED = """<rss xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel>
<itunes:image href="{base}art/c-1.jpg"/><item><itunes:image href="{base}art/c-1.jpg"/>
<itunes:image href="https://elsewhere.example/art/c-2.jpg"/>
<enclosure url="{base}media/a-1.mp3" length="{size}" type="audio/mpeg"/></item></channel></rss>"""
SERVER = """
import sys
from pathlib import Path
from airdate.web.preview import Preview
with Preview(Path(sys.argv[1]), 0) as preview:
    print(preview.url, flush=True)
    preview.run(Path(sys.argv[2]), lambda: None, print)
"""


def picture(pixels: int) -> bytes:
    out = BytesIO()
    Image.new("RGB", (pixels, pixels), "teal").save(out, "JPEG")
    return out.getvalue()


def out(key: str, type_: str, body: bytes, layer: Layer = Layer.FILE) -> Artifact:
    return Artifact.of_bytes(key, type_, body, layer=layer, cache=CacheControl.BRIEFLY)


def published(site: Path, base: str, *, said: int = len(SOUND), pixels: int = 1400) -> Manifest:
    store = DirectoryStore(site)
    feed = FEED.format(base=base, size=said).encode()
    wanted = [
        out("media/a-1.mp3", "audio/mpeg", SOUND),
        out("art/c-1.jpg", "image/jpeg", picture(pixels)),
        out("art/c-240-1.jpg", "image/jpeg", picture(240)),  # for pages: may be of any size
        out("chapters/a-1.json", "application/json+chapters", b"{}"),
        out("transcripts/a-1.vtt", "text/vtt; charset=utf-8", b"WEBVTT"),
        out("index.html", "text/html; charset=utf-8", b"<!DOCTYPE html>", Layer.PAGE),
        out("feeds/main.xml", "application/rss+xml; charset=utf-8", feed, Layer.FEED),
    ]
    deploy(plan(read_manifest(store), wanted, [], [], NOW), store, lambda _event: None)
    return read_manifest(store)


@contextmanager
def good_server(site: Path) -> Iterator[str]:
    site.mkdir(exist_ok=True)
    command = [sys.executable, "-c", SERVER, str(site), str(site.parent)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


class Quiet(SimpleHTTPRequestHandler):
    """A server without ranges, types, CORS or ETags."""

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def poor_server(site: Path) -> Iterator[str]:
    site.mkdir(exist_ok=True)
    handler = partial(Quiet, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


def found(base: str, manifest: Manifest, *, deep: bool = False) -> set[tuple[str, str]]:
    problems = verify(base, manifest, lambda _key: None, deep=deep)
    assert all(problem.hint for problem in problems)
    return {(problem.code.removeprefix("verify-"), str(problem.place)) for problem in problems}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    site = tmp_path_factory.mktemp("workspace") / "public"
    with good_server(site) as base:
        yield site, base


@pytest.fixture
def site(served: tuple[Path, str]) -> Path:
    shutil.rmtree(served[0])
    served[0].mkdir()
    return served[0]


@pytest.fixture
def base(served: tuple[Path, str]) -> str:
    return served[1]


def test_a_good_server_has_no_problem(site: Path, base: str) -> None:
    assert found(base, published(site, base), deep=True) == set()


@pytest.mark.parametrize("hides", [True, False])
def test_records_that_tell_of_private_feeds_are_found(
    site: Path, base: str, tmp_path: Path, *, hides: bool
) -> None:
    feed = out("private/0a1b/feed.xml", "application/rss+xml; charset=utf-8", b"<rss/>", Layer.FEED)
    store = DirectoryStore(site if hides else tmp_path / "poor")
    for_servers = out(".htaccess", "text/plain; charset=utf-8", b"", Layer.PAGE)
    deploy(plan(read_manifest(store), [feed, for_servers], [], [], NOW), store, lambda _event: None)
    if hides:
        assert found(base, read_manifest(store)) == set()
        return
    with poor_server(tmp_path / "poor") as poor:
        assert ("private-urls-exposed", "head.json") in found(poor, read_manifest(store))


def test_a_feed_that_sends_its_subscribers_on_is_left_to_the_server(site: Path, base: str) -> None:
    manifest = published(site, base)
    (site / "feeds" / "main.xml").unlink()
    assert ("missing", "feeds/main.xml") in found(base, manifest)
    for to, is_asked in (("https://new.example/", False), (f"{base}feeds/main.xml", True)):
        record = FeedRecord("main", "guid", "", "", NOW, to)
        codes = found(base, replace(manifest, feeds={"main": record}))
        assert (("missing", "feeds/main.xml") in codes) is is_asked


def test_every_object_that_listeners_see_is_asked_for_once(site: Path, base: str) -> None:
    manifest = published(site, base)
    asked: list[str] = []
    verify(base, manifest, asked.append)
    assert sorted(asked) == sorted(
        key for key in manifest.objects if not key.startswith("history/")
    )


@pytest.mark.parametrize(
    ("key", "body", "deep", "expected"),
    [
        ("media/a-1.mp3", SOUND[:-1], False, {"length-mismatch", "ranges-unsupported"}),
        ("media/a-1.mp3", b"x" + SOUND[1:], False, set()),
        ("media/a-1.mp3", b"x" + SOUND[1:], True, {"content-mismatch"}),
        ("media/a-1.mp3", None, False, {"missing"}),
        (
            "feeds/main.xml",
            b"<rss",
            False,
            {"length-mismatch", "content-mismatch", "feed-malformed"},
        ),
        ("index.html", b"<!doctype html>", False, {"content-mismatch"}),
        ("art/c-1.jpg", b"no image", False, {"length-mismatch", "artwork-invalid"}),
    ],
)
def test_what_was_spoilt_is_found(
    site: Path, base: str, key: str, body: bytes | None, *, deep: bool, expected: set[str]
) -> None:
    manifest = published(site, base)
    (site / key).unlink()
    if body is not None:
        (site / key).write_bytes(body)
    assert found(base, manifest, deep=deep) == {(code, key) for code in expected}


def test_a_feed_that_says_what_is_not_so_is_found(site: Path, base: str) -> None:
    manifest = published(site, base, said=7)
    assert found(base, manifest) == {("enclosure-mismatch", "feeds/main.xml")}


def test_small_artwork_is_found(site: Path, base: str) -> None:
    manifest = published(site, base, pixels=300)
    assert found(base, manifest) == {("artwork-size", "art/c-1.jpg")}


@pytest.mark.parametrize(
    ("pixels", "size", "code", "said"),
    [
        (1400, len(SOUND), 0, "All checks passed."),
        (600, len(SOUND), 0, "Found 0 errors, 1 warning."),
        (1400, len(SOUND) + 1, 1, "Found 1 error, 0 warnings."),
    ],
)
def test_only_errors_make_the_command_fail(
    site: Path, base: str, pixels: int, size: int, code: int, said: str
) -> None:
    published(site, base, said=size, pixels=pixels)
    settings = f'[storage]\nurl = "{site.name}"\npublic_url = "{base}"\n'
    (site.parent / "airdate.toml").write_text(settings)
    command = [sys.executable, "-m", "airdate", "verify", "-w", str(site.parent)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout.splitlines()[-1]) == (code, said)


def test_a_poor_servers_lacks_are_found(tmp_path: Path) -> None:
    with poor_server(tmp_path / "public") as base:
        manifest = published(tmp_path / "public", base)
        assert found(base, manifest) >= {
            ("ranges-unsupported", "media/a-1.mp3"),
            ("type-mismatch", "feeds/main.xml"),
            ("type-mismatch", "chapters/a-1.json"),
            ("cors-missing", "chapters/a-1.json"),
            ("cors-missing", "transcripts/a-1.vtt"),
        }


@pytest.mark.parametrize(
    ("said", "wanted", "wrong"),
    [
        ("text/vtt; charset=utf-8", "text/vtt", False),
        ("text/vtt", "text/vtt;charset=UTF-8", False),
        ("TEXT/VTT; charset=UTF-8", "text/vtt", False),
        ("text/vtt; charset=iso-8859-1", "text/vtt", True),
        ("text/plain", "text/vtt", True),
    ],
)
def test_types_are_compared_as_apps_read_them(said: str, wanted: str, *, wrong: bool) -> None:
    headers = {"content-type": said, "content-length": "1"}
    entry = StoredObject("", 1, wanted, CacheControl.BRIEFLY, Layer.FILE, 1)
    assert bool([*_header_problems("a.vtt", entry, headers)]) is wrong


def test_a_server_that_is_gone_is_told(tmp_path: Path) -> None:
    with poor_server(tmp_path / "public") as base:
        manifest = published(tmp_path / "public", base)
    assert {code for code, _ in found(base, manifest)} == {"unreachable"}


def test_an_address_that_is_no_web_address_is_told(tmp_path: Path) -> None:
    manifest = published(tmp_path / "public", "file:///etc/")
    assert {code for code, _ in found("file:///etc/", manifest)} == {"unreachable"}


def listed(*keys: str) -> Manifest:
    """Return a manifest of pages with these keys."""
    page = StoredObject("0" * 64, 10, "text/html", CacheControl.BRIEFLY, Layer.PAGE, 1)
    return replace(EMPTY_MANIFEST, objects=dict.fromkeys(keys, page))


def test_a_body_without_an_end_is_another_one() -> None:
    with serving() as server:
        codes = found(f"{server.url}/", listed("endless", "bomb"))
    assert {("content-mismatch", "endless"), ("content-mismatch", "bomb")} <= codes


@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_ends_requests_that_are_under_way(tmp_path: Path) -> None:
    with serving() as server:
        settings = f'[storage]\nurl = "public"\npublic_url = "{server.url}/"\n'
        (tmp_path / "airdate.toml").write_text(settings)
        store = DirectoryStore(tmp_path / "public")
        page = out("silent", "text/html; charset=utf-8", b"<!DOCTYPE html>", Layer.PAGE)
        deploy(plan(read_manifest(store), [page], [], [], NOW), store, lambda _event: None)
        command = [sys.executable, "-m", "airdate", "verify", "-w", str(tmp_path)]
        with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as running:
            server.wait_for("HEAD /silent")
            running.send_signal(signal.SIGINT)
            _, said = running.communicate(timeout=60)  # of the ten minutes that the server takes
    assert running.returncode == 130
    assert "Interrupted." in said

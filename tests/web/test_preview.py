"""The preview over real HTTP, as apps and browsers ask."""

from __future__ import annotations

import http.client
import signal
import subprocess
import sys
import textwrap
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from airdate.model import Layer
from airdate.store import Precondition
from airdate.store.directory import DirectoryStore
from airdate.web.preview import Preview, PreviewError
from tests.store.client import FEED, gpo_download
from tests.store.making import document, file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SOUND = bytes(range(256)) * 40

SERVER = """
    import sys
    from pathlib import Path
    from airdate.errors import AirdateError
    from airdate.web.preview import Preview
    workspace = Path(sys.argv[1])
    def build():
        text = (workspace / "episode.md").read_text()
        if text == "broken":
            raise AirdateError("it is broken", "Fix it.")
        (workspace / "public/new").write_text(text)
        (workspace / "public/new").rename(workspace / "public/episodes/one.html")
    def broken(error):
        print(error, flush=True)
    with Preview(workspace / "public", 0) as preview:
        print(preview.url, flush=True)
        preview.run(workspace, build, broken)
"""


@contextmanager
def serving(workspace: Path) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """Run a preview in a process of its own; give its port."""
    command = [sys.executable, "-c", textwrap.dedent(SERVER), str(workspace)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline().rstrip("/\n").rpartition(":")[2]), process
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(600)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("workspace")
    store = DirectoryStore(root / "public")
    names = {
        "media/one-1.mp3": SOUND,
        "media/two-2.m4a": SOUND,
        "media/two-2.opus": SOUND,
        "transcripts/one-1.vtt": b"WEBVTT",
        "private/0a1b/feed.xml": b"<rss/>",
        "private/0a1b/feed/1.xml": b"<rss/>",
        "private/2c3d/transcripts/one-1.vtt": b"WEBVTT",
        "chapters/one-1.json": b"{}",
        "assets/a-1.css": b"a{}",
        "feeds/main.atom": b"<feed/>",
        "feeds/main.json": b"{}",
        "feeds/feeds.opml": b"<opml/>",
        "feeds/main/1.xml": b"<rss/>",
        "robots.txt": b"User-agent: *",
        "404.html": b"not here",
        "head.json": b"{}",
        "history/documents/abc": b"old",
    }
    for key, body in names.items():
        store.put(file(key, body), Precondition.NONE)
    for key in ("index.html", "episodes/one.html", "feeds/main.xml"):
        store.put(document(key, Layer.PAGE, key, []), Precondition.NONE)
    return root


@pytest.fixture(scope="module")
def port(workspace: Path) -> Iterator[int]:
    with serving(workspace) as (port, _process):
        yield port


Answer = tuple[int, dict[str, str], bytes]


def ask(port: int, path: str, method: str = "GET", **headers: str) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers=named)
        answer = connection.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("path", "type_"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/episodes/one.html", "text/html; charset=utf-8"),
        ("/feeds/main.xml", "application/rss+xml; charset=utf-8"),
        ("/feeds/main.atom", "application/atom+xml; charset=utf-8"),
        ("/feeds/main.json", "application/feed+json; charset=utf-8"),
        ("/feeds/feeds.opml", "text/x-opml; charset=utf-8"),
        ("/feeds/main/1.xml", "application/rss+xml; charset=utf-8"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/media/one-1.mp3", "audio/mpeg"),
        ("/media/two-2.m4a", "audio/x-m4a"),
        ("/media/two-2.opus", "audio/ogg"),
        ("/transcripts/one-1.vtt", "text/vtt; charset=utf-8"),
        ("/chapters/one-1.json", "application/json+chapters"),
        ("/private/0a1b/feed.xml", "application/rss+xml; charset=utf-8"),
        ("/private/0a1b/feed/1.xml", "application/rss+xml; charset=utf-8"),
        ("/private/2c3d/transcripts/one-1.vtt", "text/vtt; charset=utf-8"),
        ("/assets/a-1.css", "text/css; charset=utf-8"),
    ],
)
def test_each_file_has_the_type_that_apps_go_by(port: int, path: str, type_: str) -> None:
    status, headers, body = ask(port, path)
    assert (status, headers["content-type"]) == (200, type_)
    assert int(headers["content-length"]) == len(body) > 0
    head_status, head_headers, nothing = ask(port, path, "HEAD")
    assert (head_status, nothing) == (200, b"")
    assert head_headers["content-length"] == headers["content-length"]
    assert head_headers["content-type"] == type_


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-1", 0, 1),
        ("bytes=100-299", 100, 299),
        ("bytes=10000-", 10000, 10239),
        ("bytes=-100", 10140, 10239),
        ("bytes=10200-99999", 10200, 10239),
    ],
)
def test_a_player_gets_the_bytes_it_asks_for(port: int, wanted: str, first: int, last: int) -> None:
    status, headers, body = ask(port, "/media/one-1.mp3", Range=wanted)
    assert status == 206
    assert body == SOUND[first : last + 1]
    assert headers["content-range"] == f"bytes {first}-{last}/10240"
    assert headers["content-type"] == "audio/mpeg"


def test_bytes_past_the_end_are_not_to_be_had(port: int) -> None:
    status, headers, _ = ask(port, "/media/one-1.mp3", Range="bytes=10240-")
    assert status == 416
    assert headers["content-range"] == "bytes */10240"


def test_players_learn_that_they_may_seek(port: int) -> None:
    assert ask(port, "/media/one-1.mp3", "HEAD")[1]["accept-ranges"] == "bytes"


def test_what_is_known_is_not_sent_again(port: int) -> None:
    _, headers, _ = ask(port, "/feeds/main.xml")
    assert ask(port, "/feeds/main.xml", If_None_Match=headers["etag"])[0] == 304
    assert ask(port, "/feeds/main.xml", If_None_Match='"other"')[0] == 200
    assert ask(port, "/feeds/main.xml", If_Modified_Since=headers["last-modified"])[0] == 304


def test_a_range_of_an_older_file_is_answered_with_all_of_the_new_one(port: int) -> None:
    etag = ask(port, "/media/one-1.mp3")[1]["etag"]
    assert ask(port, "/media/one-1.mp3", Range="bytes=0-9", If_Range=etag)[0] == 206
    assert ask(port, "/media/one-1.mp3", Range="bytes=0-9", If_Range='"other"')[0] == 200


def test_other_sites_may_load_transcripts_and_chapters_only(port: int) -> None:
    shared = "access-control-allow-origin"
    for path in ("/transcripts/one-1.vtt", "/chapters/one-1.json"):
        assert ask(port, path, Origin="https://player.example")[1][shared] == "*"
    for path in ("/", "/feeds/main.xml", "/media/one-1.mp3"):
        assert shared not in ask(port, path, Origin="https://player.example")[1]


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/head.json",
        "/history/documents/abc",
        "/.airdate/lock",
        "/../episode.md",
        "/%2e%2e/episode.md",
        "/episodes/..%2f..%2fepisode.md",
        "//etc/passwd",
        "/%00",
    ],
)
def test_nothing_else_is_served(workspace: Path, port: int, path: str) -> None:
    (workspace / "episode.md").write_text("the author's own")
    status, _, body = ask(port, path)
    assert (status, body) in {(404, b"not here"), (404, b"Not Found")}


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", ""])
def test_a_site_that_points_its_own_name_here_is_refused(port: int, host: str) -> None:
    assert ask(port, "/", Host=host)[0] == 400


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "localhost:8000"])
def test_local_names_are_welcome(port: int, host: str) -> None:
    assert ask(port, "/", Host=host)[0] == 200


def test_a_port_that_is_taken_is_told(port: int, tmp_path: Path) -> None:
    with pytest.raises(PreviewError, match=f"port {port}"):
        Preview(tmp_path, port)
    with pytest.raises(PreviewError, match="--port"):
        Preview(tmp_path, 99999)


def test_only_this_machine_can_reach_it(tmp_path: Path) -> None:
    with Preview(tmp_path, 0) as preview:
        assert preview._socket.getsockname()[0] == "127.0.0.1"


def page(port: int, text: bytes) -> bool:
    """Wait until the page says `text`."""
    for _ in range(12_000):
        if ask(port, "/episodes/one.html")[2] == text:
            return True
        time.sleep(0.05)
    return False


def test_a_change_is_built_and_a_broken_one_is_told(tmp_path: Path) -> None:
    DirectoryStore(tmp_path / "public").put(file("episodes/one.html", b"first"), Precondition.NONE)
    source = tmp_path / "episode.md"
    with serving(tmp_path) as (port, process):
        assert process.stdout is not None
        assert page(port, b"first")
        while not page_after(port, source, "second"):
            pass
        source.write_text("broken")
        assert process.stdout.readline() == "it is broken. Fix it.\n"
        assert page(port, b"second")
        source.write_text("third")
        assert page(port, b"third")
    assert process.returncode == 0


def page_after(port: int, source: Path, text: str) -> bool:
    """Write, and wait a while: the very first change may come before the watch began."""
    source.write_text(text)
    for _ in range(20):
        if ask(port, "/episodes/one.html")[2] == text.encode():
            return True
        time.sleep(0.05)
    return False


@pytest.mark.client
def test_a_podcast_client_subscribes_and_downloads(tmp_path: Path) -> None:
    store = DirectoryStore(tmp_path / "public")
    store.put(file("media/one-1.mp3", SOUND), Precondition.NONE)
    with serving(tmp_path) as (port, _process):
        base = f"http://127.0.0.1:{port}/"
        store.put(file("feeds/main.xml", FEED.format(base=base).encode()), Precondition.NONE)
        assert gpo_download(f"{base}feeds/main.xml", tmp_path) == [SOUND]

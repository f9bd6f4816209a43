"""Hubs, indexes and caches are notified of a publish, and none of them can fail it."""

from __future__ import annotations

import json
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from airdate.cli.progress import ignore
from airdate.publish import pipeline
from airdate.store.directory import DirectoryStore
from airdate.web.notify import RetryPolicy, notify
from airdate.workspace import load

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.journeys.conftest import Shell

NOW = datetime(2030, 1, 2, tzinfo=UTC)
TOKEN = "podping-token-that-nobody-may-see"  # noqa: S105 - made up
QUICK = RetryPolicy(pauses=(0.01, 0.01), response=60, command=600)  # but for busy machines
FEED = "http://localhost:8000/feeds/main.xml"
INVALIDATED = b"""<Invalidation xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/">
<Id>I1</Id><Status>InProgress</Status></Invalidation>"""


class Receiving(ThreadingHTTPServer):
    """A server whose requests may hang until it stops."""

    daemon_threads = True

    def __init__(self, *words: Any) -> None:
        self.stopped = threading.Event()
        super().__init__(*words)


class Receiver(BaseHTTPRequestHandler):
    """Answers by its path: each name has the statuses it gives in turn, the last for ever."""

    server: Receiving
    statuses: dict[str, list[int]]
    asked: list[tuple[str, str, dict[str, str], str]]

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self.asked.append((self.command, self.path, dict(self.headers), body))
        name = urlsplit(self.path).path.strip("/")
        if name == "hangs":
            self.server.stopped.wait(600)
        left = self.statuses.get(name, [200])
        status = left.pop(0) if len(left) > 1 else left[0]
        said = INVALIDATED if "distribution" in name else b"ok"
        self.send_response(status)
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def receiving(**statuses: list[int]) -> Iterator[tuple[str, type[Receiver]]]:
    """Run a receiver; give its address, and what it was asked."""
    receiver = type("Own", (Receiver,), {"statuses": statuses, "asked": []})
    server = Receiving(("127.0.0.1", 0), receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", receiver
    finally:
        server.stopped.set()
        server.shutdown()
        server.server_close()


def notifying(show: Shell, hub: str = "", **table: object) -> Path:
    """Write whom to notify into a workspace."""
    settings = show.folder / "airdate.toml"
    lines = [f"{key} = {json.dumps(value)}" for key, value in table.items()]
    settings.write_text(settings.read_text() + "\n[notify]\n" + "\n".join(lines) + "\n")
    if hub:
        feed = show.folder / "feeds" / "main.toml"
        feed.write_text(f'hub = "{hub}"\n{feed.read_text()}')
    return show.folder


def notified(root: Path, policy: RetryPolicy = QUICK) -> dict[str, str]:
    """Publish a workspace to a folder of its own; return who was notified, and the errors."""
    with ThreadPoolExecutor(2) as pool:
        run = pipeline.RunOptions(NOW, frozenset(), frozenset(), pool, ignore, ignore, pytest.fail)
        _, done = pipeline.publish(root, run, DirectoryStore(root / "out"))
    workspace, problems = load(root)
    assert workspace is not None, problems
    return {each.to: each.error for each in notify(workspace, done, policy)}


def test_all_who_want_to_know_hear_of_a_publish_once(
    show: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PODPING_TOKEN", TOKEN)
    with receiving() as (base, receiver):
        notifying(
            show,
            hub=f"{base}/hub",
            podping=f"{base}/podping?reason=update",
            podcast_index=f"{base}/index",
            overcast=f"{base}/overcast",
        )
        first = show.airdate("publish")
        again = show.airdate("publish")
    assert "Notified  WebSub hub 127.0.0.1, Podping, Podcast Index, Overcast" in first.out
    assert "Notified" not in again.out
    asked = {
        urlsplit(path).path: (command, path, headers, body)
        for command, path, headers, body in receiver.asked
    }
    assert len(receiver.asked) == len(asked) == 4
    hub = asked["/hub"]
    assert hub[0] == "POST"
    assert parse_qs(hub[3]) == {"hub.mode": ["publish"], "hub.url": [FEED]}
    assert parse_qs(urlsplit(asked["/podping"][1]).query) == {"reason": ["update"], "url": [FEED]}
    assert asked["/podping"][2]["Authorization"] == TOKEN
    assert parse_qs(urlsplit(asked["/index"][1]).query) == {"url": [FEED]}
    assert parse_qs(urlsplit(asked["/overcast"][1]).query) == {"urlprefix": [FEED]}
    assert all("Authorization" not in asked[name][2] for name in ("/hub", "/index", "/overcast"))


def test_a_publish_is_whole_though_nobody_can_be_told(
    show: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PODPING_TOKEN", TOKEN)
    with receiving(podping=[401]) as (base, receiver):
        notifying(show, podping=f"{base}/podping", podcast_index="http://127.0.0.1:9/")
        ran = show.airdate("publish", "--json")
    assert {each["to"]: each["error"] for each in json.loads(ran.out)["notified"]} == {
        "Podping": "the server returned 401",
        "Podcast Index": "connection refused",
    }
    assert "could not notify Podping: the server returned 401" in ran.err
    assert TOKEN not in ran.text
    assert len(receiver.asked) == 1  # who says no is not asked again
    assert (show.folder / "public" / "feeds" / "main.xml").exists()


def test_who_stumbles_is_asked_again_and_who_stays_down_is_left(show: Shell) -> None:
    with receiving(hub=[503, 500, 204], index=[500], overcast=[429, 200]) as (base, receiver):
        root = notifying(
            show, hub=f"{base}/hub", podcast_index=f"{base}/index", overcast=f"{base}/overcast"
        )
        assert notified(root) == {
            "WebSub hub 127.0.0.1": "",
            "Podcast Index": "the server returned 500",
            "Overcast": "",
        }
    paths = [urlsplit(path).path for _, path, _, _ in receiver.asked]
    assert sorted(paths) == ["/hub"] * 3 + ["/index"] * 3 + ["/overcast"] * 2


def test_who_hangs_does_not_hold_a_publish_and_nobody_is_followed(
    show: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PODPING_TOKEN", TOKEN)
    with receiving(podping=[302]) as (base, receiver):
        root = notifying(show, podping=f"{base}/podping", overcast=f"{base}/hangs")
        assert notified(root, RetryPolicy(pauses=(), response=3)) == {
            "Podping": "the server returned 302",
            "Overcast": "not done within 3 seconds",
        }
    assert "/elsewhere" not in [path for _, path, _, _ in receiver.asked]


def test_podping_without_a_token_says_what_to_set(
    show: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PODPING_TOKEN", raising=False)
    with receiving() as (base, receiver):
        found = notified(notifying(show, podping=f"{base}/podping"))
    assert found == {"Podping": "no token: set PODPING_TOKEN in the environment"}
    assert receiver.asked == []


def test_true_means_the_services_own_addresses(show: Shell) -> None:
    root = notifying(show, podping=True, podcast_index=True, overcast=False)
    workspace, _ = load(root)
    assert workspace is not None
    said = workspace.settings.notify
    assert said.podping == "https://podping.cloud/"
    assert said.podcast_index == "https://api.podcastindex.org/api/1.0/hub/pubnotify"
    assert said.overcast is None


# ── Caches ────────────────────────────────────────────────────────────────────────────────────

KEEP = "import sys; open('urls.txt', 'w').write(sys.stdin.read())"


def test_a_caches_command_gets_every_changed_address(show: Shell) -> None:
    notifying(show, cache_command=[sys.executable, "-c", KEEP])
    show.airdate("publish")
    listed = (show.folder / "urls.txt").read_text().splitlines()
    public = show.folder / "public"
    paths = [public / line.removeprefix("http://localhost:8000/") for line in listed]
    assert all(path.is_file() for path in paths)
    assert FEED in listed
    assert not any("/history/" in line for line in listed)
    (show.folder / "urls.txt").unlink()
    show.airdate("publish")
    assert not (show.folder / "urls.txt").exists()


@pytest.mark.parametrize(
    ("code", "seconds", "wrong"),
    [
        ("import sys; sys.exit('no such zone')", 600, "failed with exit code 1: no such zone"),
        ("import os; os._exit(3)", 600, "failed with exit code 3: no message"),
        ("import time; time.sleep(600)", 0.5, "was not done within 0.5 seconds"),
    ],
)
def test_a_command_that_fails_is_reported(
    show: Shell, code: str, seconds: float, wrong: str
) -> None:
    root = notifying(show, cache_command=[sys.executable, "-c", code])
    found = notified(root, RetryPolicy(command=seconds))
    assert found == {"cache_command": f"{sys.executable} {wrong}"}


def test_a_command_that_is_not_there_is_told(show: Shell) -> None:
    found = notified(notifying(show, cache_command="no-such-program"))
    assert found == {"cache_command": "cannot run no-such-program: No such file or directory"}


@pytest.mark.parametrize("status", [201, 403])
def test_cloudfront_is_told_once_a_revision(
    show: Shell, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret-that-nobody-may-see")
    name = "2020-05-31/distribution/E1/invalidation"
    with receiving(**{name: [status]}) as (base, receiver):
        monkeypatch.setenv("AWS_ENDPOINT_URL_CLOUDFRONT", base)
        found = notified(notifying(show, cloudfront="E1"))
        article = next(show.folder.glob("episodes/*/episode.md"))
        article.write_text(article.read_text() + "\nOne more sentence.\n")
        again = notified(show.folder)
    assert [bool(wrong) for wrong in (*found.values(), *again.values())] == [status != 201] * 2
    assert "secret-that" not in f"{found}{again}"
    first, second = (body for _, _, _, body in receiver.asked)
    assert "<Path>/*</Path>" in first  # cheaper than each by itself
    assert "<CallerReference>airdate-/-1</CallerReference>" in first
    assert "<Path>/feeds/main.xml</Path>" in second
    assert "<CallerReference>airdate-/-2</CallerReference>" in second


def test_nothing_is_said_where_nobody_wants_to_know(show: Shell) -> None:
    assert notified(show.folder) == {}

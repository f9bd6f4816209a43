"""What web servers are told, held against those servers themselves."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pytest

from airdate.model import HostingSettings, Settings, SiteSettings
from airdate.site.content_policy import CSP, SEARCH_CSP
from airdate.web import server_config
from tests.feed import making

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from airdate.model import Feed

NEW = "https://new.example/pod?feed=1&x=a,b"
MOVED = making.feed(slug="old", new_feed_url=NEW)
ARRIVED = making.feed(new_feed_url="https://show.example/feeds/main.xml")
REDIRECTS = {
    "/feed/podcast": "feeds/main.xml",
    "/blog/7.html": "https://elsewhere.example/a$b;c{d}?e=f&g",
}
FILES = {
    "index.html": "home",
    "404.html": "nothing here",
    "head.json": "secret",
    "history/heads/1-0.json": "secret",
    "private/0/feed.xml": "<rss/>",
    "private/1/chapters/a-1.json": "{}",
    "private/1/art/a-1.json": "{}",
    "feeds/main.xml": "<rss/>",
    "feeds/old.xml": "<rss/>",
    "feeds/main.atom": "<feed/>",
    "chapters/a-1.json": "{}",
    "transcripts/a-1.vtt": "WEBVTT",
    "transcripts/a-1.srt": "1",
    "media/a-1.opus": "sound",
    "art/other.json": "{}",
}


def said(servers: HostingSettings, *, search: bool = False) -> Settings:
    return Settings(ZoneInfo("UTC"), hosting=servers, site=SiteSettings(search=search))


def written(
    *servers: str, base: str = "https://show.example/", feeds: tuple[Feed, ...] = (ARRIVED, MOVED)
) -> dict[str, str]:
    made = server_config.artifacts(said(HostingSettings(servers, REDIRECTS)), feeds, base)
    return {each.key: each.body.decode() for each in made if isinstance(each.body, bytes)}


def test_nothing_is_written_unless_a_server_is_named() -> None:
    assert written() == {}


def test_each_server_has_its_files() -> None:
    assert {server: list(written(server)) for server in server_config.SERVERS} == {
        "netlify": ["_redirects", "_headers"],
        "cloudflare": ["_redirects", "_headers"],
        "apache": [".htaccess"],
        "nginx": ["hosting/nginx.conf"],
        "caddy": ["hosting/Caddyfile"],
        "s3": ["hosting/s3-website.json"],
    }


# ── Servers that run here ──


class Answer(NamedTuple):
    status: int
    body: str
    type: str
    to: str | None
    robots: str | None
    shared: str | None
    policy: str | None


class Server:
    def __init__(self, port: int) -> None:
        self.port = port

    def ask(self, path: str) -> Answer:
        url = f"http://127.0.0.1:{self.port}{path}"
        opener = urllib.request.build_opener(_Stays)
        try:
            with opener.open(url) as answer:
                return self._read(answer)
        except urllib.error.HTTPError as error:
            with error:
                return self._read(error)

    def _read(self, answer: urllib.error.HTTPError) -> Answer:
        told = answer.headers
        return Answer(
            int(answer.status or 0),
            answer.read().decode(),
            told["Content-Type"],
            told["Location"],
            told["X-Robots-Tag"],
            told["Access-Control-Allow-Origin"],
            told["Content-Security-Policy"],
        )


class _Stays(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Follow nothing: where it leads is what is asked."""


def _nginx(place: Path, site: Path, port: int) -> str:
    conf = place / "nginx.conf"
    conf.write_text(f"""
daemon off; pid {place}/pid; error_log {place}/error;
events {{}}
http {{
  access_log off; types {{ text/html html; application/json json; }}
  client_body_temp_path {place}/b; proxy_temp_path {place}/p; fastcgi_temp_path {place}/f;
  uwsgi_temp_path {place}/u; scgi_temp_path {place}/s;
  server {{
    listen 127.0.0.1:{port}; root {site}; error_page 404 /404.html;
    include {site}/hosting/nginx.conf;
  }}
}}
""")
    return f"-c {conf}"


def _apache(place: Path, site: Path, port: int) -> str:
    modules = "mpm_event authz_core alias mime headers dir"
    loaded = "\n".join(
        f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so"
        for name in modules.split()
    )
    (place / "mime").write_text("text/html html\napplication/json json\n")
    conf = place / "apache.conf"
    conf.write_text(f"""
{loaded}
ServerName localhost
Listen 127.0.0.1:{port}
PidFile {place}/pid
ErrorLog {place}/error
TypesConfig {place}/mime
User nobody
Group nogroup
DocumentRoot {site}
ErrorDocument 404 /404.html
<Directory {site}>
  AllowOverride All
  Require all granted
</Directory>
""")
    return f"-DFOREGROUND -f {conf}"


def _caddy(place: Path, site: Path, port: int) -> str:
    conf = place / "Caddyfile"
    conf.write_text(f"""
{{
  admin off
  auto_https off
}}
http://127.0.0.1:{port} {{
  root * {site}
  import {site}/hosting/Caddyfile
  handle_errors {{
    rewrite * /404.html
    file_server
  }}
  file_server
}}
""")
    return f"run --adapter caddyfile --config {conf}"


STARTS = {"nginx": ("nginx", _nginx), "apache": ("apache2", _apache), "caddy": ("caddy", _caddy)}


@pytest.fixture(scope="module", params=STARTS)
def server(
    request: pytest.FixtureRequest,
    program: Callable[[str], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Server]:
    name, conf = STARTS[request.param]
    found, place = program(name), tmp_path_factory.mktemp("server")
    site = place / "site"
    for key, text in (FILES | written(request.param)).items():
        (site / key).parent.mkdir(parents=True, exist_ok=True)
        (site / key).write_text(text)
    for folder in (*place.parents, place):  # the server may be another user
        if folder.stat().st_uid == os.getuid() and folder.is_relative_to("/tmp/pytest-of-root"):  # noqa: S108
            folder.chmod(0o755)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = [found, *conf(place, site, port).split()]
    kept = os.environ | {"HOME": str(place)}
    with (place / "said").open("w") as said:
        running = subprocess.Popen(words, stdout=said, stderr=said, env=kept)
    try:
        _wait(port, running, place)
        yield Server(port)
    finally:
        running.terminate()
        running.wait(600)


def _wait(port: int, running: subprocess.Popen[bytes], place: Path) -> None:
    for _ in range(12_000):
        assert running.poll() is None, (place / "said").read_text()
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail((place / "said").read_text())


@pytest.mark.client
@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/feed/podcast", "/feeds/main.xml"),
        ("/feed/podcast/", "/feeds/main.xml"),
        ("/feeds/old.xml", NEW),
        ("/blog/7.html", "https://elsewhere.example/a%24b%3Bc%7Bd%7D?e=f&g"),
    ],
)
def test_what_moved_leads_on_for_good(server: Server, path: str, to: str) -> None:
    answer = server.ask(path)
    assert answer.status == 301
    wanted = f"https://show.example{to}" if to.startswith("/") else to
    assert unquote(answer.to or "") == unquote(wanted)
    assert "%25" not in (answer.to or "")


@pytest.mark.client
@pytest.mark.parametrize("path", ["/head.json", "/history/heads/1-0.json", "/history/"])
def test_records_are_not_to_be_had(server: Server, path: str) -> None:
    answer = server.ask(path)
    assert answer.status == 404
    assert "secret" not in answer.body


@pytest.mark.client
def test_the_feed_that_arrived_and_all_else_stay(server: Server) -> None:
    assert server.ask("/feeds/main.xml").body == "<rss/>"
    assert server.ask("/").status in {200, 403, 404}
    assert server.ask("/index.html").body == "home"
    assert server.ask("/feed/podcasts").status == 404
    assert server.ask("/xfeed/podcast").status == 404


@pytest.mark.client
def test_pages_come_with_their_policy(server: Server) -> None:
    for path in ("/", "/index.html"):
        assert server.ask(path).policy == CSP


@pytest.mark.client
def test_what_is_private_asks_not_to_be_indexed(server: Server) -> None:
    feed, chapters, other = (
        server.ask(f"/private/{key}")
        for key in ("0/feed.xml", "1/chapters/a-1.json", "1/art/a-1.json")
    )
    assert {feed.robots, chapters.robots, other.robots} == {"noindex"}
    assert feed.type == "application/rss+xml; charset=utf-8"
    assert (chapters.type, chapters.shared) == ("application/json+chapters", "*")
    assert server.ask("/feeds/main.xml").robots is None


@pytest.mark.client
@pytest.mark.parametrize(
    ("path", "type_", "shared"),
    [
        ("/feeds/main.xml", "application/rss+xml; charset=utf-8", None),
        ("/feeds/main.atom", "application/atom+xml; charset=utf-8", None),
        ("/chapters/a-1.json", "application/json+chapters", "*"),
        ("/transcripts/a-1.vtt", "text/vtt; charset=utf-8", "*"),
        ("/transcripts/a-1.srt", "application/x-subrip; charset=utf-8", "*"),
        ("/media/a-1.opus", "audio/ogg", None),
        ("/art/other.json", "application/json", None),
    ],
)
def test_what_apps_load_has_its_type(
    server: Server, path: str, type_: str, shared: str | None
) -> None:
    answer = server.ask(path)
    assert (answer.status, answer.type, answer.shared) == (200, type_, shared)


# ── Servers that do not ──


def test_netlify_is_told_of_moves_by_force_for_the_files_are_still_there() -> None:
    lines = written("netlify")["_redirects"].splitlines()[1:]
    assert lines == [
        "/head.json /404.html 404!",
        "/history/* /404.html 404!",
        "/blog/7.html https://elsewhere.example/a%24b%3Bc%7Bd%7D?e=f&g 301!",
        "/feed/podcast https://show.example/feeds/main.xml 301!",
        f"/feeds/old.xml {NEW} 301!",
    ]
    headers = written("netlify")["_headers"]
    assert "/private/*\n  X-Robots-Tag: noindex\n" in headers
    assert "/chapters/*.json\n  Content-Type: application/json+chapters\n  Access-" in headers


def test_cloudflare_knows_no_force_and_takes_slashes_as_they_are() -> None:
    lines = written("cloudflare")["_redirects"].splitlines()
    assert "/history/* /404.html 302" in lines
    assert "/feed/podcast https://show.example/feeds/main.xml 301" in lines
    assert "/feed/podcast/ https://show.example/feeds/main.xml 301" in lines
    assert "!" not in "".join(lines)


def test_a_show_below_a_path_is_told_with_the_path() -> None:
    base = "https://show.example/shows/demo/"
    for server in ("netlify", "cloudflare", "nginx", "caddy"):
        text = "\n".join(written(server, base=base, feeds=(MOVED,)).values())
        assert "/shows/demo/head.json" in text
        assert "/shows/demo/feeds/old.xml" in text
        assert "https://show.example/shows/demo/feeds/main.xml" in text


def test_s3_takes_rules_for_its_websites() -> None:
    rules = json.loads(written("s3")["hosting/s3-website.json"])
    assert rules["ErrorDocument"] == {"Key": "404.html"}
    assert rules["RoutingRules"][-1] == {
        "Condition": {"KeyPrefixEquals": "feeds/old.xml"},
        "Redirect": {
            "Protocol": "https",
            "HostName": "new.example",
            "ReplaceKeyWith": "pod?feed=1&x=a,b",
            "HttpRedirectCode": "301",
        },
    }
    bare = server_config.artifacts(said(HostingSettings(("s3",))), (), "https://show.example/")
    assert b"RoutingRules" not in (bare[0].body if isinstance(bare[0].body, bytes) else b"")


def test_servers_let_searched_pages_run_what_searches() -> None:
    settings = said(HostingSettings(("netlify",)), search=True)
    made = server_config.artifacts(settings, (), "https://show.example/")
    bodies = [each.body for each in made if each.key == "_headers"]
    assert isinstance(bodies[0], bytes)
    assert f"Content-Security-Policy: {SEARCH_CSP}" in bodies[0].decode()
    assert "wasm" not in written("netlify")["_headers"]

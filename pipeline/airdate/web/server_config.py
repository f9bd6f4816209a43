"""What web servers have to be told, in the files that the common ones read. Pure.

Addresses that moved lead on for good; head.json and history/, which tell of private feeds, answer
404; private files ask not to be indexed; pages may load only what is theirs; and what apps load
has its type, and may be loaded by players of other sites. Who publishes to a bucket has most of
this in the objects' own headers.

Netlify: https://docs.netlify.com/manage/routing/redirects/overview/; Cloudflare Pages:
https://developers.cloudflare.com/pages/configuration/redirects/; S3:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-to-page-redirect.html (read 2026-11).
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, unquote, urljoin, urlsplit

from airdate.feed import archive
from airdate.model import Artifact, CacheControl, Layer
from airdate.site.content_policy import CSP, SEARCH_CSP
from airdate.store.history import FOLDER as HISTORY
from airdate.store.manifest import POINTER
from airdate.store.private import FOLDER as PRIVATE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from airdate.model import Feed, Settings


class Kind(NamedTuple):
    """Files of one kind: the folder and the ending of their keys, and their type."""

    folder: str
    ending: str
    type: str

    @property
    def is_shared(self) -> bool:
        """Whether players of other sites load them."""
        return self.folder in {"chapters", "transcripts"}


# What a server's own table of types has not, or not for our folders.
KINDS = (
    Kind("chapters", "json", "application/json+chapters"),
    Kind("feeds", "xml", "application/rss+xml; charset=utf-8"),
    Kind("feeds", "json", "application/feed+json; charset=utf-8"),
    Kind("feeds", "atom", "application/atom+xml; charset=utf-8"),
    Kind("feeds", "opml", "text/x-opml; charset=utf-8"),
    Kind("private", "xml", "application/rss+xml; charset=utf-8"),
    Kind("media", "mp3", "audio/mpeg"),
    Kind("media", "m4a", "audio/x-m4a"),
    Kind("media", "opus", "audio/ogg"),
    Kind("transcripts", "vtt", "text/vtt; charset=utf-8"),
    Kind("transcripts", "srt", "application/x-subrip; charset=utf-8"),
    Kind("transcripts", "json", "application/json"),
    Kind("transcripts", "html", "text/html; charset=utf-8"),
    Kind("transcripts", "txt", "text/plain; charset=utf-8"),
)


class Redirect(NamedTuple):
    """An address that leads on: `path` begins with a slash and is without one at its end."""

    path: str
    url: str


class ServerConfig(NamedTuple):
    """All that a server has to be told; `root` is the path of the show's address."""

    root: str
    moves: tuple[Redirect, ...]
    policy: str


def artifacts(settings: Settings, feeds: Sequence[Feed], base: str) -> tuple[Artifact, ...]:
    """Return the files for the servers of the settings; `base` is the show's address."""
    root = urlsplit(base).path
    moves = {path.rstrip("/"): urljoin(base, to) for path, to in settings.hosting.redirects.items()}
    for feed in feeds:
        here = archive.key(feed)
        # A feed that has just come names itself: https://podcasters.apple.com/support/837.
        if feed.new_feed_url and feed.new_feed_url != base + here:
            moves[root + here] = feed.new_feed_url
    policy = SEARCH_CSP if settings.site.search else CSP
    told = ServerConfig(
        root, tuple(Redirect(path, _safe(url)) for path, url in sorted(moves.items())), policy
    )
    files = (file for server in settings.hosting.servers for file in _FILES[server])
    return tuple(
        Artifact.of_bytes(
            key,
            "application/json" if key.endswith(".json") else "text/plain; charset=utf-8",
            write(told).encode(),
            layer=Layer.PAGE,
            cache=CacheControl.BRIEFLY,
        )
        for key, write in files
    )


def is_for_servers(key: str) -> bool:
    """Whether a server reads this file for itself, and gives it to nobody."""
    return key.startswith("hosting/") or key in {"_redirects", "_headers", ".htaccess"}


def _safe(url: str) -> str:
    """Return an address without what means something in a server's file."""
    return quote(url.partition("#")[0], safe=":/?@&+,=%~[]")


# ── Netlify and Cloudflare Pages ────────────────────────────────────────────────────────────


def _netlify(told: ServerConfig) -> str:
    rows = [f"{path} {told.root}404.html 404!" for path in _hidden(told)]
    rows += [f"{move.path} {move.url} 301!" for move in told.moves]
    return _lines(rows)


def _cloudflare(told: ServerConfig) -> str:
    """Return moves; it answers 404 only where there is nothing, and takes each slash as it is."""
    rows = [f"{path} {told.root}404.html 302" for path in _hidden(told)]
    rows += [f"{path} {move.url} 301" for move in told.moves for path in _spellings(move)]
    return _lines(rows)


def _headers(told: ServerConfig) -> str:
    rows = [f"{told.root}*\n  Content-Security-Policy: {told.policy}"]
    rows.append(f"{told.root}{PRIVATE}*\n  X-Robots-Tag: noindex")
    for kind in KINDS:
        shared = "\n  Access-Control-Allow-Origin: *" if kind.is_shared else ""
        path = f"{told.root}{kind.folder}/*.{kind.ending}"
        rows.append(f"{path}\n  Content-Type: {kind.type}{shared}")
    return _lines(rows)


# ── Servers of one's own ────────────────────────────────────────────────────────────────────


def _apache(told: ServerConfig) -> str:
    root = re.escape(told.root)
    rows = [f'RedirectMatch 404 "^{root}({re.escape(POINTER)}$|{HISTORY})"']
    rows.append(f'Header set Content-Security-Policy "{told.policy}"')
    rows += [
        f'RedirectMatch 301 "^{re.escape(each.path)}/?$" "{_unescaped(each.url)}"'
        for each in told.moves
    ]
    for kind in KINDS:
        shared = ['  Header set Access-Control-Allow-Origin "*"'] if kind.is_shared else []
        here = f'<If "%{{REQUEST_URI}} =~ m#{_pattern(told, kind)}#">'
        rows += [here, f'  ForceType "{kind.type}"', *shared, "</If>"]
    private = f'<If "%{{REQUEST_URI}} =~ m#^{root}{PRIVATE}#">'
    return _lines([*rows, private, '  Header set X-Robots-Tag "noindex"', "</If>"])


def _unescaped(url: str) -> str:
    """Return an address for mod_alias, which escapes a path by itself, and counts its $."""
    parts = urlsplit(url)
    path = "".join(
        each if each.isprintable() and each not in '"\\' else quote(each)
        for each in unquote(parts.path)
    )
    return parts._replace(path=path.replace("$", r"\$")).geturl()


def _nginx(told: ServerConfig) -> str:
    rows = [
        f'add_header Content-Security-Policy "{told.policy}";',
        f"location = {told.root}{POINTER} {{ return 404; }}",
        f"location ^~ {told.root}{HISTORY} {{ return 404; }}",
    ]
    rows += [
        f'location = {path} {{ return 301 "{move.url}"; }}'
        for move in told.moves
        for path in _spellings(move)
    ]
    kinds = [_nginx_kind(told, kind) for kind in KINDS]
    # A location takes no headers from the one around it, once it has its own.
    unlisted = "add_header X-Robots-Tag noindex; "
    private = [f"  {each.replace('{ types', '{ ' + unlisted + 'types')}" for each in kinds]
    rows += [f"location ^~ {told.root}{PRIVATE} {{", f"  {unlisted}", *private, "}", *kinds]
    return _lines(rows)


def _nginx_kind(told: ServerConfig, kind: Kind) -> str:
    shared = ' add_header Access-Control-Allow-Origin "*";' if kind.is_shared else ""
    here = f'location ~ "{_pattern(told, kind)}"'
    return f'{here} {{ types {{ }} default_type "{kind.type}";{shared} }}'


def _caddy(told: ServerConfig) -> str:
    rows = [f"@hidden path {' '.join(_hidden(told))}", "error @hidden 404"]
    rows += [f'redir {path} "{each.url}" 301' for each in told.moves for path in _spellings(each)]
    rows.append(f'header Content-Security-Policy "{told.policy}"')
    rows.append(f"header {told.root}{PRIVATE}* X-Robots-Tag noindex")
    for kind in KINDS:
        name = f"@{kind.folder}-{kind.ending}"
        rows.append(f"{name} path_regexp {_pattern(told, kind)}")
        rows.append(f'header {name} Content-Type "{kind.type}"')
        if kind.is_shared:
            rows.append(f"header {name} Access-Control-Allow-Origin *")
    return _lines(rows)


def _s3(told: ServerConfig) -> str:
    """Return what `aws s3api put-bucket-website --website-configuration file://…` takes."""
    said = {
        "IndexDocument": {"Suffix": "index.html"},
        "ErrorDocument": {"Key": "404.html"},
        "RoutingRules": [
            {
                "Condition": {"KeyPrefixEquals": move.path.removeprefix("/")},
                "Redirect": _s3_redirect(move.url),
            }
            for move in told.moves
        ],
    }
    if not told.moves:
        del said["RoutingRules"]
    return json.dumps(said, indent=2) + "\n"


def _s3_redirect(url: str) -> dict[str, str]:
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return {
        "Protocol": parts.scheme,
        "HostName": parts.netloc,
        "ReplaceKeyWith": parts.path.removeprefix("/") + query,
        "HttpRedirectCode": "301",
    }


# ── What they share ─────────────────────────────────────────────────────────────────────────


def _hidden(told: ServerConfig) -> tuple[str, str]:
    return f"{told.root}{POINTER}", f"{told.root}{HISTORY}*"


def _spellings(move: Redirect) -> tuple[str, ...]:
    """Return a path without and with a slash at its end; that of a file has none."""
    is_file = "." in move.path.rpartition("/")[2]
    return (move.path,) if is_file else (move.path, f"{move.path}/")


def _pattern(told: ServerConfig, kind: Kind) -> str:
    private = f"({PRIVATE}[^/]+/)?"
    return rf"^{re.escape(told.root)}{private}{kind.folder}/.*\.{kind.ending}$"


def _lines(rows: list[str]) -> str:
    return "\n".join(["# Written by Airdate at every publish.", *rows]) + "\n"


_FILES: Mapping[str, tuple[tuple[str, Callable[[ServerConfig], str]], ...]] = {
    "netlify": (("_redirects", _netlify), ("_headers", _headers)),
    "cloudflare": (("_redirects", _cloudflare), ("_headers", _headers)),
    "apache": ((".htaccess", _apache),),
    "nginx": (("hosting/nginx.conf", _nginx),),
    "caddy": (("hosting/Caddyfile", _caddy),),
    "s3": (("hosting/s3-website.json", _s3),),
}
SERVERS = tuple(_FILES)

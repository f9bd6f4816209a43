"""Configuration files for the common web servers. Pure.

Moved URLs redirect for good; head.json and history/, which reveal private feeds, return 404;
private files ask not to be indexed; pages may load only the show's own files; and what apps load
has its type, and may be loaded by players on other sites. In a bucket, the objects' own headers do
most of this.

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


class FileType(NamedTuple):
    """Files of one kind: the folder and the extension of their keys, and their type."""

    folder: str
    extension: str
    type: str

    @property
    def is_shared(self) -> bool:
        """Whether players on other sites load them."""
        return self.folder in {"chapters", "transcripts"}


# Types that servers don't know, or not for these folders.
FILE_TYPES = (
    FileType("chapters", "json", "application/json+chapters"),
    FileType("feeds", "xml", "application/rss+xml; charset=utf-8"),
    FileType("feeds", "json", "application/feed+json; charset=utf-8"),
    FileType("feeds", "atom", "application/atom+xml; charset=utf-8"),
    FileType("feeds", "opml", "text/x-opml; charset=utf-8"),
    FileType("private", "xml", "application/rss+xml; charset=utf-8"),
    FileType("media", "mp3", "audio/mpeg"),
    FileType("media", "m4a", "audio/x-m4a"),
    FileType("media", "opus", "audio/ogg"),
    FileType("transcripts", "vtt", "text/vtt; charset=utf-8"),
    FileType("transcripts", "srt", "application/x-subrip; charset=utf-8"),
    FileType("transcripts", "json", "application/json"),
    FileType("transcripts", "html", "text/html; charset=utf-8"),
    FileType("transcripts", "txt", "text/plain; charset=utf-8"),
)


class Redirect(NamedTuple):
    """A redirect from `path`, which starts with a slash and doesn't end with one."""

    path: str
    url: str


class ServerConfig(NamedTuple):
    """What to configure; `root` is the path of the show's URL."""

    root: str
    redirects: tuple[Redirect, ...]
    policy: str


def artifacts(settings: Settings, feeds: Sequence[Feed], base: str) -> tuple[Artifact, ...]:
    """Return the files for the servers in the settings; `base` is the show's URL."""
    root = urlsplit(base).path
    redirects = {
        path.rstrip("/"): urljoin(base, to) for path, to in settings.hosting.redirects.items()
    }
    for feed in feeds:
        here = archive.key(feed)
        # A feed that has just moved here names itself: https://podcasters.apple.com/support/837.
        if feed.new_feed_url and feed.new_feed_url != base + here:
            redirects[root + here] = feed.new_feed_url
    policy = SEARCH_CSP if settings.site.search else CSP
    config = ServerConfig(
        root, tuple(Redirect(path, _safe(url)) for path, url in sorted(redirects.items())), policy
    )
    files = (file for server in settings.hosting.servers for file in _FILES[server])
    return tuple(
        Artifact.of_bytes(
            key,
            "application/json" if key.endswith(".json") else "text/plain; charset=utf-8",
            write(config).encode(),
            layer=Layer.PAGE,
            cache=CacheControl.BRIEFLY,
        )
        for key, write in files
    )


def is_for_servers(key: str) -> bool:
    """Whether servers read this file themselves and serve it to nobody."""
    return key.startswith("hosting/") or key in {"_redirects", "_headers", ".htaccess"}


def _safe(url: str) -> str:
    """Escape what has a meaning in a server's file."""
    return quote(url.partition("#")[0], safe=":/?@&+,=%~[]")


# ── Netlify and Cloudflare Pages ────────────────────────────────────────────────────────────


def _netlify(config: ServerConfig) -> str:
    rows = [f"{path} {config.root}404.html 404!" for path in _hidden(config)]
    rows += [f"{redirect.path} {redirect.url} 301!" for redirect in config.redirects]
    return _lines(rows)


def _cloudflare(config: ServerConfig) -> str:
    """Like Netlify's, but it can't force a 404, and matches slashes literally."""
    rows = [f"{path} {config.root}404.html 302" for path in _hidden(config)]
    rows += [
        f"{path} {redirect.url} 301"
        for redirect in config.redirects
        for path in _spellings(redirect)
    ]
    return _lines(rows)


def _headers(config: ServerConfig) -> str:
    rows = [f"{config.root}*\n  Content-Security-Policy: {config.policy}"]
    rows.append(f"{config.root}{PRIVATE}*\n  X-Robots-Tag: noindex")
    for file_type in FILE_TYPES:
        cors = "\n  Access-Control-Allow-Origin: *" if file_type.is_shared else ""
        path = f"{config.root}{file_type.folder}/*.{file_type.extension}"
        rows.append(f"{path}\n  Content-Type: {file_type.type}{cors}")
    return _lines(rows)


# ── Servers of one's own ────────────────────────────────────────────────────────────────────


def _apache(config: ServerConfig) -> str:
    root = re.escape(config.root)
    rows = [f'RedirectMatch 404 "^{root}({re.escape(POINTER)}$|{HISTORY})"']
    rows.append(f'Header set Content-Security-Policy "{config.policy}"')
    rows += [
        f'RedirectMatch 301 "^{re.escape(redirect.path)}/?$" "{_unescaped(redirect.url)}"'
        for redirect in config.redirects
    ]
    for file_type in FILE_TYPES:
        cors = ['  Header set Access-Control-Allow-Origin "*"'] if file_type.is_shared else []
        here = f'<If "%{{REQUEST_URI}} =~ m#{_pattern(config, file_type)}#">'
        rows += [here, f'  ForceType "{file_type.type}"', *cors, "</If>"]
    private = f'<If "%{{REQUEST_URI}} =~ m#^{root}{PRIVATE}#">'
    return _lines([*rows, private, '  Header set X-Robots-Tag "noindex"', "</If>"])


def _unescaped(url: str) -> str:
    """Undo what mod_alias does again: it escapes the path, and expands $1."""
    parts = urlsplit(url)
    path = "".join(
        each if each.isprintable() and each not in '"\\' else quote(each)
        for each in unquote(parts.path)
    )
    return parts._replace(path=path.replace("$", r"\$")).geturl()


def _nginx(config: ServerConfig) -> str:
    rows = [
        f'add_header Content-Security-Policy "{config.policy}";',
        f"location = {config.root}{POINTER} {{ return 404; }}",
        f"location ^~ {config.root}{HISTORY} {{ return 404; }}",
    ]
    rows += [
        f'location = {path} {{ return 301 "{redirect.url}"; }}'
        for redirect in config.redirects
        for path in _spellings(redirect)
    ]
    locations = [_nginx_location(config, file_type) for file_type in FILE_TYPES]
    # A location with headers of its own inherits none.
    unlisted = "add_header X-Robots-Tag noindex; "
    private = [f"  {each.replace('{ types', '{ ' + unlisted + 'types')}" for each in locations]
    rows += [f"location ^~ {config.root}{PRIVATE} {{", f"  {unlisted}", *private, "}", *locations]
    return _lines(rows)


def _nginx_location(config: ServerConfig, file_type: FileType) -> str:
    cors = ' add_header Access-Control-Allow-Origin "*";' if file_type.is_shared else ""
    here = f'location ~ "{_pattern(config, file_type)}"'
    return f'{here} {{ types {{ }} default_type "{file_type.type}";{cors} }}'


def _caddy(config: ServerConfig) -> str:
    rows = [f"@hidden path {' '.join(_hidden(config))}", "error @hidden 404"]
    rows += [
        f'redir {path} "{redirect.url}" 301'
        for redirect in config.redirects
        for path in _spellings(redirect)
    ]
    rows.append(f'header Content-Security-Policy "{config.policy}"')
    rows.append(f"header {config.root}{PRIVATE}* X-Robots-Tag noindex")
    for file_type in FILE_TYPES:
        name = f"@{file_type.folder}-{file_type.extension}"
        rows.append(f"{name} path_regexp {_pattern(config, file_type)}")
        rows.append(f'header {name} Content-Type "{file_type.type}"')
        if file_type.is_shared:
            rows.append(f"header {name} Access-Control-Allow-Origin *")
    return _lines(rows)


def _s3(config: ServerConfig) -> str:
    """For `aws s3api put-bucket-website --website-configuration file://…`."""
    website = {
        "IndexDocument": {"Suffix": "index.html"},
        "ErrorDocument": {"Key": "404.html"},
        "RoutingRules": [
            {
                "Condition": {"KeyPrefixEquals": redirect.path.removeprefix("/")},
                "Redirect": _s3_redirect(redirect.url),
            }
            for redirect in config.redirects
        ],
    }
    if not config.redirects:
        del website["RoutingRules"]
    return json.dumps(website, indent=2) + "\n"


def _s3_redirect(url: str) -> dict[str, str]:
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return {
        "Protocol": parts.scheme,
        "HostName": parts.netloc,
        "ReplaceKeyWith": parts.path.removeprefix("/") + query,
        "HttpRedirectCode": "301",
    }


# ── Shared ─────────────────────────────────────────────────────────────────────────


def _hidden(config: ServerConfig) -> tuple[str, str]:
    return f"{config.root}{POINTER}", f"{config.root}{HISTORY}*"


def _spellings(redirect: Redirect) -> tuple[str, ...]:
    """Return the path without and with a final slash; a file's has none."""
    is_file = "." in redirect.path.rpartition("/")[2]
    return (redirect.path,) if is_file else (redirect.path, f"{redirect.path}/")


def _pattern(config: ServerConfig, file_type: FileType) -> str:
    private = f"({PRIVATE}[^/]+/)?"
    return rf"^{re.escape(config.root)}{private}{file_type.folder}/.*\.{file_type.extension}$"


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

"""Lint of any feed, from a file or a URL."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from airdate.check import hosts
from airdate.check.feed_checks import LintResult, lint
from airdate.check.feeds.document import Served
from airdate.errors import AirdateError
from airdate.podcast.xml_tree import MAX_BYTES
from airdate.web.client import Client, Limits, is_web_url, shown

if TYPE_CHECKING:
    from datetime import datetime

_OK = 200


class LintError(AirdateError):
    """A feed that cannot be read."""


def lint_feed(name: str, now: datetime, audiences: frozenset[str]) -> LintResult:
    """Lint the feed at a URL or in a file. Raises LintError, FetchError.

    A local server is reached if the URL names it openly, by its IP address or as `localhost`: a
    public name that resolves to this network is refused. Places show a URL without its scheme, so
    that they read as those in files.
    """
    if "://" not in name:
        return lint(_read(Path(name)), PurePosixPath(name), now, audiences)
    with Client(allow_local=_names_local_host(name)) as client:
        response = client.fetch(name, limits=Limits(MAX_BYTES))
    if response.status != _OK:
        raise LintError(
            f"the server returned {response.status} for {shown(name)}",
            "Use the URL that podcast apps request.",
        )
    served = Served(name, response.hops, response.headers)
    place = PurePosixPath(name.partition("://")[2])
    return lint(response.body, place, now, audiences, served)


def _names_local_host(url: str) -> bool:
    host = urlsplit(url).hostname or "" if is_web_url(url) else "."
    return hosts.is_local(host) or not {".", ":"} & set(host)  # one label: a machine next door


def _read(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise LintError(f"file not found: {path}", "Name a feed's file or URL.")
        if path.stat().st_size > MAX_BYTES:
            raise LintError(f"{path} is larger than {MAX_BYTES // 1_000_000} MB", "Name a feed.")
        return path.read_bytes()
    except OSError as error:
        raise LintError(
            f"cannot read {path}: {error.strerror}", "Make it readable for your user."
        ) from error

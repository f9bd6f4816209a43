"""Check of links: whether their servers respond with what they promise."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from airdate.check import hosts
from airdate.check.core import Finding
from airdate.check.registry import BY_CODE
from airdate.web.client import Client, FetchError, Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from airdate.check.urls import Link
    from airdate.model import Problem

_CONCURRENCY = 8
_LIMITS = Limits(size=1024, seconds=20.0, truncate=True)  # the status is all that matters
_MISSING = {404, 410}
_FAILING = 500
_OFFLINE = 3  # links: if all of so many get no response, this computer may be offline
# What servers return to programs that they take for robots; readers may well get the page.
_BLOCKED = {401, 403, 405, 406, 429, 451, 503, 999}


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a link is dead; `responded`: a server did respond."""

    reason: str
    responded: bool


@dataclass(frozen=True, slots=True)
class LinkResults:
    """Problems with links, and the http links that work with https too."""

    problems: tuple[Problem, ...]
    secure: tuple[Link, ...]


# Each URL is requested once per process: `check --fix --online` checks again what it has fixed.
_results: dict[str, Failure | None] = {}


def check_links(
    links: Iterable[Link], progress: Callable[[str], None], *, allow_local: bool = False
) -> LinkResults:
    """Request each URL once. Raises FetchError if no server responds at all.

    `progress` is called with each URL, from several threads. Placeholders are skipped, and so are
    names of local hosts; other names must not resolve to one, unless `allow_local`.
    """
    wanted = [link for link in links if _is_checkable(link.address, allow_local=allow_local)]
    urls = list(dict.fromkeys(link.address for link in wanted))
    plain = [url for url in urls if url.lower().startswith("http://")]
    # The client is closed first, so that Ctrl-C doesn't wait for requests in the pool.
    with ThreadPoolExecutor(_CONCURRENCY) as pool, Client(allow_local=allow_local) as client:

        def check(url: str) -> Failure | None:
            progress(url)
            return failure(client, url)

        failures = dict(zip(urls, pool.map(check, urls), strict=True))
        _refuse_offline(failures)
        https = pool.map(check, [f"https{url[len('http') :]}" for url in plain])
        secure = {url for url, failed in zip(plain, https, strict=True) if not failed}
    return LinkResults(
        tuple(_problem(link, failed) for link in wanted if (failed := failures[link.address])),
        tuple(link for link in wanted if link.address in secure),
    )


def failure(client: Client, url: str) -> Failure | None:
    """Return why a URL is dead; None if it works.

    Requested by HEAD, and where that fails by GET: many servers support only GET.
    """
    if url not in _results:
        _results[url] = _request(client, url)
    return _results[url]


def _request(client: Client, url: str) -> Failure | None:
    try:
        status = client.fetch(url, "HEAD", _LIMITS).status
        if _is_dead(status):
            status = client.fetch(url, limits=_LIMITS).status
    except FetchError as error:
        return Failure(error.reason, responded=False)
    return Failure(f"the server returned {status}", responded=True) if _is_dead(status) else None


def _is_dead(status: int) -> bool:
    return status in _MISSING or (status >= _FAILING and status not in _BLOCKED)


def _refuse_offline(failures: dict[str, Failure | None]) -> None:
    silent = [failed for failed in failures.values() if failed and not failed.responded]
    if len(failures) >= _OFFLINE and len(silent) == len(failures):
        raise FetchError(
            f"none of {len(failures)} links could be checked", "Check your internet connection."
        )


def _is_checkable(url: str, *, allow_local: bool) -> bool:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme.lower() not in {"http", "https"} or not host:
        return False
    return not hosts.is_placeholder(host) and (allow_local or not hosts.is_local(host))


def _problem(link: Link, failed: Failure) -> Problem:
    what = f"dead link: {link.address[:80]}: {failed.reason}"
    found = Finding(link.place, what, "Correct it, or link to an archived copy.")
    return BY_CODE["link-dead"].problem(found, frozenset())

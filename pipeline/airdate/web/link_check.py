"""Whether somebody answers where links lead: asked of their servers, a few at a time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from airdate.check import hosts
from airdate.check.core import Finding
from airdate.check.registry import TABLE
from airdate.web.fetch import FetchError, fetch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from airdate.check.core import Link
    from airdate.model import Problem

_AT_ONCE = 8
_PATIENCE_SECONDS = 20.0
_ENOUGH = 1024  # bytes: an answer is all that is wanted
_MISSING = {404, 410}
_FAILING = 500
_FEW = 3  # links: if so many lead nowhere, it may be this machine that is cut off
_SAYS = "the server says"
# What servers say to programs that they take for robots; a reader may well get the page.
_REFUSING = {401, 403, 405, 406, 429, 451, 503, 999}


@dataclass(frozen=True, slots=True)
class LinkResults:
    """What was found: links that lead nowhere, and those by http that are there by https too."""

    problems: tuple[Problem, ...]
    secure: tuple[Link, ...]


def try_links(links: Iterable[Link], tell: Callable[[str], None]) -> LinkResults:
    """Ask for each address once; `tell` hears each, from several threads.

    Names for examples and machines of this network are not asked for. Raises FetchError where no
    server answers at all: it is not the links that are to blame.
    """
    wanted = [link for link in links if _may_be_asked(link.address)]
    addresses = list(dict.fromkeys(link.address for link in wanted))
    plain = [each for each in addresses if each.lower().startswith("http://")]

    def ask(address: str) -> str | None:
        tell(address)
        return failure(address)

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        faults = dict(zip(addresses, pool.map(ask, addresses), strict=True))
        if len(addresses) >= _FEW and all(
            wrong and _SAYS not in wrong for wrong in faults.values()
        ):
            raise FetchError(
                f"none of {len(addresses)} links could be tried", "see whether you are online"
            )
        secured = pool.map(ask, [f"https{each[len('http') :]}" for each in plain])
        secure = {each for each, wrong in zip(plain, secured, strict=True) if wrong is None}
    return LinkResults(
        tuple(_problem(link, wrong) for link in wanted if (wrong := faults[link.address])),
        tuple(link for link in wanted if link.address in secure),
    )


@cache
def failure(address: str) -> str | None:
    """Say why nobody gets what is at an address; None where it is there.

    It is asked for by HEAD, and where that fails by GET: many servers know GET alone. One run asks
    once: what is mended is looked at again.
    """
    try:
        answer = fetch(address, "HEAD", most=_ENOUGH, patience=_PATIENCE_SECONDS, whole=False)
        if _said(answer.status):
            answer = fetch(address, most=_ENOUGH, patience=_PATIENCE_SECONDS, whole=False)
    except FetchError as error:
        return error.message
    return _said(answer.status)


def _said(status: int) -> str | None:
    if status in _MISSING or (status >= _FAILING and status not in _REFUSING):
        return f"{_SAYS} {status}"
    return None


def _may_be_asked(address: str) -> bool:
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    on_the_web = parts.scheme.lower() in {"http", "https"} and bool(host)
    return on_the_web and not hosts.is_local(host) and not hosts.is_placeholder(host)


def _problem(link: Link, wrong: str) -> Problem:
    what = wrong if link.address in wrong else f"{link.address[:80]}: {wrong}"
    found = Finding(
        link.place, f"a link is dead: {what}", "correct it, or link to an archived copy"
    )
    return TABLE["link-dead"].problem(found, frozenset())

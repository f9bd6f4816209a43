"""Where an article and the files beside it lead: every address, and what is wrong with it offline.

Whether somebody answers there is tried by `airdate.web.link_check`, if that is asked for.
"""

from __future__ import annotations

import re
from dataclasses import is_dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urljoin, urlsplit

from airdate import article
from airdate.check import hosts
from airdate.check.article_text import prose
from airdate.check.core import Finding, Link, RuleInput
from airdate.model import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from airdate.model import Episode, Feed, Workspace

# [a](…), [a]: …, <…>, href="…", src="…". An address may have one pair of parentheses in it.
_LINKED = re.compile(
    r"""\]\(\s*<?((?:[^()\s<>]|\([^()\s<>]*\))+)|^\s{0,3}\[[^\]]+\]:\s*<?([^\s>]+)|"""
    r"""<((?:https?:|www\.)[^<>\s]+)>|\b(?:href|src)\s*=\s*["']([^"']+)["']""",
    re.IGNORECASE,
)
_MAY_LINK = re.compile(r"\][(:]|[<=]")  # without these a line has no link
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
# What may hold addresses: fields of feeds and episodes, and of the values in them.
_HOLDING = (
    *("chapters", "enclosures", "funding", "hub", "images", "license_url", "link", "links", "live"),
    *("new_feed_url", "persons", "podroll", "publisher", "remote_items", "social", "trailers"),
    "values",
)
_ADDRESSES = {
    "account_url",
    "feed_url",
    "hub",
    "image",
    "license_url",
    "link",
    "new_feed_url",
    "uri",
    "url",
}
# The author's name for a field that has another one in the values.
_KEYS = {"values": "value"}


def links(workspace: Workspace) -> Iterator[Link]:
    """Yield every address that readers, listeners or apps may follow."""
    for feed in workspace.feeds:
        yield from _keys(feed)
    for episode in workspace.episodes:
        yield from _keys(episode)
        yield from _article(episode)


def link_dead(_facts: RuleInput) -> Iterator[Finding]:
    """Find nothing: whether somebody answers is asked by `airdate.web.link_check` alone."""
    return iter(())


def link_odd(facts: RuleInput) -> Iterator[Finding]:
    """Find addresses that lead nowhere, by how they are written."""
    for place, address in facts.links:
        if what := _odd(address):
            yield Finding(place, f"{address[:80]} {what}", "write it whole: https://…")


def link_nowhere(facts: RuleInput) -> Iterator[Finding]:
    """Find links from an article to pages beside it that are not there, nor were."""
    published = (slug for each in facts.manifest.episodes.values() for slug in each.slugs)
    slugs = {*published, *(each.slug for each in facts.workspace.episodes)}
    for episode in facts.workspace.episodes:
        if article.may_link_near(episode.article):
            yield from _nowhere(episode, slugs)


def _nowhere(episode: Episode, slugs: set[str]) -> Iterator[Finding]:
    for address in article.links(article.parse(episode.article)):
        if _SCHEME.match(address) or address.startswith(("#", "/")):
            continue
        name = _page_beside(address)
        if name is not None and name not in slugs:
            near = get_close_matches(name, sorted(slugs), 1)
            meant = f"Did you mean `{near[0]}.html`? " if near else ""
            yield Finding(
                Place(episode.place.path, _line_of(address, episode)),
                f"{address[:80]} is not published: there is no such page",
                f"{meant}An episode's page is SLUG.html; what is elsewhere begins with https://",
            )


def _page_beside(address: str) -> str | None:
    """Return the name, without its ending, of what a link leads to beside the article's page.

    None stands for what is elsewhere in the show, which may be anything. The names of an
    episode's folder and file lead nowhere, natural as they are to write.
    """
    path = unquote(urlsplit(urljoin("/episodes/page.html", address)).path)
    folder, _, name = path.rpartition("/")
    if name == "episode.md":
        return path
    return name.partition(".")[0] if folder == "/episodes" else None


def _line_of(address: str, episode: Episode) -> int:
    lines = enumerate(episode.article.split("\n"), episode.article_line)
    return next((number for number, said in lines if address in said), 0)


def link_plain(facts: RuleInput) -> Iterator[Finding]:
    """Find addresses without encryption."""
    for place, address in facts.links:
        if address.lower().startswith("http://") and not _odd(address):
            hint = "write https:// if it is there; `airdate check --online --fix` tries"
            yield Finding(place, f"{address[:80]} is not https", hint)


def address_placeholder(facts: RuleInput) -> Iterator[Finding]:
    """Find addresses and e-mails that were made up for examples."""
    for place, address in facts.links:
        host = "" if _odd(address) else urlsplit(address).hostname or ""
        if hosts.is_placeholder(host):
            what = f"{address[:80]} is a name for examples"
            yield Finding(place, what, "write the real address")
    for feed in facts.workspace.feeds:
        if feed.owner and hosts.is_placeholder(feed.owner.email.rpartition("@")[2]):
            what = f"{feed.owner.email} is a name for examples: no mail arrives there"
            yield Finding(feed.place.at("owner", "email"), what, "write the real address")


def _article(episode: Episode) -> Iterator[Link]:
    for line, text in enumerate(prose(episode), episode.article_line):
        for match in _LINKED.finditer(text) if _MAY_LINK.search(text) else ():
            address = next(each for each in match.groups() if each)
            yield Link(Place(episode.place.path, line), address)


def _keys(said: Feed | Episode) -> Iterator[Link]:
    for name in _HOLDING:
        if held := getattr(said, name, None):
            for keys, address in _found(held, (_KEYS.get(name, name),)):
                yield Link(said.place.at(*keys), address)


def _found(value: Any, keys: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield the addresses within a value, and the keys that lead to them."""
    if isinstance(value, str) and keys[-1] in _ADDRESSES:
        yield keys, value
    elif isinstance(value, tuple):
        for at, each in enumerate(value):
            yield from _found(each, (*keys, at))
    elif is_dataclass(value):
        for name in value.__dataclass_fields__:
            yield from _found(getattr(value, name), (*keys, name))


def _odd(address: str) -> str | None:
    """Say what is wrong with how an address is written; others than on the web are left alone."""
    scheme = _SCHEME.match(address)
    if not scheme:
        return "has no https:// before it" if address.lower().startswith("www.") else None
    if scheme[0].lower() not in {"http:", "https:"}:
        return None
    try:
        parts = urlsplit(address)
        whole = bool(parts.hostname) and parts.port != 0
    except ValueError:
        whole = False
    host = parts.hostname or "" if whole else ""
    if not whole or host.startswith(".") or ".." in host:
        return "names no host"
    return None if "." in host or ":" in host or hosts.is_local(host) else "names no whole host"

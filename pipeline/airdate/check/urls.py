"""URLs: whether one is complete and valid, and its host. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from airdate.check import hosts
from airdate.podcast.text_types import NOT_IN_A_URL

if TYPE_CHECKING:
    from airdate.model import Place

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


class Link(NamedTuple):
    """A URL as the author wrote it, and where."""

    place: Place
    address: str


def has_scheme(address: str) -> bool:
    """Whether this begins with a scheme such as "https:"."""
    return bool(_SCHEME.match(address))


def is_url(address: str) -> bool:
    """Whether this is a complete, valid URL of the web."""
    return address.lower().startswith(("http:", "https:")) and fault(address) is None


@lru_cache(maxsize=1024)
def host_of(address: str) -> str:
    """Return the host of a valid URL of the web, "" if it is none."""
    return urlsplit(address).hostname or "" if is_url(address) else ""


@lru_cache(maxsize=1024)  # several rules ask about each URL
def fault(address: str) -> str | None:
    """Return what is wrong with how a URL is written.

    URLs with other schemes than the web's, and those within the site, are not judged.
    """
    if not has_scheme(address):
        return "has no https:// in front" if address.lower().startswith("www.") else None
    if not address.lower().startswith(("http:", "https:")):
        return None
    if character := NOT_IN_A_URL.search(address):
        return f"contains “{character[0]}”, which URLs can't"
    return _host_fault(address)


def _host_fault(address: str) -> str | None:
    try:
        parts = urlsplit(address)
        has_host = bool(parts.hostname) and parts.port != 0
    except ValueError:
        has_host = False
    host = parts.hostname or "" if has_host else ""
    if not has_host or host.startswith(".") or ".." in host:
        return "has no valid host"
    is_complete = "." in host or ":" in host or hosts.is_local(host)
    return None if is_complete else "has an incomplete host"

"""Somebody's feed, from a file or the web, held against what directories want."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from airdate.check.feeds import Linted, Served, lint
from airdate.errors import AirdateError
from airdate.podcast.xml_tree import MAX_BYTES
from airdate.web.fetch import fetch

if TYPE_CHECKING:
    from datetime import datetime

_FOUND = 200


class LintError(AirdateError):
    """A feed that can't be looked at."""


def is_address(name: str) -> bool:
    """Whether a feed's name is an address on the web, and no file's."""
    return "://" in name


def look(name: str, now: datetime, audiences: frozenset[str]) -> Linted:
    """Return what is wrong with the feed at an address or in a file. Raises LintError, FetchError.

    An address is shown without its scheme, so that its places read as those in files.
    """
    if not is_address(name):
        return lint(_file(Path(name)), PurePosixPath(name), now, audiences)
    answer = fetch(name, most=MAX_BYTES)
    if answer.status != _FOUND:
        raise LintError(
            f"the server says {answer.status} for {name}", "name the address that apps ask for"
        )
    served = Served(name, answer.hops, answer.headers)
    place = PurePosixPath(name.partition("://")[2])
    return lint(answer.body, place, now, audiences, served)


def _file(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise LintError(f"there is no file {path}", "name a feed's file, or its address")
        if path.stat().st_size > MAX_BYTES:
            raise LintError(f"{path} is larger than {MAX_BYTES // 1_000_000} MB", "name a feed")
        return path.read_bytes()
    except OSError as error:
        raise LintError(
            f"{path} can't be read: {error.strerror}", "see that you may read it"
        ) from error

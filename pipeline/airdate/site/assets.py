"""Files that pages load: named by their content, so that browsers may keep them for ever."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from airdate.art import colours
from airdate.site import subscribe_links
from airdate.site.hashed_files import hashed_file

if TYPE_CHECKING:
    from collections.abc import Mapping

    from airdate.model import Artifact, SiteSettings
    from airdate.site.context import SiteView
    from airdate.site.subscribe_links import Address

STATIC = Path(__file__).parent / "static"
_COMMENT = re.compile(rb"/\*.*?\*/", re.DOTALL)
_BLANKS = re.compile(rb"(?<=[{};,])\s+|\s+(?=[{}])|^\s+")
_LINE_COMMENTS = re.compile(rb"^\s*(?://.*\n\s*)*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Assets:
    """The files that pages load; their `keys` by the name that templates have for them."""

    files: tuple[Artifact, ...]
    keys: Mapping[str, str]
    addresses: tuple[Address, ...]


def of_site(view: SiteView) -> Assets:
    """Return the style sheet, scripts and QR codes of a site."""
    addresses = tuple(subscribe_links.address(feed, view.base) for feed in view.feeds)
    search = script("search")
    named = {
        "stylesheet": stylesheet(view.settings),
        "player_script": script("player"),
        "copy_script": script("copy"),
    }
    files = (*named.values(), *(each.qr_code for each in addresses))
    files += (search,) if view.settings.search else ()
    keys = {name: each.key for name, each in named.items()} | {"search_script": search.key}
    return Assets(files, keys, addresses)


def stylesheet(settings: SiteSettings) -> Artifact:
    """Return the style sheet, in the show's colours."""
    colour_rules = colours.variables(settings.accent).encode()
    return hashed_file(
        "site", ".css", _compact(colour_rules, _static("site.css"), _static("episode.css"))
    )


def _compact(*sheets: bytes) -> bytes:
    """Return style sheets without comments, and without blanks where none are needed."""
    return _BLANKS.sub(b"", _COMMENT.sub(b"", b"".join(sheets)))


def script(name: str) -> Artifact:
    """Return a script without the comments between its lines."""
    return hashed_file(name, ".js", _LINE_COMMENTS.sub(b"", _static(f"{name}.js")))


def _static(name: str) -> bytes:
    return (STATIC / name).read_bytes()

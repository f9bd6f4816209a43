"""Light rows: what rules over a whole show need of each episode."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from airdate.model.problems import Place
from airdate.model.written import EpisodeKind


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link from an article to another page of the show: as written, its line, the page's slug."""

    address: str
    line: int
    slug: str


@dataclass(frozen=True, slots=True)
class EpisodeSummary:
    """An episode without its article and media, or an item of anyone's feed (which has no slug).

    `date` is None where a foreign item has no valid one. `interview` is the file's name; `coming`:
    it is announced, and not there yet. `draft`s are compared by guid alone.
    """

    slug: str
    place: Place
    guid: str
    title: str
    date: datetime | None = None
    number: int | None = None
    season: int | None = None
    kind: EpisodeKind = EpisodeKind.FULL
    feeds: tuple[str, ...] = ("main",)
    tags: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    coming: bool = False
    draft: bool = False
    interview: str = ""
    page_links: tuple[PageLink, ...] = ()

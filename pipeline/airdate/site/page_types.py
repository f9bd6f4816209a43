"""Every kind of page, in one table: to add one, write its template and its line in KINDS.

A page says what it is made of, so that it is rendered again only if that has changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from airdate import article
from airdate.site import episode_page, filters, linked_data, search_records
from airdate.site.context import embed_key, oembed_key, print_key, seasons, twin_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime

    from airdate.model import Release
    from airdate.site.context import Group, SiteView

SHOWN = 60  # episodes on the front page; the archive has all


class Page(NamedTuple):
    """One page: its key, what its template is told, and all that this is made of.

    What every page says is not in `made_of`. `changed` is its date in the sitemap, which has no
    page without. `anywhere`: it is shown under any address, so its links can't be relative.
    """

    key: str
    said: Callable[[], Mapping[str, Any]]
    made_of: object = ()
    changed: datetime | None = None
    anywhere: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """A template, and the pages that it makes of a show."""

    template: str
    pages: Callable[[SiteView], Iterable[Page]]


# ── Lists of episodes ───────────────────────────────────────────────────────────────────────


def _front(view: SiteView) -> Iterator[Page]:
    shown, more = view.listed[:SHOWN], len(view.listed) > SHOWN

    def said() -> dict[str, Any]:
        return {
            "latest": next(iter(shown), None),
            "seasons": seasons(shown[1:]),
            "more": more,
            "linked_data": linked_data.front(view),
        }

    yield Page("index.html", said, (_rows(view, shown), more), _newest(view.listed))


def _archive(view: SiteView) -> Iterator[Page]:
    groups = {"years": view.years, "topics": view.topics, "people": view.people}
    made_of = [
        (each.name, each.key, len(each.releases)) for said in groups.values() for each in said
    ]
    yield Page("archive.html", lambda: groups, made_of, _newest(view.listed))


def _groups(what: str) -> Callable[[SiteView], Iterator[Page]]:
    """Return what makes the pages of `people`, `topics` or `years`: each of one's episodes."""

    def pages(view: SiteView) -> Iterator[Page]:
        for group in getattr(view, what):
            made_of = (group.name, group.person, _rows(view, group.releases))
            yield Page(group.key, partial(_group, view, group), made_of, _newest(group.releases))

    return pages


def _group(view: SiteView, group: Group) -> dict[str, Any]:
    return {"group": group, "linked_data": linked_data.listing(view, group)}


# ── An episode, in all its forms ────────────────────────────────────────────────────────────


def _episodes(view: SiteView) -> Iterator[Page]:
    listed = view.listed
    for at, (release, related) in enumerate(zip(listed, episode_page.related(listed), strict=True)):
        older = listed[at + 1] if at + 1 < len(listed) else None
        newer = listed[at - 1] if at else None
        beside = [each for each in (older, newer, *related) if each]
        yield Page(
            release.page_key,
            partial(_episode, view, release, older, newer, related),
            (_whole(view, release), older is None, newer is None, _rows(view, beside)),
            release.changed,
        )
    for release in view.unlisted:
        said = partial(_episode, view, release, None, None, ())
        yield Page(release.page_key, said, _whole(view, release))


def _episode(
    view: SiteView,
    release: Release,
    older: Release | None,
    newer: Release | None,
    related: tuple[Release, ...],
) -> dict[str, Any]:
    return {
        **episode_page.said(release, view.feed, view.language.say),
        "older": older,
        "newer": newer,
        "related": related,
        "linked_data": linked_data.episode(release, view),
    }


def _transcripts(view: SiteView) -> Iterator[Page]:
    for release in view.releases:
        if release.transcript:
            yield Page(print_key(release), partial(_transcript, release), _whole(view, release))


def _transcript(release: Release) -> dict[str, Any]:
    turns = filters.turns(release.transcript.cues) if release.transcript else ()
    return {"release": release, "episode": release.episode, "turns": tuple(turns)}


def _embeds(view: SiteView) -> Iterator[Page]:
    for release in view.releases:
        if release.media:
            yield Page(embed_key(release), partial(_embed, release), _whole(view, release))


def _embed(release: Release) -> dict[str, Any]:
    return {"release": release, "episode": release.episode, "media": release.media[0]}


def _oembeds(view: SiteView) -> Iterator[Page]:
    for release in view.releases:
        if release.media:
            yield Page(oembed_key(release), partial(_embed, release), _whole(view, release))


def _twins(view: SiteView) -> Iterator[Page]:
    for release in view.releases:
        yield Page(twin_key(release), partial(_twin, view, release), _whole(view, release))


def _twin(view: SiteView, release: Release) -> dict[str, Any]:
    """Return the article in plain Markdown: it is taken apart only for the words of quotes."""
    page_url = view.base + release.page_key
    figures = [(each.name, view.base + each.art.key) for each in release.figures]
    said = article.named_anew(release.episode.article, figures)
    parts = article.of(release, view.language.say).parts if "quote" in said.lower() else ()
    quotes = [part for part in parts if isinstance(part, article.ResolvedQuote)]
    return {
        "release": release,
        "episode": release.episode,
        "text": article.twin(said, quotes, page_url, view.language.say),
    }


# ── The show ────────────────────────────────────────────────────────────────────────────────


def _about(view: SiteView) -> Iterator[Page]:
    yield Page("about.html", dict, changed=_newest(view.listed))


def _subscribe(view: SiteView) -> Iterator[Page]:
    yield Page("subscribe.html", dict, changed=_newest(view.listed))


def _search(view: SiteView) -> Iterator[Page]:
    if view.settings.search:
        said = {"releases": view.listed}
        yield Page(search_records.KEY, lambda: said, _rows(view, view.listed), _newest(view.listed))


def _gone(view: SiteView) -> Iterator[Page]:
    for slug in view.gone:
        yield Page(f"episodes/{slug}.html", dict)


def _moved(view: SiteView) -> Iterator[Page]:
    for slug, target in view.moved.items():
        to = f"episodes/{target}.html"
        yield Page(f"episodes/{slug}.html", partial(dict, target=to), to)


def _missing(_view: SiteView) -> Iterator[Page]:
    yield Page("404.html", dict, anywhere=True)


def _for_machines(view: SiteView) -> Iterator[Page]:
    yield Page("llms.txt", lambda: {"releases": view.listed}, _rows(view, view.listed))


def _robots(_view: SiteView) -> Iterator[Page]:
    yield Page("robots.txt", dict)


def _manifest(_view: SiteView) -> Iterator[Page]:
    yield Page("site.webmanifest", dict)


KINDS = (
    Kind("index.html", _front),
    Kind("episode.html", _episodes),
    Kind("transcript.html", _transcripts),
    Kind("embed.html", _embeds),
    Kind("oembed.json", _oembeds),
    Kind("twin.md", _twins),
    Kind("archive.html", _archive),
    Kind("year.html", _groups("years")),
    Kind("topic.html", _groups("topics")),
    Kind("person.html", _groups("people")),
    Kind("about.html", _about),
    Kind("subscribe.html", _subscribe),
    Kind("search.html", _search),
    Kind("gone.html", _gone),
    Kind("moved.html", _moved),
    Kind("404.html", _missing),
    Kind("llms.txt", _for_machines),
    Kind("robots.txt", _robots),
    Kind("site.webmanifest", _manifest),
)


def sitemap(pages: Iterable[Page]) -> Page:
    """Return https://www.sitemaps.org/protocol.html of the pages that are to be found."""
    found = [(page.key, page.changed.isoformat()) for page in pages if page.changed]
    return Page("sitemap.xml", lambda: {"found": found}, found)


def _whole(view: SiteView, release: Release) -> str:
    """Return what stands for all that is said of an episode."""
    return view.whole[release.episode.guid]


def _rows(view: SiteView, releases: Iterable[Release]) -> str:
    """Return what stands for the lines of lists."""
    return "".join(view.rows[release.episode.guid] for release in releases)


def _newest(releases: Iterable[Release]) -> datetime | None:
    return max((release.changed for release in releases), default=None)

"""Every kind of page of the show, in one table: add a template, and its line in PAGE_TYPES.

What there is of each episode is in `episode_pages`. A page names its inputs, so that it is rendered
again only if they changed.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from airdate.site import linked_data, search_records
from airdate.site.context import seasons

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime

    from airdate.model import Listing
    from airdate.site.context import Group, SiteView

LATEST = 60  # episodes on the front page; the archive has all


class Page(NamedTuple):
    """One page: its key, what its template is rendered with, and the inputs of that, as text.

    What every page has is not in `inputs`. `changed` is its date in the sitemap, which has no page
    without. One that is `anywhere` is served under any address, so its links can't be relative.
    """

    key: str
    context: Callable[[], Mapping[str, Any]]
    inputs: tuple[str, ...] = ()
    changed: datetime | None = None
    anywhere: bool = False


class PageType(NamedTuple):
    """A template, and the pages that it makes of a show."""

    template: str
    pages: Callable[[SiteView], Iterable[Page]]


# ── Lists of episodes ───────────────────────────────────────────────────────────────────────


def _front(view: SiteView) -> Iterator[Page]:
    shown, more = view.listed[:LATEST], len(view.listed) > LATEST

    def context() -> dict[str, Any]:
        return {
            "latest": next(iter(shown), None),
            "seasons": seasons(shown[1:]),
            "more": more,
            "linked_data": linked_data.front(view),
        }

    yield Page("index.html", context, (_rows(view, shown), str(more)), _newest(view.listed))


def _archive(view: SiteView) -> Iterator[Page]:
    groups = {"years": view.years, "topics": view.topics, "people": view.people}
    inputs = [
        text
        for name, of_one in groups.items()
        for each in of_one
        for text in (name, each.name, each.key, str(len(each.episodes)))
    ]
    yield Page("archive.html", lambda: groups, tuple(inputs), _newest(view.listed))


def _groups(what: str) -> Callable[[SiteView], Iterator[Page]]:
    """Return what makes the pages of `people`, `topics` or `years`: each of one's episodes."""

    def pages(view: SiteView) -> Iterator[Page]:
        for group in getattr(view, what):
            inputs = (group.name, *_person(group), _rows(view, group.episodes))
            yield Page(group.key, partial(_group, view, group), inputs, _newest(group.episodes))

    return pages


def _group(view: SiteView, group: Group) -> dict[str, Any]:
    return {"group": group, "linked_data": linked_data.listing(view, group)}


def _person(group: Group) -> tuple[str, ...]:
    """Return what the page of a person shows of them."""
    if (person := group.person) is None:
        return ()
    return (person.name, person.url or "", person.image or "", person.credentials or "")


# ── The show ────────────────────────────────────────────────────────────────────────────────


def _about(view: SiteView) -> Iterator[Page]:
    yield Page("about.html", dict, changed=_newest(view.listed))


def _subscribe(view: SiteView) -> Iterator[Page]:
    yield Page("subscribe.html", dict, changed=_newest(view.listed))


def _search(view: SiteView) -> Iterator[Page]:
    if view.settings.search:
        yield _of_all(view, search_records.KEY)._replace(changed=_newest(view.listed))


def _llms(view: SiteView) -> Iterator[Page]:
    yield _of_all(view, "llms.txt")


def _of_all(view: SiteView, key: str) -> Page:
    return Page(key, lambda: {"episodes": view.listed}, (_rows(view, view.listed),))


def _gone(view: SiteView) -> Iterator[Page]:
    for slug in view.gone:
        yield Page(f"episodes/{slug}.html", dict)


def _moved(view: SiteView) -> Iterator[Page]:
    for slug, target in view.moved.items():
        to = f"episodes/{target}.html"
        yield Page(f"episodes/{slug}.html", partial(dict, target=to), (to,))


def _not_found(_view: SiteView) -> Iterator[Page]:
    yield Page("404.html", dict, anywhere=True)


def _robots(_view: SiteView) -> Iterator[Page]:
    yield Page("robots.txt", dict)


def _manifest(_view: SiteView) -> Iterator[Page]:
    yield Page("site.webmanifest", dict)


PAGE_TYPES = (
    PageType("index.html", _front),
    PageType("archive.html", _archive),
    PageType("year.html", _groups("years")),
    PageType("topic.html", _groups("topics")),
    PageType("person.html", _groups("people")),
    PageType("about.html", _about),
    PageType("subscribe.html", _subscribe),
    PageType("search.html", _search),
    PageType("gone.html", _gone),
    PageType("moved.html", _moved),
    PageType("404.html", _not_found),
    PageType("llms.txt", _llms),
    PageType("robots.txt", _robots),
    PageType("site.webmanifest", _manifest),
)


def sitemap(view: SiteView, pages: Iterable[Page]) -> Page:
    """Return https://www.sitemaps.org/protocol.html of all that is to be found."""
    found = [(each.page_key, each.changed.isoformat()) for each in view.listed]
    found += [(page.key, page.changed.isoformat()) for page in pages if page.changed]
    inputs = "\n".join([f"{key} {changed}" for key, changed in found])
    return Page("sitemap.xml", lambda: {"found": found}, (inputs,))


def _rows(view: SiteView, episodes: Iterable[Listing]) -> str:
    """Return all that lists show of episodes, a line for each."""
    return "\n".join([view.rows[each.guid] for each in episodes])


def _newest(episodes: Iterable[Listing]) -> datetime | None:
    return max((each.changed for each in episodes), default=None)

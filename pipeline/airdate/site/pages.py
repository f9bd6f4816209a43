"""All pages of a site: only those whose inputs changed are rendered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airdate.ledger import digest_of
from airdate.ledger.rendered import Document, Renderings, rendering_stage
from airdate.model import Layer
from airdate.site import assets, episode_pages, page_types
from airdate.site.related import related
from airdate.site.renderer import Renderer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from airdate.ledger import Ledger
    from airdate.model import Release
    from airdate.site.context import SiteView
    from airdate.site.page_types import Page

TYPES = {
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "md": "text/markdown; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "webmanifest": "application/manifest+json",
    "xml": "application/xml",
}
# Every module that this room imports, and what they read.
SOURCES = (
    *("art/colours.py", "article", "errors.py", "feed", "files.py", "ledger", "model", "podcast"),
    *("site", "store", "text.py"),
)
EPISODE_PAGES = rendering_stage("episode pages", SOURCES)  # by guid
SHOW_PAGES = rendering_stage("show pages", SOURCES)  # by key


class Pages:
    """The pages of a site: `stale` has the guids of episodes whose pages are to be rendered.

    `bytecode` is a folder for compiled templates.
    """

    def __init__(self, view: SiteView, ledger: Ledger, bytecode: Path | None = None) -> None:
        self._view, self._ledger = view, ledger
        self.assets = assets.of_site(view)
        self._renderer = Renderer(view, self.assets, bytecode)
        self._shared = digest_of(*self._renderer.inputs)
        near = related(view.listed, ledger)
        self._episodes = {each.listing.guid: each for each in episode_pages.of_all(view, near)}
        inputs = {
            guid: EPISODE_PAGES.inputs(self._shared, *each.inputs(view))
            for guid, each in self._episodes.items()
        }
        self._rendered = Renderings(EPISODE_PAGES, ledger, inputs)
        self.stale = frozenset(self._rendered.stale)

    def render(self, release: Release) -> None:
        """Render the pages of an episode."""
        guid = release.episode.guid
        pages = episode_pages.render(self._episodes[guid], release, self._view, self._renderer)
        self._rendered.write(guid, (_document(key, body) for key, body in pages))

    def render_show(self) -> None:
        """Render the stale pages of the show."""
        pages = {page.key: (page, template) for page, template in self._of_show()}
        inputs = {
            key: SHOW_PAGES.inputs(self._shared, template, *page.inputs)
            for key, (page, template) in pages.items()
        }
        rendered = Renderings(SHOW_PAGES, self._ledger, inputs)
        for key in sorted(rendered.stale):
            page, template = pages[key]
            body = self._renderer.render(template, key, page.context(), anywhere=page.anywhere)
            rendered.write(key, [_document(key, body)])

    def _of_show(self) -> Iterator[tuple[Page, str]]:
        """Yield every page of the show with its template; the sitemap is of all of them."""
        pages = [
            (page, type_.template)
            for type_ in page_types.PAGE_TYPES
            for page in type_.pages(self._view)
        ]
        yield from pages
        yield page_types.sitemap(self._view, (page for page, _ in pages)), "sitemap.xml"


def _document(key: str, body: bytes) -> Document:
    return Document(key, TYPES[key.rpartition(".")[2]], Layer.PAGE, body)

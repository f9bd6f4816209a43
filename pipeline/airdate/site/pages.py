"""Every page and asset of a site, as artifacts: only pages whose inputs changed are rendered."""

from __future__ import annotations

import gc
import hashlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from airdate.site import assets, page_types, recall, subscribe_links
from airdate.site.renderer import Renderer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from airdate.model import Artifact
    from airdate.site.context import SiteView
    from airdate.site.page_types import Page
    from airdate.site.recall import Recalled


@dataclass(frozen=True, slots=True)
class Pages:
    """All pages, and the assets that they load; `index` is to be given as `last` the next time."""

    artifacts: tuple[Artifact, ...]
    index: bytes


def nowhere(_key: str, _sha256: str) -> bool:
    """Say that nothing is out."""
    return False


def render(
    site: SiteView, last: bytes = b"", is_published: Callable[[str, str], bool] = nowhere
) -> Pages:
    """Return the pages; `is_published` tells whether a key is out with the bytes of a digest.

    Pages that are out have no bytes here: the store has them.
    """
    css, player, copy = assets.styles(site.settings), assets.script("player"), assets.script("copy")
    addresses = [subscribe_links.address(feed, site.base) for feed in site.feeds]
    finder = assets.script("search")
    files = (css, player, copy, *(each.code for each in addresses))
    files += (finder,) if site.settings.search else ()
    keys = {"css": css.key, "script": player.key, "copy": copy.key, "finder": finder.key}
    press = Renderer(site, **keys, addresses=addresses, search=site.settings.search)
    with _few_collections():
        known, whole = recall.read(last, is_published), press.whole(site)
        if known.whole == whole:
            return Pages((*files, *known.pages.values()), last)
        made = list(_made(site, press, known))
        return Pages((*files, *(each for _, each in made)), recall.index(whole, made))


def _made(site: SiteView, press: Renderer, known: Recalled) -> Iterator[tuple[str, Artifact]]:
    """Yield every page with the digest of its inputs."""
    for template, page in _all(site):
        inputs = press.inputs(template, page)
        if (artifact := known.pages.get(inputs)) is None:
            body = press.render(template, page)
            digest = hashlib.sha256(body).hexdigest()
            artifact = recall.artifact(page.key, digest, len(body), body)
        yield inputs, artifact


def _all(site: SiteView) -> Iterator[tuple[str, Page]]:
    """Yield every page with its template; the sitemap is of all that came before."""
    found = []
    for kind in page_types.KINDS:
        for page in kind.pages(site):
            if page.changed:
                found.append(page)
            yield kind.template, page
    yield "sitemap.xml", page_types.sitemap(found)


@contextmanager
def _few_collections() -> Iterator[None]:
    """Let Python's collector pass over what is there already: a show's many values, which stay."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()

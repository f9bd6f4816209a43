"""The index that pages search, made by pagefind: files that a browser loads a few of.

https://pagefind.app/docs/py-api/ (read 2026-11). The same words give the same bytes.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from airdate.errors import AirdateError
from airdate.ledger.rendered import Document, Renderings, rendering_stage
from airdate.model import Layer
from airdate.site import search_records
from airdate.site.search_records import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from airdate.ledger import Ledger
    from airdate.model import Releases
    from airdate.site.context import SiteView
    from airdate.site.search_records import Record

# What records are made by, and this.
SOURCES = ("article", "model", "site", "text.py")
INDEX = rendering_stage("search index", SOURCES)
TYPES = {"js": "text/javascript; charset=utf-8", "json": "application/json"}
# Pagefind's own interfaces, which our page does without.
NOT_USED = ("pagefind-ui", "pagefind-modular-ui", "pagefind-component-ui", "pagefind-highlight")
# Named by what is in them.
BY_CONTENT = ("index/", "fragment/", "pagefind.")
_ALL = "all"  # the subject of the only index


class SearchError(AirdateError):
    """An index that can't be made."""


def render(view: SiteView, releases: Releases, ledger: Ledger) -> None:
    """Make an index of all articles and transcripts, where these changed and one is asked for.

    Raises SearchError where pagefind is missing.
    """
    asked = view.settings.search
    inputs = {_ALL: INDEX.inputs(_version(), *search_records.inputs(view))} if asked else {}
    rendered = Renderings(INDEX, ledger, inputs)
    if rendered.stale:
        files = _files(search_records.records(view, releases))
        rendered.write(_ALL, (_document(name, body) for name, body in files))


def _document(name: str, body: bytes) -> Document:
    type_ = TYPES.get(name.rpartition(".")[2], "application/octet-stream")
    return Document(FOLDER + name, type_, _layer(name), body)


def _layer(name: str) -> Layer:
    """Return when a file goes out: what has no digest in its name is last, and may change."""
    is_named_so = name.startswith(BY_CONTENT) and name != "pagefind.js"
    return Layer.FILE if is_named_so else Layer.PAGE


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("pagefind_bin")
    except PackageNotFoundError as error:
        raise SearchError(
            "`search = true` needs pagefind, which is not installed",
            'Run `pip install "airdate[search]"`.',
        ) from error


def _files(records: Iterable[Record]) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of each file of an index."""
    import asyncio

    # In a thread of its own: this one may have a loop, as that of a preview has.
    with ThreadPoolExecutor(1) as aside:
        every = [*records]
        files = aside.submit(lambda: asyncio.run(_indexed(every))).result()
    for name, body in sorted(files):
        if not name.startswith(NOT_USED):
            yield name, body


async def _indexed(records: Iterable[Record]) -> list[tuple[str, bytes]]:
    from pagefind.service import PagefindService

    async with PagefindService() as service:
        index = await service.create_index()
        for record in records:
            await index.add_custom_record(
                url=record.url,
                content=record.words,
                language=record.language,
                meta={"title": record.title, "facts": record.facts},
            )
        files: Any = await index.get_files()  # not what its types say
        return [(each["path"], each["content"]) for each in files]

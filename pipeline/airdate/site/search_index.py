"""The index that pages search, made by pagefind: files that a browser loads a few of.

https://pagefind.app/docs/py-api/ (read 2026-11). The same words give the same bytes.
"""

from __future__ import annotations

import asyncio
import zipfile
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from airdate.errors import AirdateError
from airdate.ledger.cache import Cache, Kind
from airdate.model import Artifact, CacheControl, Layer
from airdate.site.search_records import FOLDER

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from airdate.site.search_records import Record

INDEX = Kind("search", ("site/search_index.py", "site/search_records.py"))
TYPES = {"js": "text/javascript; charset=utf-8", "json": "application/json"}
# Pagefind's own interfaces, which our page does without.
NOT_USED = ("pagefind-ui", "pagefind-modular-ui", "pagefind-component-ui", "pagefind-highlight")
# Named by what is in them.
BY_CONTENT = ("index/", "fragment/", "pagefind.")


class SearchError(AirdateError):
    """An index that can't be made."""


def index(digest: str, records: Callable[[], Sequence[Record]], kept: Cache) -> list[Artifact]:
    """Return the files of an index; `digest` is of all that `records` are made of.

    Raises SearchError where pagefind is missing.
    """
    entry = INDEX.key(_version(), digest)
    packed = kept.file(entry, ".zip", lambda out: _pack(records(), out))
    with zipfile.ZipFile(packed) as files:
        return [_artifact(name, files.read(name)) for name in files.namelist()]


def _version() -> str:
    try:
        return version("pagefind_bin")
    except PackageNotFoundError as error:
        raise SearchError(
            "the pages are to be searched ([site] search), and pagefind is not installed",
            'install it: pip install "airdate[search]"',
        ) from error


def _pack(records: Sequence[Record], out: Path) -> None:
    # In a thread of its own: this one may have a loop, as that of a preview has.
    with zipfile.ZipFile(out, "w") as packed, ThreadPoolExecutor(1) as aside:
        for name, body in sorted(aside.submit(lambda: asyncio.run(_made(records))).result()):
            if not name.startswith(NOT_USED):
                packed.writestr(zipfile.ZipInfo(name), body)


async def _made(records: Sequence[Record]) -> list[tuple[str, bytes]]:
    from pagefind.service import PagefindService

    async with PagefindService() as service:
        made = await service.create_index()
        for record in records:
            await made.add_custom_record(
                url=record.url,
                content=record.words,
                language=record.language,
                meta={"title": record.title, "facts": record.facts},
            )
        files: Any = await made.get_files()  # not what its types say
        return [(each["path"], each["content"]) for each in files]


def _artifact(name: str, body: bytes) -> Artifact:
    # What has no digest in its name comes last, and is asked for each time.
    is_named_so = name.startswith(BY_CONTENT) and name != "pagefind.js"
    return Artifact.of_bytes(
        FOLDER + name,
        TYPES.get(name.rpartition(".")[2], "application/octet-stream"),
        body,
        layer=Layer.FILE if is_named_so else Layer.PAGE,
        cache=CacheControl.FOREVER if is_named_so else CacheControl.BRIEFLY,
    )

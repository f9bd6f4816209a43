"""Preview: a published folder on localhost, rebuilt as files change.

Reachable from this computer only, and only by a local name: a web page whose own name points here
(DNS rebinding) is refused. While a build fails, the last good one stays served.
"""

from __future__ import annotations

import os
import socket
import threading
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import FileResponse
from starlette.routing import Mount
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from watchfiles import DefaultFilter, watch

from airdate.errors import AirdateError
from airdate.store.history import FOLDER
from airdate.store.manifest import POINTER
from airdate.store.private import is_private
from airdate.web.server_config import FILE_TYPES

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

    from starlette.responses import Response
    from starlette.types import Scope
    from watchfiles import Change

# Types that Python's mimetypes lacks, or takes from the computer's own tables. Starlette adds the
# charset to "text/…".
_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".txt": "text/plain",
    ".wasm": "application/wasm",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/x-m4a",
    ".opus": "audio/ogg",
    ".ogg": "audio/ogg",
    ".vtt": "text/vtt",
    ".srt": "application/x-subrip",
}
_TYPES_IN = {(each.folder, f".{each.extension}"): each.type for each in FILE_TYPES}
# Web players load these from another origin.
_SHARED = {each.folder for each in FILE_TYPES if each.is_shared}
_LOCAL_NAMES = ["127.0.0.1", "localhost"]


class PreviewError(AirdateError):
    """A preview that cannot start."""


class Preview:
    """A server that listens from the start, so that pages can be built with its `url`.

    Port 0 picks a free one. Raises PreviewError if the port can't be used.
    """

    def __init__(self, site: Path, port: int) -> None:
        self.site = site
        self._socket = _listen(port)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def run(
        self, watched: Path, build: Callable[[], None], on_error: Callable[[AirdateError], None]
    ) -> None:
        """Serve until interrupted; call `build` when a file below `watched` changes.

        `on_error` gets the errors of `build`. Changes in the site and hidden folders are ignored.
        """
        stop = threading.Event()
        loop = threading.Thread(target=_rebuild, args=(watched, self.site, build, on_error, stop))
        config = uvicorn.Config(app(self.site), log_level="warning", server_header=False)
        loop.start()
        try:
            with suppress(KeyboardInterrupt):  # raised by uvicorn after it has shut down
                uvicorn.Server(config).run(sockets=[self._socket])
        finally:
            stop.set()
            loop.join()


def app(site: Path) -> Starlette:
    """Return the web application that serves a directory store's folder."""
    return Starlette(
        routes=[Mount("/", _Site(directory=site, html=True, check_dir=False))],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=_LOCAL_NAMES)],
    )


class _Site(StaticFiles):
    """Files with a podcast's types; ranges, 304 and 416 are Starlette's."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Serve what listeners may see, and nothing else in the folder."""
        parts = PurePosixPath(path).parts
        hidden = path == POINTER or f"{parts[0]}/" == FOLDER if parts else False
        if hidden or any(part.startswith(".") for part in parts):
            raise HTTPException(404)
        return await super().get_response(path, scope)

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """Send the type that apps expect, and have the file revalidated each time."""
        path = PurePosixPath(self.get_path(scope))
        folder = _folder(path.parts)
        ending = os.path.splitext(full_path)[1].lower()  # noqa: PTH122 - Starlette passes a string
        type_ = _TYPES_IN.get((folder, ending)) or _TYPES.get(ending, "application/octet-stream")
        headers = {"cache-control": "no-cache", "x-content-type-options": "nosniff"}
        if folder in _SHARED:
            headers["access-control-allow-origin"] = "*"
        response = FileResponse(full_path, status_code, headers, type_, stat_result=stat_result)
        if self.is_not_modified(response.headers, Headers(scope=scope)):
            return NotModifiedResponse(response.headers)
        return response


def _folder(parts: tuple[str, ...]) -> str:
    """Return the folder that a file's type depends on, without a private feed's own."""
    folder, *below = parts[:-1] or ("",)
    inner = below[1:2] if is_private("/".join(parts)) else []
    return inner[0] if inner and inner[0] != "feed" else folder


def _listen(port: int) -> socket.socket:
    """Listen on a port of the loopback interface. Raises PreviewError."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
        listening.listen()
    except (OSError, OverflowError) as error:
        listening.close()
        raise PreviewError(
            f"cannot listen on port {port}: {error}",
            "Choose another with `--port`; 0 picks a free one.",
        ) from error
    return listening


def _rebuild(
    watched: Path,
    site: Path,
    build: Callable[[], None],
    on_error: Callable[[AirdateError], None],
    stop: threading.Event,
) -> None:
    """Build after each change until `stop`; changes close together count as one."""
    for _ in watch(
        watched.absolute(),
        watch_filter=_Watched(watched, site),
        stop_event=stop,
        raise_interrupt=False,
    ):
        try:
            build()
        except AirdateError as error:
            on_error(error)


class _Watched(DefaultFilter):
    """Files that a build may depend on: not what it writes, nor hidden ones."""

    def __init__(self, root: Path, site: Path) -> None:
        super().__init__()
        self._root = root.absolute()
        self._site = site.absolute()

    def __call__(self, change: Change, path: str) -> bool:
        """Whether a change counts."""
        changed = Path(path)
        is_output = changed.is_relative_to(self._site)
        is_hidden = any(part.startswith(".") for part in changed.relative_to(self._root).parts)
        return super().__call__(change, path) and not is_output and not is_hidden

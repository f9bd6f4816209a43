"""Files that pages load: named by their content, so that they are kept for ever."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

from airdate.art import colours
from airdate.model import Artifact, CacheControl, Layer

if TYPE_CHECKING:
    from airdate.model import SiteSettings

STATIC = Path(__file__).parent / "static"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_COMMENT = re.compile(rb"/\*.*?\*/", re.DOTALL)
_BLANKS = re.compile(rb"(?<=[{};,])\s+|\s+(?=[{}])|^\s+")
_ONLY_FOR_US = re.compile(rb"^\s*(?://.*\n\s*)*", re.MULTILINE)


def styles(settings: SiteSettings) -> Artifact:
    """Return the style sheet, in the show's colours."""
    said = (_static("site.css"), _static("episode.css"))
    return asset("site", ".css", _compact(colours.variables(settings.accent).encode(), *said))


def _compact(*sheets: bytes) -> bytes:
    """Return style sheets without comments, and without blanks where none are needed."""
    return _BLANKS.sub(b"", _COMMENT.sub(b"", b"".join(sheets)))


def script(name: str) -> Artifact:
    """Return a script as it is sent: without what only we read."""
    return asset(name, ".js", _ONLY_FOR_US.sub(b"", _static(f"{name}.js")))


def asset(stem: str, ending: str, body: bytes) -> Artifact:
    """Return a file of these bytes, under a name that no others have."""
    key = f"assets/{stem}-{hashlib.sha256(body).hexdigest()[:8]}{ending}"
    return Artifact.of_bytes(key, TYPES[ending], body, layer=Layer.FILE, cache=CacheControl.FOREVER)


def _static(name: str) -> bytes:
    return (STATIC / name).read_bytes()

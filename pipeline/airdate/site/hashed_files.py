"""Files that are named by their content, so that browsers may keep them for ever."""

from __future__ import annotations

import hashlib

from airdate.model import Artifact, CacheControl, Layer

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


def hashed_file(stem: str, ending: str, body: bytes) -> Artifact:
    """Return a file of these bytes, under a name that no others have."""
    key = f"assets/{stem}-{hashlib.sha256(body).hexdigest()[:8]}{ending}"
    return Artifact.of_bytes(key, TYPES[ending], body, layer=Layer.FILE, cache=CacheControl.FOREVER)

"""Audio: measured, mastered, encoded, tagged. The only package that imports PyAV and lameenc.

Importing it costs nothing: each function's module is imported on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from airdate.audio.mastering import master, master_all
    from airdate.audio.meter import measure
    from airdate.audio.tags.tagging import read_tags, tag
    from airdate.errors import AudioError

__all__ = ["AudioError", "master", "master_all", "measure", "read_tags", "tag"]

_HOME = {
    "AudioError": "airdate.errors",
    "master": "airdate.audio.mastering",
    "master_all": "airdate.audio.mastering",
    "measure": "airdate.audio.meter",
    "read_tags": "airdate.audio.tags.tagging",
    "tag": "airdate.audio.tags.tagging",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)

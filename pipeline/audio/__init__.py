"""Sound: measured, mastered, encoded, tagged. The only place that knows FFmpeg and LAME.

Importing this package costs nothing: what a name needs is imported when it is first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.audio.errors import AudioError
    from pipeline.audio.mastering import master, master_all
    from pipeline.audio.meter import measure
    from pipeline.audio.tags import read_tags, tag

__all__ = ["AudioError", "master", "master_all", "measure", "read_tags", "tag"]

_HOME = {
    "AudioError": "pipeline.audio.errors",
    "master": "pipeline.audio.mastering",
    "master_all": "pipeline.audio.mastering",
    "measure": "pipeline.audio.meter",
    "read_tags": "pipeline.audio.tags",
    "tag": "pipeline.audio.tags",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)

"""The code that a result depends on: an input like any other."""

from __future__ import annotations

import hashlib
import os
import sys
import sysconfig
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[1]


# All of the program: what most stages depend on. Making rows anew after an upgrade is cheap, beside
# what is wrong if one file was forgotten. Encoded sound and images name their rooms.
PROGRAM = ("",)


@cache
def code_digest(*sources: str) -> bytes:
    """Compute a digest of source files: of rooms ("feed") or single files ("article/render.py").

    Files of every kind count (code, templates, strings, styles, scripts). The interpreter and the
    installed libraries are part of it. 16 bytes.
    """
    state = hashlib.blake2b(_environment().encode(), digest_size=16)
    for source in sorted(sources):
        for path in _files(PACKAGE / source):
            state.update(f"\0{path.relative_to(PACKAGE).as_posix()}\0".encode())
            state.update(path.read_bytes())
    return state.digest()


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise ValueError(f"there is no source {path}")
    return sorted(
        Path(folder, name)
        for folder, _, names in os.walk(path)
        for name in names
        if not name.endswith((".pyc", ".pyo"))
    )


def _environment() -> str:
    """Return what changes whenever a library is installed, and with the interpreter."""
    libraries = Path(sysconfig.get_path("purelib"))
    return f"{sys.version}\0{libraries.stat().st_mtime_ns}"

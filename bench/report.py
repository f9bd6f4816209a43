"""What benches write: each its own section of bench/RESULTS.md, with the machine it ran on."""

from __future__ import annotations

import datetime as dt
import os
import platform
import re
from pathlib import Path

RESULTS = Path(__file__).parent / "RESULTS.md"


def machine() -> str:
    """Return a line on where and when this was measured, and how busy the machine was."""
    load = os.getloadavg()[0]
    today = dt.datetime.now(dt.UTC).strftime("%-d %B %Y")
    return (
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"{today}, load at the end {load:.1f}."
    )


def write_section(title: str, body: str) -> None:
    """Put `# title` and `body` into the results, in the place of the section of that title."""
    section = f"# {title}\n\n{body.strip()}\n"
    text = RESULTS.read_text() if RESULTS.exists() else ""
    found = re.split(r"(?m)^(?=# )", text)
    kept = [part.strip() + "\n" for part in found if part.strip()]
    names = [part.splitlines()[0] for part in kept]
    if f"# {title}" in names:
        kept[names.index(f"# {title}")] = section
    else:
        kept.append(section)
    RESULTS.write_text("\n".join(kept))
    print(section)

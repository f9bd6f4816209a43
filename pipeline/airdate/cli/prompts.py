"""Questions for a new show or episode, asked on a terminal for what the options leave open.

Without a terminal nothing is asked: the defaults are used.
"""

from __future__ import annotations

import getpass
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from airdate.workspace import NewEpisode, NewShow

if TYPE_CHECKING:
    from airdate.model import SourceTags

LOCALTIME = Path("/etc/localtime")


def show(folder: Path, options: dict[str, str | None]) -> NewShow:
    """Return the show that options and answers describe."""
    title = options["title"] or _ask("Show title", _titled(folder.absolute().name))
    author = options["author"] or _ask("Author", _user())
    return NewShow(
        title=title,
        author=author,
        description=options["description"] or _ask("Description", f"{title}, by {author}."),
        language=options["language"] or _ask("Language code", "en"),
        timezone=options["timezone"] or _ask("Time zone", _zone()),
        email=options["email"] or _ask("Contact address for directories (optional)", "") or None,
        url=options["url"] or _ask("Public URL (optional)", "") or None,
    )


def episode(recording: Path, tags: SourceTags, new: NewEpisode) -> NewEpisode:
    """Return the episode; a title that is missing is asked for, with the tags' as its default."""
    if new.title:
        return new
    default = tags.title or _titled(recording.stem)
    return replace(new, title=_ask("Episode title", default))


def _ask(question: str, default: str) -> str:
    if not sys.stdin.isatty():
        return default
    answer: str = click.prompt(question, default=default, show_default=bool(default))
    return answer.strip()


def _titled(name: str) -> str:
    words = name.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:] or "Untitled"


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user without a name
        return "Unknown"


def _zone() -> str:
    """Return the IANA name of this computer's time zone; UTC if it has none."""
    if zone := os.environ.get("TZ", "").removeprefix(":"):
        return zone
    parts = LOCALTIME.resolve().parts
    return "/".join(parts[parts.index("zoneinfo") + 1 :]) if "zoneinfo" in parts else "UTC"

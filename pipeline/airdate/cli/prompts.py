"""What a new show or episode is, asked on a terminal where flags did not say.

Where there is no terminal nothing is asked: what can be guessed is, and the rest is left out.
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


def show(folder: Path, said: dict[str, str | None]) -> NewShow:
    """Return the show that flags and answers describe."""
    guess = _titled(folder.absolute().name)
    title = said["title"] or _ask("The show's title", guess)
    author = said["author"] or _ask("Who makes it", _author())
    return NewShow(
        title=title,
        author=author,
        description=said["description"] or _ask("What it is about", f"{title}, by {author}."),
        language=said["language"] or _ask("Its language, such as en or de", "en"),
        timezone=said["timezone"] or _ask("Your time zone", _zone()),
        email=said["email"] or _ask("E-mail for directories (may be empty)", "") or None,
        url=said["url"] or _ask("Where it will be found, https://… (may be empty)", "") or None,
    )


def episode(recording: Path, tags: SourceTags, new: NewEpisode) -> NewEpisode:
    """Return the episode that flags, tags and answers describe; an empty title is asked for."""
    if new.title:
        return new
    guess = tags.title or _titled(recording.stem)
    return replace(new, title=_ask("The episode's title", guess))


def _ask(question: str, usual: str) -> str:
    if not sys.stdin.isatty():
        return usual
    answer: str = click.prompt(question, default=usual, show_default=bool(usual))
    return answer.strip()


def _titled(name: str) -> str:
    words = name.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:] or "Untitled"


def _author() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user without a name
        return "Unknown"


def _zone() -> str:
    """Return the machine's time zone by name, UTC where it has none."""
    if zone := os.environ.get("TZ", "").removeprefix(":"):
        return zone
    parts = LOCALTIME.resolve().parts
    return "/".join(parts[parts.index("zoneinfo") + 1 :]) if "zoneinfo" in parts else "UTC"

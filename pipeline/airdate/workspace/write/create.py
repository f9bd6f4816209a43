"""New workspaces: files that are pleasant to edit, and that `load` reads back.

Everything is written beside and renamed, and nothing that is there is overwritten.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from pydantic import ValidationError

from airdate.errors import AirdateError
from airdate.files import replacing
from airdate.text import clean
from airdate.workspace.read.schema import FeedFile, SettingsFile, Table
from airdate.workspace.read.validation_messages import told

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

# https://podcasting2.org/docs/podcast-namespace/tags/guid, read 2026-11
FEED_GUIDS = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
SETTINGS = "airdate.toml"
LOCAL_URL = "http://localhost:8000/"


class WorkspaceError(AirdateError):
    """A workspace that can't be found, made or added to."""


@dataclass(frozen=True, slots=True)
class NewShow:
    """What a new workspace starts from; `url` is where listeners will find it, if known."""

    title: str
    author: str
    description: str
    language: str = "en"
    timezone: str = "UTC"
    email: str | None = None
    url: str | None = None


def create(root: Path, show: NewShow, new_guid: Callable[[], str]) -> tuple[Path, ...]:
    """Write a new workspace and return its files. Raises WorkspaceError where there is one."""
    settings, feed = _settings(show), _feed(show, _guid(show, new_guid))
    _refuse_unreadable(settings, SettingsFile)
    _refuse_unreadable(feed, FeedFile)
    # What makes it a workspace comes last: interrupted before, it is made whole by another try.
    files = {
        "feeds/main.toml": feed,
        "episodes/.gitkeep": "",
        ".gitignore": "/public/\n/.airdate/\n",
        SETTINGS: settings,
    }
    if (root / SETTINGS).exists():
        raise WorkspaceError(
            f"{root / SETTINGS} is there already",
            "go on with it, or name another folder: airdate init FOLDER",
        )
    try:
        missing = {name: text for name, text in files.items() if not (root / name).exists()}
        return tuple(_write(root / name, text) for name, text in missing.items())
    except OSError as error:
        raise WorkspaceError(
            f"{error.filename} can't be written: {error.strerror}", "name another folder"
        ) from error


def _refuse_unreadable(text: str, model: type[Table]) -> None:
    """Raise WorkspaceError for what `load` would find fault with."""
    refuse(model, tomllib.loads(text))


def refuse(model: type[Table], values: Mapping[str, Any]) -> None:
    """Raise WorkspaceError for values that can't stand in a file."""
    try:
        model.model_validate(values)
    except ValidationError as error:
        _, what, hint = next(iter(told(error, model)))
        raise WorkspaceError(what, hint) from error


def _guid(show: NewShow, new_guid: Callable[[], str]) -> str:
    """Return the podcast:guid: made from the feed's URL where that is known, else random."""
    if not show.url:
        return new_guid()
    address = f"{_with_slash(show.url)}feeds/main.xml"
    return str(uuid5(FEED_GUIDS, address.split("://", 1)[-1].rstrip("/")))


def _settings(show: NewShow) -> str:
    return f"""\
# Times without a zone, in every file here, are in this one.
timezone = {_quoted(show.timezone)}

[storage]
url = "public"  # a folder; where `airdate publish` puts everything
# Where listeners find that folder. Feeds name it in every link.
public_url = {_quoted(_with_slash(show.url or LOCAL_URL))}

[audio]
loudness = -16  # LUFS, as played; what podcast apps expect
true_peak = -1  # dBTP, of the published file

[site]
accent = "#0f766e"
"""


def _feed(show: NewShow, guid: str) -> str:
    owner = f"{{ name = {_quoted(show.author)}, email = {_quoted(show.email or '')} }}"
    return f"""\
# This is how apps and directories know the show, wherever it moves: never change it.
guid = "{guid}"

title = {_quoted(show.title)}
author = {_quoted(show.author)}
description = {_quoted(show.description)}
language = {_quoted(show.language)}
explicit = false
type = "episodic"  # or "serial": to be heard from the first episode on

# What directories ask for; `airdate check --for apple` says what is missing.
{"" if show.email else "# "}owner = {owner}
# image = "cover.jpg"  # square, 1400 to 3000 pixels, beside this file
# categories = [["Health & Fitness", "Mental Health"]]
# funding = [{{ url = "https://…", text = "Support the show" }}]
"""


def _quoted(text: str) -> str:
    """Return a TOML string: JSON's escapes are TOML's too, but for DEL."""
    return json.dumps(clean(text), ensure_ascii=False).replace("\x7f", "\\u007f")


def _with_slash(url: str) -> str:
    return url if url.endswith("/") else f"{url}/"


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as beside:
        beside.write_text(text, encoding="utf-8")
    return path

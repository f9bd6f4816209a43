"""New workspaces: files that are easy to edit and that `load` accepts.

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
from airdate.workspace.read.validation_messages import invalid_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

# https://podcasting2.org/docs/podcast-namespace/tags/guid, read 2026-11
FEED_GUIDS = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
SETTINGS = "airdate.toml"
LOCAL_URL = "http://localhost:8000/"


class WorkspaceError(AirdateError):
    """A workspace that can't be created or added to."""


@dataclass(frozen=True, slots=True)
class NewShow:
    """The values of a new workspace; `url` is the public URL, if known."""

    title: str
    author: str
    description: str
    language: str = "en"
    timezone: str = "UTC"
    email: str | None = None
    url: str | None = None


def create(root: Path, show: NewShow, new_guid: Callable[[], str]) -> tuple[Path, ...]:
    """Write a new workspace and return its files. Raises WorkspaceError if one exists."""
    settings, feed = _settings(show), _feed(show, _guid(show, new_guid))
    _refuse_unreadable(settings, SettingsFile)
    _refuse_unreadable(feed, FeedFile)
    # airdate.toml makes it a workspace, so it comes last: an interrupted run can be repeated.
    files = {
        "feeds/main.toml": feed,
        "episodes/.gitkeep": "",
        ".gitignore": "/public/\n/.airdate/\n",
        SETTINGS: settings,
    }
    if (root / SETTINGS).exists():
        raise WorkspaceError(
            f"{root / SETTINGS} already exists",
            "Use that workspace, or create one in another folder: `airdate init FOLDER`.",
        )
    try:
        missing = {name: text for name, text in files.items() if not (root / name).exists()}
        return tuple(_write(root / name, text) for name, text in missing.items())
    except OSError as error:
        raise WorkspaceError(
            f"cannot write {error.filename}: {error.strerror}", "Choose another folder."
        ) from error


def _refuse_unreadable(text: str, model: type[Table]) -> None:
    """Raise WorkspaceError for a file that `load` would reject."""
    refuse(model, tomllib.loads(text))


def refuse(model: type[Table], values: Mapping[str, Any]) -> None:
    """Raise WorkspaceError for values that a file can't have."""
    try:
        model.model_validate(values)
    except ValidationError as error:
        first = next(invalid_keys(error, model))
        raise WorkspaceError(first.message, first.hint) from error


def _guid(show: NewShow, new_guid: Callable[[], str]) -> str:
    """Return the podcast:guid: derived from the feed's URL if that is known, else random."""
    if not show.url:
        return new_guid()
    address = f"{_with_slash(show.url)}feeds/main.xml"
    return str(uuid5(FEED_GUIDS, address.split("://", 1)[-1].rstrip("/")))


def _settings(show: NewShow) -> str:
    return f"""\
# The zone of times without one, in every file here.
timezone = {_quoted(show.timezone)}

[storage]
url = "public"  # a folder; `airdate publish` writes everything there
# The public URL of that folder: every link in the feeds starts with it.
public_url = {_quoted(_with_slash(show.url or LOCAL_URL))}

[audio]
loudness = -16  # LUFS; what podcast apps expect
true_peak = -1  # dBTP, of the published file

[site]
accent = "#0f766e"
"""


def _feed(show: NewShow, guid: str) -> str:
    owner = f"{{ name = {_quoted(show.author)}, email = {_quoted(show.email or '')} }}"
    return f"""\
# Apps and directories identify the show by this guid, wherever it moves: never change it.
guid = "{guid}"

title = {_quoted(show.title)}
author = {_quoted(show.author)}
description = {_quoted(show.description)}
language = {_quoted(show.language)}
explicit = false
type = "episodic"  # or "serial": listeners start with the first episode

# Required by directories; `airdate check --for apple` lists what is missing.
{"" if show.email else "# "}owner = {owner}
# image = "cover.jpg"  # square, 1400 to 3000 pixels, beside this file
# categories = [["Health & Fitness", "Mental Health"]]
# funding = [{{ url = "https://…", text = "Support the show" }}]
"""


def _quoted(text: str) -> str:
    """Return a TOML string: TOML has JSON's escapes, and DEL has to be escaped too."""
    return json.dumps(clean(text), ensure_ascii=False).replace("\x7f", "\\u007f")


def _with_slash(url: str) -> str:
    return url if url.endswith("/") else f"{url}/"


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as beside:
        beside.write_text(text, encoding="utf-8")
    return path

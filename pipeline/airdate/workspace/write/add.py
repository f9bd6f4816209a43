"""New episodes: a folder with a copy of the recording, and an episode.md from its tags.

The folder is written beside and renamed, so that it is there whole or not at all. The recording
itself is only read.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from airdate.art.artwork import is_image
from airdate.files import file_digest
from airdate.text import clean, clock, cut, slugify
from airdate.workspace.read.dates import FORMS, parse_date
from airdate.workspace.read.load import MEDIA
from airdate.workspace.read.schema import LONGEST_LINE, EpisodeFile, is_url
from airdate.workspace.write.create import WorkspaceError, refuse

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from airdate.model import Chapter, SourceTags

# A comment, so that no reader ever sees it.
ARTICLE = """
<!-- Write the article here, in Markdown. The next line is replaced by the player: -->

::: interview
"""


@dataclass(frozen=True, slots=True)
class NewEpisode:
    """The values of a new episode; `date` as the author typed it, None for now."""

    title: str
    guests: tuple[str, ...] = ()
    date: str | None = None
    season: int | None = None
    number: int | None = None
    live: bool = False


def add(
    root: Path,
    recording: Path,
    new: NewEpisode,
    tags: SourceTags,
    *,
    zone: ZoneInfo,
    now: datetime,
    new_guid: Callable[[], str],
) -> Path:
    """Create an episode's folder in the workspace and return it. Raises WorkspaceError."""
    title = _line(new.title)
    if not title:
        raise WorkspaceError("episode has no title", "Set one with `--title`.")
    slug = slugify(title)
    folder = root / "episodes" / slug
    if folder.exists():
        raise WorkspaceError(f"{folder} already exists", "Use another title, or edit that episode.")
    front = {"title": title, **_front_matter(new, tags, _date(new, zone, now), new_guid())}
    refuse(EpisodeFile, front)
    try:
        _fill(folder, recording, front, tags)
    except OSError as error:
        raise WorkspaceError(
            f"cannot copy {error.filename or folder}: {error.strerror}",
            "Check that it exists, that your user may read and write, and that the disk has space.",
        ) from error
    return folder


def _fill(folder: Path, recording: Path, front: dict[str, Any], tags: SourceTags) -> None:
    """Write the folder: all of it, or nothing."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=folder.parent) as scratch:
        beside = Path(scratch) / folder.name
        beside.mkdir()
        ending = recording.suffix.lower()
        copy = beside / (f"interview{ending}" if ending in MEDIA else "interview")
        shutil.copyfile(recording, copy)
        if not copy.stat().st_size:
            raise WorkspaceError(f"{recording} is empty", "Export the recording again.")
        if file_digest(copy) != file_digest(recording):
            raise WorkspaceError(
                f"{recording} changed while it was copied", "Run the command again."
            )
        if ending not in MEDIA:
            front = front | {"interview": copy.name}
        if tags.cover and (kind := is_image(tags.cover)):
            (beside / f"cover{kind}").write_bytes(tags.cover)
            front = front | {"cover": f"cover{kind}"}
        (beside / "episode.md").write_text(_episode(front), encoding="utf-8")
        beside.rename(folder)


def _date(new: NewEpisode, zone: ZoneInfo, now: datetime) -> datetime:
    if new.date is None:
        return now.astimezone(zone).replace(second=0, microsecond=0)
    try:
        return parse_date(new.date, zone)
    except ValueError as error:
        raise WorkspaceError(f"invalid date “{new.date}”", f"Write it as {FORMS}.") from error


def _front_matter(new: NewEpisode, tags: SourceTags, date: datetime, guid: str) -> dict[str, Any]:
    """Return the keys that have a value, in the order in which an author reads them."""
    values = {
        "guid": guid,
        "date": date.isoformat(" ", "seconds" if date.second else "minutes"),
        "status": "live" if new.live else "draft",
        "season": new.season,
        "episode": new.number,
        "summary": _line(tags.comment),
        "guests": [guest for name in new.guests if (guest := _line(name))],
        "chapters": [_chapter(at, chapter) for at, chapter in enumerate(tags.chapters, 1)],
    }
    return {name: value for name, value in values.items() if value not in (None, "", [])}


def _chapter(at: int, chapter: Chapter) -> dict[str, str]:
    """Return a chapter of the recording's tags, limited to what a file may have."""
    title = cut(_line(chapter.title), LONGEST_LINE)
    front = {"start": clock(chapter.start), "title": title or f"Chapter {at}"}
    return front | ({"url": chapter.url} if chapter.url and is_url(chapter.url) else {})


def _line(text: str) -> str:
    """Return text on one line: YAML has more line breaks than a newline."""
    return " ".join(clean(text).split())


def _episode(front: dict[str, Any]) -> str:
    """Return `episode.md`."""
    head = yaml.safe_dump(front, allow_unicode=True, sort_keys=False, width=10_000)
    notes = {
        "guid:": "  # apps identify the episode by this: never change it",
        "status:": "  # draft: not published; live: published once its date has come",
    }
    lines = [line + notes.get(line.split(" ")[0], "") for line in head.splitlines()]
    return "\n".join(["---", *lines, "---", ARTICLE])

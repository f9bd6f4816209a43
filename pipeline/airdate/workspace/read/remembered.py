"""Episodes as they were read before, for folders of which the disk says that nothing changed.

Reading and judging ten thousand files takes ten seconds; asking the disk about them, a fraction of
one. Only what had no problems is remembered, and only what comes back the same to the letter.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pydantic import TypeAdapter

from airdate.ledger import seen
from airdate.ledger.shelf import Shelf
from airdate.model import Episode  # noqa: TC001 - read when one is remembered
from airdate.workspace.read.convert import UTC
from airdate.workspace.read.dates import parse_date
from airdate.workspace.read.source import leads_into

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from airdate.model import Settings


@dataclass(frozen=True, slots=True)
class _Kept:
    """An episode with its date as it was written, and what the disk said of files elsewhere."""

    date: str
    elsewhere: dict[str, str]
    episode: Episode


class Seen(NamedTuple):
    """What the disk says of a folder."""

    line: bytes
    newest: int


class Remembered:
    """The episodes of a workspace that was looked at when the disk's clock gave `began`."""

    def __init__(self, root: Path, settings: Settings, zone: ZoneInfo | None, began: int) -> None:
        self._zone = zone or UTC
        self._began = began
        self._intros = {settings.audio.intro, settings.audio.outro}
        self._root = root
        # Links above an episode could come to lead out of the workspace.
        places = (str(root), os.path.realpath(root), os.path.realpath(root / "episodes"))
        self._shelf = Shelf(root, "episodes", *places, repr(zone), repr(settings.audio))
        self._elsewhere = cache(self._look)

    def seen(self, folder: Path) -> Seen | None:
        """Return what the disk says of a folder now; None where that does not tell all."""
        try:
            said, newest = seen.folder(str(folder))
        except OSError:
            return None
        return Seen(repr(said).encode(), newest)

    def recall(self, folder: Path, now: Seen | None) -> Episode | None:
        """Return the episode of a folder that is as it was; None if that is not sure."""
        said, _, value = self._shelf.get(folder.name).partition(b"\t")
        if now and value and said == now.line:
            with suppress(ValueError):
                return self._episode(value)
        self._shelf.drop(folder.name)
        return None

    def remember(self, folder: Path, before: Seen | None, date: str, episode: Episode) -> None:
        """Keep an episode that was read without problems, if it will come back the same."""
        if before is None or before.newest >= self._began - seen.TICK_NS:
            return  # it may have changed while it was read, or again within the same tick
        elsewhere = {str(path): self._elsewhere(path) for path in self._outside(folder, episode)}
        if not all(elsewhere.values()):
            return
        value = _adapter().dump_json(_Kept(date, elsewhere, episode))
        with suppress(ValueError):
            if repr(self._episode(value)) == repr(episode):
                self._shelf.put(folder.name, before.line + b"\t" + value)

    def keep(self) -> None:
        """Write down what is to be remembered."""
        self._shelf.keep()

    def _episode(self, value: bytes) -> Episode:
        """Return what was kept. Raises ValueError where files elsewhere changed since."""
        kept = _adapter().validate_json(value)
        for path, said in kept.elsewhere.items():
            if self._elsewhere(Path(path)) != said:
                raise ValueError(path)
        return replace(kept.episode, date=parse_date(kept.date, self._zone))

    def _outside(self, folder: Path, episode: Episode) -> Iterator[Path]:
        """Yield the files of an episode that are neither in its folder nor in the settings."""
        named = {episode.intro, episode.outro} - self._intros
        named |= {person.photo for person in episode.persons}
        yield from (path for path in named if path and not path.is_relative_to(folder))

    def _look(self, path: Path) -> str:
        """Return what the disk says of a file; nothing where that does not tell all."""
        try:
            status = path.lstat()
        except OSError:
            return ""
        changed_lately = status.st_ctime_ns >= self._began - seen.TICK_NS
        if changed_lately or not leads_into(path, self._root):
            return ""
        return seen.line(os.path.realpath(path), status)


@cache
def _adapter() -> TypeAdapter[_Kept]:
    return TypeAdapter(_Kept)

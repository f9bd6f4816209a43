"""What of a workspace can be mended without asking what is meant, as changes to be shown first.

Nothing here writes but `write`. Images are never overwritten: a new file stands beside, and the key
names it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import unified_diff
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from airdate.art import artwork
from airdate.art.artwork import ArtworkError
from airdate.check import languages
from airdate.check.shows import LARGEST_COVER_BYTES, is_fit
from airdate.errors import AirdateError
from airdate.files import replacing
from airdate.podcast import categories
from airdate.text import printable
from airdate.workspace.read.dates import read_date, readings
from airdate.workspace.read.frontmatter import FrontMatterError
from airdate.workspace.read.source import leads_into
from airdate.workspace.write import edit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from airdate.check.core import Link
    from airdate.model import Manifest, Picture, Workspace
    from airdate.workspace.read.validation_messages import Keys
    from airdate.workspace.write.edit import Read

MAX_BYTES = 5_000_000
FIT = "-fit"  # what the name of a conforming copy ends in, before its number and its ending


class FixError(AirdateError):
    """A file that can't be mended after all."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A file as it is to become; `before` None: it is new. `why` has a sentence for each change."""

    path: PurePosixPath
    before: bytes | None = field(repr=False)
    after: bytes = field(repr=False)
    why: tuple[str, ...]

    @property
    def diff(self) -> str:
        """The change of a text, as `diff -u` shows it; signs that terminals obey are spelt out."""
        if self.before is None:
            return ""
        before, after = (data.decode().split("\n") for data in (self.before, self.after))
        names = (f"a/{self.path}", f"b/{self.path}")
        return "".join(
            printable(line.removesuffix("\r")) + "\n"
            for line in unified_diff(before, after, *names, n=1, lineterm="")
        )


@dataclass(frozen=True)
class Known:
    """What mending needs to know of a workspace.

    `pictures` are those that were looked at already; `secure` are links by http of which https is
    known to work.
    """

    workspace: Workspace
    pictures: Mapping[Path, Picture]
    manifest: Manifest
    mint: Callable[[], str]
    secure: tuple[Link, ...] = ()

    @cached_property
    def zone(self) -> ZoneInfo | None:
        """The zone that the workspace names: what is taken in its absence is not meant."""
        try:
            settings = (self.workspace.root / "airdate.toml").read_text("utf-8")
            return ZoneInfo(edit.read_toml(settings)["timezone"])
        except (OSError, ValueError, KeyError, TypeError, ZoneInfoNotFoundError):
            return None


def changes(known: Known) -> tuple[Edit, ...]:
    """Return all that can be mended."""
    root = known.workspace.root
    found: list[Edit] = []
    for path in sorted((root / "feeds").glob("*.toml")):
        found += _of_file(known, path, edit.read_toml, _feed)
    for path in sorted((root / "episodes").glob("*/episode.md")):
        if not path.parent.name.startswith("."):
            found += _of_file(known, path, edit.read_front_matter, _episode)
    return tuple(found)


def write(root: Path, wanted: tuple[Edit, ...]) -> None:
    """Write what was shown: new files first, each beside and renamed. Raises FixError."""
    for change in sorted(wanted, key=lambda each: each.before is not None):
        path = Path(root / change.path).resolve()
        try:
            if (path.read_bytes() if path.exists() else None) != change.before:
                raise FixError(f"{change.path} has changed meanwhile", "run it again")
            with replacing(path) as beside:
                beside.write_bytes(change.after)
        except OSError as error:
            raise FixError(
                f"{change.path} can't be written: {error.strerror}", "see that you may"
            ) from error


@dataclass(slots=True)
class _Mending:
    """A file while it is mended: its text as it is by now, what was done, what comes beside it."""

    path: Path
    text: str
    read: Read
    why: list[str] = field(default_factory=list)
    beside: list[Edit] = field(default_factory=list)

    @property
    def values(self) -> dict[str, Any]:
        """What the file says by now; nothing where that can't be read."""
        try:
            return dict(self.read(self.text))
        except (ValueError, FrontMatterError, RecursionError):
            return {}

    def put(self, text: str | None, why: str) -> bool:
        """Take a changed text, unless there is none."""
        if text is None or text == self.text:
            return False
        self.text = text
        self.why.append(why)
        return True

    def replace(self, keys: Keys, old: str, new: str, why: str) -> bool:
        """Write `new` for `old` at some keys, if that can be done."""
        return self.put(edit.with_value(self.text, self.read, keys, old, new), why)


def _of_file(
    known: Known, path: Path, read: Read, hint: Callable[[Known, _Mending], None]
) -> Iterator[Edit]:
    root = known.workspace.root
    try:
        if not leads_into(path, root) or path.stat().st_size > MAX_BYTES:
            return
        before = path.read_bytes()
        mending = _Mending(path, before.decode(), read)
    except (OSError, UnicodeDecodeError):
        return
    markdown = read is edit.read_front_matter
    mending.put(
        edit.tidied(mending.text, markdown=markdown),
        "characters that no feed may hold, and white space at the end of lines, go",
    )
    if mending.values:
        hint(known, mending)
    yield from mending.beside
    if mending.why:
        after = mending.text.encode()
        yield Edit(_relative(path, root), before, after, tuple(mending.why))


def _feed(known: Known, mending: _Mending) -> None:
    slug = mending.path.stem
    record = known.manifest.feeds.get(slug)
    _guid(mending, record.guid if record else known.mint())
    _language(mending)
    for at, names in enumerate(_listed(mending.values.get("categories"))):
        _category(mending, at, tuple(_listed(names)))
    _image(known, mending, "image", (mending.path.parent, known.workspace.root))
    _addresses(known, mending)


def _episode(known: Known, mending: _Mending) -> None:
    _article_addresses(known, mending)  # first: the others may add lines
    slug = mending.path.parent.name
    was = [each.guid for each in known.manifest.episodes.values() if slug in each.slugs[:1]]
    _guid(mending, was[0] if was else known.mint())
    _date(known, mending)
    _language(mending)
    _image(known, mending, "cover", (mending.path.parent,))
    _addresses(known, mending)


def _guid(mending: _Mending, guid: str) -> None:
    if not mending.values.get("guid"):
        put = edit.with_key(mending.text, mending.read, "guid", guid)
        mending.put(put, f"the guid is {guid} from now on")


def _date(known: Known, mending: _Mending) -> None:
    """Write the zone of a date that has none: it no longer moves with the workspace's."""
    said = mending.values.get("date")
    if not isinstance(said, str) or known.zone is None:
        return
    try:
        if read_date(said).tzinfo:
            return
        moment = readings(said, known.zone)[0]
    except ValueError:
        return
    new = moment.isoformat(" ", "seconds" if moment.second else "minutes")
    mending.replace(("date",), said, new, f"the date names its zone: {new}")


def _language(mending: _Mending) -> None:
    said = mending.values.get("language")
    meant = languages.meant(said) if isinstance(said, str) else None
    odd = isinstance(said, str) and ("_" in said or not languages.is_known(said))
    if meant and odd and isinstance(said, str):
        mending.replace(("language",), said, meant, f"the language's code is {meant}")


def _category(mending: _Mending, at: int, names: tuple[Any, ...]) -> None:
    if not all(isinstance(name, str) for name in names) or categories.is_known(names):
        return
    meant = categories.near(names)
    listed = isinstance(_listed(mending.values.get("categories"))[at], list)
    for place, (name, right) in enumerate(zip(names, meant or (), strict=False)):
        if name != right:
            keys: Keys = ("categories", at, place) if listed else ("categories", at)
            mending.replace(keys, name, right, f"Apple writes the category “{right}”")


def _image(known: Known, mending: _Mending, key: str, folders: tuple[Path, ...]) -> None:
    """Make a conforming copy beside an image that directories refuse, and name it."""
    name = mending.values.get(key)
    if not isinstance(name, str):
        return
    found = (picture for folder in folders if (picture := _picture(known, folder, name)))
    picture = next(found, None)
    if picture is None or is_fit(picture):
        return
    copy = _unused(picture.path)
    new = str(PurePosixPath(name).with_name(copy.name))
    try:
        made = artwork.fitted(picture, LARGEST_COVER_BYTES)
    except ArtworkError:
        return
    if mending.replace((key,), name, new, f"{new} is a copy of {name} as directories want it"):
        why = (_said_of(picture),)
        mending.beside.append(Edit(_relative(copy, known.workspace.root), None, made, why))


def _picture(known: Known, folder: Path, name: str) -> Picture | None:
    """Return an image that a file names, also where the rest of that file could not be read."""
    path = folder / name
    if path in known.pictures:
        return known.pictures[path]
    try:
        return artwork.inspect(path) if path.is_file() and leads_into(path, folder) else None
    except (ArtworkError, OSError, ValueError):
        return None


def _said_of(picture: Picture) -> str:
    small = max(picture.width, picture.height) < artwork.COVER_PIXELS
    softly = "; enlarged, it looks soft: a larger original is better" if small else ""
    return f"square, JPEG, RGB, from {picture.width} × {picture.height} pixels{softly}"


def _unused(path: Path) -> Path:
    for number in range(1, 100):
        copy = path.with_name(f"{path.stem}{FIT}{number if number > 1 else ''}.jpg")
        if not copy.exists():
            return copy
    raise FixError(f"there are 99 copies of {path.name}", "delete some of them")


def _addresses(known: Known, mending: _Mending) -> None:
    """Write https where it is known to work."""
    secure = {link.address for link in known.secure}
    for keys, address in tuple(_texts(mending.values, ())):
        if address in secure:
            why = f"{address} is there by https too"
            mending.replace(keys, address, _secured(address), why)


def _article_addresses(known: Known, mending: _Mending) -> None:
    """Write https into the lines of the article that have such an address."""
    path = _relative(mending.path, known.workspace.root)
    for place, address in known.secure:
        if place.path == path and not place.keys:
            lines = mending.text.split("\n")
            whole = re.compile(rf"{re.escape(address)}(?![^\s)\]>\"'])")
            lines[place.line - 1] = whole.sub(_secured(address), lines[place.line - 1])
            mending.put("\n".join(lines), f"{address} is there by https too")


def _secured(address: str) -> str:
    return f"https{address[len('http') :]}"


def _texts(value: Any, keys: Keys) -> Iterator[tuple[Keys, str]]:
    """Yield every text in a file's values, and the keys that lead to it."""
    if isinstance(value, str):
        yield keys, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(inner, (*keys, key))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from _texts(inner, (*keys, at))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _relative(path: Path, root: Path) -> PurePosixPath:
    return PurePosixPath(path.relative_to(root))

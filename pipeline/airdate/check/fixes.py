"""Safe fixes of a workspace, as edits to show first.

Only `write` writes. Images are never overwritten: a new file is put beside, and the key names it.
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
from airdate.check.artwork_rules import MAX_BYTES as MAX_COVER_BYTES
from airdate.check.artwork_rules import is_valid
from airdate.check.language_tags import is_language, suggestion
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

    from airdate.check.urls import Link
    from airdate.model import Manifest, Picture, Workspace
    from airdate.workspace.read.validation_messages import Keys
    from airdate.workspace.write.edit import Read

MAX_BYTES = 5_000_000
FIT = "-fit"  # what the name of a conforming copy ends in, before its number and its ending


class FixError(AirdateError):
    """A file that can't be fixed after all."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of a file; `before` None: it is new. `why` has a sentence for each part of it."""

    path: PurePosixPath
    before: bytes | None = field(repr=False)
    after: bytes = field(repr=False)
    why: tuple[str, ...]

    @property
    def diff(self) -> str:
        """The change of a text, in the format of `diff -u`; control characters are escaped."""
        if self.before is None:
            return ""
        before, after = (data.decode().split("\n") for data in (self.before, self.after))
        names = (f"a/{self.path}", f"b/{self.path}")
        return "".join(
            printable(line.removesuffix("\r")) + "\n"
            for line in unified_diff(before, after, *names, n=1, lineterm="")
        )


@dataclass(frozen=True)
class FixInput:
    """A workspace, and what fixes of it need.

    `pictures` are those probed already; `mint` makes a guid; `secure` are http links that work
    with https.
    """

    workspace: Workspace
    pictures: Mapping[Path, Picture]
    manifest: Manifest
    mint: Callable[[], str]
    secure: tuple[Link, ...] = ()

    @cached_property
    def zone(self) -> ZoneInfo | None:
        """The time zone in airdate.toml; None if there is none, since a default is a guess."""
        try:
            settings = (self.workspace.root / "airdate.toml").read_text("utf-8")
            return ZoneInfo(edit.read_toml(settings)["timezone"])
        except (OSError, ValueError, KeyError, TypeError, ZoneInfoNotFoundError):
            return None


def edits(given: FixInput) -> tuple[Edit, ...]:
    """Return all fixes."""
    root = given.workspace.root
    found: list[Edit] = []
    for path in sorted((root / "feeds").glob("*.toml")):
        found += _of_file(given, path, edit.read_toml, _feed)
    for path in sorted((root / "episodes").glob("*/episode.md")):
        if not path.parent.name.startswith("."):
            found += _of_file(given, path, edit.read_front_matter, _episode)
    return tuple(found)


def write(root: Path, edits: tuple[Edit, ...]) -> None:
    """Write edits, new files first. Raises FixError."""
    for each in sorted(edits, key=lambda edit: edit.before is not None):
        path = Path(root / each.path).resolve()
        try:
            if (path.read_bytes() if path.exists() else None) != each.before:
                raise FixError(f"{each.path} changed meanwhile", "Run the command again.")
            with replacing(path) as beside:
                beside.write_bytes(each.after)
        except OSError as error:
            raise FixError(
                f"cannot write {each.path}: {error.strerror}",
                "Make it writable for your user.",
            ) from error


@dataclass(slots=True)
class _File:
    """A file while fixes are applied: its text so far, why it changed, new files beside it."""

    path: Path
    text: str
    read: Read
    why: list[str] = field(default_factory=list)
    beside: list[Edit] = field(default_factory=list)

    @property
    def values(self) -> dict[str, Any]:
        """The values of the text so far; empty if it can't be parsed."""
        try:
            return dict(self.read(self.text))
        except (ValueError, FrontMatterError, RecursionError):
            return {}

    def put(self, text: str | None, why: str) -> bool:
        """Replace the text; False if there is no new one."""
        if text is None or text == self.text:
            return False
        self.text = text
        self.why.append(why)
        return True

    def replace(self, keys: Keys, old: str, new: str, why: str) -> bool:
        """Replace the value `old` at some keys by `new`; False if that can't be done."""
        return self.put(edit.with_value(self.text, self.read, keys, old, new), why)


def _of_file(
    given: FixInput, path: Path, read: Read, fix: Callable[[FixInput, _File], None]
) -> Iterator[Edit]:
    root = given.workspace.root
    try:
        if not leads_into(path, root) or path.stat().st_size > MAX_BYTES:
            return
        before = path.read_bytes()
        file = _File(path, before.decode(), read)
    except (OSError, UnicodeDecodeError):
        return
    markdown = read is edit.read_front_matter
    file.put(
        edit.tidied(file.text, markdown=markdown),
        "delete control characters, and white space at the end of lines",
    )
    if file.values:
        fix(given, file)
    yield from file.beside
    if file.why:
        after = file.text.encode()
        yield Edit(_relative(path, root), before, after, tuple(file.why))


def _feed(given: FixInput, file: _File) -> None:
    slug = file.path.stem
    record = given.manifest.feeds.get(slug)
    _guid(file, record.guid if record else given.mint())
    _language(file)
    for at, names in enumerate(_listed(file.values.get("categories"))):
        _category(file, at, tuple(_listed(names)))
    _image(given, file, "image", (file.path.parent, given.workspace.root))
    _addresses(given, file)


def _episode(given: FixInput, file: _File) -> None:
    _article_addresses(given, file)  # first: the others may add lines
    slug = file.path.parent.name
    was = [each.guid for each in given.manifest.summaries() if slug in each.slugs[:1]]
    _guid(file, was[0] if was else given.mint())
    _date(given, file)
    _language(file)
    _image(given, file, "cover", (file.path.parent,))
    _addresses(given, file)


def _guid(file: _File, guid: str) -> None:
    if not file.values.get("guid"):
        put = edit.with_key(file.text, file.read, "guid", guid)
        file.put(put, f"add a guid: {guid}")


def _date(given: FixInput, file: _File) -> None:
    """Add the time zone to a date, so that it no longer changes with the workspace's."""
    date = file.values.get("date")
    if not isinstance(date, str) or given.zone is None:
        return
    try:
        if read_date(date).tzinfo:
            return
        moment = readings(date, given.zone)[0]
    except ValueError:
        return
    new = moment.isoformat(" ", "seconds" if moment.second else "minutes")
    file.replace(("date",), date, new, f"add the time zone to the date: {new}")


def _language(file: _File) -> None:
    tag = file.values.get("language")
    if not isinstance(tag, str) or is_language(tag):
        return
    if near := suggestion(tag):
        file.replace(("language",), tag, near, f"correct the language tag: {near}")


def _category(file: _File, at: int, names: tuple[Any, ...]) -> None:
    if not all(isinstance(name, str) for name in names) or categories.is_known(names):
        return
    near = categories.near(names)
    listed = isinstance(_listed(file.values.get("categories"))[at], list)
    for place, (name, right) in enumerate(zip(names, near or (), strict=False)):
        if name != right:
            keys: Keys = ("categories", at, place) if listed else ("categories", at)
            file.replace(keys, name, right, f"use Apple's category name: “{right}”")


def _image(given: FixInput, file: _File, key: str, folders: tuple[Path, ...]) -> None:
    """Make a conforming copy beside an image that directories refuse, and name it."""
    name = file.values.get(key)
    if not isinstance(name, str):
        return
    found = (picture for folder in folders if (picture := _picture(given, folder, name)))
    picture = next(found, None)
    if picture is None or is_valid(picture):
        return
    copy = _unused(picture.path)
    new = str(PurePosixPath(name).with_name(copy.name))
    try:
        made = artwork.fitted(picture, MAX_COVER_BYTES)
    except ArtworkError:
        return
    if file.replace(
        (key,), name, new, f"use {new}, a copy of {name} that meets directories' requirements"
    ):
        why = (_description(picture),)
        file.beside.append(Edit(_relative(copy, given.workspace.root), None, made, why))


def _picture(given: FixInput, folder: Path, name: str) -> Picture | None:
    """Return an image that a file names, also where the rest of that file could not be read."""
    path = folder / name
    if path in given.pictures:
        return given.pictures[path]
    try:
        return artwork.inspect(path) if path.is_file() and leads_into(path, folder) else None
    except (ArtworkError, OSError, ValueError):
        return None


def _description(picture: Picture) -> str:
    small = max(picture.width, picture.height) < artwork.COVER_PIXELS
    blurry = "; enlarged, so blurry: use a larger original if you can" if small else ""
    return f"square, JPEG, RGB, from {picture.width} × {picture.height} px{blurry}"


def _unused(path: Path) -> Path:
    for number in range(1, 100):
        copy = path.with_name(f"{path.stem}{FIT}{number if number > 1 else ''}.jpg")
        if not copy.exists():
            return copy
    raise FixError(f"{path.name} has 99 copies", "Delete some of them.")


def _addresses(given: FixInput, file: _File) -> None:
    """Replace http by https where that works."""
    secure = {link.address for link in given.secure}
    for keys, address in tuple(_texts(file.values, ())):
        if address in secure:
            why = f"use https, which works too: {address}"
            file.replace(keys, address, _secured(address), why)


def _article_addresses(given: FixInput, file: _File) -> None:
    """Write https into the lines of the article that have such an address."""
    path = _relative(file.path, given.workspace.root)
    for place, address in given.secure:
        if place.path == path and not place.keys:
            lines = file.text.split("\n")
            whole = re.compile(rf"{re.escape(address)}(?![^\s)\]>\"'])")
            lines[place.line - 1] = whole.sub(_secured(address), lines[place.line - 1])
            file.put("\n".join(lines), f"use https, which works too: {address}")


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

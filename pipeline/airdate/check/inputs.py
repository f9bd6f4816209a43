"""The values that rules are functions of, made from a workspace or from anyone's feed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from airdate.model import Place

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from airdate.article import Inline
    from airdate.check.urls import Link
    from airdate.model import (
        Cue,
        Episode,
        EpisodeSummary,
        Feed,
        Manifest,
        Picture,
        PublishedSummary,
        Recording,
        Settings,
        Subscribers,
    )


SETTINGS = Place(PurePosixPath("airdate.toml"))


class Text(NamedTuple):
    """A text, and where it is written."""

    value: str
    place: Place


class Category(NamedTuple):
    """A category, or a category and its subcategory, and where it is written."""

    names: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class FieldNames:
    """How hints spell a field: as a key of the workspace, or as an element of RSS."""

    number: str
    description: str
    category: str
    owner: str
    artwork: str


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed without its episodes; empty or None: it has none."""

    place: Place
    names: FieldNames
    titles: tuple[Text, ...]
    descriptions: tuple[Text, ...]
    summaries: tuple[Text, ...]
    language: Text | None
    categories: tuple[Category, ...]
    emails: tuple[Text, ...]
    has_owner: bool
    has_artwork: bool


@dataclass(frozen=True, slots=True)
class Item:
    """An episode as apps get it.

    `label` is what messages call it. `titles` are all it has, `shown_titles` those that apps
    prefer. `show_titles` are in lower case. `number` is None where there is none, or an invalid
    one. `serial`: a serial show has it. `full`: it is neither trailer nor bonus.
    """

    label: str
    place: Place
    names: FieldNames
    titles: tuple[Text, ...]
    shown_titles: tuple[Text, ...]
    show_titles: frozenset[str]
    number: int | None
    has_number: bool
    full: bool
    serial: bool
    descriptions: tuple[Text, ...]
    summaries: tuple[Text, ...]
    language: Text | None


@dataclass(frozen=True)
class ShowContext:
    """What all episodes of a workspace share; `audiences` are directories to satisfy."""

    root: Path
    settings: Settings
    feeds: tuple[Feed, ...]
    subscribers: Subscribers
    audiences: frozenset[str] = frozenset()

    @cached_property
    def slugs(self) -> tuple[str, ...]:
        """The slugs of the feeds."""
        return tuple(feed.slug for feed in self.feeds)

    @cached_property
    def titles(self) -> frozenset[str]:
        """The titles of the feeds, in lower case."""
        return frozenset(feed.title.casefold() for feed in self.feeds)

    @cached_property
    def serials(self) -> tuple[Feed, ...]:
        """The feeds whose episodes build on each other."""
        return tuple(feed for feed in self.feeds if feed.kind == "serial")

    @cached_property
    def with_chapters_in_description(self) -> tuple[Feed, ...]:
        """The feeds whose descriptions list chapters."""
        return tuple(feed for feed in self.feeds if feed.chapters_in_description)

    def relative(self, path: Path) -> PurePosixPath:
        """Return a file's path within the workspace."""
        return PurePosixPath(path.relative_to(self.root))


@dataclass(frozen=True, slots=True)
class EpisodeInput:
    """An episode of a workspace, and what its files hold.

    `cues` are in seconds of the recording. `is_readable` is False where its recording is there and
    broken.
    """

    episode: Episode
    show: ShowContext
    item: Item
    inline: Inline
    links: tuple[Link, ...]
    recording: Recording | None
    cues: tuple[Cue, ...]
    pictures: tuple[Picture, ...]
    is_readable: bool

    @property
    def covers(self) -> tuple[Path | None, ...]:
        """The images that apps show as artwork."""
        return (self.episode.cover,)

    @property
    def interview(self) -> Place:
        """The place of the recording."""
        return Place(self.show.relative(self.episode.interview))

    def line(self, number: int) -> Place:
        """Return the place of a line of the article, which counts from 1."""
        return Place(self.episode.place.path, self.episode.article_line + number - 1)


@dataclass(frozen=True, slots=True)
class ShowInput:
    """Settings and feeds of a workspace, the images that they name, and all episodes' summaries."""

    show: ShowContext
    summaries: tuple[EpisodeSummary, ...]
    links: tuple[Link, ...]
    pictures: tuple[Picture, ...]
    now: datetime

    @property
    def covers(self) -> tuple[Path | None, ...]:
        """The images that apps show as artwork."""
        return tuple(feed.image for feed in self.show.feeds)


@dataclass(frozen=True, slots=True)
class PublishedInput:
    """The feeds of a workspace and all episodes' summaries, beside what is published.

    `published` has every episode that ever was, by guid; of `manifest`, ask for single ones.
    """

    show: ShowContext
    summaries: tuple[EpisodeSummary, ...]
    published: Mapping[str, PublishedSummary]
    manifest: Manifest

"""What the pages speak of, where each is, and what episodes have in common."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from airdate.site import language
from airdate.store.history import release_digest
from airdate.text import slugify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from airdate.model import Art, Feed, Person, Release, SiteSettings
    from airdate.site.language import Language


@dataclass(frozen=True)
class SiteView:
    """What the pages speak of: releases newest first, `gone` slugs, `moved` ones by old slug.

    `base` is the URL that keys are appended to; `feed` the main one, `art` its cover, `copies`
    small ones of it, `card` what other sites show beside a link, `icon` the key of a small cover,
    `logo` the head of pages.
    `feeds` are those that anybody may subscribe to.
    """

    feed: Feed
    feeds: tuple[Feed, ...]
    art: Art
    copies: tuple[Art, ...]
    card: Art
    icon: str
    releases: tuple[Release, ...]
    base: str
    gone: tuple[str, ...]
    moved: Mapping[str, str]
    settings: SiteSettings
    logo: Art | None = None

    @cached_property
    def listed(self) -> tuple[Release, ...]:
        """The releases that pages lead to: all but those that only some may find."""
        return tuple(release for release in self.releases if not release.folder)

    @cached_property
    def unlisted(self) -> tuple[Release, ...]:
        """The releases that have pages which nothing leads to."""
        return tuple(release for release in self.releases if release.folder)

    @cached_property
    def language(self) -> Language:
        """The language that pages speak beside the authors' words."""
        return language.of(self.feed.language)

    @cached_property
    def whole(self) -> Mapping[str, str]:
        """What stands for all that is said of each episode, by guid."""
        return {
            release.episode.guid: f"{release_digest(release)} {release.changed.isoformat()}"
            for release in self.releases
        }

    @cached_property
    def rows(self) -> Mapping[str, str]:
        """All that lists say of each episode, by guid."""
        return {release.episode.guid: _row(release) for release in self.releases}

    @cached_property
    def people(self) -> tuple[Group, ...]:
        """Everybody who is named in an episode, by name."""
        named = ((each.name, one) for one in self.listed for each in one.episode.persons)
        return _by_name(_groups(person_key, named))

    @cached_property
    def topics(self) -> tuple[Group, ...]:
        """Every tag, by name."""
        tagged = ((tag, one) for one in self.listed for tag in one.episode.tags)
        return _by_name(_groups(topic_key, tagged))

    @cached_property
    def years(self) -> tuple[Group, ...]:
        """Every year in which something was published, the newest first."""
        dated = ((str(one.episode.date.year), one) for one in self.listed)
        return tuple(_groups(year_key, dated))


@dataclass(frozen=True, slots=True)
class Group:
    """Episodes that have `name` in common, newest first; `key` is where the page of them is."""

    name: str
    key: str
    releases: tuple[Release, ...]

    @property
    def person(self) -> Person | None:
        """The person of that name, as the newest episode has them."""
        said = self.releases[0].episode.persons
        return next((each for each in said if person_key(each.name) == self.key), None)


def person_key(name: str) -> str:
    """Return where the page of a person is."""
    return f"people/{slugify(name)}.html"


def topic_key(tag: str) -> str:
    """Return where the page of a tag is."""
    return f"topics/{slugify(tag)}.html"


def year_key(year: str) -> str:
    """Return where the page of a year is."""
    return f"archive/{year}.html"


def print_key(release: Release) -> str:
    """Return where the page of the transcript alone is."""
    return _key(release, "print", ".html")


def embed_key(release: Release) -> str:
    """Return where the player for other sites is."""
    return _key(release, "embed", ".html")


def oembed_key(release: Release) -> str:
    """Return where other sites read how to embed it."""
    return _key(release, "embed", ".json")


def twin_key(release: Release) -> str:
    """Return where the episode is in Markdown."""
    return _key(release, "episodes", ".md")


def _key(release: Release, place: str, ending: str) -> str:
    return f"{release.folder}{place}/{release.episode.slug}{ending}"


def seasons(releases: Iterable[Release]) -> tuple[tuple[str, tuple[Release, ...]], ...]:
    """Return releases by season, in the order of each season's newest; "" is for those in none.

    A season is called by its name, else by its number.
    """
    found: dict[str, list[Release]] = {}
    for release in releases:
        episode = release.episode
        number = "" if episode.season is None else str(episode.season)
        found.setdefault(episode.season_name or number, []).append(release)
    return tuple((name, tuple(each)) for name, each in found.items())


def _row(release: Release) -> str:
    said = release.episode
    return repr(
        (
            *(release.page_key, said.title, said.summary, said.date.isoformat(), said.kind.value),
            *(said.season, said.season_name, said.number, release.cover.key),
            release.media[0].seconds if release.media else None,
        )
    )


def _by_name(groups: Iterable[Group]) -> tuple[Group, ...]:
    return tuple(sorted(groups, key=lambda group: group.name.casefold()))


def _groups(key_of: Callable[[str], str], named: Iterable[tuple[str, Release]]) -> Iterator[Group]:
    """Yield releases by name; names with one address are one, as the newest writes it."""
    keys: dict[str, str] = {}
    found: dict[str, tuple[str, dict[str, Release]]] = {}
    for name, release in named:
        key = keys.get(name) or keys.setdefault(name, key_of(name))
        _, of_one = found.setdefault(key, (name, {}))
        of_one[release.episode.guid] = release
    for key, (name, each) in found.items():
        yield Group(name, key, tuple(each.values()))

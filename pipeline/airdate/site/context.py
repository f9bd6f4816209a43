"""What all pages are about: the show, its episodes in brief, and what these have in common."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from airdate.site import language
from airdate.text import slugify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from airdate.model import Art, Feed, Listing, Person, Release, SiteSettings
    from airdate.site.language import Language


@dataclass(frozen=True)
class SiteView:
    """The show as its pages present it.

    `listings` are its episodes, newest first. `gone` are slugs of episodes that are no longer
    there, `moved` has the slug of today by a former one. `base` is the URL that keys are appended
    to. `feed` is the main one, `feeds` those that anybody may subscribe to. `art` is the cover,
    `copies` small ones of it, `card` what other sites show beside a link, `icon` the key of a small
    cover, `logo` stands at the head of pages.
    """

    feed: Feed
    feeds: tuple[Feed, ...]
    art: Art
    copies: tuple[Art, ...]
    card: Art
    icon: str
    listings: Sequence[Listing]
    base: str
    gone: tuple[str, ...]
    moved: Mapping[str, str]
    settings: SiteSettings
    logo: Art | None = None

    @cached_property
    def listed(self) -> tuple[Listing, ...]:
        """The episodes that pages lead to: all but those that only some may find."""
        return tuple(each for each in self.listings if not each.folder)

    @cached_property
    def unlisted(self) -> tuple[Listing, ...]:
        """The episodes that have pages which nothing leads to."""
        return tuple(each for each in self.listings if each.folder)

    @cached_property
    def language(self) -> Language:
        """The language that pages speak beside the authors' words."""
        return language.of(self.feed.language)

    @cached_property
    def rows(self) -> Mapping[str, str]:
        """All that lists show of each episode, as text, by guid."""
        return {each.guid: _row(each) for each in self.listings}

    @cached_property
    def people(self) -> tuple[Group, ...]:
        """Everybody who is named in an episode, by name."""
        named = ((person.name, each) for each in self.listed for person in each.persons)
        return _by_name(_groups(person_key, named))

    @cached_property
    def topics(self) -> tuple[Group, ...]:
        """Every tag, by name."""
        tagged = ((tag, each) for each in self.listed for tag in each.tags)
        return _by_name(_groups(topic_key, tagged))

    @cached_property
    def years(self) -> tuple[Group, ...]:
        """Every year in which something was published, the newest first."""
        dated = ((str(each.date.year), each) for each in self.listed)
        return tuple(_groups(year_key, dated))


@dataclass(frozen=True, slots=True)
class Group:
    """Episodes that have `name` in common, newest first; `key` is where the page of them is."""

    name: str
    key: str
    episodes: tuple[Listing, ...]

    @property
    def person(self) -> Person | None:
        """The person of that name, as the newest episode has them."""
        persons = self.episodes[0].persons
        return next((each for each in persons if person_key(each.name) == self.key), None)


slug = lru_cache(maxsize=1 << 14)(slugify)  # names and tags come again and again


def person_key(name: str) -> str:
    """Return where the page of a person is."""
    return f"people/{slug(name)}.html"


def topic_key(tag: str) -> str:
    """Return where the page of a tag is."""
    return f"topics/{slug(tag)}.html"


def year_key(year: str) -> str:
    """Return where the page of a year is."""
    return f"archive/{year}.html"


def print_key(episode: Release | Listing) -> str:
    """Return where the page of the transcript alone is."""
    return _key(episode, "print", ".html")


def embed_key(episode: Release | Listing) -> str:
    """Return where the player for other sites is."""
    return _key(episode, "embed", ".html")


def oembed_key(episode: Release | Listing) -> str:
    """Return where other sites read how to embed it."""
    return _key(episode, "embed", ".json")


def markdown_key(episode: Release | Listing) -> str:
    """Return where the episode is in Markdown."""
    return _key(episode, "episodes", ".md")


def _key(episode: Release | Listing, place: str, ending: str) -> str:
    return f"{episode.folder}{place}/{episode.slug}{ending}"


def seasons(episodes: Iterable[Listing]) -> tuple[tuple[str, tuple[Listing, ...]], ...]:
    """Return episodes by season, in the order of each season's newest; "" is for those in none.

    A season is called by its name, else by its number.
    """
    found: dict[str, list[Listing]] = {}
    for each in episodes:
        number = "" if each.season is None else str(each.season)
        found.setdefault(each.season_name or number, []).append(each)
    return tuple((name, tuple(each)) for name, each in found.items())


def _row(listing: Listing) -> str:
    """Return what lists show, as JSON: values can't run into each other."""
    return json.dumps(
        (
            *(listing.page_key, listing.title, listing.summary, listing.date.isoformat()),
            *(listing.kind, listing.season, listing.season_name, listing.number),
            *(listing.cover.key, listing.seconds),
        )
    )


def _by_name(groups: Iterable[Group]) -> tuple[Group, ...]:
    return tuple(sorted(groups, key=lambda group: group.name.casefold()))


def _groups(key_of: Callable[[str], str], named: Iterable[tuple[str, Listing]]) -> Iterator[Group]:
    """Yield episodes by name; names with one address are one, as the newest writes it."""
    keys: dict[str, str] = {}
    found: dict[str, tuple[str, dict[str, Listing]]] = {}
    for name, listing in named:
        key = keys.get(name) or keys.setdefault(name, key_of(name))
        _, of_one = found.setdefault(key, (name, {}))
        of_one[listing.guid] = listing
    for key, (name, each) in found.items():
        yield Group(name, key, tuple(each.values()))

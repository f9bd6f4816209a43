"""A release in brief, and where whole ones come from: what lists, feeds and search ask of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from airdate.model.released import Art, Release
from airdate.model.written import EpisodeKind, Person


@dataclass(frozen=True, slots=True)
class Listing:
    """What lists of episodes show of a release, and what decides which lists and feeds it is in.

    `digest` is of all that listeners see of the release, but for `changed`. `seconds` is how long
    its default rendition lasts; None while its interview is coming. One with a `folder` is private.
    """

    guid: str
    digest: str
    changed: datetime
    folder: str
    slug: str
    title: str
    summary: str | None
    date: datetime
    kind: EpisodeKind
    season: int | None
    season_name: str | None
    number: int | None
    feeds: tuple[str, ...]
    tags: tuple[str, ...]
    persons: tuple[Person, ...]
    cover: Art
    seconds: float | None
    has_transcript: bool

    @classmethod
    def of(cls, release: Release, digest: str) -> Listing:
        """Return a release in brief; `digest` is that of `store.history.release_digest`."""
        episode = release.episode
        return cls(
            guid=episode.guid,
            digest=digest,
            changed=release.changed,
            folder=release.folder,
            slug=episode.slug,
            title=episode.title,
            summary=episode.summary,
            date=episode.date,
            kind=episode.kind,
            season=episode.season,
            season_name=episode.season_name,
            number=episode.number,
            feeds=episode.feeds,
            tags=episode.tags,
            persons=tuple(_as_published(person) for person in episode.persons),
            cover=release.cover,
            seconds=release.media[0].seconds if release.media else None,
            has_transcript=release.transcript is not None,
        )

    @property
    def page_key(self) -> str:
        """The key of its article page."""
        return f"{self.folder}episodes/{self.slug}.html"


def _as_published(person: Person) -> Person:
    return replace(person, photo=None) if person.photo else person


class Releases(Protocol):
    """Every live release: all in brief, newest first, and each whole one on demand."""

    @property
    def listings(self) -> Sequence[Listing]:
        """All releases in brief, in the order of feeds and pages."""

    def load(self, guid: str) -> Release:
        """Return a whole release. Raises KeyError where there is none of that guid."""

"""What an episode's page shows beside what is in its release: people, neighbours, minutes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from airdate import article
from airdate.site import filters
from airdate.site.context import person_key, slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from airdate.article import Article
    from airdate.model import Art, Feed, Person, Release

WORDS_A_MINUTE = 238  # what adults read silently: https://doi.org/10.1016/j.jml.2019.104047


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A person as the page shows them: `id` is where on it, `page` that of all their episodes."""

    person: Person
    id: str
    photo: Art | None
    page: str | None

    @property
    def is_cast(self) -> bool:
        """Whether they are part of the conversation, rather than of those who made it."""
        return self.person.group.casefold() == "cast"


def context(release: Release, feed: Feed, strings: Mapping[str, str]) -> dict[str, Any]:
    """Return what the template of an episode is rendered with, apart from other episodes."""
    episode = release.episode
    text = article.of(release, strings, "../" * release.page_key.count("/"))
    cards = people(release, feed)
    return {
        "release": release,
        "episode": episode,
        "media": release.media[0] if release.media else None,
        "article": text,
        "minutes": minutes_to_read(text),
        "explicit": feed.explicit if episode.explicit is None else episode.explicit,
        "people": tuple(card for card in cards if card.is_cast),
        "crew": tuple(card for card in cards if not card.is_cast),
        "corrections": release.corrections,
        "speakers": speakers(release, cards),
        "turns": tuple(filters.turns(release.transcript.cues)) if release.transcript else (),
    }


def people(release: Release, feed: Feed) -> tuple[PersonCard, ...]:
    """Return those who are in an episode or made it; the show's, where it names nobody."""
    photos = {photo.name: photo.art for photo in release.photos}
    has_page = bool(release.episode.persons) and not release.folder
    cards: dict[str, PersonCard] = {}
    for person in release.episode.persons or feed.persons:
        id_ = f"person-{slug(person.name)}"
        page = person_key(person.name) if has_page else None
        cards.setdefault(id_, PersonCard(person, id_, photos.get(person.name), page))
    return tuple(cards.values())


def speakers(release: Release, cards: Iterable[PersonCard]) -> dict[str, str]:
    """Return the id of each speaker's card, by the name that the transcript has.

    A speaker is called by the name or a part of it, as `check` takes it.
    """
    names = {cue.speaker for cue in release.transcript.cues} if release.transcript else set()
    parts_of = [(_parts(card.person.name), card.id) for card in cards]
    found = (
        (name, [id_ for parts, id_ in parts_of if _parts(name) <= parts]) for name in names if name
    )
    return {name: ids[0] for name, ids in found if ids}


def _parts(name: str) -> frozenset[str]:
    return frozenset(name.casefold().split())


def minutes_to_read(text: Article) -> int:
    """Return how many minutes the article takes, at least one."""
    return max(1, round(len(article.plain(text).split()) / WORDS_A_MINUTE))

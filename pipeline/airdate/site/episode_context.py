"""What an episode's page shows beside what is in its release: people, neighbours, minutes."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from airdate import article
from airdate.site import filters
from airdate.site.context import person_key, slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from airdate.article import Article
    from airdate.model import Art, Feed, Listing, Person, Release

WORDS_A_MINUTE = 238  # what adults read silently: https://doi.org/10.1016/j.jml.2019.104047
RELATED = 3
_NEAREST = 5  # on either side, of the episodes that share a tag or a guest
_GUEST_WEIGHT = 3


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


def related(listings: Sequence[Listing]) -> Iterator[tuple[Listing, ...]]:
    """Yield for each episode those that share most guests and tags with it, the nearest first.

    Its neighbours in time are left out: the page leads to them anyway. Only so many that share
    a tag are looked at, so that a tag that all have costs no more than others.
    """
    shared = [_shared(listing) for listing in listings]
    index: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, features in enumerate(shared):
        for key, _ in features:
            index[key].append(at)
    passed: Counter[tuple[str, str]] = Counter()
    for at, features in enumerate(shared):
        scores: dict[int, int] = {}
        for key, weight in features:
            middle = passed[key]
            passed[key] = middle + 1
            for place in index[key][max(0, middle - _NEAREST) : middle + _NEAREST + 1]:
                scores[place] = scores.get(place, 0) + weight
        yield tuple(listings[place] for place in _best(scores, at, len(listings)))


def _best(scores: Mapping[int, int], at: int, count: int) -> list[int]:
    """Return the places with the highest scores: of two alike the nearer, then the newer.

    All that decides is in one number for each, which sorts fastest.
    """
    far = 2 * count
    ranks = sorted(
        2 * abs(place - at) + (place > at) - score * far
        for place, score in scores.items()
        if abs(place - at) > 1
    )
    steps = (rank % far for rank in ranks[:RELATED])
    return [at + step // 2 if step % 2 else at - step // 2 for step in steps]


def _shared(listing: Listing) -> list[tuple[tuple[str, str], int]]:
    """Return what others may have in common with an episode, and how much that counts."""
    guests = {each.name.casefold() for each in listing.persons if each.role.lower() == "guest"}
    tags = {tag.casefold() for tag in listing.tags}
    return [
        *((("guest", name), _GUEST_WEIGHT) for name in sorted(guests)),
        *((("tag", name), 1) for name in sorted(tags)),
    ]

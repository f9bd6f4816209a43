"""Which episodes are most like each: those that share its guests and tags, the nearest first."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from airdate.ledger import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from airdate.ledger import Ledger
    from airdate.model import Listing

RELATED = 3
_NEAREST = 5  # on either side, of the episodes that share a tag or a guest
_GUEST_WEIGHT = 3
_ALL = "all"  # the only subject

Features = list[tuple[tuple[str, str], int]]


def _encode(places: list[list[int]]) -> bytes:
    return json.dumps(places).encode()


def _decode(body: bytes) -> list[list[int]]:
    places: list[list[int]] = json.loads(body)
    return places


# For each episode, the places of others in the list.
STAGE: Stage[list[list[int]]] = Stage("related episodes", ("site/related.py",), _encode, _decode)


def related(listings: Sequence[Listing], ledger: Ledger) -> Iterator[tuple[Listing, ...]]:
    """Yield for each episode those that share most guests and tags with it, the nearest first.

    Its neighbours in time are left out: the page leads to them anyway. Only so many that share
    a tag are looked at, so that a tag that all have costs no more than others.
    """
    features = [_features(listing) for listing in listings]
    inputs = STAGE.inputs(json.dumps(features))
    if ledger.stale(STAGE, {_ALL: inputs}):
        ledger.write(STAGE, [(_ALL, inputs, list(_places(features)))])
    for places in ledger.load(STAGE, _ALL) or ():
        yield tuple(listings[place] for place in places)


def _places(every: Sequence[Features]) -> Iterator[list[int]]:
    index: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, features in enumerate(every):
        for key, _ in features:
            index[key].append(at)
    passed: Counter[tuple[str, str]] = Counter()
    for at, features in enumerate(every):
        scores: dict[int, int] = {}
        for key, weight in features:
            middle = passed[key]
            passed[key] = middle + 1
            for place in index[key][max(0, middle - _NEAREST) : middle + _NEAREST + 1]:
                scores[place] = scores.get(place, 0) + weight
        yield _best(scores, at, len(every))


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


def _features(listing: Listing) -> Features:
    """Return what others may have in common with an episode, and how much that counts."""
    guests = {each.name.casefold() for each in listing.persons if each.role.lower() == "guest"}
    tags = {tag.casefold() for tag in listing.tags}
    return [
        *((("guest", name), _GUEST_WEIGHT) for name in sorted(guests)),
        *((("tag", name), 1) for name in sorted(tags)),
    ]

"""A feed as it is published: what documents of every format are about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from airdate.model import Art, Feed


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed at one address: a private one has one for each subscriber.

    `base` is the URL that keys are appended to; those of its own files begin with `stem`. `built`
    is when anything in it last changed.
    """

    feed: Feed
    image: Art
    base: str
    built: datetime
    stem: str


def public_stem(feed: Feed) -> str:
    """Return what the keys of a feed begin with that all may subscribe to. It never changes."""
    return f"feeds/{feed.slug}"

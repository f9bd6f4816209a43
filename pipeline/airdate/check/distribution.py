"""What is looked for in what feeds carry, and in private ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airdate.check.core import Finding, RuleInput
from airdate.check.shows import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Iterator


def carries_unknown(facts: RuleInput) -> Iterator[Finding]:
    """Find feeds that carry the episodes of one that there is not."""
    slugs = [feed.slug for feed in facts.workspace.feeds]
    for feed in facts.workspace.feeds:
        for slug in feed.include_feeds:
            if slug not in slugs:
                yield Finding(
                    feed.place.at("include_feeds"),
                    f"there is no feed {slug!r}",
                    f"the feeds are {', '.join(slugs)}",
                )


def carried_nowhere(facts: RuleInput) -> Iterator[Finding]:
    """Find episodes that every feed leaves out, by its seasons, tags or types."""
    slugs = {feed.slug for feed in facts.workspace.feeds}
    for episode in facts.workspace.episodes:
        if not slugs.issuperset(episode.feeds) or not episode.feeds:
            continue  # told by other rules
        if not any(feed.carries(episode) for feed in facts.workspace.feeds):
            yield Finding(
                episode.place.at("feeds"),
                f"the feeds that it is in ({', '.join(episode.feeds)}) leave it out, by their "
                "`seasons`, `tags` or `types`",
                "name a feed that takes it, or let one of them take it",
            )


def rendition_unknown(facts: RuleInput) -> Iterator[Finding]:
    """Find feeds that are to play a file that nobody makes."""
    made = [each.name for each in facts.workspace.settings.audio.renditions]
    for feed in facts.workspace.feeds:
        if feed.rendition and feed.rendition not in made:
            yield Finding(
                feed.place.at("rendition"),
                f"no {feed.rendition} is made: the renditions are {', '.join(made)}",
                f'write renditions = ["{made[0]}", "{feed.rendition}"] into [audio]',
            )


def main_private(facts: RuleInput) -> Iterator[Finding]:
    """Find a private feed that the pages would speak for."""
    for feed in facts.workspace.feeds[:1]:
        if feed.private:
            yield Finding(
                feed.place.at("private"),
                "the main feed is private, and the pages that all can find speak for it",
                "make another feed private that extends it, and let main have a trailer, say",
            )


def secret_missing(facts: RuleInput) -> Iterator[Finding]:
    """Find private feeds without the file of their addresses: all of them would be closed."""
    for feed in facts.workspace.feeds:
        if feed.private and not facts.workspace.subscribers.secret:
            yield Finding(
                feed.place.at("private"),
                "the feed is private, and there is no subscribers.toml with addresses of it",
                "put it back from a copy; a new feed gets it by `airdate subscribers add NAME`",
            )


def subscribers_none(facts: RuleInput) -> Iterator[Finding]:
    """Find private feeds that nobody has an address of."""
    known = facts.workspace.subscribers
    for feed in facts.workspace.feeds:
        if feed.private and known.secret and not known.tokens.get(feed.slug):
            yield Finding(
                feed.place.at("private"),
                "the feed is private, and nobody has an address of it",
                f"give one by `airdate subscribers add NAME --feed {feed.slug}`",
            )


def subscribers_of_nothing(facts: RuleInput) -> Iterator[Finding]:
    """Find addresses of feeds that are not private, or not there: they do not work."""
    private = {feed.slug for feed in facts.workspace.feeds if feed.private}
    for slug, tokens in facts.workspace.subscribers.tokens.items():
        for feed in facts.workspace.feeds[:1]:
            if tokens and slug not in private:
                yield Finding(
                    feed.place,
                    f"subscribers.toml has addresses of {slug!r}, which is no private feed",
                    f"write private = true into feeds/{slug}.toml, or revoke them",
                )


def records_public(facts: RuleInput) -> Iterator[Finding]:
    """Find private feeds in a folder: whoever serves it whole tells all addresses."""
    private = any(feed.private for feed in facts.workspace.feeds)
    if private and not facts.workspace.settings.storage.url.startswith("s3://"):
        yield Finding(
            SETTINGS.at("storage", "url"),
            "the show has a private feed, and its records are in the folder that is published: "
            "head.json and history/ name all addresses",
            "see that the server answers 404 for both; [hosting] servers writes how",
        )

"""What is looked for in what was published before: that it does not turn into something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airdate.check.core import Finding, RuleInput

if TYPE_CHECKING:
    from collections.abc import Iterator


def slug_taken(facts: RuleInput) -> Iterator[Finding]:
    """Find episodes at the address of another one that has moved on.

    Two at one address, and an address that comes with another guid, are other rules.
    """
    slugs = {episode.guid: episode.slug for episode in facts.workspace.episodes}
    owners = {
        slug: published
        for published in facts.manifest.episodes.values()
        for slug in published.slugs
        if slugs.get(published.guid, slug) != slug
    }
    for episode in facts.workspace.episodes:
        own = facts.manifest.episodes.get(episode.guid)
        owner = owners.get(episode.slug)
        if owner and owner.guid != episode.guid and not (own and episode.slug in own.slugs):
            yield Finding(
                episode.place.at("slug"),
                f"“{owner.title}” was published at the address {episode.slug}, "
                "and links to it will lead to this episode",
                "write another `slug:` into this one, and the old links lead to where it is now",
            )


def feed_guid_changed(facts: RuleInput) -> Iterator[Finding]:
    """Find published feeds that come with another guid."""
    for feed in facts.workspace.feeds:
        published = facts.manifest.feeds.get(feed.slug)
        if published and published.guid != feed.guid:
            yield Finding(
                feed.place.at("guid"),
                f"the guid of “{feed.title}” was {published.guid} when it was published",
                "put that guid back: directories and apps know the show by it",
            )

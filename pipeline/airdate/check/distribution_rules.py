"""Rules about which episodes a feed contains, and about private feeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airdate.check import references
from airdate.check.core import Finding, Rule, on_episode, on_show
from airdate.check.inputs import SETTINGS
from airdate.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from airdate.check.inputs import EpisodeInput, ShowInput


def feed_unknown(given: EpisodeInput) -> Iterator[Finding]:
    """Find episodes in a feed that doesn't exist; that none can be read is another problem."""
    for slug in given.episode.feeds if given.show.slugs else ():
        if slug not in given.show.slugs:
            yield Finding(
                given.episode.place.at("feeds"),
                f"unknown feed “{slug}”",
                f"Use one of: {', '.join(given.show.slugs)}.",
            )


def episode_feeds_empty(given: EpisodeInput) -> Iterator[Finding]:
    """Find episodes that are in no feed at all."""
    if not given.episode.feeds:
        yield Finding(
            given.episode.place.at("feeds"),
            "`feeds` is empty",
            "Name a feed, or delete the key to use `main`.",
        )


def episode_in_no_feed(given: EpisodeInput) -> Iterator[Finding]:
    """Find episodes that every feed filters out."""
    episode, show = given.episode, given.show
    if any(feed.carries(episode) for feed in show.feeds):
        return
    if episode.feeds and set(show.slugs).issuperset(episode.feeds):
        yield Finding(
            episode.place.at("feeds"),
            f"no feed includes this episode: “{', '.join(episode.feeds)}” "
            "filters it out by `seasons`, `tags` or `types`",
            "Name another feed, or widen the filter.",
        )


def include_feeds_unknown(given: ShowInput) -> Iterator[Finding]:
    """Find feeds that include the episodes of one that doesn't exist."""
    for feed in given.show.feeds:
        for slug in feed.include_feeds:
            if slug not in given.show.slugs:
                yield Finding(
                    feed.place.at("include_feeds"),
                    f"unknown feed “{slug}”",
                    f"Use one of: {', '.join(given.show.slugs)}.",
                )


def rendition_unknown(given: ShowInput) -> Iterator[Finding]:
    """Find feeds that play a rendition that isn't made."""
    names = [each.name for each in given.show.settings.audio.renditions]
    for feed in given.show.feeds:
        if feed.rendition and feed.rendition not in names:
            yield Finding(
                feed.place.at("rendition"),
                f"unknown rendition “{feed.rendition}”; there are: {', '.join(names)}",
                f'Write `renditions = ["{names[0]}", "{feed.rendition}"]` in `[audio]`.',
            )


def main_feed_private(given: ShowInput) -> Iterator[Finding]:
    """Find a private feed from which the website would be built."""
    for feed in given.show.feeds[:1]:
        if feed.private:
            yield Finding(
                feed.place.at("private"),
                "main feed can't be private: the public website is built from it",
                'Make a second feed with `extends = "main"` private.',
            )


def subscribers_file_missing(given: ShowInput) -> Iterator[Finding]:
    """Find private feeds without the file of their URLs: all of them would be revoked."""
    for feed in given.show.feeds:
        if feed.private and not given.show.subscribers.secret:
            yield Finding(
                feed.place.at("private"),
                "private feed, but subscribers.toml is missing; publishing would revoke every "
                "subscriber's URL",
                "Restore the file from a backup. For a new feed, run "
                "`airdate subscribers add NAME`.",
            )


def subscribers_empty(given: ShowInput) -> Iterator[Finding]:
    """Find private feeds without a subscriber."""
    subscribers = given.show.subscribers
    for feed in given.show.feeds:
        if feed.private and subscribers.secret and not subscribers.tokens.get(feed.slug):
            yield Finding(
                feed.place.at("private"),
                "private feed has no subscribers",
                f"Run `airdate subscribers add NAME --feed {feed.slug}`.",
            )


def subscribers_feed_unknown(given: ShowInput) -> Iterator[Finding]:
    """Find subscribers of feeds that are not private, or don't exist."""
    private = {feed.slug for feed in given.show.feeds if feed.private}
    for slug, tokens in given.show.subscribers.tokens.items():
        for feed in given.show.feeds[:1]:
            if tokens and slug not in private:
                yield Finding(
                    feed.place,
                    f"subscribers.toml has subscribers of “{slug}”, which is not a private feed",
                    f"Add `private = true` to feeds/{slug}.toml, or revoke their URLs.",
                )


def private_urls_exposed(given: ShowInput) -> Iterator[Finding]:
    """Find private feeds in a folder, which is often served as a whole."""
    private = any(feed.private for feed in given.show.feeds)
    if private and not given.show.settings.storage.url.startswith("s3://"):
        yield Finding(
            SETTINGS.at("storage", "url"),
            "head.json and history/ in the published folder reveal private feed URLs",
            "Make the server answer 404 for both; `servers` in `[hosting]` writes its config.",
        )


RULES = (
    Rule(
        "feed-unknown",
        "no listener gets the episode",
        references.OURS,
        (on_episode(feed_unknown),),
    ),
    Rule(
        "episode-feeds-empty",
        "no listener gets the episode",
        references.OURS,
        (on_episode(episode_feeds_empty),),
    ),
    Rule(
        "episode-in-no-feed",
        "no listener gets the episode",
        references.OURS,
        (on_episode(episode_in_no_feed),),
    ),
    Rule(
        "include-feeds-unknown",
        "the feed lacks episodes",
        references.OURS,
        (on_show(include_feeds_unknown),),
    ),
    Rule(
        "rendition-unknown",
        "the feed has no file to play",
        references.OURS,
        (on_show(rendition_unknown),),
    ),
    Rule(
        "main-feed-private",
        "public pages would reveal what is private",
        references.OURS,
        (on_show(main_feed_private),),
    ),
    Rule(
        "subscribers-file-missing",
        "publishing would revoke every subscriber's URL",
        references.OURS,
        (on_show(subscribers_file_missing),),
    ),
    Rule(
        "subscribers-empty",
        "no listener gets the feed",
        references.OURS,
        (on_show(subscribers_empty),),
        Severity.WARNING,
    ),
    Rule(
        "subscribers-feed-unknown",
        "the URLs of these subscribers don't work",
        references.OURS,
        (on_show(subscribers_feed_unknown),),
        Severity.WARNING,
    ),
    Rule(
        "private-urls-exposed",
        "a private feed must not be found by others",
        references.PRIVATE,
        (on_show(private_urls_exposed),),
        Severity.WARNING,
    ),
)

"""A rule finds the same in a workspace as in a feed that says the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from hypothesis import given
from hypothesis import strategies as st

from airdate.check.core import Scope
from airdate.check.registry import RULES
from airdate.model import EpisodeKind, Owner, Place
from tests.check.feed import linted
from tests.check.test_rules import COVER, EPISODE, FEED, NOW, Given

if TYPE_CHECKING:
    from collections.abc import Iterable

    from airdate.model import Episode, Feed, Problem

SHARED = {Scope.ITEM, Scope.ITEMS, Scope.CHANNEL}
CODES = {rule.code for rule in RULES if any(each.scope in SHARED for each in rule.checks)}
# What only workspaces are asked for, beside what they share with feeds.
CODES -= {"url-placeholder"}
OWNER = "<itunes:owner><itunes:email>ada@lanterns.fm</itunes:email></itunes:owner>"
IMAGE = '<itunes:image href="https://a.fm/a.jpg"/>'
TITLES = ("Trust", "7: Trust", "Ep. 1 Trust", "Show: Trust", "a < b", "Tea &amp; talk", "<i>x</i>")
EPISODES = st.builds(
    lambda title, number, season, kind, guid, summary: replace(
        EPISODE, title=title, number=number, season=season, kind=kind, guid=guid, summary=summary
    ),
    st.sampled_from(TITLES),
    st.sampled_from((None, 1, 7)),
    st.sampled_from((None, 1)),
    st.sampled_from(EpisodeKind),
    st.sampled_from(("g", "G", "h")),
    st.sampled_from((None, "Short.", "ä" * 2001)),
)
FEEDS = st.builds(
    lambda title, description, language, categories, owner, image, kind: replace(
        FEED,
        title=title,
        description=description,
        language=language,
        categories=categories,
        owner=owner,
        image=image,
        kind=kind,
    ),
    st.sampled_from(("Show", "Show <b>", "A > B")),
    st.sampled_from(("", "About it.", "ä" * 2001)),
    st.sampled_from(("en", "de_AT", "jp", "gsw")),
    st.sampled_from(((), (("Arts", "Books"),), (("arts",),), (("Arts", "Nope"),))),
    st.sampled_from((None, Owner("Ada", "ada@lanterns.fm"))),
    st.sampled_from((None, COVER)),
    st.sampled_from(("serial", "episodic")),
)


@given(FEEDS, st.lists(EPISODES, max_size=3))
def test_a_workspace_and_its_feed_have_the_same_problems(
    feed: Feed, episodes: list[Episode]
) -> None:
    distinct = tuple(
        replace(
            each,
            slug=f"e{at}",
            date=NOW - timedelta(days=at + 1),
            place=Place(PurePosixPath(f"episodes/e{at}/episode.md")),
        )
        for at, each in enumerate(episodes)
    )
    workspace = Given(feeds=(feed,), episodes=distinct).problems_for()
    assert codes(workspace) == codes(linted(document(feed, distinct)).problems)


def codes(problems: Iterable[Problem]) -> list[str]:
    return sorted(each.code for each in problems if each.code in CODES)


def document(feed: Feed, episodes: Iterable[Episode]) -> str:
    """Return a feed that says of a show and its episodes what a workspace says."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
        'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel>'
        f"<title>{escape(feed.title)}</title><language>{feed.language}</language>"
        f"<description>{escape(feed.description)}</description>"
        f"<itunes:type>{feed.kind}</itunes:type>{OWNER if feed.owner else ''}"
        f"{IMAGE if feed.image else ''}{''.join(map(category, feed.categories))}"
        f"{''.join(map(item, episodes))}</channel></rss>"
    )


def category(names: tuple[str, ...]) -> str:
    inner = "".join(f"<itunes:category text={quoteattr(name)}/>" for name in names[1:])
    return f"<itunes:category text={quoteattr(names[0])}>{inner}</itunes:category>"


def item(episode: Episode) -> str:
    values = {
        "itunes:episode": episode.number,
        "itunes:season": episode.season,
        "itunes:summary": episode.summary,
    }
    rest = "".join(f"<{name}>{value}</{name}>" for name, value in values.items() if value)
    return (
        f"<item><title>{escape(episode.title)}</title><guid>{episode.guid}</guid>"
        f"<itunes:episodeType>{episode.kind}</itunes:episodeType>{rest}</item>"
    )

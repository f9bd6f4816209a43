"""What is looked for in titles, numbers and languages: what apps show and sort by."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from airdate.check.core import Finding, RuleInput
from airdate.check.languages import is_known, meant
from airdate.model import EpisodeKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from airdate.model import Episode, Place

# "Ep. 12", "Episode 12", "Folge 12", "#12", "S2E5": numbers that have a key of their own.
NUMBERED = re.compile(
    r"(?:(?:episode|epis[oó]dio|[ée]pisode|folge|ep\.?|#)\s*[0-9]+|s[0-9]+\s*e[0-9]+)\b",
    re.IGNORECASE,
)
DESCRIPTION_BYTES = 4000  # as Apple says
_SEPARATORS = ":|–—-·•"
_LEADING = re.compile(rf"([0-9]{{1,9}})\s*[{re.escape(_SEPARATORS)}.]\s")


def title_numbered(facts: RuleInput) -> Iterator[Finding]:
    """Find titles that begin with the episode's number."""
    for episode in facts.workspace.episodes:
        said = NUMBERED.match(episode.title) or _own_number(episode)
        if said:
            yield Finding(
                episode.place.at("title"),
                f"the title begins with a number: “{said[0].strip()}”",
                "write the number into `episode:` (and `season:`) alone; apps show it",
            )


def title_with_show(facts: RuleInput) -> Iterator[Finding]:
    """Find titles that say the show's title too."""
    shows = {feed.title.casefold() for feed in facts.workspace.feeds}
    for episode in facts.workspace.episodes:
        if has_show(episode.title, shows):
            yield Finding(
                episode.place.at("title"),
                "the title has the show's title in it",
                "leave it out: apps show it beside",
            )


def date_twice(facts: RuleInput) -> Iterator[Finding]:
    """Find two episodes of a feed that go out at one moment."""
    first: dict[tuple[str, datetime], Place] = {}
    for episode in facts.workspace.episodes:
        for feed in episode.feeds:
            owner = first.setdefault((feed, episode.date), episode.place)
            if owner != episode.place:
                what = f"its date is that of {owner.path} too"
                yield Finding(episode.place.at("date"), what, "set them a minute apart")
                break


def summary_long(facts: RuleInput) -> Iterator[Finding]:
    """Find summaries that are cut."""
    for episode in facts.workspace.episodes:
        if (size := len((episode.summary or "").encode())) > DESCRIPTION_BYTES:
            yield Finding(
                episode.place.at("summary"),
                f"the summary has {size} bytes",
                f"shorten it to {DESCRIPTION_BYTES}; the feed has the beginning",
            )


def has_show(title: str, shows: set[str]) -> bool:
    """Whether a title begins or ends with a show's, these in lower case."""
    parts = [part.strip() for part in re.split(f"[{re.escape(_SEPARATORS)}]", title.casefold())]
    return len(parts) > 1 and bool(shows & {parts[0], parts[-1]})


def number_twice(facts: RuleInput) -> Iterator[Finding]:
    """Find two full episodes of a feed with one number."""
    first: dict[tuple[str, int | None, int], Place] = {}
    for episode in facts.workspace.episodes:
        if episode.kind is not EpisodeKind.FULL or not episode.number:
            continue
        same = {
            owner
            for feed in episode.feeds
            if (owner := first.setdefault((feed, episode.season, episode.number), episode.place))
            != episode.place
        }
        for place in sorted(same):
            yield Finding(
                episode.place.at("episode"),
                f"episode {episode.number} is {place.path} too",
                "number one of them differently, or write another `season:`",
            )


def language_unknown(facts: RuleInput) -> Iterator[Finding]:
    """Find codes that are no language's."""
    said = [(each.language, each.place) for each in facts.workspace.feeds]
    said += [(each.language, each.place) for each in facts.workspace.episodes if each.language]
    for code, place in said:
        if not is_known(code):
            near = meant(code)
            yield Finding(
                place.at("language"),
                f"{code} is no language's code",
                f"Did you mean {near}?" if near else "write one of ISO 639, such as en or de-AT",
            )


def _own_number(episode: Episode) -> re.Match[str] | None:
    """Return where a title such as "12: Trust" begins with the episode's own number."""
    match = _LEADING.match(episode.title)
    return match if match and int(match[1]) == episode.number else None

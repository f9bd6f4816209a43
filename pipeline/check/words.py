"""What is looked for in titles, numbers and languages: what apps show and sort by."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.check.languages import MEANT, is_known
from pipeline.check.rule import Facts, Finding
from pipeline.model import EpisodeKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.model import Episode, Place

# "Ep. 12", "Episode 12", "Folge 12", "#12", "S2E5": numbers that have a key of their own.
_NUMBERED = re.compile(
    r"(?:(?:episode|epis[oó]dio|[ée]pisode|folge|ep\.?|#)\s*[0-9]+|s[0-9]+\s*e[0-9]+)\b",
    re.IGNORECASE,
)
_SEPARATORS = ":|–—-·•"


def title_numbered(facts: Facts) -> Iterator[Finding]:
    """Find titles that begin with the episode's number."""
    for episode in facts.workspace.episodes:
        said = _NUMBERED.match(episode.title) or _own_number(episode)
        if said:
            yield Finding(
                episode.place,
                f"the title begins with a number: “{said[0].strip()}”",
                "write the number into `episode:` (and `season:`) alone; apps show it",
            )


def title_with_show(facts: Facts) -> Iterator[Finding]:
    """Find titles that say the show's title too."""
    shows = {feed.title.casefold() for feed in facts.workspace.feeds}
    for episode in facts.workspace.episodes:
        parts = re.split(f"[{re.escape(_SEPARATORS)}]", episode.title)
        ends = {part.strip().casefold() for part in (parts[0], parts[-1])}
        if len(parts) > 1 and shows & ends:
            yield Finding(
                episode.place,
                "the title has the show's title in it",
                "leave it out: apps show it beside",
            )


def number_twice(facts: Facts) -> Iterator[Finding]:
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
                episode.place,
                f"episode {episode.number} is {place.path} too",
                "number one of them differently, or write another `season:`",
            )


def language_unknown(facts: Facts) -> Iterator[Finding]:
    """Find codes that are no language's."""
    said = [(each.language, each.place) for each in facts.workspace.feeds]
    said += [(each.language, each.place) for each in facts.workspace.episodes if each.language]
    for code, place in said:
        if not is_known(code):
            meant = MEANT.get(code.lower(), MEANT.get(code.split("-", 1)[0].lower()))
            yield Finding(
                place,
                f"{code} is no language's code",
                f"Did you mean {meant}?" if meant else "write one of ISO 639, such as en or de-AT",
            )


def _own_number(episode: Episode) -> re.Match[str] | None:
    """Return where a title such as "12: Trust" begins with the episode's own number."""
    return re.match(rf"0*{episode.number}\s*[{re.escape(_SEPARATORS)}.]\s", episode.title)

"""What can be searched for: each episode's words, as a search engine takes them. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from airdate import article

if TYPE_CHECKING:
    from airdate.model import Release
    from airdate.site.context import SiteView

KEY = "search.html"
FOLDER = "pagefind/"


@dataclass(frozen=True, slots=True)
class Record:
    """One episode: where its page is, its words, and what is shown of it."""

    url: str
    language: str
    words: str
    title: str
    facts: str


def records(view: SiteView) -> tuple[Record, ...]:
    """Return a record for each episode that all may find."""
    return tuple(_record(view, release) for release in view.listed)


def digest(view: SiteView) -> str:
    """Return the digest of all that records are made of."""
    said = [view.feed.language, *(view.whole[each.episode.guid] for each in view.listed)]
    return hashlib.sha256("\0".join(said).encode()).hexdigest()


def _record(view: SiteView, release: Release) -> Record:
    episode = release.episode
    people = ", ".join(person.name for person in episode.persons)
    heard = " ".join(cue.text for cue in release.transcript.cues) if release.transcript else ""
    written = article.plain(article.of(release, view.language.say))
    said = (episode.title, episode.summary or "", people, " ".join(episode.tags), written, heard)
    return Record(
        url=release.page_key,
        language=view.feed.language,  # one index: the page searches those of its own language
        words="\n".join(each for each in said if each),
        title=episode.title,
        facts=" · ".join(each for each in (view.language.day(episode.date), people) if each),
    )

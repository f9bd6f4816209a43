"""What can be searched for: each episode's words, as a search engine takes them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from airdate import article

if TYPE_CHECKING:
    from collections.abc import Iterator

    from airdate.model import Release, Releases
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


def records(view: SiteView, releases: Releases) -> Iterator[Record]:
    """Yield a record for each episode that all may find."""
    return (_record(view, releases.load(each.guid)) for each in view.listed)


def inputs(view: SiteView) -> tuple[str, ...]:
    """Return all that records are made of, as text."""
    return (view.feed.language, *(each.digest for each in view.listed))


def _record(view: SiteView, release: Release) -> Record:
    episode = release.episode
    people = ", ".join(person.name for person in episode.persons)
    cues = release.transcript.cues if release.transcript else ()
    transcript = " ".join(cue.text for cue in cues)
    text = article.plain(article.of(release, view.language.strings))
    words = (episode.title, episode.summary, people, " ".join(episode.tags), text, transcript)
    return Record(
        url=release.page_key,
        language=view.feed.language,  # one index: the page searches those of its own language
        words="\n".join(each for each in words if each),
        title=episode.title,
        facts=" · ".join(each for each in (view.language.day(episode.date), people) if each),
    )

"""A small site for tests, from whole values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from airdate.ledger import Ledger, ledger_in_memory
from airdate.ledger.wanted import wanted_artifacts
from airdate.model import (
    Art,
    Chapter,
    Cue,
    File,
    Funding,
    Person,
    SiteSettings,
    Transcript,
    Waiting,
)
from airdate.site import Pages, SiteView
from tests.feed.making import BASE, FEED, IMAGE, MEDIA, RELEASE, release
from tests.publish.planning import ReleasesInMemory

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from airdate.model import Artifact, Release

ARTICLE = """
It begins with a *question*.[^1]

## What helps

- One thing
- Another

::: tip Try this
Breathe out.
:::

## The interview

::: interview

::: advocate
[Somebody to call](https://help.example/)
:::

::: sources
[^1]: A. Author (2026): “A title.”
:::
"""
CHAPTERS = (Chapter(0.0, "Welcome"), Chapter(62.5, "The second thing", "https://more.example/"))
CUES = (
    Cue(0.0, 2.0, "Welcome.", "Ada"),
    Cue(2.0, 4.5, "It is good that you are here.", "Ada"),
    Cue(5.0, 8.0, "Thank you.", "Bo"),
)
PERSONS = (
    Person("Ada", "host"),
    Person("Bo", "guest", url="https://bo.example/", credentials="knows about rooms"),
)


CARD = Art("cards/main-0a1b2c3d.jpg", "image/jpeg", 40_000, "0c" * 32, 1200, 630)
COPIES = tuple(
    Art(f"art/first-{width}-0a1b2c3d.{name}", f"image/{type_}", 9_000, "0d" * 32, width, width)
    for name, type_ in (("avif", "avif"), ("webp", "webp"), ("jpg", "jpeg"))
    for width in (240, 480)
)
WAVEFORM = File("waveforms/first-c0ffee00.svg", "image/svg+xml", 70, "3a" * 32)


def full(**episode: Any) -> Release:
    """Return a release with all that a page can say."""
    return release(
        {
            "media": (replace(MEDIA, waveform=WAVEFORM),),
            "chapters": CHAPTERS,
            "chapters_key": "chapters/first-00000000.json",
            "transcript": Transcript("transcripts/first-00000000.vtt", "text/vtt", CUES),
            "copies": COPIES,
            "card": replace(CARD, key="cards/first-0a1b2c3d.jpg"),
        },
        **{
            "title": "The first hour",
            "summary": "What a first hour is for.",
            "article": ARTICLE,
            "persons": PERSONS,
            "season": 2,
            "season_name": "Doors",
            "number": 3,
            **episode,
        },
    )


def bare(slug: str, days: int, **episode: Any) -> Release:
    """Return another release with little to say, so many days later."""
    made = release({"changed": RELEASE.changed}, slug=slug, guid=slug, title=slug, **episode)
    later = replace(made.episode, date=made.episode.date + timedelta(days=days))
    return replace(made, episode=later, media=(replace(MEDIA, key=f"media/{slug}-0000.mp3"),))


@dataclass(frozen=True)
class Shown(SiteView):
    """A site with its whole releases; its listings are of these."""

    releases: tuple[Release, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "listings", ReleasesInMemory.of(self.releases).listings)


def view(*releases: Release, language: str = "en", **changes: Any) -> Shown:
    feed = replace(
        FEED,
        language=language,
        funding=(Funding("https://give.example/", "Give"),),
        license="cc-by-4.0",
    )
    made = Shown(
        feed=feed,
        feeds=(feed,),
        art=IMAGE,
        copies=(),
        card=CARD,
        icon="art/icon-01234567.jpg",
        listings=(),
        base=BASE,
        gone=(),
        moved={},
        settings=SiteSettings(),
        releases=releases,
    )
    return replace(made, **changes)


def render(made: Shown, ledger: Ledger | None = None) -> tuple[Artifact, ...]:
    """Render a site with what a ledger remembers; return all of its files."""
    ledger = ledger or ledger_in_memory()
    found = Pages(made, ledger)
    for each in made.releases:
        if each.episode.guid in found.stale:
            found.render(each)
    found.render_show()
    return (*found.assets.files, *wanted_artifacts(ledger))


def with_bytes(artifacts: Iterable[Artifact], ledger: Ledger) -> Iterator[Artifact]:
    """Yield artifacts with the bytes that wait in a ledger."""
    for each in artifacts:
        if isinstance(each.body, Waiting):
            body = ledger.bodies.get(each.sha256)
            assert body is not None, each.key
            yield replace(each, body=body)
        else:
            yield each


def bodies(made: Shown) -> dict[str, bytes]:
    """Return every file of a site by its key."""
    ledger = ledger_in_memory()
    files = with_bytes(render(made, ledger), ledger)
    return {each.key: each.body for each in files if isinstance(each.body, bytes)}


def pages(made: Shown) -> dict[str, str]:
    """Return every file of a site by its key, as text."""
    return {key: body.decode() for key, body in bodies(made).items()}

"""A small show for tests: releases, and pages and feeds that say line by line what they name."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath

from airdate.model import (
    Art,
    Artifact,
    CacheControl,
    Chapter,
    Episode,
    Feed,
    Layer,
    Media,
    Place,
    Release,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
_TYPES = {"css": "text/css; charset=utf-8", "mp3": "audio/mpeg"}
FILE, PAGE, FEED = Layer.FILE, Layer.PAGE, Layer.FEED


def later(hours: int) -> datetime:
    return NOW + timedelta(hours=hours)


@dataclass(frozen=True)
class Talk:
    """An episode of the small show: each number counts the edits of one thing."""

    slug: str
    audio: int = 1
    text: int = 1
    guid: str = ""
    feeds: tuple[str, ...] = ("main",)

    @property
    def sound(self) -> bytes:
        return f"sound {self.slug} {self.audio}\n".encode() * 50


@dataclass(frozen=True)
class Show:
    """What is wanted: episodes, feeds, and pages such as a tag's that come and go."""

    talks: tuple[Talk, ...] = ()
    feeds: tuple[str, ...] = ("main",)
    extra: tuple[str, ...] = ()
    look: int = 1
    gone: tuple[str, ...] = field(default=())


def release(talk: Talk, now: datetime = NOW) -> Release:
    source = hashlib.sha256(f"{talk.slug}{talk.audio}".encode()).hexdigest()
    return Release(
        episode=Episode(
            slug=talk.slug,
            place=Place(PurePosixPath(f"episodes/{talk.slug}/episode.md")),
            guid=talk.guid or f"guid-{talk.slug}",
            title=f"About {talk.slug}",
            date=NOW - timedelta(days=1),
            article=f"Text {talk.text}",
            article_line=9,
            interview=Path(f"/home/somebody/{talk.slug}.wav"),
            feeds=talk.feeds,
        ),
        media=(
            Media(
                rendition="mp3",
                source=source,
                key=f"media/{talk.slug}-{source[:8]}.mp3",
                type="audio/mpeg",
                size=len(talk.sound),
                sha256=hashlib.sha256(talk.sound).hexdigest(),
                seconds=61.5,
                loudness=-16.0,
                true_peak=-1.2,
            ),
        ),
        cover=Art("art/cover-12345678.jpg", "image/jpeg", 5, "c" * 64, 3000, 3000),
        chapters=(Chapter(0.0, "Hello"),),
        chapters_key=None,
        transcript=None,
        changed=now,
    )


def releases(show: Show, now: datetime = NOW) -> tuple[Release, ...]:
    return tuple(release(talk, now) for talk in show.talks)


def feeds(show: Show) -> tuple[Feed, ...]:
    return tuple(
        Feed(slug, Place(PurePosixPath(f"feeds/{slug}.toml")), f"guid-{slug}", slug, "D", "en", "A")
        for slug in show.feeds
    )


def document(key: str, layer: Layer, note: str, names: list[str]) -> Artifact:
    """Make a page or feed that names these keys, one a line after a note."""
    body = "\n".join([note, *names]).encode()
    type_ = "text/html" if layer is PAGE else "application/rss+xml"
    return Artifact.of_bytes(key, type_, body, layer=layer, cache=CacheControl.BRIEFLY)


def file(key: str, body: bytes) -> Artifact:
    type_ = _TYPES.get(key.rpartition(".")[2], "application/octet-stream")
    return Artifact.of_bytes(key, type_, body, layer=FILE, cache=CacheControl.FOREVER)


def artifacts(show: Show) -> tuple[Artifact, ...]:
    """Render the show; every page names every other page and feed."""
    made = releases(show)
    style = f"assets/style-{show.look}.css"
    everywhere = ["index.html", *(f"feeds/{slug}.xml" for slug in show.feeds)]
    everywhere += [one.page_key for one in made] + [f"tags/{tag}.html" for tag in show.extra]
    out = [file(style, b"style %d" % show.look)]
    out += [file(one.media[0].key, talk.sound) for one, talk in zip(made, show.talks, strict=True)]
    note = f"look {show.look}"
    out.append(document("index.html", PAGE, note, [style, *everywhere]))
    out += [document(f"tags/{tag}.html", PAGE, note, [style, *everywhere]) for tag in show.extra]
    out += [document(f"episodes/{slug}.html", PAGE, "gone", [style]) for slug in show.gone]
    for one, talk in zip(made, show.talks, strict=True):
        names = [style, one.media[0].key, *everywhere]
        out.append(document(one.page_key, PAGE, f"{note} text {talk.text}", names))
    for slug in show.feeds:
        pairs = zip(made, show.talks, strict=True)
        carried = [(one, talk) for one, talk in pairs if slug in talk.feeds]
        texts = " ".join(f"{talk.slug}/{talk.text}" for _, talk in carried)
        names = [key for one, _ in carried for key in (one.media[0].key, one.page_key)]
        out.append(document(f"feeds/{slug}.xml", FEED, texts, names))
    return tuple(out)


def names_of(body: bytes) -> list[str]:
    """Return the keys that a page or feed names."""
    return body.decode().splitlines()[1:]

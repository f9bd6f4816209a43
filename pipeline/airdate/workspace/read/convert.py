"""What is in a file, known to be right → the values that everything else works with."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import partial
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from airdate import article
from airdate.model import (
    AudioSettings,
    Chapter,
    Correction,
    Episode,
    EpisodeKind,
    Feed,
    HostingSettings,
    NotifySettings,
    Owner,
    Person,
    ProcessingSettings,
    Rendition,
    Settings,
    SiteSettings,
    StorageSettings,
)
from airdate.podcast.author_keys import values_of
from airdate.text import forbidden
from airdate.workspace.read.dates import parse_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from airdate.workspace.read.frontmatter import Document
    from airdate.workspace.read.schema import (
        AudioTable,
        EpisodeFile,
        FeedFile,
        PersonTable,
        RenditionTable,
        SettingsFile,
        TreatmentKeys,
    )
    from airdate.workspace.read.source import Source
    from airdate.workspace.read.validation_messages import Keys

UTC = ZoneInfo("UTC")


def to_settings(said: SettingsFile, source: Source) -> Settings:
    """Return the settings; paths are looked for in the workspace."""
    base = said.storage.public_url
    templates = source.file(said.site.templates, ("site", "templates"), (source.root,))
    logo = source.file(said.site.logo, ("site", "logo"), (source.root,))
    return Settings(
        zone=said.timezone or UTC,
        storage=StorageSettings(
            url=said.storage.url,
            public_url=base if base.endswith("/") else f"{base}/",
            endpoint=said.storage.endpoint,
            region=said.storage.region,
            profile=said.storage.profile,
        ),
        audio=to_audio(said.audio, source),
        hosting=HostingSettings(tuple(said.hosting.servers), said.hosting.redirects),
        site=SiteSettings(said.site.accent, templates, logo, said.site.search),
        notify=NotifySettings(
            cache_command=tuple(said.notify.cache_command),
            cloudfront=said.notify.cloudfront,
            podping=said.notify.podping,
            podcast_index=said.notify.podcast_index,
            overcast=said.notify.overcast,
        ),
    )


# Bits per second, mono and stereo: MP3 as Apple asks (96-128, 128-256); AAC and Opus say as much in
# less (https://podcasters.apple.com/support/893-audio-requirements, read 2026-11).
BITRATES = {"mp3": (96_000, 128_000), "m4a": (64_000, 96_000), "opus": (32_000, 48_000)}


def to_audio(said: AudioTable, source: Source) -> AudioSettings:
    """Return how all episodes are mastered; intro and outro are looked for in the workspace."""
    return AudioSettings(
        loudness=said.loudness,
        true_peak=said.true_peak,
        renditions=tuple(map(to_rendition, said.renditions)),
        treatment=to_treatment(said, ProcessingSettings()),
        intro=source.file(said.intro, ("audio", "intro"), (source.root,)),
        outro=source.file(said.outro, ("audio", "outro"), (source.root,)),
    )


def to_rendition(said: RenditionTable) -> Rendition:
    """Return a rendition; bit rates that are not said are the usual ones of its format."""
    mono, stereo = BITRATES[said.format]
    return Rendition(
        name=said.format,
        format=said.format,
        bitrate_mono=said.mono * 1000 if said.mono else mono,
        bitrate_stereo=said.stereo * 1000 if said.stereo else stereo,
        channels=said.channels,
    )


def to_treatment(said: TreatmentKeys, usual: ProcessingSettings) -> ProcessingSettings:
    """Return the usual processing with what is said otherwise."""
    wanted = {each.name: getattr(said, each.name) for each in fields(ProcessingSettings)}
    return replace(usual, **{name: value for name, value in wanted.items() if value is not None})


def to_feed(said: FeedFile, source: Source) -> Feed:
    """Return a feed; its image is looked for beside the file, then in the workspace."""
    return Feed(
        slug=source.path.stem,
        place=source.place(),
        guid=said.guid.lower(),
        title=said.title,
        description=said.description,
        language=said.language,
        author=said.author,
        categories=tuple(tuple(names) for names in said.categories),
        explicit=said.explicit,
        owner=Owner(said.owner.name, said.owner.email) if said.owner else None,
        link=said.link,
        image=source.file(said.image, ("image",), (source.path.parent, source.root)),
        kind=said.type,
        copyright=said.copyright,
        persons=_people(said.persons, "host", "persons", source),
        locked=said.locked,
        block=said.block,
        complete=said.complete,
        new_feed_url=said.new_feed_url,
        medium=said.medium,
        license=said.license,
        license_url=said.license_url,
        podping=said.podping,
        hub=said.hub,
        chapters_in_description=said.chapters_in_description,
        simple_chapters=said.simple_chapters,
        max_page_bytes=said.max_page_bytes,
        include_feeds=tuple(said.include_feeds),
        seasons=tuple(said.seasons),
        tags=tuple(said.tags),
        kinds=tuple(said.types),
        rendition=said.rendition,
        private=said.private,
        **values_of(Feed, said),
    )


def to_episode(
    said: EpisodeFile,
    document: Document,
    source: Source,
    *,
    slug: str,
    interview: Path,
    zone: ZoneInfo,
    audio: AudioSettings,
) -> Episode:
    """Return an episode; its files are in its folder. A date without a zone is in `zone`.

    What it does not say of its sound is as for all, in `audio`.
    """
    folder = (source.path.parent,)
    return Episode(
        slug=slug,
        place=source.place(),
        guid=said.guid,
        title=said.title,
        date=parse_date(said.date, zone),
        article=document.article,
        article_line=document.article_line,
        interview=interview,
        summary=said.summary,
        season=said.season,
        season_name=said.season_name,
        number=said.episode,
        kind=EpisodeKind(said.type),
        explicit=said.explicit,
        language=said.language,
        persons=(
            *_people(said.hosts, "host", "hosts", source),
            *_people(said.guests, "guest", "guests", source),
            *_people(said.persons, "guest", "persons", source),
        ),
        chapters=tuple(
            Chapter(
                chapter.start,
                chapter.title,
                chapter.url,
                source.file(chapter.image, ("chapters", at, "image"), folder),
            )
            for at, chapter in enumerate(said.chapters)
        ),
        tags=tuple(said.tags),
        cover=source.file(said.cover, ("cover",), folder),
        transcript=source.file(said.transcript, ("transcript",), folder),
        transcript_by=said.transcript_by,
        corrections=tuple(
            Correction(parse_date(each.date, zone), each.text, each.at) for each in said.corrections
        ),
        license=said.license,
        license_url=said.license_url,
        feeds=tuple(said.feeds),
        number_display=said.episode_display,
        figures=tuple(_figures(document, source)),
        **_sound(said, source, audio),
        block=said.block,
        **values_of(Episode, said),
    )


def _figures(document: Document, source: Source) -> Iterator[tuple[str, Path]]:
    """Yield the article's images that are files, by their names in it."""
    if not article.may_have_images(document.article):
        return
    for name in article.images(article.parse(document.article)):
        if article.is_elsewhere(name):
            continue
        there = partial(_same, document.line_with(name))
        at_line = replace(source, line_of=there)
        named, folder = article.file_name(name), source.path.parent
        if not named or forbidden(named):
            at_line.report(
                "file-missing", "image has no file name", "Name a file: `![alt](door.jpg)`."
            )
        elif path := at_line.file(named, ("article",), (folder,)):
            yield name, path


def _same(line: int, _keys: Keys) -> int:
    return line


def _sound(said: EpisodeFile, source: Source, audio: AudioSettings) -> dict[str, Any]:
    """Return what the sound is made of, and how; intro and outro may be the workspace's."""
    folder, root = source.path.parent, source.root
    named = enumerate(said.tracks)
    tracks = [source.file(name, ("tracks", at), (folder,)) for at, name in named]
    return {
        "tracks": tuple(path for path in tracks if path),
        "treatment": to_treatment(said, audio.treatment),
        "intro": source.file(said.intro, ("intro",), (folder, root)) or audio.intro,
        "outro": source.file(said.outro, ("outro",), (folder, root)) or audio.outro,
    }


def _people(
    people: Iterable[PersonTable], role: str, key: str, source: Source
) -> tuple[Person, ...]:
    """Return persons, in the role that their list is for unless one says otherwise.

    A photo is looked for beside the file, then in the workspace.
    """
    folders = (source.path.parent, source.root)
    return tuple(
        Person(
            name=person.name,
            role=person.role or role,
            group=person.group or "cast",
            url=person.url,
            image=person.image,
            credentials=person.credentials,
            photo=source.file(person.photo, (key, at, "photo"), folders),
        )
        for at, person in enumerate(people)
    )

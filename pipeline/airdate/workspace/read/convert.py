"""Validated files → the values that everything else works with."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import partial
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from airdate import article
from airdate.model import (
    AudioSettings,
    CacheSettings,
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


def to_settings(file: SettingsFile, source: Source) -> Settings:
    """Return the settings; paths are relative to the workspace."""
    base = file.storage.public_url
    templates = source.file(file.site.templates, ("site", "templates"), (source.root,))
    logo = source.file(file.site.logo, ("site", "logo"), (source.root,))
    return Settings(
        zone=file.timezone or UTC,
        storage=StorageSettings(
            url=file.storage.url,
            public_url=base if base.endswith("/") else f"{base}/",
            endpoint=file.storage.endpoint,
            region=file.storage.region,
            profile=file.storage.profile,
        ),
        audio=to_audio(file.audio, source),
        cache=CacheSettings(round(file.cache.max_gb * 1e9)),
        hosting=HostingSettings(tuple(file.hosting.servers), file.hosting.redirects),
        site=SiteSettings(file.site.accent, templates, logo, file.site.search),
        notify=NotifySettings(
            cache_command=tuple(file.notify.cache_command),
            cloudfront=file.notify.cloudfront,
            podping=file.notify.podping,
            podcast_index=file.notify.podcast_index,
            overcast=file.notify.overcast,
        ),
    )


# Bits per second, mono and stereo: MP3 as Apple asks (96-128, 128-256); AAC and Opus say as much in
# less (https://podcasters.apple.com/support/893-audio-requirements, read 2026-11).
BITRATES = {"mp3": (96_000, 128_000), "m4a": (64_000, 96_000), "opus": (32_000, 48_000)}


def to_audio(table: AudioTable, source: Source) -> AudioSettings:
    """Return the mastering of all episodes; intro and outro are relative to the workspace."""
    return AudioSettings(
        loudness=table.loudness,
        true_peak=table.true_peak,
        renditions=tuple(map(to_rendition, table.renditions)),
        treatment=to_treatment(table, ProcessingSettings()),
        intro=source.file(table.intro, ("audio", "intro"), (source.root,)),
        outro=source.file(table.outro, ("audio", "outro"), (source.root,)),
    )


def to_rendition(table: RenditionTable) -> Rendition:
    """Return a rendition, with its format's default bit rates where none are set."""
    mono, stereo = BITRATES[table.format]
    return Rendition(
        name=table.format,
        format=table.format,
        bitrate_mono=table.mono * 1000 if table.mono else mono,
        bitrate_stereo=table.stereo * 1000 if table.stereo else stereo,
        channels=table.channels,
    )


def to_treatment(table: TreatmentKeys, default: ProcessingSettings) -> ProcessingSettings:
    """Return the default processing, with what the table sets."""
    values = {each.name: getattr(table, each.name) for each in fields(ProcessingSettings)}
    return replace(default, **{name: value for name, value in values.items() if value is not None})


def to_feed(file: FeedFile, source: Source) -> Feed:
    """Return a feed; its image is relative to the file, or to the workspace."""
    return Feed(
        slug=source.path.stem,
        place=source.place(),
        guid=file.guid.lower(),
        title=file.title,
        description=file.description,
        language=file.language,
        author=file.author,
        categories=tuple(tuple(names) for names in file.categories),
        explicit=file.explicit,
        owner=Owner(file.owner.name, file.owner.email) if file.owner else None,
        link=file.link,
        image=source.file(file.image, ("image",), (source.path.parent, source.root)),
        kind=file.type,
        copyright=file.copyright,
        persons=_people(file.persons, "host", "persons", source),
        locked=file.locked,
        block=file.block,
        complete=file.complete,
        new_feed_url=file.new_feed_url,
        medium=file.medium,
        license=file.license,
        license_url=file.license_url,
        podping=file.podping,
        hub=file.hub,
        chapters_in_description=file.chapters_in_description,
        simple_chapters=file.simple_chapters,
        max_page_bytes=file.max_page_bytes,
        include_feeds=tuple(file.include_feeds),
        seasons=tuple(file.seasons),
        tags=tuple(file.tags),
        kinds=tuple(file.types),
        rendition=file.rendition,
        private=file.private,
        **values_of(Feed, file),
    )


def to_episode(
    file: EpisodeFile,
    document: Document,
    source: Source,
    *,
    slug: str,
    interview: Path,
    zone: ZoneInfo,
    audio: AudioSettings,
) -> Episode:
    """Return an episode; its files are in its folder. A date without a zone is in `zone`.

    Processing that it doesn't set is that of `audio`.
    """
    folder = (source.path.parent,)
    return Episode(
        slug=slug,
        place=source.place(),
        guid=file.guid,
        title=file.title,
        date=parse_date(file.date, zone),
        article=document.article,
        article_line=document.article_line,
        interview=interview,
        summary=file.summary,
        season=file.season,
        season_name=file.season_name,
        number=file.episode,
        kind=EpisodeKind(file.type),
        explicit=file.explicit,
        language=file.language,
        persons=_persons(file, source),
        chapters=_chapters(file, source),
        tags=tuple(file.tags),
        cover=source.file(file.cover, ("cover",), folder),
        transcript=source.file(file.transcript, ("transcript",), folder),
        transcript_by=file.transcript_by,
        corrections=tuple(
            Correction(parse_date(each.date, zone), each.text, each.at) for each in file.corrections
        ),
        license=file.license,
        license_url=file.license_url,
        feeds=tuple(file.feeds),
        number_display=file.episode_display,
        figures=tuple(_figures(document, source)),
        **_audio(file, source, audio),
        block=file.block,
        **values_of(Episode, file),
    )


def _persons(file: EpisodeFile, source: Source) -> tuple[Person, ...]:
    return (
        *_people(file.hosts, "host", "hosts", source),
        *_people(file.guests, "guest", "guests", source),
        *_people(file.persons, "guest", "persons", source),
    )


def _chapters(file: EpisodeFile, source: Source) -> tuple[Chapter, ...]:
    folder = (source.path.parent,)
    return tuple(
        Chapter(
            chapter.start,
            chapter.title,
            chapter.url,
            source.file(chapter.image, ("chapters", at, "image"), folder),
        )
        for at, chapter in enumerate(file.chapters)
    )


def _figures(document: Document, source: Source) -> Iterator[tuple[str, Path]]:
    """Yield the article's image files, by their names in it."""
    if not article.may_have_images(document.article):
        return
    for name in article.images(article.parse(document.article)):
        if article.is_elsewhere(name):
            continue
        line_of = partial(_same, document.line_with(name))
        at_line = replace(source, line_of=line_of)
        named, folder = article.file_name(name), source.path.parent
        if not named or forbidden(named):
            at_line.report(
                "file-missing", "image has no file name", "Name a file: `![alt](door.jpg)`."
            )
        elif path := at_line.file(named, ("article",), (folder,)):
            yield name, path


def _same(line: int, _keys: Keys) -> int:
    return line


def _audio(file: EpisodeFile, source: Source, audio: AudioSettings) -> dict[str, Any]:
    """Return tracks, processing, intro and outro; these two may be the workspace's."""
    folder, root = source.path.parent, source.root
    named = enumerate(file.tracks)
    tracks = [source.file(name, ("tracks", at), (folder,)) for at, name in named]
    return {
        "tracks": tuple(path for path in tracks if path),
        "treatment": to_treatment(file, audio.treatment),
        "intro": source.file(file.intro, ("intro",), (folder, root)) or audio.intro,
        "outro": source.file(file.outro, ("outro",), (folder, root)) or audio.outro,
    }


def _people(
    people: Iterable[PersonTable], role: str, key: str, source: Source
) -> tuple[Person, ...]:
    """Return persons, in their list's role unless they set one.

    A photo is relative to the file, or to the workspace.
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

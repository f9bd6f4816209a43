"""Episodes → releases: the work of each episode, over any `concurrent.futures.Executor`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from airdate import audio, transcript
from airdate.art import artwork, derivatives
from airdate.feed import json_chapters
from airdate.ledger.cache import Cache, Kind
from airdate.model import (
    Art,
    Artifact,
    CacheControl,
    EpisodeJob,
    Figure,
    File,
    InStore,
    Layer,
    Media,
    Photo,
    Place,
    Problem,
    Progress,
    Release,
    Severity,
    Transcript,
)
from airdate.publish.diff import with_changed
from airdate.publish.renditions import Rendered, moved, render
from airdate.store import private
from airdate.text import slugify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from concurrent.futures import Executor
    from datetime import datetime
    from pathlib import Path

    from airdate.model import (
        Chapter,
        Episode,
        Feed,
        Manifest,
        Person,
        Picture,
        ProbeResults,
        Published,
        Recording,
        Workspace,
    )

DRAW = Kind("cover", ("art",))
CONVERT = Kind("convert", ("art",))
FIGURE_PIXELS = 1440  # an article's column is 640 to 720 wide, and screens have two for each
PHOTO_PIXELS = 320  # a person is shown at 72, and screens have up to four for each of them


@dataclass(frozen=True, slots=True)
class Production:
    """What came of some orders: releases, newest first, every file they name, and problems."""

    releases: tuple[Release, ...]
    artifacts: tuple[Artifact, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Branding:
    """What feeds and pages show: each feed's cover, the key of a small one, and all the files.

    `copies` are small ones of the main feed's cover, `card` is shown beside a link to the show,
    `logo` at the head of pages.
    """

    art: Mapping[str, Art]
    copies: tuple[Art, ...]
    card: Art
    icon: str
    files: tuple[Artifact, ...]
    logo: Art | None = None


def covers(workspace: Workspace, probe_results: ProbeResults, kept: Cache) -> dict[str, Picture]:
    """Return each feed's cover; a plain one with its title where it has none."""
    return {feed.slug: _cover(feed, probe_results, kept) for feed in workspace.feeds}


def episode_jobs(
    workspace: Workspace,
    probe_results: ProbeResults,
    manifest: Manifest,
    now: datetime,
    feed_covers: Mapping[str, Picture],
) -> tuple[EpisodeJob, ...]:
    """Return what is to be made: an order for each episode that is due, the newest first."""
    feeds = {feed.slug: feed for feed in workspace.feeds}
    secret = workspace.subscribers.secret
    due = [episode for episode in workspace.episodes if episode.is_due(now)]
    due.sort(key=lambda episode: (episode.date, episode.guid), reverse=True)
    return tuple(
        EpisodeJob(
            root=workspace.root,
            episode=episode,
            feed=feeds[episode.feeds[0]],
            recordings=_recordings(probe_results, episode),
            cover=probe_results.pictures[episode.cover]
            if episode.cover
            else feed_covers[episode.feeds[0]],
            photos=tuple(
                (person.name, probe_results.pictures[person.photo])
                for person in episode.persons or feeds[episode.feeds[0]].persons
                if person.photo
            ),
            cues=probe_results.transcripts.get(episode.slug, ()),
            published=_still_there(manifest, episode.guid),
            audio=workspace.settings.audio,
            base=workspace.settings.storage.public_url,
            now=now,
            folder=private.episode_folder(secret, episode.guid)
            if workspace.is_private(episode)
            else "",
            illustrations=tuple(
                (mark.image, probe_results.pictures[mark.image])
                for mark in episode.chapters
                if mark.image
            ),
            figures=tuple((name, probe_results.pictures[path]) for name, path in episode.figures),
        )
        for episode in due
    )


def _recordings(probe_results: ProbeResults, episode: Episode) -> tuple[Recording, ...]:
    """Return what was found in an episode's recordings; nothing while they are coming."""
    if episode.coming:
        return ()
    return probe_results.tracks.get(episode.slug) or (probe_results.recordings[episode.slug],)


def _still_there(manifest: Manifest, guid: str) -> Published | None:
    """Return what head remembers of an episode, without media that have been taken away."""
    published = manifest.episodes.get(guid)
    if published is None:
        return None
    return replace(
        published, media=tuple(each for each in published.media if not _is_gone(manifest, each.key))
    )


def _is_gone(manifest: Manifest, key_: str) -> bool:
    entry = manifest.objects.get(key_)
    return entry is not None and entry.is_deleted


def produce(
    wanted: Iterable[EpisodeJob], kept: Cache, pool: Executor, tell: Callable[[Progress], None]
) -> Production:
    """Fill the orders; those that can't be filled become problems."""
    jobs = [(order, pool.submit(_release, order, kept, tell)) for order in wanted]
    releases: list[Release] = []
    artifacts: list[Artifact] = []
    problems: list[Problem] = []
    for order, job in jobs:
        try:
            release, files = job.result()
        except audio.AudioError as error:
            problems.append(_problem(order, error))
        else:
            releases.append(release)
            artifacts.extend(files)
    return Production(tuple(releases), tuple(artifacts), tuple(problems))


def branding(
    workspace: Workspace, probe_results: ProbeResults, shown: Mapping[str, Picture], kept: Cache
) -> Branding:
    """Return what feeds and pages show; `shown` are the covers of all feeds."""
    show, logo = workspace.feeds[0], workspace.settings.site.logo
    logos = [derivatives.logo(logo, probe_results.pictures.get(logo), kept)] if logo else []
    art = {slug: publish_art(picture, slug, kept) for slug, picture in shown.items()}
    cover = shown[show.slug]
    icon = _icon(cover, kept)
    copies, copy_files = derivatives.copies(cover, show.slug, kept)
    said = artwork.CardText(show.title, "", show.author)
    card, card_file = derivatives.card(cover, show.slug, said, kept)
    return Branding(
        art={slug: value for slug, (value, _) in art.items()},
        copies=copies,
        card=card,
        icon=icon.key,
        files=(
            icon,
            card_file,
            *copy_files,
            *(file for _, file in (*art.values(), *logos)),
        ),
        logo=logos[0][0] if logos else None,
    )


def _icon(picture: Picture, kept: Cache) -> Artifact:
    """Return a small copy of a cover, for browsers' tabs and phones' screens."""
    entry = CONVERT.key("icon", picture.sha256)
    pixels = artwork.ICON_PIXELS
    small = kept.file(entry, ".jpg", lambda out: artwork.convert(picture, out, pixels=pixels))
    return _named_by_digest("art/icon", ".jpg", "image/jpeg", small.read_bytes())


def publish_art(picture: Picture, name: str, kept: Cache, folder: str = "") -> tuple[Art, Artifact]:
    """Return an image as it is published in `folder`: the file itself, or a JPEG made from it."""
    if not artwork.is_publishable(picture):
        entry = CONVERT.key("whole", picture.sha256)
        jpeg = kept.file(entry, ".jpg", lambda out: artwork.convert(picture, out))
        picture = artwork.inspect(jpeg)
    ending, type_ = (".png", "image/png") if picture.format == "PNG" else (".jpg", "image/jpeg")
    art = Art(
        key=f"{folder}art/{name}-{picture.sha256[:8]}{ending}",
        type=type_,
        size=picture.size,
        sha256=picture.sha256,
        width=picture.width,
        height=picture.height,
    )
    return art, _artifact(art, picture.path)


def _cover(feed: Feed, probe_results: ProbeResults, kept: Cache) -> Picture:
    if feed.image:
        return probe_results.pictures[feed.image]
    entry = DRAW.key(feed.title)
    drawn = kept.file(entry, ".jpg", lambda out: artwork.draw_cover(feed.title, out))
    return artwork.inspect(drawn)


def _release(
    order: EpisodeJob, kept: Cache, tell: Callable[[Progress], None]
) -> tuple[Release, tuple[Artifact, ...]]:
    """Do all of one episode's work. Raises AudioError."""
    episode = order.episode
    name = episode.slug if episode.cover else order.feed.slug
    folder = order.folder if episode.cover else ""
    cover, cover_file = publish_art(order.cover, name, kept, folder)
    copies, copy_files = derivatives.copies(order.cover, name, kept, folder)
    card, card_file = _card(order, kept)
    photos, photo_files = _photos(order, kept)
    figures = _figures(order, kept)
    illustrations = _illustrations(order, kept)
    rendered = render(_illustrated(order, illustrations), kept, tell) if order.recordings else ()
    timeline = rendered[0].media.timeline if rendered else None
    heard = timeline.published if timeline else float
    chapters_ = moved(episode.chapters, heard) if rendered else ()
    images = _publish_images(order, illustrations, kept) if chapters_ else {}
    chapters_file = _chapters(order, chapters_, {path: art for path, (art, _) in images.items()})
    words, words_files = _transcript(order, heard) if rendered else (None, ())
    release = Release(
        episode=replace(episode, persons=with_images(order, photos)),
        media=tuple(each.media for each in rendered),
        cover=cover,
        chapters=chapters_,
        chapters_key=chapters_file.key if chapters_file else None,
        transcript=words,
        changed=order.now,
        corrections=tuple(
            replace(each, at=None if each.at is None else heard(each.at))
            for each in episode.corrections
        ),
        photos=photos,
        folder=order.folder,
        copies=copies,
        card=card,
        figures=tuple(Figure(name, art) for name, (art, _) in figures.items()),
    )
    files = [
        card_file,
        *(file for _, file in figures.values()),
        *copy_files,
        *photo_files,
        *(file for _, file in images.values()),
        *(file for each in rendered for file in _files(each)),
    ]
    files += [file for file in (cover_file, chapters_file, *words_files) if file]
    return with_changed(release, order.published), tuple(files)


def _card(order: EpisodeJob, kept: Cache) -> tuple[Art, Artifact]:
    """Return what other sites show beside a link to the episode."""
    episode = order.episode
    guests = [each.name for each in episode.persons if each.role.lower() != "host"]
    said = artwork.CardText(episode.title, order.feed.title, ", ".join(guests))
    return derivatives.card(order.cover, episode.slug, said, kept, order.folder)


def _photos(order: EpisodeJob, kept: Cache) -> tuple[tuple[Photo, ...], tuple[Artifact, ...]]:
    """Return small copies of the persons' photos: without what a camera writes into them."""
    made: dict[str, tuple[Photo, Artifact]] = {}
    for name, picture in order.photos:
        entry, pixels = CONVERT.key("photo", picture.sha256), PHOTO_PIXELS
        small = kept.file(entry, ".jpg", partial(artwork.convert, picture, pixels=pixels))
        art, file = publish_art(artwork.inspect(small), slugify(name), kept, order.folder)
        made[name] = Photo(name, art), file
    return tuple(photo for photo, _ in made.values()), tuple(file for _, file in made.values())


def _figures(order: EpisodeJob, kept: Cache) -> dict[str, tuple[Art, Artifact]]:
    """Return the article's images as they are published, by their name in it."""
    made = {}
    for name, picture in order.figures:
        shown = picture
        if not artwork.is_publishable(picture) or picture.width > FIGURE_PIXELS:
            entry, pixels = CONVERT.key("figure", picture.sha256), FIGURE_PIXELS
            convert = partial(artwork.convert, picture, pixels=pixels)
            shown = artwork.inspect(kept.file(entry, ".jpg", convert))
        stem = slugify(picture.path.stem)
        made[name] = publish_art(shown, stem, kept, order.folder)
    return made


def with_images(order: EpisodeJob, photos: Iterable[Photo]) -> tuple[Person, ...]:
    """Return the persons, each with the address of a photo for apps."""
    urls = {photo.name: order.base + photo.art.key for photo in photos}
    return tuple(
        replace(person, image=person.image or urls.get(person.name))
        for person in order.episode.persons
    )


def _files(rendered: Rendered) -> Iterable[Artifact]:
    """Yield a rendition's files; those that head remembers are out already."""
    media = rendered.media
    for file in (media, media.receipt, media.waveform):
        if file:
            yield _artifact(file, rendered.bodies.get(file.key, InStore()))


def _illustrations(order: EpisodeJob, kept: Cache) -> dict[Path, Picture]:
    """Return small copies of the chapters' pictures: without what a camera writes into them."""
    small: dict[Path, Picture] = {}
    for path, picture in order.illustrations:
        entry, pixels = CONVERT.key("illustration", picture.sha256), artwork.TAG_PIXELS
        convert = partial(artwork.convert, picture, pixels=pixels)
        small[path] = artwork.inspect(kept.file(entry, ".jpg", convert))
    return small


def _illustrated(order: EpisodeJob, small: Mapping[Path, Picture]) -> EpisodeJob:
    """Return the order with the small pictures in its chapters, as files carry them."""
    marks = tuple(
        replace(mark, image=small[mark.image].path) if mark.image else mark
        for mark in order.episode.chapters
    )
    return replace(order, episode=replace(order.episode, chapters=marks))


def _publish_images(
    order: EpisodeJob, small: Mapping[Path, Picture], kept: Cache
) -> dict[Path, tuple[Art, Artifact]]:
    """Return each chapter's picture as it is published, by the author's file."""
    return {
        path: publish_art(picture, "chapter", kept, order.folder) for path, picture in small.items()
    }


def _chapters(
    order: EpisodeJob, heard: tuple[Chapter, ...], images: Mapping[Path, Art]
) -> Artifact | None:
    if not heard:
        return None
    urls = {path: order.base + art.key for path, art in images.items()}
    body = json_chapters.document(order.episode, order.feed, heard, urls)
    stem = f"{order.folder}chapters/{order.episode.slug}"
    return _named_by_digest(stem, ".json", json_chapters.TYPE, body)


def _transcript(
    order: EpisodeJob, heard: Callable[[float], float]
) -> tuple[Transcript | None, tuple[Artifact, ...]]:
    """Return the words at the times at which they are heard, and a file of them in each format.

    Cues that were cut are left out.
    """
    cues = tuple(
        replace(cue, start=heard(cue.start), end=heard(cue.end))
        for cue in order.cues
        if heard(cue.start) < heard(cue.end)
    )
    if not cues:
        return None, ()
    stem = f"{order.folder}transcripts/{order.episode.slug}"
    first, *others = (
        _named_by_digest(stem, ending, type_, write(cues))
        for ending, type_, write in transcript.FORMATS
    )
    named = tuple(File(each.key, each.type, each.size, each.sha256) for each in others)
    return Transcript(first.key, first.type, cues, named), (first, *others)


def _named_by_digest(stem: str, ending: str, type_: str, body: bytes) -> Artifact:
    digest = hashlib.sha256(body).hexdigest()
    key_ = f"{stem}-{digest[:8]}{ending}"
    return Artifact.of_bytes(key_, type_, body, layer=Layer.FILE, cache=CacheControl.FOREVER)


def _artifact(made: Media | Art | File, body: bytes | Path | InStore) -> Artifact:
    return Artifact(
        key=made.key,
        type=made.type,
        cache=CacheControl.FOREVER,
        layer=Layer.FILE,
        size=made.size,
        sha256=made.sha256,
        body=body,
    )


def _problem(order: EpisodeJob, error: audio.AudioError) -> Problem:
    place = Place(PurePosixPath(order.episode.interview.relative_to(order.root)))
    return Problem("mastering-failed", Severity.ERROR, place, error.message, error.hint)

"""An episode's images as they are published: cover, card, photos, figures, chapter pictures.

None carries what a camera writes into its files: place, time, device.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from airdate.art import artwork, derivatives
from airdate.model import Figure, Photo
from airdate.text import slugify

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from airdate.ledger.cache import Cache
    from airdate.model import Art, Artifact, EpisodeJob, Person, Picture

FIGURE_PIXELS = 1440  # an article's column is 640 to 720 wide, and screens have two for each
PHOTO_PIXELS = 320  # a person is shown at 72, and screens have up to four for each of them


@dataclass(frozen=True, slots=True)
class EpisodeImages:
    """An episode's images, and the files of all of them."""

    cover: Art
    copies: tuple[Art, ...]
    card: Art
    photos: tuple[Photo, ...]
    figures: tuple[Figure, ...]
    files: tuple[Artifact, ...]


def episode_images(job: EpisodeJob, cache: Cache) -> EpisodeImages:
    """Make an episode's images, but for those of its chapters."""
    own = job.episode.cover
    name, folder = (job.episode.slug, job.folder) if own else (job.feed.slug, "")
    cover, cover_file = derivatives.original(job.cover, name, cache, folder)
    copies, copy_files = derivatives.copies(job.cover, name, cache, folder)
    card, card_file = _card(job, cache)
    photos = {person: _photo(person, each, job, cache) for person, each in job.photos}
    figures = [(name, *_figure(picture, job, cache)) for name, picture in job.figures]
    return EpisodeImages(
        cover=cover,
        copies=copies,
        card=card,
        photos=tuple(photo for photo, _ in photos.values()),
        figures=tuple(Figure(name, art) for name, art, _ in figures),
        files=(
            cover_file,
            card_file,
            *copy_files,
            *(file for _, file in photos.values()),
            *(file for _, _, file in figures),
        ),
    )


def with_images(job: EpisodeJob, photos: Iterable[Photo]) -> tuple[Person, ...]:
    """Return the episode's people, each with the URL of a photo for apps."""
    urls = {photo.name: job.base + photo.art.key for photo in photos}
    return tuple(
        replace(person, image=person.image or urls.get(person.name))
        for person in job.episode.persons
    )


def illustrations(job: EpisodeJob, cache: Cache) -> dict[Path, Picture]:
    """Make small copies of the chapters' pictures, by the author's file."""
    return {
        path: derivatives.thumbnail(picture, "illustration", artwork.TAG_PIXELS, cache)
        for path, picture in job.illustrations
    }


def illustrated(job: EpisodeJob, small: Mapping[Path, Picture]) -> EpisodeJob:
    """Put the small pictures into the chapters, as audio files carry them."""
    chapters = tuple(
        replace(chapter, image=small[chapter.image].path) if chapter.image else chapter
        for chapter in job.episode.chapters
    )
    return replace(job, episode=replace(job.episode, chapters=chapters))


def chapter_images(
    job: EpisodeJob, small: Mapping[Path, Picture], cache: Cache
) -> dict[Path, tuple[Art, Artifact]]:
    """Map the author's file of each chapter picture to the published one."""
    return {
        path: derivatives.original(picture, "chapter", cache, job.folder)
        for path, picture in small.items()
    }


def _card(job: EpisodeJob, cache: Cache) -> tuple[Art, Artifact]:
    episode = job.episode
    guests = [each.name for each in episode.persons if each.role.lower() != "host"]
    text = artwork.CardText(episode.title, job.feed.title, ", ".join(guests))
    return derivatives.card(job.cover, episode.slug, text, cache, job.folder)


def _photo(name: str, picture: Picture, job: EpisodeJob, cache: Cache) -> tuple[Photo, Artifact]:
    small = derivatives.thumbnail(picture, "photo", PHOTO_PIXELS, cache)
    art, file = derivatives.original(small, slugify(name), cache, job.folder)
    return Photo(name, art), file


def _figure(picture: Picture, job: EpisodeJob, cache: Cache) -> tuple[Art, Artifact]:
    shown = picture
    if not artwork.is_publishable(picture) or picture.width > FIGURE_PIXELS:
        shown = derivatives.thumbnail(picture, "figure", FIGURE_PIXELS, cache)
    return derivatives.original(shown, slugify(picture.path.stem), cache, job.folder)

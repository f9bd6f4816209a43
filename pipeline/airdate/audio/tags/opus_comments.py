"""Tags and chapters of Ogg Opus: Vorbis comments (RFC 7845, section 5.2)."""

from __future__ import annotations

import base64
import shutil
from typing import TYPE_CHECKING, Any

import mutagen.flac
import mutagen.oggopus

from airdate.audio.tags.tag_pictures import mime_type
from airdate.files import replacing

if TYPE_CHECKING:
    from pathlib import Path

    from airdate.model import Chapter, Tags

OggOpus: Any = mutagen.oggopus.OggOpus  # typed in part only
Picture: Any = mutagen.flac.Picture
FRONT_COVER = 3  # as in ID3's APIC
MOST_CHAPTERS = 1000  # CHAPTER000 has three digits


def write_opus_tags(out: Path, tags: Tags) -> None:
    """Give the Opus file `out` these tags and no others; its sound stays as it is."""
    with replacing(out) as beside:
        shutil.copyfile(out, beside)
        file = OggOpus(beside)
        file.tags.clear()
        for name, value in _comments(tags):
            file.tags.append((name, value))
        file.save(padding=lambda _: 0)


def _comments(tags: Tags) -> list[tuple[str, str]]:
    said = [
        ("TITLE", tags.title),
        ("ALBUM", tags.show),
        ("ARTIST", tags.artist),
        ("DATE", tags.date),
        ("GENRE", "Podcast"),
        ("LANGUAGE", tags.language),
        ("CONTACT", tags.url),
        ("COMMENT", tags.comment),
        ("TRACKNUMBER", "" if tags.number is None else str(tags.number)),
        ("DISCNUMBER", "" if tags.season is None else str(tags.season)),
    ]
    chapters = sorted(tags.chapters, key=lambda chapter: chapter.start)[:MOST_CHAPTERS]
    for number, chapter in enumerate(chapters):
        said += _chapter(f"CHAPTER{number:03}", chapter)
    if mime_type(tags.cover):
        said.append(("METADATA_BLOCK_PICTURE", _picture(tags.cover)))
    return [(name, value) for name, value in said if value]


def _chapter(name: str, chapter: Chapter) -> list[tuple[str, str]]:
    """Return what one chapter says (https://wiki.xiph.org/Chapter_Extension)."""
    minutes, rest = divmod(round(chapter.start * 1000), 60_000)
    clock = f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"
    return [(name, clock), (name + "NAME", chapter.title), (name + "URL", chapter.url or "")]


def _picture(data: bytes) -> str:
    picture = Picture()
    picture.type, picture.mime, picture.data = FRONT_COVER, mime_type(data), data
    return base64.b64encode(picture.write()).decode()

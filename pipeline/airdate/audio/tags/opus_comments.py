"""Tags and chapters of Ogg Opus: Vorbis comments (RFC 7845, section 5.2)."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import mutagen.flac

from airdate.audio.tags.ogg_pages import replace_comments
from airdate.audio.tags.tag_pictures import mime_type
from airdate.files import replacing

if TYPE_CHECKING:
    from pathlib import Path

    from airdate.model import Chapter, Tags

Picture: Any = mutagen.flac.Picture  # typed in part only
MAGIC = b"OpusTags"
FRONT_COVER = 3  # as in ID3's APIC
MOST_CHAPTERS = 1000  # CHAPTER000 has three digits


def write_opus_tags(out: Path, tags: Tags) -> None:
    """Replace all tags of the Opus file `out`; its audio packets stay as they are."""
    with replacing(out) as beside, out.open("rb") as old, beside.open("wb") as new:
        replace_comments(old, new, lambda packet: _packet(_vendor(packet), _comments(tags)))


def _vendor(packet: bytes) -> bytes:
    """Return the name of the encoder from a comment packet."""
    start = len(MAGIC) + 4
    return packet[start : start + int.from_bytes(packet[len(MAGIC) : start], "little")]


def _packet(vendor: bytes, comments: list[tuple[str, str]]) -> bytes:
    """Serialize a comment packet (RFC 7845, section 5.2)."""
    texts = [f"{name}={value}".encode() for name, value in comments]
    count = len(texts).to_bytes(4, "little")
    return MAGIC + _sized(vendor) + count + b"".join(map(_sized, texts))


def _sized(text: bytes) -> bytes:
    return len(text).to_bytes(4, "little") + text


def _comments(tags: Tags) -> list[tuple[str, str]]:
    comments = [
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
        comments += _chapter(f"CHAPTER{number:03}", chapter)
    if mime_type(tags.cover):
        comments.append(("METADATA_BLOCK_PICTURE", _picture(tags.cover)))
    return [(name, value) for name, value in comments if value]


def _chapter(name: str, chapter: Chapter) -> list[tuple[str, str]]:
    """List the comments of one chapter (https://wiki.xiph.org/Chapter_Extension)."""
    minutes, rest = divmod(round(chapter.start * 1000), 60_000)
    clock = f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"
    return [(name, clock), (name + "NAME", chapter.title), (name + "URL", chapter.url or "")]


def _picture(data: bytes) -> str:
    picture = Picture()
    picture.type, picture.mime, picture.data = FRONT_COVER, mime_type(data), data
    return base64.b64encode(picture.write()).decode()

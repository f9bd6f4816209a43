"""Tags of any format → SourceTags: names of fields in ID3, MP4, Vorbis comments, Matroska."""

from __future__ import annotations

import base64
import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import mutagen.flac
import mutagen.id3
import mutagen.mp4

from airdate.audio.tags.tag_pictures import mime_type
from airdate.model import Chapter, SourceTags

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from av.container import InputContainer

# Typed in part only.
id3: Any = mutagen.id3
Picture: Any = mutagen.flac.Picture
MP4: Any = mutagen.mp4.MP4

LONGEST = 20_000  # characters: show notes fit, a file hidden in a tag does not
LARGEST_COVER = 20_000_000  # bytes
MOST_CHAPTERS = 1000
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff￾￿]")
FIELDS = ("title", "artist", "album", "comment", "date", "track", "language")
ID3_NAMES = ("TIT2", "TPE1", "TALB", "COMM", "TDRC", "TRCK", "TLAN")
MP4_NAMES = ("\xa9nam", "\xa9ART", "\xa9alb", "\xa9cmt", "\xa9day", "trkn", "")
VORBIS_NAMES = ("title", "artist", "album", "comment", "date", "tracknumber", "language")
CONTAINER_NAMES = ("title", "artist", "album", "comment", "date", "track", "language")


def from_mutagen(file: Any) -> SourceTags:
    """Read the tags of a file that mutagen opened."""
    tags = file.tags
    if tags is None:
        return SourceTags()
    if isinstance(tags, id3.ID3):
        return _from_id3(tags)
    if isinstance(file, MP4):
        return _from_mp4(file)
    return _from_vorbis(file)


def from_container(container: InputContainer, found: SourceTags) -> SourceTags:
    """Return `found`, with its gaps filled by what FFmpeg reads: Matroska, QuickTime chapters."""
    audio = container.streams.audio
    metadata = {**(audio[0].metadata if audio else {}), **container.metadata}
    lower = {name.lower(): value for name, value in metadata.items()}
    gaps: dict[str, Any] = {
        field: _clean(lower.get(name, ""))
        for field, name in zip(FIELDS, CONTAINER_NAMES, strict=True)
        if not getattr(found, field)
    }
    gaps = {field: "" if value == "und" else value for field, value in gaps.items()}
    filled = replace(found, **gaps)
    return filled if found.chapters else replace(filled, chapters=_from_ffmpeg(container))


def _from_ffmpeg(container: InputContainer) -> tuple[Chapter, ...]:
    return _ordered(
        Chapter(
            float(chapter["start"] * chapter["time_base"]), chapter["metadata"].get("title", "")
        )
        for chapter in container.chapters()
        if chapter["time_base"]
    )


def _from_id3(tags: Any) -> SourceTags:
    found: dict[str, Any] = {}
    for field, name in zip(FIELDS, ID3_NAMES, strict=True):
        frames = tags.getall(name)
        found[field] = _clean(str(frames[0].text[0])) if frames and frames[0].text else ""
    pictures = sorted(
        tags.getall("APIC"), key=lambda frame: frame.type != id3.PictureType.COVER_FRONT
    )
    return SourceTags(
        **found,
        chapters=_ordered(_id3_chapter(frame) for frame in tags.getall("CHAP")),
        cover=_cover(frame.data for frame in pictures),
    )


def _id3_chapter(frame: Any) -> Chapter:
    titles = frame.sub_frames.getall("TIT2")
    links = frame.sub_frames.getall("WXXX")
    return Chapter(
        start=frame.start_time / 1000,
        title=str(titles[0].text[0]) if titles and titles[0].text else "",
        url=links[0].url if links and _is_web(links[0].url) else None,
    )


def _from_mp4(file: Any) -> SourceTags:
    found: dict[str, Any] = {}
    for field, name in zip(FIELDS, MP4_NAMES, strict=True):
        values = file.tags.get(name) or [""]
        value = values[0][0] if isinstance(values[0], tuple) else values[0]
        found[field] = _clean(str(value or ""))
    return SourceTags(**found, cover=_cover(bytes(data) for data in file.tags.get("covr", ())))


def _from_vorbis(file: Any) -> SourceTags:
    comments: Mapping[str, list[str]] = {name.lower(): values for name, values in file.tags.items()}
    found: dict[str, Any] = {
        field: _clean(str((comments.get(name) or [""])[0]))
        for field, name in zip(FIELDS, VORBIS_NAMES, strict=True)
    }
    found["comment"] = found["comment"] or _clean((comments.get("description") or [""])[0])
    blocks = [
        Picture(base64.b64decode(text)).data for text in comments.get("metadata_block_picture", ())
    ]
    pictures = [picture.data for picture in getattr(file, "pictures", ())]
    return SourceTags(**found, chapters=_vorbis_chapters(comments), cover=_cover(pictures + blocks))


def _vorbis_chapters(comments: Mapping[str, list[str]]) -> tuple[Chapter, ...]:
    """Read CHAPTER000=0:00:00.000 and its name (https://wiki.xiph.org/Chapter_Extension)."""
    found = []
    for name, values in comments.items():
        if not re.fullmatch(r"chapter\d{3}", name):
            continue
        clock = re.fullmatch(r"(\d+):(\d+):(\d+(?:\.\d+)?)", values[0].strip())
        if clock:
            hours, minutes, seconds = map(float, clock.groups())
            title = (comments.get(name + "name") or [""])[0]
            url = (comments.get(name + "url") or [""])[0]
            start = hours * 3600 + minutes * 60 + seconds
            found.append(Chapter(start, title, url if _is_web(url) else None))
    return _ordered(found)


def _ordered(chapters: Iterable[Chapter]) -> tuple[Chapter, ...]:
    """Return chapters by time, with clean titles; those without a sensible start are dropped."""
    sensible = [c for c in chapters if math.isfinite(c.start) and c.start >= 0]
    in_order = sorted(sensible, key=lambda chapter: chapter.start)[:MOST_CHAPTERS]
    return tuple(replace(chapter, title=_clean(chapter.title)) for chapter in in_order)


def _cover(pictures: Iterable[bytes]) -> bytes | None:
    return next((p for p in pictures if mime_type(p) and len(p) <= LARGEST_COVER), None)


def _is_web(url: str) -> bool:
    return url.startswith(("https://", "http://"))


def _clean(text: str) -> str:
    return UNPRINTABLE.sub("", text[:LONGEST]).strip()

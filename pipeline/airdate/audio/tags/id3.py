"""ID3v2.3 for published MP3s: text in UTF-16, cover, chapters in the order of time.

Version 2.3, because FFmpeg loses chapters of v2.4 that carry an image, and Windows shows no v2.4
at all (https://id3.org/id3v2.3.0, https://id3.org/id3v2-chapters-1.0).
"""

from __future__ import annotations

import shutil
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import mutagen
import mutagen.id3

from airdate.audio.tags.tag_pictures import chapter_picture, mime_type
from airdate.files import replacing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from airdate.model import Chapter, Tags

id3: Any = mutagen.id3  # typed in part only
UTF16 = id3.Encoding.UTF16
MOST_CHAPTERS = 255  # the count of a CTOC's entries is one byte (ID3v2 Chapter Frame, 3.2)
NO_OFFSET = 0xFFFFFFFF  # "use the times": byte offsets would be wrong once tags change
FRONT_COVER = id3.PictureType.COVER_FRONT
OTHER = id3.PictureType.OTHER
HEADER = 10  # bytes before a tag, and before each frame


def write_id3(out: Path, tags: Tags) -> None:
    """Replace all tags of the MP3 `out`; its audio frames stay as they are."""
    tag = render(tags, mutagen.File(out).info.length)
    with replacing(out) as beside, out.open("rb") as old, beside.open("wb") as new:
        old.seek(_audio_start(old.read(HEADER)))
        new.write(tag)
        shutil.copyfileobj(old, new, 1 << 20)


def render(tags: Tags, seconds: float) -> bytes:
    """Return the whole tag for a file of this length."""
    chapters = sorted(tags.chapters, key=lambda chapter: chapter.start)[:MOST_CHAPTERS]
    found = id3.ID3()
    for frame in [*_text(tags), *_links(tags), *_cover(tags), *_chapters(chapters, seconds)]:
        found.add(frame)
    found.update_to_v23()
    file = BytesIO()
    found.save(file, v1=0, v2_version=3, padding=lambda _: 0)
    return in_time_order(file.getvalue())


def _text(tags: Tags) -> Iterator[Any]:
    yield id3.TIT2(encoding=UTF16, text=tags.title)
    yield id3.TALB(encoding=UTF16, text=tags.show)
    yield id3.TPE1(encoding=UTF16, text=tags.artist)
    yield id3.TDRC(encoding=UTF16, text=tags.date)
    yield id3.TCON(encoding=UTF16, text="Podcast")
    yield id3.TLAN(encoding=UTF16, text=tags.language)
    if tags.number is not None:
        yield id3.TRCK(encoding=UTF16, text=str(tags.number))
    if tags.season is not None:
        yield id3.TPOS(encoding=UTF16, text=str(tags.season))
    if tags.comment:
        yield id3.COMM(encoding=UTF16, lang=tags.language, desc="", text=tags.comment)


def _links(tags: Tags) -> Iterator[Any]:
    if tags.url:
        yield id3.WOAF(url=tags.url)
        yield id3.WXXX(encoding=UTF16, desc="", url=tags.url)


def _cover(tags: Tags) -> Iterator[Any]:
    if tags.cover:
        yield _picture(tags.cover, FRONT_COVER)


def _picture(data: bytes, kind: int) -> Any:
    # Latin-1, for an empty description takes one byte, and some players miscount UTF-16 there.
    return id3.APIC(
        encoding=id3.Encoding.LATIN1, mime=mime_type(data), type=kind, desc="", data=data
    )


def _chapters(chapters: Sequence[Chapter], seconds: float) -> Iterator[Any]:
    if not chapters:
        return
    names = [f"chp{number}" for number in range(len(chapters))]
    end = max(seconds, chapters[-1].start)
    times = [round(time * 1000) for time in (*(c.start for c in chapters), end)]
    flags = id3.CTOCFlags.TOP_LEVEL | id3.CTOCFlags.ORDERED
    yield id3.CTOC(element_id="toc", flags=flags, child_element_ids=names, sub_frames=[])
    for chapter, name, (start, stop) in zip(chapters, names, pairwise(times), strict=True):
        yield id3.CHAP(
            element_id=name,
            start_time=start,
            end_time=stop,
            start_offset=NO_OFFSET,
            end_offset=NO_OFFSET,
            sub_frames=list(_within(chapter)),
        )


def _within(chapter: Chapter) -> Iterator[Any]:
    yield id3.TIT2(encoding=UTF16, text=chapter.title)
    if chapter.url:
        yield id3.WXXX(encoding=UTF16, desc="", url=chapter.url)
    if picture := chapter_picture(chapter):
        yield _picture(picture, OTHER)


def in_time_order(tag: bytes) -> bytes:
    """Return a v2.3 tag with its CHAP frames by time, after all others.

    mutagen writes the small frames first, and FFmpeg lists chapters as they come in the file.
    """
    frames: list[bytes] = []
    at = HEADER
    while at + HEADER <= len(tag) and tag[at]:
        length = HEADER + int.from_bytes(tag[at + 4 : at + 8])
        frames.append(tag[at : at + length])
        at += length
    frames.sort(key=_time)
    return tag[:HEADER] + b"".join(frames) + tag[at:]


def _time(frame: bytes) -> int:
    if frame[:4] != b"CHAP":
        return -1
    start = frame.index(b"\0", HEADER) + 1
    return int.from_bytes(frame[start : start + 4])


def _audio_start(head: bytes) -> int:
    """Return the length of the ID3v2 tag at the beginning of a file."""
    if head[:3] != b"ID3":
        return 0
    size = head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]
    return HEADER + size

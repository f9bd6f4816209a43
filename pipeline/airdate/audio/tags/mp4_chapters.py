"""Links and images of the chapters of an M4A: what Apple calls an enhanced podcast.

FFmpeg writes chapters as a track of titles that the audio track refers to (`tref`, `chap`). A
sample of it may also have a link (`href`, 3GPP TS 26.245, section 5.17), and a second track may
have an image for each. Boxes are those of ISO/IEC 14496-12, section 8.
"""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import accumulate
from struct import pack, unpack
from typing import TYPE_CHECKING, BinaryIO

from airdate.audio.read.boxes import HEADER, walk
from airdate.audio.tags.tag_pictures import chapter_picture, mime_type, size
from airdate.errors import AudioError
from airdate.files import replacing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from airdate.model import Chapter

    Change = Callable[["Box"], "Box"]

PARENTS = frozenset((b"moov", b"trak", b"tref", b"mdia", b"minf", b"stbl"))
UTF8 = pack(">I4sI", 12, b"encd", 0x100)  # a title's encoding, as FFmpeg writes it
LONGEST_LINK = 255  # bytes: a `href` counts them in one
DPI = 72 << 16  # fixed point, 16.16
DEPTH, NO_COLOURS = 24, -1  # bits; the ID that stands for no colour table


@dataclass(frozen=True, slots=True)
class Box:
    """A box of an MP4: its bytes, or the boxes inside."""

    name: bytes
    body: bytes = b""
    inside: tuple[Box, ...] = ()

    def __bytes__(self) -> bytes:
        body = self.body + b"".join(map(bytes, self.inside))
        return pack(">I4s", HEADER + len(body), self.name) + body

    def find(self, name: bytes) -> Iterator[Box]:
        """Yield all boxes of a name, this one and those inside."""
        if self.name == name:
            yield self
        for box in self.inside:
            yield from box.find(name)

    def changed(self, changes: Mapping[bytes, Change]) -> Box:
        """Return a copy in which `changes` were applied to boxes by name."""
        if self.name in changes:
            return changes[self.name](self)
        return replace(self, inside=tuple(box.changed(changes) for box in self.inside))


def enrich(path: Path, chapters: Sequence[Chapter], cover: bytes) -> None:
    """Give chapters, in order of time, links and pictures in an M4A that has their titles.

    Where one has a picture, those without one show the cover. If any of these is no JPEG there are
    no pictures: a track has one codec. Links of more than 255 bytes are left out.
    """
    links = [chapter.url or "" for chapter in chapters]
    pictures = [chapter_picture(chapter) for chapter in chapters]
    shown = [picture or cover for picture in pictures]
    if not any(pictures) or any(mime_type(each) != "image/jpeg" for each in shown):
        shown = []
    if shown or any(links):
        texts = [_text(each.title, link) for each, link in zip(chapters, links, strict=True)]
        _rewrite(path, texts, shown)


def _rewrite(path: Path, texts: Sequence[bytes], shown: Sequence[bytes]) -> None:
    """Put samples at the end of a file, and tracks that name them into its index."""
    with replacing(path) as beside, path.open("rb") as old, beside.open("wb") as new:
        at, data = _index(old)
        moov = next(_boxes(data))
        # It is as long wherever samples are, and they come after all else.
        longer = len(bytes(_with_tracks(moov, texts, shown, 0, 0))) - len(data)
        samples = path.stat().st_size + longer + HEADER
        old.seek(0)
        new.write(old.read(at))
        new.write(bytes(_with_tracks(moov, texts, shown, longer, samples)))
        old.seek(at + len(data))
        shutil.copyfileobj(old, new)
        new.write(bytes(Box(b"mdat", b"".join([*texts, *dict.fromkeys(shown)]))))


def _with_tracks(
    moov: Box, texts: Sequence[bytes], shown: Sequence[bytes], longer: int, start: int
) -> Box:
    """Return an index with these samples, from the byte `start`, and all else `longer` later."""
    sound, titles, *_ = moov.find(b"trak")
    places = list(accumulate(map(len, texts), initial=start))
    images = dict.fromkeys(shown)
    where = dict(zip(images, accumulate(map(len, images), initial=places[-1]), strict=False))
    number = max(map(_number, moov.find(b"tkhd"))) + 1
    titles = _track(titles, texts, places[:-1])
    tracks = [_later(sound, longer), titles]
    if shown:
        tracks[0] = tracks[0].changed({b"chap": lambda box: _longer(box, pack(">I", number))})
        tracks.append(_pictures(titles, shown, [where[each] for each in shown], number))
    rest = [box for box in moov.inside if box.name not in {b"mvhd", b"trak"}]
    next_number = pack(">I", number + bool(shown))
    head = next(moov.find(b"mvhd"))
    return Box(b"moov", inside=(Box(b"mvhd", head.body[:-4] + next_number), *tracks, *rest))


def _text(title: str, link: str) -> bytes:
    """Serialize a title with a link as a sample."""
    text, url = title.encode(), link.encode()
    sample = pack(">H", len(text)) + text + UTF8
    if 0 < len(url) <= LONGEST_LINK:
        body = pack(">HHB", 0, len(title), len(url)) + url + b"\0"  # no text beside the link
        sample += bytes(Box(b"href", body))
    return sample


def _track(track: Box, samples: Sequence[bytes], places: Sequence[int]) -> Box:
    """Return a track with other samples, at the offsets in `places`."""
    count = len(samples)
    stsz = pack(f">III{count}I", 0, 0, count, *map(len, samples))
    stco = pack(f">II{count}I", 0, count, *places)
    stsc = pack(">IIIII", 0, 1, 1, 1, 1)  # each chunk has one
    return track.changed(
        {
            b"stsz": lambda _: Box(b"stsz", stsz),
            b"stco": lambda _: Box(b"stco", stco),
            b"stsc": lambda _: Box(b"stsc", stsc),
        }
    )


def _pictures(titles: Box, shown: Sequence[bytes], places: Sequence[int], number: int) -> Box:
    """Return a track that shows a JPEG for as long as each title is."""
    width, height = map(max, zip(*map(size, dict.fromkeys(shown)), strict=True))
    about = pack(">6xH16xHHII4xH32xHh", 1, width, height, DPI, DPI, 1, DEPTH, NO_COLOURS)
    stsd = pack(">II", 0, 1) + bytes(Box(b"jpeg", about))
    hdlr = pack(">II4s12x", 0, 0, b"vide") + b"Chapter pictures\0"
    return _track(titles, shown, places).changed(
        {
            b"tkhd": lambda box: _numbered(box, number),
            b"hdlr": lambda _: Box(b"hdlr", hdlr),
            b"gmhd": lambda _: Box(b"vmhd", pack(">I8x", 1)),
            b"stsd": lambda _: Box(b"stsd", stsd),
        }
    )


def _numbered(tkhd: Box, number: int) -> Box:
    at = _number_at(tkhd)
    return Box(b"tkhd", tkhd.body[:at] + pack(">I", number) + tkhd.body[at + 4 :])


def _number(tkhd: Box) -> int:
    at = _number_at(tkhd)
    return int.from_bytes(tkhd.body[at : at + 4])


def _number_at(tkhd: Box) -> int:
    return 20 if tkhd.body[0] else 12  # after two times, of 8 bytes in version 1


def _later(track: Box, longer: int) -> Box:
    """Return a track whose samples lie so many bytes later."""

    def shifted(box: Box) -> Box:
        (count,) = unpack(">4xI", box.body[:8])
        places = unpack(f">{count}I", box.body[8:])
        return Box(box.name, box.body[:8] + pack(f">{count}I", *(at + longer for at in places)))

    return track.changed({b"stco": shifted})


def _longer(box: Box, more: bytes) -> Box:
    return replace(box, body=box.body + more)


def _index(file: BinaryIO) -> tuple[int, bytes]:
    """Return the offset of a file's index, and its bytes. It comes before the audio."""
    for name, start, end in walk(file, sys.maxsize):
        if name == b"moov":
            at = file.seek(start - HEADER)
            return at, file.read(end - at)
        file.seek(end)
    raise AudioError("the M4A encoder wrote no index", "Report this as a bug.")


def _boxes(data: bytes) -> Iterator[Box]:
    file = BytesIO(data)
    for name, start, end in walk(file, len(data)):
        body = data[start:end]
        yield Box(name, inside=tuple(_boxes(body))) if name in PARENTS else Box(name, body)
        file.seek(end)

"""Tags and chapters of M4A: iTunes atoms, and chapters as QuickTime and Nero write them.

Their links and images are in `mp4_chapters`.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av
import mutagen.mp4

from airdate.audio.encode.aac_opus import BIT_EXACT, CLOCK, INDEX_FIRST
from airdate.audio.tags.mp4_chapters import enrich
from airdate.audio.tags.tag_pictures import mime_type
from airdate.files import replacing

if TYPE_CHECKING:
    from pathlib import Path

    from airdate.model import Tags

MP4: Any = mutagen.mp4.MP4  # typed in part only
MP4Cover: Any = mutagen.mp4.MP4Cover
PODCAST = "Podcast"
MILLISECOND = Fraction(1, 1000)


def write_m4a_tags(out: Path, tags: Tags) -> None:
    """Replace all tags of the M4A `out`; its audio is copied unchanged."""
    chapters = sorted(tags.chapters, key=lambda chapter: chapter.start)
    with replacing(out) as beside:
        _with_chapters(out, replace(tags, chapters=tuple(chapters)), beside)
        enrich(beside, chapters, tags.cover)
        file = MP4(beside)
        if file.tags is None:
            file.add_tags()
        file.tags.clear()
        file.tags.update(_atoms(tags))
        file.save(padding=lambda _: 0)


def _atoms(tags: Tags) -> dict[str, Any]:
    atoms: dict[str, Any] = {
        "\xa9nam": [tags.title],
        "\xa9alb": [tags.show],
        "\xa9ART": [tags.artist],
        "\xa9day": [tags.date],
        "\xa9gen": [PODCAST],
        "pcst": True,
        "purl": [tags.url],
    }
    if tags.comment:
        atoms["\xa9cmt"] = [tags.comment]
    if tags.number is not None:
        atoms["trkn"] = [(tags.number, 0)]
    if tags.season is not None:
        atoms["disk"] = [(tags.season, 0)]
    if kind := mime_type(tags.cover):
        form = MP4Cover.FORMAT_PNG if kind == "image/png" else MP4Cover.FORMAT_JPEG
        atoms["covr"] = [MP4Cover(tags.cover, form)]
    return atoms


def _with_chapters(source: Path, tags: Tags, out: Path) -> None:
    """Copy the audio of `source` into a new file with the chapters of `tags`."""
    with closing(av.open(str(source))) as old:
        stream = old.streams.audio[0]
        options = BIT_EXACT | INDEX_FIRST | {CLOCK: str(stream.codec_context.rate)}
        with closing(av.open(str(out), "w", format="ipod", options=options)) as new:
            copy = new.add_stream_from_template(stream)
            copy.metadata["language"] = tags.language
            new.set_chapters(
                _chapters(tags, float((stream.duration or 0) * (stream.time_base or 0)))
            )
            for packet in old.demux(stream):
                if packet.dts is not None:
                    packet.stream = copy
                    new.mux(packet)


def _chapters(tags: Tags, seconds: float) -> list[Any]:
    times = [round(chapter.start * 1000) for chapter in tags.chapters]
    ends = [*times[1:], max([*times, round(seconds * 1000)])]
    return [
        {
            "id": number,
            "start": start,
            "end": end,
            "time_base": MILLISECOND,
            "metadata": {"title": c.title},
        }
        for number, (c, start, end) in enumerate(zip(tags.chapters, times, ends, strict=True))
    ]

"""Tags: those of recordings are read, those of published files are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import av
import mutagen

from airdate.audio.read.decode import OPTIONS
from airdate.audio.read.file_views import absurd_tag
from airdate.audio.read.source_tags import from_container, from_mutagen
from airdate.audio.read.tag_limits import has_heavy_tags
from airdate.audio.tags.id3 import write_id3
from airdate.audio.tags.mp4 import write_m4a_tags
from airdate.audio.tags.opus_comments import write_opus_tags
from airdate.errors import AudioError
from airdate.model import SourceTags

if TYPE_CHECKING:
    from pathlib import Path

    from airdate.model import Tags


def tag(out: Path, tags: Tags) -> None:
    """Replace all tags of a rendition, with cover and chapters.

    Its audio stays as it is, byte for byte. Raises AudioError if `out` is not in a format that is
    published.
    """
    with out.open("rb") as file:
        head, box = file.read(4), file.read(4)
    if head[:3] == b"ID3" or head[:2] == b"\xff\xfb":
        write_id3(out, tags)
        return
    if head == b"OggS":
        write_opus_tags(out, tags)
        return
    if box == b"ftyp":
        write_m4a_tags(out, tags)
        return
    raise AudioError(f"{out.name} is not a format that can be tagged", "Publish again.")


def read_tags(path: Path) -> SourceTags:
    """Read the tags of a recording: ID3 of any version, MP4, Vorbis comments, Matroska.

    What can't be read is empty; nothing is raised for it.
    """
    try:
        if absurd_tag(path) or has_heavy_tags(path):
            return SourceTags()
    except OSError:
        return SourceTags()
    try:
        file = mutagen.File(path)
        found = from_mutagen(file) if file is not None else SourceTags()
    except Exception:  # noqa: BLE001 — mutagen raises whatever its parsers stumble on
        found = SourceTags()
    try:
        with av.open(str(path), options=OPTIONS, metadata_errors="replace") as container:
            return from_container(container, found)
    except (av.FFmpegError, OSError, ValueError, UnicodeError):
        return found

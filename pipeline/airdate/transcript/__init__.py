"""Transcripts: VTT, SRT, JSON and HTML ↔ cues. Pure, but for `read`.

WebVTT: https://www.w3.org/TR/webvtt1/. SRT has no standard, so it is written as players read it.
JSON, HTML and recommendations for all four:
https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/examples/transcripts/transcripts.md.
Files may be hostile: their size is limited, and markup is reduced to text and speakers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from airdate.errors import TranscriptError
from airdate.transcript.json_html import parse_html, parse_json
from airdate.transcript.merge_words import merged
from airdate.transcript.serialize import html, json, plain, srt, vtt
from airdate.transcript.vtt_srt import parse_srt, parse_vtt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from airdate.model import Cue

__all__ = [
    "FORMATS",
    "TranscriptError",
    "html",
    "json",
    "parse",
    "plain",
    "read",
    "srt",
    "vtt",
]

# Published formats: file suffix, Content-Type, serializer. WebVTT is first: the namespace prefers
# it, and Apple reads its speakers.
FORMATS: tuple[tuple[str, str, Callable[[Iterable[Cue]], bytes]], ...] = (
    (".vtt", "text/vtt", vtt),
    (".srt", "application/x-subrip", srt),
    (".json", "application/json", json),
    (".html", "text/html; charset=utf-8", html),
    (".txt", "text/plain; charset=utf-8", plain),
)
MAX_BYTES = 20_000_000  # a hundred hours of talk

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def read(path: Path) -> tuple[Cue, ...]:
    """Return the cues of a transcript file, told apart by its content; words become sentences.

    Raises TranscriptError.
    """
    if path.stat().st_size > MAX_BYTES:
        raise TranscriptError(
            f"transcript is larger than {MAX_BYTES // 1_000_000} MB",
            "Use the transcript of one episode.",
        )
    return merged(parse(_decoded(path.read_bytes())))


def parse(text: str) -> tuple[Cue, ...]:
    """Parse VTT, SRT, JSON or HTML to cues, sorted by start. Raises TranscriptError."""
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith("WEBVTT"):
        cues = parse_vtt(text)
    elif start.startswith("{"):
        cues = parse_json(text)
    elif start.startswith("<"):
        cues = parse_html(text)
    elif "-->" in text:
        cues = parse_srt(text)
    else:
        raise TranscriptError(
            "transcript is not VTT, SRT, JSON or HTML",
            "Export it as VTT: its first line is `WEBVTT`.",
        )
    if not cues:
        raise TranscriptError("transcript has no words", "Remove `transcript` until you have one.")
    return tuple(sorted(cues, key=lambda cue: cue.start))


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-16" if data.startswith(_UTF_16) else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise TranscriptError("transcript is not UTF-8", "Save it as UTF-8.", line) from error

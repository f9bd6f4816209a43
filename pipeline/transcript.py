"""Transcripts: VTT, SRT and JSON ↔ cues. Pure, but for `read`.

WebVTT: https://www.w3.org/TR/webvtt1/; SRT has no standard: what players read;
JSON: https://github.com/Podcastindex-org/podcast-namespace/blob/main/transcripts/transcripts.md.
Files are hostile until read: bounded in size, and their markup is reduced to text and speakers.
"""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any

from pipeline.errors import AirdateError
from pipeline.model import Cue
from pipeline.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

TYPE = "text/vtt"
MAX_BYTES = 20_000_000  # a hundred hours of talk

_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
_TIMING = re.compile(rf"\s*{_TIME}\s+-->\s+{_TIME}(?:\s.*)?")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]*)>")
_TAG = re.compile(r"<[^>]*>")
# "Name: words", as SRT files say who speaks; a name is short and has no full stop in it.
_SPEAKER = re.compile(r"([^\W\d_][^:.!?\n]{0,39}):\s+(?=\S)")


class TranscriptError(AirdateError):
    """A transcript that can't be read; `line` counts from 1, 0 is the file as a whole."""

    def __init__(self, what: str, mend: str, line: int = 0) -> None:
        super().__init__(what, mend)
        self.line = line


def read(path: Path) -> tuple[Cue, ...]:
    """Return the cues of a transcript file, told apart by its content. Raises TranscriptError."""
    if path.stat().st_size > MAX_BYTES:
        raise TranscriptError(
            f"it is larger than {MAX_BYTES // 1_000_000} MB", "use the transcript of one episode"
        )
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TranscriptError("it is not UTF-8", "save it as UTF-8") from error
    return parse(text)


def parse(text: str) -> tuple[Cue, ...]:
    """Return the cues of VTT, SRT or JSON text. Raises TranscriptError."""
    start = text.lstrip()
    if start.startswith("{"):
        cues = tuple(_from_json(text))
    elif start.startswith("WEBVTT") or "-->" in text:
        cues = tuple(_from_blocks(text, _vtt_words if start.startswith("WEBVTT") else _srt_words))
    else:
        raise TranscriptError(
            "it is neither VTT nor SRT nor JSON", "export it as VTT: its first line says WEBVTT"
        )
    if not cues:
        raise TranscriptError("it has no words", "leave `transcript` out until there is one")
    return cues


def vtt(cues: Iterable[Cue]) -> bytes:
    """Return WebVTT with speakers in `<v>`, as Apple reads them."""
    blocks = [
        f"{_clock(cue.start)} --> {_clock(cue.end)}\n{_voice(cue)}{_escape(cue.text)}\n"
        for cue in cues
    ]
    return "\n".join(["WEBVTT\n", *blocks]).encode()


# ── VTT and SRT: blocks parted by blank lines ───────────────────────────────────────────────


def _from_blocks(text: str, words: Callable[[str], tuple[str | None, str]]) -> Iterator[Cue]:
    lines = clean(text).splitlines()
    for number, line in enumerate(lines, 1):
        if "-->" not in line:
            continue
        timing = _TIMING.fullmatch(line)
        if not timing:
            raise TranscriptError(
                f"“{line.strip()[:60]}” is no timing",
                "write it as 00:01:02.000 --> 00:01:04.500",
                number,
            )
        start, end = _seconds(timing.groups()[:4]), _seconds(timing.groups()[4:])
        if end < start:
            raise TranscriptError("a cue ends before it begins", "swap its times", number)
        speaker, said = words(_payload(lines, number))
        if said:
            yield Cue(start, end, said, speaker)


def _payload(lines: Sequence[str], after: int) -> str:
    """Return the lines from `after` (counted from 0) to the next blank line."""
    end = after
    while end < len(lines) and lines[end].strip():
        end += 1
    return "\n".join(lines[after:end])


def _vtt_words(payload: str) -> tuple[str | None, str]:
    voice = _VOICE.search(payload)
    speaker = _plain(voice[1]) if voice else None
    return speaker or None, _plain(_TAG.sub("", payload))


def _srt_words(payload: str) -> tuple[str | None, str]:
    said = _plain(_TAG.sub("", payload))
    speaker = _SPEAKER.match(said)
    return (speaker[1], said[speaker.end() :]) if speaker else (None, said)


def _plain(text: str) -> str:
    return " ".join(clean(html.unescape(text)).split())


def _seconds(parts: Sequence[str | None]) -> float:
    hours, minutes, seconds, fraction = (part or "0" for part in parts)
    whole = int(hours) * 3600 + int(minutes) * 60 + int(seconds)
    return whole + int(fraction.ljust(3, "0")) / 1000


def _clock(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"


def _voice(cue: Cue) -> str:
    return f"<v {_escape(cue.speaker)}>" if cue.speaker else ""


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


# ── JSON ────────────────────────────────────────────────────────────────────────────────────


def _from_json(text: str) -> Iterator[Cue]:
    try:
        said: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 0)
        raise TranscriptError("it is not whole JSON", "export it again", line) from error
    segments = said.get("segments")
    if not isinstance(segments, list):
        raise TranscriptError("it has no `segments`", "export it as podcast transcript JSON")
    for number, segment in enumerate(segments, 1):
        try:
            cue = _cue(segment)
        except (TypeError, KeyError, ValueError, AttributeError, OverflowError) as error:
            raise TranscriptError(
                f"segment {number} lacks startTime, endTime or body", "export it again"
            ) from error
        if cue.text:
            yield cue


def _cue(segment: Any) -> Cue:
    start, end = float(segment["startTime"]), float(segment["endTime"])
    if not 0 <= start <= end < float("inf"):
        raise ValueError(start)
    speaker = segment.get("speaker")
    return Cue(start, end, _plain(str(segment["body"])), _plain(str(speaker)) if speaker else None)

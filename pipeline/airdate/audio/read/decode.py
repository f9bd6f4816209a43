"""Recordings in: any file that FFmpeg decodes, as a stream of float blocks on the engine's grid.

The only place that opens recordings for their audio. What could not be decoded is reported as
losses with their time range, never skipped silently.
"""

from __future__ import annotations

from contextlib import closing, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import av

from airdate.audio.dsp.blocks import MAX_SECONDS, block_length, engine_rate, regrid
from airdate.audio.dsp.fades import cut
from airdate.audio.dsp.resample import Converter
from airdate.audio.read.file_views import OffsetFile, UnsizedWav, absurd_tag
from airdate.audio.read.tag_limits import has_heavy_tags
from airdate.audio.read.truncation import declared_seconds, missing_end, wrapped_size_at
from airdate.errors import AudioError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from av.packet import Packet

    from airdate.audio.dsp.blocks import Samples

# Containers that hold recordings. Playlists and manifests (HLS, DASH, concat …) are left out:
# they would make FFmpeg open other files and URLs that the author never named.
FORMATS = (
    "wav,w64,aiff,caf,au,flac,mp3,aac,ac3,eac3,ogg,mov,mp4,m4a,matroska,webm,avi,asf,amr,ape,wv,"
    "tta,dsf,mpeg,mpegts,flv,mka"
)
OPTIONS = {"format_whitelist": FORMATS, "protocol_whitelist": "file"}
# Bytes that are read at once from a WAV file: by FFmpeg's own 16 kB, reading a whole one takes
# eight times as long. One such packet is enough to find DTS or AC-3 in it; FFmpeg would look
# through 2500, which takes a third of a second.
LARGE_PACKETS = {"max_size": str(1 << 18), "max_probe_packets": "1"}
# Seconds in which a file must be open; valid ones take milliseconds, on any disk.
PATIENCE = 60.0
# Clocks of containers count milliseconds at best; only a longer jump is a hole.
HOLE = 0.1
# A hole this long is a damaged clock rather than a pause in a call.
LONGEST_HOLE = 600.0
# Containers in which a stream may pause, as it does where a call was muted.
WITH_PAUSES = {"matroska,webm", "mov,mp4,m4a,3gp,3g2,mj2", "asf", "flv", "mpeg", "mpegts", "avi"}
MOST_ERRORS = 1000  # decoding errors after which a file is given up


@dataclass(frozen=True, slots=True)
class Loss:
    """A span of a recording that could not be decoded: start and end in seconds, and why."""

    start: float
    end: float
    reason: str


@dataclass(slots=True)
class Sound:
    """The audio of one open recording: its format, its blocks, and afterwards what was lost.

    `rate` and `channels` are those of `blocks()`; `source_rate` and `source_channels` the file's.
    `position` is the time in seconds of the first block, None until it was decoded.
    """

    container: str
    codec: str
    source_rate: int
    source_channels: int
    rate: int
    channels: int
    _path: Path
    _open: InputContainer
    _stream: AudioStream
    losses: list[Loss] = field(default_factory=list)
    pauses: list[Loss] = field(default_factory=list)
    position: float | None = 0.0
    tail: OffsetFile | None = None
    _last: Packet[AudioStream] | None = None

    def blocks(self) -> Iterator[Samples]:
        """Yield all samples in blocks of the grid; the last one may be shorter."""
        samples = cut(self._converted(), 0, self._end())
        yield from regrid(samples, block_length(self.rate))

    def seek(self, seconds: float) -> None:
        """Go near `seconds`: before it, as exactly as the container allows."""
        self.position = None
        if self._stream.time_base:
            start = self._stream.start_time or 0
            with suppress(av.FFmpegError, OSError):
                target = start + int(seconds / self._stream.time_base)
                self._open.seek(target, stream=self._stream)

    def set_position(self, time: float) -> None:
        """Set the position by the container's time of the first frame, in seconds."""
        start = (self._stream.start_time or 0) * (self._stream.time_base or 0)
        self.position = time - float(start)

    def close(self) -> None:
        """Close the file."""
        self._open.close()
        if self.tail:
            self.tail.close()

    def _end(self) -> int:
        """Return the sample at which to stop: AAC pads its last frame; MP4 has the length."""
        if "mp4" in self.container and self._stream.duration and self._stream.time_base:
            return round(self._stream.duration * self._stream.time_base * self.rate)
        return MAX_SECONDS * self.rate

    def _converted(self) -> Iterator[Samples]:
        convert = Converter(self.rate, self.channels)
        clock = _Clock(self)
        for frame in self._frames(convert):
            yield from clock.holes(frame, convert)
            yield from convert(frame)
            if convert.seconds >= MAX_SECONDS:
                raise AudioError(
                    "recording is longer than 48 hours",
                    "Cut it; or, if its header is wrong, export it again.",
                )
        yield from convert.flush()
        self._add_missing_end(convert.seconds)

    def _frames(self, convert: Converter) -> Iterator[av.AudioFrame]:
        errors = 0
        for packet in self._packets(convert):
            try:
                yield from self._stream.decode(packet)
            except av.FFmpegError as error:
                errors += 1
                if errors > MOST_ERRORS:
                    raise AudioError(
                        f"recording is damaged in more than {MOST_ERRORS} places",
                        "Export it again.",
                    ) from error
                self._add_error(packet, convert.seconds)

    def _packets(self, convert: Converter) -> Iterator[Packet[AudioStream]]:
        try:
            for packet in self._open.demux(self._stream):
                self._last = packet if packet.size else self._last
                yield packet
        except (av.FFmpegError, OSError):
            at = convert.seconds
            declared = declared_seconds(self._path, self._open)
            self.losses.append(Loss(at, max(at, declared or at), "file unreadable"))

    def _add_error(self, packet: Packet[AudioStream], at: float) -> None:
        length = float((packet.duration or 0) * (packet.time_base or 0))
        last = self.losses[-1] if self.losses else None
        if last and last.end >= at - HOLE:
            self.losses[-1] = Loss(last.start, max(last.end, at) + length, last.reason)
        else:
            self.losses.append(Loss(at, at + length, "damaged"))

    def _add_missing_end(self, seconds: float) -> None:
        last = bytes(self._last) if self._last else b""
        loss = missing_end(self._path, self._open, seconds, last)
        if loss is None or (self.losses and self.losses[-1].end >= loss[1]):
            return
        start, end, _ = loss
        if self.pauses and end - start < HOLE:  # in a broken file, they are what is missing
            self.losses += self.pauses
        else:
            self.losses.append(Loss(*loss))


class _Clock:
    """Finds holes: a frame whose time is well past the end of the audio before it."""

    def __init__(self, sound: Sound) -> None:
        self._sound = sound
        self._first: float | None = None

    def holes(self, frame: av.AudioFrame, convert: Converter) -> Iterator[Samples]:
        time = frame.time
        if time is None:
            return
        if self._first is None:
            self._first = time - convert.seconds
            self._sound.set_position(time)
        hole = time - self._first - convert.seconds
        if hole < HOLE:
            return
        if hole > LONGEST_HOLE:
            at = convert.seconds
            self._sound.losses.append(Loss(at, at + hole, "timestamps jump"))
            self._first += hole
            return
        in_pauses = self._sound.container in WITH_PAUSES
        found = self._sound.pauses if in_pauses else self._sound.losses
        found.append(Loss(convert.seconds, convert.seconds + hole, "gap"))
        yield from convert.silence(hole)


def open_sound(path: Path, rate: int = 0, *, excerpt: bool = False) -> Sound:
    """Open a recording to be decoded at `rate` Hz (0: its own): all of it, or an `excerpt`.

    Raises AudioError for what is not a readable file or has no audio.
    """
    _refuse_unreadable(path)
    if has_heavy_tags(path):
        raise AudioError(
            "recording has thousands of tags, or a picture of many megabytes, which players"
            " can't read",
            "Export it again without tags.",
        )
    tail = _tail(path)
    try:
        source: Any = tail or str(path)
        options = OPTIONS if excerpt else OPTIONS | LARGE_PACKETS
        patience = (PATIENCE, None)
        container = av.open(
            source, "r", options=options, metadata_errors="ignore", timeout=patience
        )
    except (av.FFmpegError, OSError, ValueError) as error:
        if tail:
            tail.close()
        raise AudioError(
            "cannot decode the recording: unknown format, or header or index missing",
            "If it plays elsewhere, export it as WAV, FLAC or MP3.",
        ) from error
    best = container.streams.best("audio")
    if best is None:
        with closing(container):
            raise AudioError(_soundless(container), "Use a file with audio.")
    stream = next(s for s in container.streams.audio if s is best)
    sound = _sound(path, container, stream, rate)
    sound.tail = tail
    return sound


def _tail(path: Path) -> OffsetFile | None:
    """Return a view for FFmpeg to read instead of a file that it can't handle itself."""
    if size_at := wrapped_size_at(path):
        return UnsizedWav(path.open("rb"), size_at)
    length = absurd_tag(path)
    return OffsetFile(path.open("rb"), length) if length else None


def _sound(path: Path, container: InputContainer, stream: AudioStream, rate: int) -> Sound:
    # A codec that FFmpeg lacks has no context, despite PyAV's annotations.
    codec: av.AudioCodecContext | None = stream.codec_context
    if codec is None or codec.rate <= 0 or codec.channels <= 0:
        container.close()
        raise AudioError("audio track is empty or damaged", "Export the recording again.")
    return Sound(
        container=container.format.name,
        codec=codec.name,
        source_rate=codec.rate,
        source_channels=codec.channels,
        rate=rate or engine_rate(codec.rate),
        channels=min(codec.channels, 2),
        _path=path,
        _open=container,
        _stream=stream,
    )


def _refuse_unreadable(path: Path) -> None:
    try:
        if path.is_dir():
            raise AudioError(f"{path.name} is a folder, not a recording", "Name the file in it.")
        with path.open("rb") as file:
            empty = not file.read(1)
    except FileNotFoundError as error:
        raise AudioError(f"file not found: {path.name}", "Check its name.") from error
    except PermissionError as error:
        raise AudioError(
            f"permission denied: {path.name}", "Make it readable for your user."
        ) from error
    except OSError as error:
        raise AudioError(f"cannot read {path.name}: {error.strerror}", "Check the disk.") from error
    if empty:
        raise AudioError(f"{path.name} is empty (0 bytes)", "Copy or export the recording again.")


def _soundless(container: InputContainer) -> str:
    return "video has no audio track" if container.streams.video else "file has no audio"

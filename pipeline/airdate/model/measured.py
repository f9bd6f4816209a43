"""What was found in recordings and images, and what was done to the sound."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from airdate.model.problems import Problem
from airdate.model.written import Chapter


@dataclass(frozen=True, slots=True)
class Measurement:
    """What was measured of some audio.

    `seconds` from the sample count; `loudness` integrated, in LUFS (-inf: silent);
    `loudness_range` in LU; `true_peak` in dBTP (-inf: silent);
    `peaks` are up to 800 maxima of |sample|, 0 to 255, over equal spans; `levels` the K-weighted
    level of each 100 ms in tenths of LU (-1000: silent).
    """

    seconds: float
    loudness: float
    loudness_range: float
    true_peak: float
    peaks: tuple[int, ...]
    levels: tuple[int, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Recording:
    """An interview as it came in: the file's sha256 and size, what it is, how it sounds.

    `channel_layout` is where its audio is: two channels, the same in both, or one side alone.
    """

    sha256: str
    size: int
    container: str
    codec: str
    rate: int
    channels: int
    measurement: Measurement
    channel_layout: Literal["stereo", "mono", "left", "right"] = "stereo"


@dataclass(frozen=True, slots=True)
class Picture:
    """An image file as it came in; `format` and `mode` as Pillow names them (JPEG, RGB …).

    `metadata`: whether it carries what a camera or an editor wrote, such as the place.
    """

    path: Path
    sha256: str
    size: int
    format: str
    mode: str
    width: int
    height: int
    metadata: bool = False


@dataclass(frozen=True, slots=True)
class Cue:
    """Words from `start` to `end` seconds, and their speaker if there is one."""

    start: float
    end: float
    text: str
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class EpisodeProbe:
    """What is in the files of one episode; a file that is missing or broken is absent.

    `recordings` go with `Episode.recordings`, and are empty where one of them can't be used. They
    come without their level over time. `cues` are None where there is no
    transcript. `around` has the digests of intro and outro.
    """

    recordings: tuple[Recording, ...]
    pictures: tuple[tuple[Path, Picture], ...]
    cues: tuple[Cue, ...] | None
    problems: tuple[Problem, ...]
    around: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceTags:
    """A recording's own tags; empty where it has none. `cover` is an image file."""

    title: str = ""
    artist: str = ""
    album: str = ""
    comment: str = ""
    date: str = ""
    track: str = ""
    language: str = ""
    chapters: tuple[Chapter, ...] = ()
    cover: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Turn:
    """A speaker's turn, known from separate tracks: seconds, and the track's number from 0."""

    start: float
    end: float
    track: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """Where the interview's time lies in the published file's: all in seconds.

    What was said from `start` to `end` of the recording is heard from `at` on; `seconds` is the
    length of the published file.
    """

    start: float
    end: float
    at: float
    seconds: float

    def published(self, time: float) -> float:
        """Return when something at `time` of the recording is heard; what was cut, at the cut."""
        return min(max(time, self.start), self.end) - self.start + self.at


@dataclass(frozen=True, slots=True)
class MasteringReport:
    """What was done to the sound of one rendition: before, after, and by what.

    `wanted` in LUFS, `gain` in dB; `limiter_most` in dB and `limiter_share` of the time;
    `levelled` the least and most gain of the leveller in dB (None: it was off, for
    `leveller_note`); `tries` encodes.
    """

    before: Measurement
    after: Measurement
    wanted: float
    gain: float
    ceiling: float
    limiter_most: float
    limiter_share: float
    levelled: tuple[float, float] | None
    leveller_note: str
    timeline: Timeline
    turns: tuple[Turn, ...]
    encoder: str
    tries: int

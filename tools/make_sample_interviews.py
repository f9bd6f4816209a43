"""Make the sample show's interviews from their scripts: two voices, pauses, room tone.

    python tools/make_sample_interviews.py [EPISODE …]

Each `episodes/<slug>/script.txt` begins with its voices and its format, then says who speaks:

    FORMAT flac mono            or opus stereo
    VOICE HOST slt +0 Wren Alderby
    VOICE GUEST rms -8 Odo Fennimore
    CHAPTER Where we begin
    HOST: Welcome.
    PAUSE 1.5

The voices are flite's (Debian: `apt-get install flite`), mixed in dB against each other, peak
against peak: a guest sounds a few dB quieter still. Room tone is seeded noise, so the same script
gives the same sound. It writes the interview and, where the
script says TRANSCRIPT, transcript.vtt; it prints the chapters' times for `episode.md`.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import wave
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

EPISODES = Path(__file__).parents[1] / "episodes"
RATE = 16_000  # flite's own
LOUDEST = 0.5  # of full scale, for a voice at +0 dB
ROOM_DB = -66.0  # of full scale
BREATH = 0.45  # seconds between two turns
SEED = 20261123

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Voice:
    """A speaker: flite's voice, its level in dB, where it sits (-1 left to 1 right), its name."""

    flite: str
    level: float
    place: float
    name: str


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says, from `start` on, in seconds."""

    voice: Voice
    text: str
    start: float
    samples: Samples

    @property
    def end(self) -> float:
        """When it is said."""
        return self.start + len(self.samples) / RATE


@dataclass(frozen=True, slots=True)
class Scene:
    """A whole script, spoken."""

    format: str
    channels: int
    turns: tuple[Turn, ...]
    chapters: tuple[tuple[float, str], ...]
    seconds: float
    wants_transcript: bool


def perform(script: str) -> Scene:
    """Speak a script."""
    voices: dict[str, Voice] = {}
    turns: list[Turn] = []
    chapters: list[tuple[float, str]] = []
    format_, channels, clock, wants_transcript = "flac", 1, 0.0, False
    for line in filter(None, map(str.strip, script.splitlines())):
        word, _, rest = line.partition(" ")
        if word == "FORMAT":
            format_, layout = rest.split()
            channels = 2 if layout == "stereo" else 1
        elif word == "TRANSCRIPT":
            wants_transcript = True
        elif word == "VOICE":
            key, flite, level, name = rest.split(" ", 3)
            place = 0.35 if voices else -0.35
            voices[key] = Voice(flite, float(level), place, name)
        elif word == "CHAPTER":
            chapters.append((clock, rest))
        elif word == "PAUSE":
            clock += float(rest)
        else:
            key, _, text = line.partition(": ")
            turn = Turn(voices[key], text, clock, speak(voices[key], text))
            turns.append(turn)
            clock = turn.end + BREATH
    return Scene(format_, channels, tuple(turns), tuple(chapters), clock + 0.6, wants_transcript)


def speak(voice: Voice, text: str) -> Samples:
    """Return one voice's words, at its level."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "said.wav"
        subprocess.run(["flite", "-voice", voice.flite, "-t", text, "-o", path], check=True)
        with wave.open(str(path)) as file:
            rate = file.getframerate()
            said = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float32)
    if rate != RATE:
        raise SystemExit(f"the voice {voice.flite} speaks at {rate} Hz, not at {RATE}")
    loudest = float(np.abs(said).max()) or 1.0
    gain: float = LOUDEST * 10 ** (voice.level / 20) / loudest
    return said * np.float32(gain)


def mix(scene: Scene) -> Samples:
    """Return the scene as (channels, samples), in one quiet room."""
    count = round(scene.seconds * RATE)
    room = np.random.default_rng(SEED).standard_normal((scene.channels, count))
    mixed = (room * 10 ** (ROOM_DB / 20)).astype(np.float32)
    for turn in scene.turns:
        at = round(turn.start * RATE)
        for channel in range(scene.channels):
            side = 1 if channel else -1
            share = 1.0 if scene.channels == 1 else np.sqrt((1 + side * turn.voice.place) / 2)
            mixed[channel, at : at + len(turn.samples)] += turn.samples * np.float32(share)
    return mixed


def write(scene: Scene, path: Path) -> None:
    """Encode the scene as FLAC or Opus, without the encoder's date."""
    layout = "mono" if scene.channels == 1 else "stereo"
    with av.open(str(path), "w", options={"fflags": "+bitexact"}) as out:
        codec, rate = ("flac", RATE) if scene.format == "flac" else ("libopus", 48_000)
        stream = out.add_stream(codec, rate=rate, layout=layout)
        if not isinstance(stream, av.AudioStream):
            raise TypeError(codec)
        if scene.format == "opus":
            stream.bit_rate = 40_000 * scene.channels
        resampler = av.AudioResampler(stream.format, layout, rate, frame_size=stream.frame_size)
        whole = (np.clip(mix(scene), -1, 1) * 32767).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(whole.T.reshape(1, -1), format="s16", layout=layout)
        frame.sample_rate = RATE
        for piece in (*resampler.resample(frame), *resampler.resample(None)):
            out.mux(stream.encode(piece))
        out.mux(stream.encode(None))


def transcript(scene: Scene) -> str:
    """Return WebVTT with the speakers' names."""
    cues = [
        f"{clock(turn.start)} --> {clock(turn.end)}\n<v {turn.voice.name}>{turn.text}\n"
        for turn in scene.turns
    ]
    return "\n".join(["WEBVTT\n", *cues])


def clock(seconds: float) -> str:
    """Return HH:MM:SS.mmm."""
    whole, rest = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{rest:03}"


def main() -> None:
    """Make the interviews that are named, or all."""
    for script in sorted(EPISODES.glob("*/script.txt")):
        folder = script.parent
        if sys.argv[1:] and folder.name not in sys.argv[1:]:
            continue
        scene = perform(script.read_text(encoding="utf-8"))
        path = folder / f"interview.{scene.format}"
        write(scene, path)
        if scene.wants_transcript:
            (folder / "transcript.vtt").write_text(transcript(scene), encoding="utf-8")
        print(f"{path}: {scene.seconds:.1f} s, {path.stat().st_size} bytes")
        for start, title in scene.chapters:
            print(f"  {clock(start)} {title}")


if __name__ == "__main__":
    main()

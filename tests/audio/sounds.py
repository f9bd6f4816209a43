"""Sounds for tests and benches: made by arithmetic, the same each time.

Many tests ask for the same ones, and making them takes longer than mastering them: so they are
cached, and can't be changed in place.
"""

from __future__ import annotations

import shutil
import struct
import subprocess
from functools import lru_cache
from typing import TYPE_CHECKING, cast

import av
import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from pathlib import Path

    from av.audio.stream import AudioStream

Sound = npt.NDArray[np.float64]

FORMATS = {
    "u8": (1, 8),
    "s16": (1, 16),
    "s24": (1, 24),
    "s32": (1, 32),
    "f32": (3, 32),
    "f64": (3, 64),
}


def times(rate: int, seconds: float) -> Sound:
    return np.arange(round(rate * seconds)) / rate


@lru_cache(maxsize=16)
def talk(rate: int, seconds: float, pitch: float = 120.0, seed: int = 1) -> Sound:
    """Return something with the rhythm and spectrum of a voice: syllables, phrases, pauses."""
    random = np.random.default_rng(seed)
    t = times(rate, seconds)
    syllables = np.clip(np.sin(2 * np.pi * 4.1 * t + random.uniform(0, 6)) + 0.35, 0, 1) ** 1.5
    phrases = np.interp(t % 3.0, [0, 0.1, 2.1, 2.2, 3.0], [0, 1, 1, 0, 0])
    phase = 2 * np.pi * np.cumsum(pitch * (1 + 0.1 * np.sin(2 * np.pi * 0.7 * t))) / rate
    voice = np.zeros_like(t)
    for harmonic in range(1, 24):
        frequency = harmonic * pitch
        if frequency * 1.2 > rate / 2:
            break
        vowel = 1 + 1.5 * np.exp(-(((frequency - 600) / 350) ** 2))
        voice += np.sin(harmonic * phase) / harmonic**1.1 * vowel
    sound = voice * syllables * phrases
    sound += random.standard_normal(len(t)) * 0.002
    return _frozen(sound / np.abs(sound).max())


def noise(rate: int, seconds: float, seed: int = 2) -> Sound:
    return np.asarray(np.random.default_rng(seed).standard_normal(round(rate * seconds)))


@lru_cache(maxsize=16)
def music(rate: int, seconds: float, seed: int = 3) -> Sound:
    random = np.random.default_rng(seed)
    t = times(rate, seconds)
    notes = [np.sin(2 * np.pi * f * t + 6 * f) for f in random.uniform(80, rate / 5, 24)]
    return _frozen(np.sum(notes, axis=0) / 24 * (1 + 0.4 * np.sin(2 * np.pi * 2 * t)))


def _frozen(sound: Sound) -> Sound:
    sound.flags.writeable = False
    return sound


def at_level(sound: Sound, decibels: float) -> Sound:
    """Return the sound with this RMS, in dBFS."""
    return np.asarray(sound * 10 ** (decibels / 20) / np.sqrt(np.mean(sound**2)))


def interview(
    rate: int, seconds: float, apart: float, room: float = -60.0, seed: int = 5
) -> tuple[Sound, Sound]:
    """Return host and guest in turns of 6 s, the guest `apart` dB quieter; and whose turn it is.

    `room` is the noise in dBFS. The second array is 0 for the host, 1 for the guest.
    """
    t = times(rate, seconds)
    turn = (t // 6 % 2).astype(float)
    host = at_level(talk(rate, seconds, 110, seed), -22)
    guest = at_level(talk(rate, seconds, 210, seed + 1), -22 - apart)
    mixed = np.where(turn == 0, host, guest) + at_level(noise(rate, seconds, seed), room)
    return mixed, turn


def write_wav(path: Path, sound: Sound, rate: int, form: str = "s16") -> Path:
    """Write samples, of shape (samples,) or (channels, samples), full scale ±1."""
    planes = np.atleast_2d(sound)
    kind, bits = FORMATS[form]
    data = _packed(planes.T, form)
    align = len(planes) * bits // 8
    head = struct.pack("<HHIIHH", kind, len(planes), rate, rate * align, align, bits)
    size = len(data)
    body = b"WAVEfmt " + struct.pack("<I", 16) + head + b"data" + struct.pack("<I", size)
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body) + size) + body + data)
    return path


def _packed(samples: Sound, form: str) -> bytes:
    if form == "u8":
        return np.clip(np.rint(samples * 127 + 128), 0, 255).astype(np.uint8).tobytes()
    if form.startswith("f"):
        return samples.astype("<f4" if form == "f32" else "<f8").tobytes()
    bits = int(form[1:])
    whole = np.clip(
        np.rint(samples * 2.0 ** (bits - 1)), -(2.0 ** (bits - 1)), 2.0 ** (bits - 1) - 1
    )
    if bits == 24:
        return whole.astype("<i4").reshape(-1, 1).view(np.uint8).reshape(-1, 4)[:, :3].tobytes()
    return whole.astype(f"<i{bits // 8}").tobytes()


def convert(source: Path, out: Path, codec: str, *, layout: str = "stereo", **options: str) -> Path:
    """Encode a WAV into another format."""
    with av.open(str(source)) as old, av.open(str(out), "w") as new:
        stream = old.streams.audio[0]
        added = new.add_stream(codec, rate=stream.codec_context.rate, options=options)
        copy = cast("AudioStream", added)
        copy.codec_context.layout = layout
        for frame in old.decode(stream):
            new.mux(copy.encode(frame))
        new.mux(copy.encode(None))
    return out


def flite(path: Path, text: str, voice: str = "slt") -> Path | None:
    """Speak a text into a WAV at `path`; None where flite isn't installed."""
    program = shutil.which("flite")
    if program is None:
        return None
    subprocess.run([program, "-voice", voice, "-t", text, "-o", str(path)], check=True)
    return path

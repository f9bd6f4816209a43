"""WAVs whose sizes take more than 32 bits, and headers that lie about their length."""

from __future__ import annotations

import struct
from contextlib import closing, suppress
from typing import TYPE_CHECKING

import av
import numpy as np
import pytest

from airdate.audio import AudioError, measure
from airdate.audio.read.decode import open_sound
from airdate.audio.read.truncation import declared_seconds
from tests.audio import sounds

if TYPE_CHECKING:
    from pathlib import Path

    from airdate.audio.dsp.blocks import Samples

RATE, SECONDS = 48_000, 2.0
HUGE = (1 << 32) + (1 << 29)  # bytes of sound: 4.5 GB
BYTES = 4 * RATE  # a second of 16 bit stereo
HEAD = 44


@pytest.fixture
def wav(tmp_path: Path) -> Path:
    voice = sounds.at_level(sounds.talk(RATE, SECONDS), -20)
    return sounds.write_wav(tmp_path / "a.wav", voice, RATE)


def sparse(path: Path, size: int, head: bytes) -> Path:
    """Write a header, so many bytes of silence that take no room, and a last second of noise."""
    noise = np.random.default_rng(1).integers(-3000, 3000, BYTES // 2, np.int16).tobytes()
    with path.open("wb") as file:
        file.write(head)
        file.seek(len(head) + size - len(noise))
        file.write(noise)
    return path


def form(rate: int = RATE) -> bytes:
    return b"fmt " + struct.pack("<IHHIIHH", 16, 1, 2, rate, 4 * rate, 4, 16)


def plain_head(size: int) -> bytes:
    told = size % (1 << 32)
    whole = struct.pack("<I", (size + HEAD - 8) % (1 << 32))
    return b"RIFF" + whole + b"WAVE" + form() + b"data" + struct.pack("<I", told)


def rf64_head(size: int) -> bytes:
    ds64 = b"ds64" + struct.pack("<IQQQI", 28, size + 72, size, size // 4, 0)
    return b"RF64\xff\xff\xff\xffWAVE" + ds64 + form() + b"data\xff\xff\xff\xff"


def end_of(path: Path) -> tuple[float | None, Samples]:
    """Return the length that is declared, and the last two seconds of sound."""
    with closing(open_sound(path, excerpt=True)) as sound:
        declared = declared_seconds(path, sound._open)
        sound.seek(HUGE / BYTES - 2)
        heard = list(sound.blocks())
    return declared, np.concatenate(heard, axis=1)


@pytest.mark.parametrize(
    "head",
    [plain_head(HUGE), rf64_head(HUGE), plain_head((1 << 32) - 1)],
    ids=["wrapped", "rf64", "unknown"],
)
def test_a_wav_of_over_4_gb_is_heard_to_its_end(tmp_path: Path, head: bytes) -> None:
    path = sparse(tmp_path / "a.wav", HUGE, head)
    declared, heard = end_of(path)
    assert declared is None or declared == pytest.approx(HUGE / BYTES, abs=0.001)
    assert np.abs(heard[:, -RATE // 2 :]).mean() > 0.01


def test_an_rf64_that_promises_more_than_there_is_is_told(tmp_path: Path) -> None:
    path = sparse(tmp_path / "a.wav", 3 * BYTES, rf64_head(HUGE))
    with pytest.raises(AudioError, match=r"lost at 0:00:03\.0-6:\d\d:"):
        measure(path)
    assert measure(path, accept_damage=True).measurement.seconds == pytest.approx(3)


@pytest.mark.parametrize(("name", "options"), [("a.wav", {"rf64": "always"}), ("a.w64", {})])
def test_rf64_and_wave64_are_heard_whole_and_held_to_their_word(
    tmp_path: Path, wav: Path, name: str, options: dict[str, str]
) -> None:
    path = tmp_path / f"long-{name}"
    with av.open(str(wav)) as old, av.open(str(path), "w", options=options) as new:
        stream = new.add_stream_from_template(old.streams.audio[0])
        for packet in old.demux(audio=0):
            if packet.dts is not None:
                packet.stream = stream
                new.mux(packet)
    data = path.read_bytes()
    assert data[:4] in {b"RF64", b"riff"}
    assert measure(path).measurement.seconds == SECONDS
    path.write_bytes(data[: -RATE * 2])  # a second less
    with pytest.raises(AudioError, match=r"lost at 0:00:01\.0-0:00:02\.0"):
        measure(path)


@pytest.mark.parametrize("size", [0, 1, 23, 24, 1 << 62, (1 << 64) - 1])
def test_a_wave64_with_an_impossible_size_ends(tmp_path: Path, wav: Path, size: int) -> None:
    path = sounds.convert(wav, tmp_path / "a.w64", "pcm_s16le")
    data = bytearray(path.read_bytes())
    for name in (b"fmt ", b"data"):
        changed = data.copy()
        at = data.index(name) + 16
        changed[at : at + 8] = struct.pack("<Q", size)
        path.write_bytes(changed)
        with suppress(AudioError):
            assert measure(path, accept_damage=True).measurement.seconds <= SECONDS


@pytest.mark.parametrize(("rate", "heard"), [(RATE // 2, 2 * SECONDS), (2 * RATE, SECONDS / 2)])
def test_a_wrong_rate_changes_the_length_and_no_more(wav: Path, rate: int, heard: float) -> None:
    data = bytearray(wav.read_bytes())
    data[24:32] = struct.pack("<II", rate, 2 * rate)
    wav.write_bytes(data)
    assert measure(wav).measurement.seconds == pytest.approx(heard, abs=0.001)

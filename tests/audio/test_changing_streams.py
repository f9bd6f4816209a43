"""Streams that change on their way, have holes, or come with pictures and films."""

from __future__ import annotations

from typing import TYPE_CHECKING

import av
import numpy as np
import pytest
from mutagen.id3 import APIC, ID3

from airdate.audio import AudioError, measure
from tests.audio import sounds

if TYPE_CHECKING:
    from pathlib import Path

    from av.audio.stream import AudioStream
    from av.video.stream import VideoStream

RATE, SECONDS = 48_000, 3.0


def recorded(path: Path, codec: str, rate: int = RATE, channels: int = 1) -> Path:
    """Return a recording of three seconds in this form."""
    voice = np.tile(sounds.at_level(sounds.talk(rate, SECONDS), -20), (channels, 1))
    wav = sounds.write_wav(path.with_suffix(".source.wav"), voice, rate)
    return sounds.convert(wav, path, codec, layout="stereo" if channels > 1 else "mono")


@pytest.mark.parametrize(("rate", "channels"), [(44_100, 1), (RATE, 2), (32_000, 2)])
def test_an_mp3_that_changes_is_heard_to_its_end(tmp_path: Path, rate: int, channels: int) -> None:
    first = recorded(tmp_path / "a.mp3", "libmp3lame")
    second = recorded(tmp_path / "b.mp3", "libmp3lame", rate, channels)
    both = tmp_path / "both.mp3"
    both.write_bytes(first.read_bytes() + second.read_bytes())
    with pytest.raises(AudioError, match=r"0:00:03\.0"):  # where they were put together
        measure(both)
    found = measure(both, accept_damage=True)
    assert (found.rate, found.channels) == (RATE, 1)
    assert found.measurement.seconds == pytest.approx(2 * SECONDS, abs=0.1)
    # Its halves are as loud as they were: none was turned into noise.
    assert found.measurement.loudness == pytest.approx(measure(first).measurement.loudness, abs=2)


@pytest.mark.parametrize(("codec", "ending"), [("libopus", "opus"), ("libopus", "ogg")])
def test_a_second_stream_in_one_ogg_is_told(tmp_path: Path, codec: str, ending: str) -> None:
    first = recorded(tmp_path / f"a.{ending}", codec)
    second = recorded(tmp_path / f"b.{ending}", codec, channels=2)
    both = tmp_path / f"both.{ending}"
    both.write_bytes(first.read_bytes() + second.read_bytes())
    with pytest.raises(AudioError, match=r"lost at 0:00:03\.0"):
        measure(both)
    left = measure(both, accept_damage=True).measurement.seconds
    assert left == pytest.approx(SECONDS, abs=0.05)


@pytest.mark.parametrize(("codec", "ending"), [("libopus", "webm"), ("ac3", "mkv")])
@pytest.mark.parametrize("filled", [True, False])
def test_a_hole_in_matroska_is_told_with_its_time(
    tmp_path: Path, codec: str, ending: str, *, filled: bool
) -> None:
    path = recorded(tmp_path / f"a.{ending}", codec)
    data = path.read_bytes()
    third = len(data) // 3
    path.write_bytes(data[:third] + bytes(third if filled else 0) + data[2 * third :])
    with pytest.raises(AudioError, match=r"lost at 0:00:0[01]\.\d-0:00:0[23]"):
        measure(path)


def test_a_pause_in_a_sound_matroska_is_silence(tmp_path: Path) -> None:
    source = recorded(tmp_path / "a.webm", "libopus")
    paused = tmp_path / "paused.webm"
    with av.open(str(source)) as old, av.open(str(paused), "w") as new:
        stream = new.add_stream_from_template(old.streams.audio[0])
        for packet in old.demux(audio=0):
            time = float((packet.pts or 0) * (packet.time_base or 0))
            if packet.dts is not None and not 1.0 < time < 2.0:
                packet.stream = stream
                new.mux(packet)
    assert measure(paused).measurement.seconds == pytest.approx(SECONDS, abs=0.1)


@pytest.mark.parametrize("ending", ["mkv", "mp4", "avi"])
def test_the_sound_of_a_film_is_heard(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    with av.open(str(path), "w") as file:
        film: VideoStream = file.add_stream("mpeg4", rate=10)
        film.width = film.height = 32
        film.pix_fmt = "yuv420p"
        sound: AudioStream = file.add_stream("libmp3lame", rate=RATE)
        sound.codec_context.layout = "mono"
        voice = sounds.at_level(sounds.talk(RATE, SECONDS), -20).astype(np.float32)
        for number in range(round(SECONDS * 10)):
            black = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24")
            file.mux(film.encode(black))
            heard = voice[number * RATE // 10 : (number + 1) * RATE // 10]
            frame = av.AudioFrame.from_ndarray(heard[None], format="fltp", layout="mono")
            frame.sample_rate = RATE
            file.mux(sound.encode(frame))
        file.mux(film.encode(None))
        file.mux(sound.encode(None))
    found = measure(path)
    assert found.codec.startswith("mp3")
    assert found.measurement.seconds == pytest.approx(SECONDS, abs=0.1)


def test_an_mp3_with_a_picture_stream_is_an_mp3(tmp_path: Path) -> None:
    path = recorded(tmp_path / "a.mp3", "libmp3lame")
    with av.open(str(path)) as file:
        assert not file.streams.video
    tag = ID3()  # type: ignore[no-untyped-call]
    picture = b"\x89PNG\r\n\x1a\n" + bytes(2000)  # and one that can't be decoded
    tag.add(APIC(encoding=0, mime="image/png", type=3, desc="", data=picture))  # type: ignore[no-untyped-call]
    tag.save(path)
    with av.open(str(path)) as file:
        assert file.streams.video
    assert measure(path).measurement.seconds == pytest.approx(SECONDS, abs=0.001)

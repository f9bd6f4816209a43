"""Files that are no good: one clear error each, never a crash, and the file is left alone."""

from __future__ import annotations

import os
import struct
from contextlib import suppress
from typing import TYPE_CHECKING

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from airdate.audio import AudioError, measure, read_tags
from tests.audio import sounds

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RATE = 48_000


@pytest.fixture(scope="module")
def talk() -> sounds.Sound:
    return sounds.at_level(sounds.talk(RATE, 6), -20)


@pytest.fixture
def wav(tmp_path: Path, talk: sounds.Sound) -> Path:
    return sounds.write_wav(tmp_path / "talk.wav", talk, RATE)


def error_of(path: Path) -> AudioError:
    with pytest.raises(AudioError) as caught:
        measure(path)
    assert caught.value.message
    assert caught.value.hint
    return caught.value


def test_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "a.wav").touch()
    assert "0 bytes" in error_of(tmp_path / "a.wav").message


def test_a_folder(tmp_path: Path) -> None:
    assert "folder" in error_of(tmp_path).message


def test_nothing(tmp_path: Path) -> None:
    assert "file not found: a.wav" in error_of(tmp_path / "a.wav").message


@pytest.mark.parametrize(
    "data", [b"Dear listener,\n" * 99, bytes(5000), b"%PDF-1.7\n%\xe2\xe3", b"RIFF", b"ID3\x03"]
)
def test_what_is_no_audio(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.mp3").write_bytes(data)
    error_of(tmp_path / "a.mp3")


def test_a_playlist_opens_no_other_file(tmp_path: Path, wav: Path) -> None:
    playlist = tmp_path / "list.m3u8"
    playlist.write_text(
        f"#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\n{wav.name}\n#EXT-X-ENDLIST\n"
    )
    assert "cannot decode" in error_of(playlist).message


def test_a_video_without_sound(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    _write_video(path)
    assert "video has no audio track" in error_of(path).message


def _write_video(path: Path) -> None:
    import av

    with av.open(str(path), "w") as file:
        stream = file.add_stream("mpeg4", rate=10)
        stream.width = stream.height = 32
        stream.pix_fmt = "yuv420p"
        for _ in range(5):
            frame = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24")
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))


def test_a_tenth_of_a_second(tmp_path: Path, talk: sounds.Sound) -> None:
    path = sounds.write_wav(tmp_path / "a.wav", talk[: RATE // 10], RATE)
    assert "0.10 s" in error_of(path).message


def test_an_unreadable_file(wav: Path) -> None:
    wav.chmod(0)
    user = os.geteuid()
    for folder in list(wav.parents)[:-1]:
        if user == 0:
            folder.chmod(folder.stat().st_mode | 0o055)
    try:
        if user == 0:  # root may read anything, nobody may not
            os.seteuid(65_534)
        assert "permission denied" in error_of(wav).message
    finally:
        os.seteuid(user)


def test_a_wrong_ending_does_not_matter(tmp_path: Path, wav: Path) -> None:
    renamed = wav.rename(tmp_path / "talk.mp3")
    assert measure(renamed).container == "wav"


def test_ac3_in_a_wav_is_decoded_and_not_heard_as_noise(tmp_path: Path) -> None:
    path = sounds.write_wav(tmp_path / "a.wav", sounds.talk(48_000, 4) * 0.3, 48_000)
    encoded = sounds.convert(path, tmp_path / "a.ac3", "ac3")
    with av.open(str(encoded)) as old, av.open(str(tmp_path / "a"), "w", format="spdif") as new:
        copy = new.add_stream_from_template(old.streams.audio[0])
        for packet in old.demux(old.streams.audio[0]):
            if packet.dts is not None:
                packet.stream = copy
                new.mux(packet)
    bits = np.frombuffer((tmp_path / "a").read_bytes(), "<i2").reshape(-1, 2).T / 2**15
    found = measure(sounds.write_wav(path, bits, 48_000))
    assert found.codec == "ac3"
    assert found.measurement.loudness == pytest.approx(-21, abs=4)


def test_silence_is_measured_as_silence(tmp_path: Path) -> None:
    path = sounds.write_wav(tmp_path / "a.wav", np.zeros(RATE * 2), RATE)
    assert measure(path).measurement.loudness == -np.inf


def test_a_truncated_wav_tells_what_is_missing(wav: Path) -> None:
    data = wav.read_bytes()
    wav.write_bytes(data[: len(data) // 2])
    assert "0:00:03.0-0:00:06.0" in error_of(wav).message
    assert measure(wav, accept_damage=True).measurement.seconds == pytest.approx(3, abs=0.01)


def test_a_recorder_that_never_wrote_its_length_is_believed(wav: Path) -> None:
    data = bytearray(wav.read_bytes())
    for size in (0, 0xFFFFFFFF):
        data[40:44] = struct.pack("<I", size)
        wav.write_bytes(data)
        assert measure(wav).measurement.seconds == pytest.approx(6, abs=0.01)


@pytest.mark.parametrize(
    ("name", "codec"),
    [("a.flac", "flac"), ("a.mp3", "libmp3lame"), ("a.opus", "libopus"), ("a.aiff", "pcm_s16be")],
)
def test_other_truncated_files_tell_it_too(
    tmp_path: Path, wav: Path, name: str, codec: str
) -> None:
    path = sounds.convert(wav, tmp_path / name, codec)
    assert measure(path).measurement.seconds == pytest.approx(6, abs=0.1)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    assert "audio lost at" in error_of(path).message


def test_an_m4a_without_its_index_is_refused(tmp_path: Path, wav: Path) -> None:
    path = sounds.convert(wav, tmp_path / "a.m4a", "aac")
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    error_of(path)


def test_a_hole_in_the_middle_is_told(tmp_path: Path, wav: Path) -> None:
    path = sounds.convert(wav, tmp_path / "a.flac", "flac")
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 40_000] = bytes(40_000)
    path.write_bytes(data)
    assert "audio lost at 0:00:0" in error_of(path).message


def test_not_a_number_and_infinity_do_no_harm(tmp_path: Path, talk: sounds.Sound) -> None:
    broken = talk.copy()
    broken[1000:1010], broken[5000] = np.nan, np.inf
    found = measure(sounds.write_wav(tmp_path / "a.wav", broken, RATE, "f32")).measurement
    assert np.isfinite([found.loudness, found.true_peak]).all()


@pytest.mark.parametrize(
    "lie",
    [
        (22, struct.pack("<H", 0)), (22, struct.pack("<H", 255)), (24, struct.pack("<I", 0)),
        (24, struct.pack("<I", 0xFFFFFFFF)), (34, struct.pack("<H", 0)), (34, struct.pack("<H", 7)),
        (32, struct.pack("<H", 0)), (16, struct.pack("<I", 0xFFFFFFF0)), (40, struct.pack("<I", 3)),
    ],
)  # fmt: skip
def test_lying_headers_end_in_a_figure_or_an_error(wav: Path, lie: tuple[int, bytes]) -> None:
    data = bytearray(wav.read_bytes())
    data[lie[0] : lie[0] + len(lie[1])] = lie[1]
    wav.write_bytes(data)
    complete_rev(wav)


def complete_rev(path: Path) -> None:
    """Measure a file and read its tags: both end, and what is wrong is an AudioError."""
    before = path.read_bytes()
    read_tags(path)
    with suppress(AudioError):
        measure(path, accept_damage=True)
    assert path.read_bytes() == before


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    folder = tmp_path_factory.mktemp("seeds")
    source = sounds.write_wav(folder / "a.wav", sounds.talk(RATE, 1) * 0.5, RATE)
    made: list[Callable[[], Path]] = [
        lambda: source,
        lambda: sounds.convert(source, folder / "a.flac", "flac"),
        lambda: sounds.convert(source, folder / "a.mp3", "libmp3lame"),
        lambda: sounds.convert(source, folder / "a.m4a", "aac"),
        lambda: sounds.convert(source, folder / "a.opus", "libopus"),
        lambda: sounds.convert(source, folder / "a.mkv", "ac3"),
        lambda: sounds.convert(source, folder / "a.aiff", "pcm_s16be"),
    ]
    return [make().read_bytes() for make in made]


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_damaged_bytes_never_crash_a_reader(
    seeds: list[bytes], tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    seed = bytearray(data.draw(st.sampled_from(seeds)))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.one_of(st.integers(0, 200), st.integers(0, len(seed) - 1)))
        piece = data.draw(st.binary(min_size=1, max_size=8))
        seed[at : at + len(piece)] = piece
    end = data.draw(st.one_of(st.just(len(seed)), st.integers(1, len(seed))))
    path = tmp_path_factory.mktemp("fuzz") / "a.bin"
    path.write_bytes(seed[:end])
    complete_rev(path)

"""Files that end too early, at every place where a reader could take that for the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import av
import pytest

from airdate.audio import AudioError, measure, read_tags
from tests.audio import craft, sounds

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

RATE, SECONDS = 48_000, 1.5
# Encoders count their padding differently: so near to its end, an end is believed.
BELIEVED = 0.3
CODECS = {
    "wav": "pcm_s16le", "w64": "pcm_s16le", "aiff": "pcm_s16be", "flac": "flac",
    "mp3": "libmp3lame", "m4a": "aac", "opus": "libopus", "mkv": "aac", "webm": "libopus",
}  # fmt: skip


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return a file of each format, of a second and a half."""
    folder = tmp_path_factory.mktemp("whole")
    source = sounds.at_level(sounds.talk(RATE, SECONDS), -20)
    wav = sounds.write_wav(folder / "a.wav", source, RATE)
    return {
        ending: sounds.convert(wav, folder / f"b.{ending}", codec)
        for ending, codec in CODECS.items()
    }


def packet_places(path: Path) -> list[int]:
    """Return where packets begin in a file, as FFmpeg says."""
    with av.open(str(path)) as file:
        places = {packet.pos for packet in file.demux(audio=0) if packet.pos}
    return sorted(place for place in places if place > 0)


def places(path: Path) -> Iterable[int]:
    """Return where chunks, boxes, blocks, pages, frames and packets of a file begin."""
    data = path.read_bytes()
    found = packet_places(path)
    if path.suffix == ".m4a":
        return {*found, *(at for _, at in craft.boxes(data))}
    if path.suffix == ".opus":
        return running(map(len, craft.ogg_pages(data)))
    if path.suffix == ".flac":
        return {*found, *running(map(len, craft.flac_blocks(data)))}
    if path.suffix in {".wav", ".w64", ".aiff"}:
        return {*range(0, 140, 4), *range(140, len(data), len(data) // 12)}
    return found


def running(lengths: Iterable[int]) -> list[int]:
    """Return the sums of the lengths so far."""
    sums = [0]
    for length in lengths:
        sums.append(sums[-1] + length)
    return sums


def length_or_error(path: Path) -> float | None:
    """Return the seconds that are measured; None where it is refused, in words."""
    try:
        return measure(path).measurement.seconds
    except AudioError as error:
        return None if error.message and error.hint else 0.0


@pytest.mark.parametrize("ending", CODECS)
def test_a_file_cut_between_its_parts_is_told(
    tmp_path: Path, whole: dict[str, Path], ending: str
) -> None:
    data = whole[ending].read_bytes()
    path = tmp_path / f"cut.{ending}"
    cuts = sorted({at for at in places(whole[ending]) if 0 < at < len(data)})
    assert len(cuts) > 1
    for at in cuts:
        path.write_bytes(data[:at])
        read_tags(path)
        left = length_or_error(path)
        assert left is None or left > SECONDS - BELIEVED, at


@pytest.mark.parametrize("ending", CODECS)
def test_what_is_left_can_be_published_if_that_is_accepted(
    tmp_path: Path, whole: dict[str, Path], ending: str
) -> None:
    data = whole[ending].read_bytes()
    path = tmp_path / f"cut.{ending}"
    assert measure(whole[ending]).measurement.seconds == pytest.approx(SECONDS, abs=0.05)
    path.write_bytes(data[: len(data) * 3 // 4])
    if ending == "m4a":  # its index is at its end
        with pytest.raises(AudioError, match="index missing"):
            measure(path, accept_damage=True)
        return
    with pytest.raises(AudioError, match="lost at 0:00:0"):
        measure(path)
    left = measure(path, accept_damage=True).measurement.seconds
    assert 0.4 < left < SECONDS - 0.2


def test_an_mp3_without_a_frame_count_that_ends_within_a_frame_is_told(
    tmp_path: Path, whole: dict[str, Path]
) -> None:
    data = whole["mp3"].read_bytes()
    frames = packet_places(whole["mp3"])
    path = tmp_path / "a.mp3"
    path.write_bytes(data[frames[3] : frames[40]])
    assert measure(path).measurement.seconds == pytest.approx(37 * 1152 / RATE, abs=0.001)
    path.write_bytes(data[frames[3] : frames[40] - 50])
    with pytest.raises(AudioError, match="truncated"):
        measure(path)


def test_an_m4a_with_its_index_first_tells_its_end(tmp_path: Path, whole: dict[str, Path]) -> None:
    first = tmp_path / "first.m4a"
    with (
        av.open(str(whole["m4a"])) as old,
        av.open(str(first), "w", options={"movflags": "+faststart"}) as new,
    ):
        stream = new.add_stream_from_template(old.streams.audio[0])
        for packet in old.demux(audio=0):
            if packet.dts is not None:
                packet.stream = stream
                new.mux(packet)
    data = first.read_bytes()
    path = tmp_path / "cut.m4a"
    for at in packet_places(first)[30:-20:7]:
        path.write_bytes(data[:at])
        with pytest.raises(AudioError, match=r"lost at 0:00:0.*-0:00:01.5"):
            measure(path)

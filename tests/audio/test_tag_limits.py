"""Tags with 100,000 entries and covers of 50 MB: no reader is given them, and nobody waits."""

from __future__ import annotations

import struct
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from airdate.audio import AudioError, measure, read_tags
from airdate.audio.read.tag_limits import has_heavy_tags
from airdate.model import SourceTags
from tests.audio import craft, sounds

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RATE, SECONDS = 48_000, 1
CODECS = {
    "wav": "pcm_s16le", "flac": "flac", "mp3": "libmp3lame", "m4a": "aac", "opus": "libopus",
    "aiff": "pcm_s16be",
}  # fmt: skip
COMMENTS = [f"KEY{number}=said".encode() for number in range(100_000)]
JPEG = b"\xff\xd8\xff"


def frame(name: bytes, body: bytes) -> bytes:
    return name + len(body).to_bytes(4) + b"\0\0" + body


FRAMES = b"".join(frame(b"TXXX", b"\0k%d\0said" % number) for number in range(100_000))


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("plain")
    wav = sounds.write_wav(folder / "a.wav", sounds.talk(RATE, SECONDS) * 0.3, RATE)
    return {
        ending: sounds.convert(wav, folder / f"b.{ending}", codec).read_bytes()
        for ending, codec in CODECS.items()
    }


def chunk(name: bytes, body: bytes, order: str = "<") -> bytes:
    return name + struct.pack(f"{order}I", len(body)) + body + bytes(len(body) % 2)


def wav_list(data: bytes) -> bytes:
    said = b"".join(chunk(f"I{n % 1000:03}".encode(), b"no") for n in range(100_000))
    return data[:12] + chunk(b"LIST", b"INFO" + said) + data[12:]


def m4a_items(data: bytes) -> bytes:
    """Put `moov.udta.meta.ilst` with so many items before all else but the brand."""
    item = box(b"\xa9cmt", box(b"data", struct.pack(">II", 1, 0) + b"said"))
    first = struct.unpack_from(">I", data)[0]
    meta = box(b"meta", bytes(4) + box(b"ilst", item * 100_000))
    return data[:first] + box(b"moov", box(b"udta", meta)) + data[first:]


def box(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body) + 8) + name + body


def ape(data: bytes) -> bytes:
    item = b"".join(struct.pack("<II", 4, 0) + b"k%d\0said" % n for n in range(60_000))
    foot = struct.pack("<8sIIII8x", b"APETAGEX", 2000, len(item) + 32, 60_000, 0)
    return data + item + foot


HEAVY: dict[str, Callable[[dict[str, bytes]], bytes]] = {
    "comments.opus": lambda plain: craft.opus_with_comments(plain["opus"], COMMENTS),
    "comments.flac": lambda plain: craft.flac_with_blocks(
        plain["flac"], [(4, craft.comment_block(COMMENTS))]
    ),
    "frames.wav": lambda plain: plain["wav"] + chunk(b"id3 ", craft.id3(FRAMES)),
    "frames.aiff": lambda plain: plain["aiff"] + chunk(b"ID3 ", craft.id3(FRAMES), ">"),
    "list.wav": lambda plain: wav_list(plain["wav"]),
    "items.m4a": lambda plain: m4a_items(plain["m4a"]),
    "ape.mp3": lambda plain: ape(plain["mp3"]),
    "ape-and-id3v1.mp3": lambda plain: ape(plain["mp3"]) + b"TAG" + bytes(125),
    "cover.opus": lambda plain: craft.opus_with_comments(
        plain["opus"], [b"METADATA_BLOCK_PICTURE=" + b"A" * 67_000_000]
    ),
}


@pytest.mark.parametrize("name", HEAVY)
def test_what_would_take_minutes_is_refused_at_once(
    tmp_path: Path, plain: dict[str, bytes], name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(HEAVY[name](plain))
    with pytest.raises(AudioError, match="thousands of tags") as caught:
        measure(path, accept_damage=True)
    assert caught.value.hint == "Export it again without tags."
    assert read_tags(path) == SourceTags()


@pytest.mark.parametrize("ending", ["mp3", "flac"])
def test_an_id3_tag_before_the_sound_is_passed_over(
    tmp_path: Path, plain: dict[str, bytes], ending: str
) -> None:
    path = tmp_path / f"a.{ending}"
    path.write_bytes(craft.id3(FRAMES) + plain[ending])
    assert measure(path).measurement.seconds == pytest.approx(SECONDS, abs=0.001)
    assert read_tags(path) == SourceTags()


@pytest.mark.parametrize("ending", CODECS)
def test_what_honest_files_say_is_not_heavy(
    tmp_path: Path, plain: dict[str, bytes], ending: str
) -> None:
    path = tmp_path / f"a.{ending}"
    path.write_bytes(plain[ending])
    assert not has_heavy_tags(path)


def test_some_hundred_comments_are_read(tmp_path: Path, plain: dict[str, bytes]) -> None:
    said = [*COMMENTS[:500], b"TITLE=The door"]
    flac = craft.flac_with_blocks(plain["flac"], [(4, craft.comment_block(said))])
    for name, data in (
        ("a.opus", craft.opus_with_comments(plain["opus"], said)),
        ("a.flac", flac),
    ):
        (tmp_path / name).write_bytes(data)
        assert measure(tmp_path / name).measurement.seconds == pytest.approx(SECONDS, abs=0.001)
        assert read_tags(tmp_path / name).title == "The door"


MEGABYTES = 1 << 20
COVER = JPEG + bytes(50 * MEGABYTES)
# FFmpeg and mutagen keep some copies of a picture each, beside what Python has loaded.
MOST = 600 * MEGABYTES

COVERS: dict[str, Callable[[dict[str, bytes]], bytes]] = {
    "cover.mp3": lambda plain: (
        craft.id3(frame(b"APIC", b"\0image/jpeg\0\x03\0" + COVER)) + plain["mp3"]
    ),
    "cover.m4a": lambda plain: (
        plain["m4a"]
        + box(
            b"moov",
            box(
                b"udta",
                box(b"meta", bytes(4) + box(b"ilst", box(b"covr", box(b"data", bytes(8) + COVER)))),
            ),
        )
    ),
    # A block of FLAC has no more than 16 MB.
    "covers.flac": lambda plain: craft.flac_with_blocks(
        plain["flac"], [(6, craft.flac_picture(JPEG + bytes(16 * 10**6)))] * 3
    ),
}


@pytest.mark.parametrize("name", COVERS)
def test_a_cover_of_50_megabytes_costs_bounded_memory(
    tmp_path: Path, plain: dict[str, bytes], name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(COVERS[name](plain))
    heard = (
        "import sys; from pathlib import Path; from airdate.audio import *\n"
        "path = Path(sys.argv[1]); seconds = measure(path).measurement.seconds\n"
        "cover = read_tags(path).cover\n"
        # Not ru_maxrss, in which Linux counts the process that this one was forked from.
        "most = Path('/proc/self/status').read_text().partition('VmHWM:')[2].split()[0]\n"
        "print(seconds, len(cover or b''), most)"
    )
    command = [sys.executable, "-c", heard, str(path)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, timeout=600)
    seconds, cover, kilobytes = ran.stdout.split()
    assert float(seconds) == pytest.approx(SECONDS, abs=0.03)
    assert int(cover) <= 20_000_000
    assert int(kilobytes) * 1024 < MOST

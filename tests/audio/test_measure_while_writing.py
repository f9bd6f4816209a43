"""A rendition is measured while it is written, and told to be what it is."""

from __future__ import annotations

import itertools
from threading import Event, Thread
from typing import TYPE_CHECKING

import numpy as np

from airdate.audio.encode.formats import publish, write_mp3
from airdate.audio.encode.measure_while_writing import follow
from airdate.audio.encode.mp3 import Format, info_length
from airdate.audio.meter import measure_file
from airdate.model import Rendition
from tests.audio import sounds

if TYPE_CHECKING:
    from pathlib import Path

    from airdate.audio.dsp.blocks import Samples

FORM = Format(44_100, 2, 128_000)
MP3 = Rendition("mp3", "mp3", 96_000, 128_000)
BLOCK = 141_120


def blocks_of(seconds: float, level: float = -20) -> list[Samples]:
    voice = sounds.at_level(sounds.talk(FORM.rate, seconds), level).astype(np.float32)
    both = np.stack([voice, voice * np.float32(0.5)])
    return [both[:, start : start + BLOCK] for start in range(0, both.shape[1], BLOCK)]


def length(blocks: list[Samples]) -> int:
    return sum(block.shape[1] for block in blocks)


def test_a_file_that_grows_is_measured_as_if_it_were_whole(tmp_path: Path) -> None:
    blocks = blocks_of(8.3)
    whole, growing = tmp_path / "whole.mp3", tmp_path / "growing.mp3"
    write_mp3(blocks, FORM, whole, itertools.repeat(49 * 24))
    data, written, found = whole.read_bytes(), Event(), []
    growing.touch()
    reader = Thread(
        target=lambda: found.append(follow(growing, FORM, length(blocks), written)), daemon=True
    )
    reader.start()
    with growing.open("wb") as file:
        # The header comes last, as it does in truth: it tells the length.
        file.write(bytes(info_length(FORM)))
        for start in range(info_length(FORM), len(data), 7_001):
            file.write(data[start : start + 7_001])
            file.flush()
    written.set()
    reader.join()
    assert found == [measure_file(whole)]


def test_what_an_earlier_try_wrote_is_not_heard(tmp_path: Path) -> None:
    out = tmp_path / "out.mp3"
    loud, quiet = blocks_of(12, -14), blocks_of(9, -30)
    publish(MP3, loud, FORM, out, length(loud))
    for _ in range(5):
        assert publish(MP3, quiet, FORM, out, length(quiet)) == measure_file(out)


def test_a_length_that_was_not_expected_is_measured_all_the_same(tmp_path: Path) -> None:
    blocks, out = blocks_of(5), tmp_path / "out.mp3"
    for expected in (0, length(blocks) - 30_000, length(blocks) + 30_000):
        assert publish(MP3, blocks, FORM, out, expected) == measure_file(out)

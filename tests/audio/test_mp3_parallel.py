"""MP3 in chunks plays like MP3 in one go, sample for sample."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from itertools import repeat
from typing import TYPE_CHECKING

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airdate.audio.encode.mp3 import (
    BITRATES,
    FRAME,
    Format,
    encode,
    frame_starts,
    info_frame,
)
from airdate.audio.encode.mp3_parallel import (
    LONGEST,
    PERIOD,
    SHORTEST,
    Encoded,
    chunk_sizes,
    encode_chunked,
    equal_around,
)
from tests.audio import sounds

if TYPE_CHECKING:
    from collections.abc import Callable

    from airdate.audio.dsp.dither import Pcm

CHUNK = 49 * 4
FORMATS = [
    Format(rate, channels, bitrate)
    for rate in (44_100, 48_000)
    for channels, bitrate in ((1, 64_000), (1, 96_000), (2, 96_000), (2, 128_000), (2, 192_000))
]
EVERY_FORMAT = [
    Format(rate, channels, bitrate * 1000)
    for rate in (44_100, 48_000)
    for channels in (1, 2)
    for bitrate in BITRATES[1:]
]


def pcm_of(kind: str, samples: int, form: Format, seed: int = 1) -> Pcm:
    seconds = samples / form.rate + 1
    random = np.random.default_rng(seed)
    t = sounds.times(form.rate, seconds)
    makers: dict[str, Callable[[], sounds.Sound]] = {
        "talk": lambda: sounds.talk(form.rate, seconds, 130, seed) * 0.7,
        "noise": lambda: random.standard_normal(len(t)) * 0.2,
        "music": lambda: sounds.music(form.rate, seconds, seed) * 3,
        "clicks": lambda: np.where(np.arange(len(t)) % 7001 < 2, 0.8, 0.0),
        "sine": lambda: np.sin(2 * np.pi * 440 * t) * 0.3,
        "silence": lambda: np.zeros(len(t)),
        "bursts": lambda: random.standard_normal(len(t)) * 0.3 * (t % 3 < 1),
    }
    sound = makers[kind]()
    channels = [np.roll(sound, 37 * n) * (1 - 0.2 * n) for n in range(form.channels)]
    whole = np.rint(np.clip(np.stack(channels, axis=1), -1, 1) * 32_767).astype(np.int16)
    return np.ascontiguousarray(whole[:samples])


def chunked(pcm: Pcm, form: Format, size: int = CHUNK) -> bytes:
    parts = (pcm[start : start + 100_000] for start in range(0, len(pcm), 100_000))
    with ThreadPoolExecutor(2) as pool:
        return b"".join(encode_chunked(parts, form, pool, 3, repeat(size)))


def played(
    frames: bytes, form: Format, samples: int
) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    count = len(frame_starts(frames)) - 1
    file = BytesIO(info_frame(form, count, len(frames), samples, 0) + frames)
    with av.open(file, "r", format="mp3") as container:
        decoded = [frame.to_ndarray() for frame in container.decode(audio=0)]
    return np.concatenate(decoded, axis=1)


@pytest.mark.parametrize("form", FORMATS, ids=str)
@pytest.mark.parametrize("kind", ["talk", "noise", "bursts"])
def test_chunks_play_like_one_stream(kind: str, form: Format) -> None:
    pcm = pcm_of(kind, FRAME * CHUNK * 3 + 777, form)
    serial, spliced = encode([pcm], form), chunked(pcm, form)
    assert len(serial) == len(spliced)
    np.testing.assert_array_equal(played(spliced, form, len(pcm)), played(serial, form, len(pcm)))


@pytest.mark.parametrize("form", EVERY_FORMAT, ids=str)
def test_chunks_of_every_rate_and_bit_rate_play_like_one_stream(form: Format) -> None:
    pcm = pcm_of("talk", FRAME * CHUNK * 2 + 333, form)
    serial, spliced = encode([pcm], form), chunked(pcm, form)
    np.testing.assert_array_equal(played(spliced, form, len(pcm)), played(serial, form, len(pcm)))


@settings(max_examples=25, deadline=None)
@given(
    kind=st.sampled_from(["talk", "noise", "music", "clicks", "sine", "silence", "bursts"]),
    form=st.sampled_from(EVERY_FORMAT),
    frames=st.integers(CHUNK - 2, CHUNK * 2 + 100),
    off=st.sampled_from([-577, -1, 0, 1, 576, 577]),
    seed=st.integers(0, 1000),
)
def test_any_sound_of_any_length_plays_like_one_stream(
    kind: str, form: Format, frames: int, off: int, seed: int
) -> None:
    pcm = pcm_of(kind, FRAME * frames + off, form, seed)
    serial, spliced = encode([pcm], form), chunked(pcm, form)
    np.testing.assert_array_equal(played(spliced, form, len(pcm)), played(serial, form, len(pcm)))


@pytest.mark.parametrize("samples", [0, 1, 575, 576, 577, 1151, 1152, 1153, 20_000])
@pytest.mark.parametrize("form", FORMATS[:4], ids=str)
def test_what_is_played_is_as_long_as_what_came_in(samples: int, form: Format) -> None:
    pcm = pcm_of("talk", samples, form)
    frames = chunked(pcm, form)
    if samples:
        assert played(frames, form, samples).shape == (form.channels, samples)


def test_streams_that_differ_at_the_seam_are_not_joined() -> None:
    form = FORMATS[3]
    pcm = pcm_of("talk", FRAME * 300, form)
    data = encode([pcm], form)
    other = encode([pcm_of("talk", FRAME * 300, form, seed=9)], form)
    one = Encoded(0, data, frame_starts(data))
    assert equal_around(150, one, one)
    assert not equal_around(150, one, Encoded(0, other, frame_starts(other)))


def test_where_chunks_never_meet_the_whole_is_encoded_in_one_go(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("airdate.audio.encode.mp3_parallel.equal_around", lambda *_: False)
    form = FORMATS[1]
    pcm = pcm_of("noise", FRAME * CHUNK * 3, form)
    assert chunked(pcm, form) == encode([pcm], form)


def test_a_seam_that_is_not_equal_does_not_spoil_the_next_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = iter([False, True, False, False])

    def sometimes(seam: int, earlier: Encoded, later: Encoded) -> bool:
        return next(answers, True) and equal_around(seam, earlier, later)

    monkeypatch.setattr("airdate.audio.encode.mp3_parallel.equal_around", sometimes)
    form = FORMATS[3]
    pcm = pcm_of("talk", FRAME * CHUNK * 7 + 100, form)
    serial, spliced = encode([pcm], form), chunked(pcm, form)
    np.testing.assert_array_equal(played(spliced, form, len(pcm)), played(serial, form, len(pcm)))


@given(st.integers(0, 10_000_000))
def test_chunks_are_long_at_first_and_short_at_the_end(frames: int) -> None:
    sizes, done = [], 0
    for size in chunk_sizes(frames):
        sizes.append(size)
        done += size
        if done >= frames:
            break
    assert sizes == sorted(sizes, reverse=True)
    assert all(SHORTEST <= size <= LONGEST and size % PERIOD == 0 for size in sizes)
    assert sizes[-1] == SHORTEST

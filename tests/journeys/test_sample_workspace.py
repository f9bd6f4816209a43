"""The sample show as it lies in `episodes/`: what its recordings, times, names and guids hold.

What is published from it is judged in `tests/main_job/`.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np
import pytest

from airdate.transcript import read
from airdate.workspace import load
from tools.make_sample_interviews import clock, perform, transcript

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from airdate.model import Episode, Workspace

ROOT = Path(__file__).parents[2]
SPOKEN = ("a-friend-who-struggles", "building-trust", "the-year-ahead", "worry-at-night")
TRANSCRIBED = ("a-friend-who-struggles", "building-trust")
MEDIA = {".flac", ".opus", ".mp3", ".wav", ".m4a", ".ogg", ".jpg", ".png"}
MAX_BYTES = 2_000_000
MAX_ART_BYTES = 512 * 1024  # what Apple asks of artwork
SILENCE_DB = -50.0  # of full scale: below any voice, above the room
CLEARLY_LOUDER_DB = 5.0


@pytest.fixture(scope="session")
def show() -> Workspace:
    workspace, problems = load(ROOT)
    assert problems == ()
    return workspace


@pytest.fixture(scope="session")
def episodes(show: Workspace) -> dict[str, Episode]:
    return {episode.slug: episode for episode in show.episodes}


def test_it_has_four_recordings_and_a_draft(show: Workspace) -> None:
    assert sorted(episode.slug for episode in show.episodes) == list(SPOKEN)
    assert [draft.slug for draft in show.drafts] == ["grief-at-work"]


def test_guids_are_distinct(show: Workspace) -> None:
    guids = [feed.guid for feed in show.feeds]
    guids += [episode.guid for episode in show.episodes]
    guids += [draft.guid or "" for draft in show.drafts]
    assert len(set(guids)) == len(guids)
    assert all(guids)


def test_no_media_but_recordings_and_covers_are_kept() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): path.stat().st_size
        for folder in ("episodes", "feeds")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in MEDIA
    }
    recordings = {name for name in found if Path(name).stem == "interview"}
    assert {Path(name).parent.name for name in recordings} == set(SPOKEN)
    assert all(found[name] <= MAX_BYTES for name in recordings)
    covers = found.keys() - recordings
    assert covers == {"feeds/cover.jpg", "episodes/worry-at-night/cover.jpg"}
    assert all(found[name] <= MAX_ART_BYTES for name in covers)


@pytest.mark.parametrize("slug", SPOKEN)
def test_it_lasts_a_minute_or_two_with_its_chapters_in_order(
    episodes: dict[str, Episode], slug: str
) -> None:
    sound, rate = decoded(episodes[slug].interview)
    seconds = sound.shape[1] / rate
    assert 60 <= seconds <= 150
    starts = [chapter.start for chapter in episodes[slug].chapters]
    assert len(starts) >= 3
    assert starts[0] == 0
    assert all(one < next_ for one, next_ in pairwise(starts))
    assert starts[-1] < seconds


@pytest.mark.parametrize("slug", SPOKEN)
def test_a_chapter_begins_after_somebody_has_finished(
    episodes: dict[str, Episode], slug: str
) -> None:
    sound, rate = decoded(episodes[slug].interview)
    for chapter in episodes[slug].chapters[1:]:
        before = sound[:, int((chapter.start - 0.3) * rate) : int((chapter.start - 0.05) * rate)]
        assert decibels(before) < SILENCE_DB, chapter.title


def test_one_recording_is_stereo_and_its_speakers_sit_apart(episodes: dict[str, Episode]) -> None:
    layouts = {slug: decoded(episodes[slug].interview)[0].shape[0] for slug in SPOKEN}
    assert [slug for slug, channels in layouts.items() if channels == 2] == ["worry-at-night"]
    (left, right), rate = decoded(episodes["worry-at-night"].interview)
    host, guest = slice(0, 10 * rate), slice(14 * rate, 22 * rate)
    assert decibels(left[host]) > decibels(right[host]) + 1
    assert decibels(right[guest]) > decibels(left[guest]) + 1


@pytest.mark.parametrize("slug", TRANSCRIBED)
def test_the_transcript_names_whom_the_episode_names_and_ends_with_the_sound(
    episodes: dict[str, Episode], slug: str
) -> None:
    episode = episodes[slug]
    sound, rate = decoded(episode.interview)
    cues = read(transcript_of(episode))
    assert {cue.speaker for cue in cues} == {person.name for person in episode.persons}
    assert all(cue.start < cue.end for cue in cues)
    assert all(one.end <= next_.start for one, next_ in pairwise(cues))
    assert cues[-1].end <= sound.shape[1] / rate


@pytest.mark.parametrize("slug", TRANSCRIBED)
def test_between_two_cues_nobody_speaks(episodes: dict[str, Episode], slug: str) -> None:
    episode = episodes[slug]
    sound, rate = decoded(episode.interview)
    gaps = list(pairwise(read(transcript_of(episode))))
    for one, next_ in gaps:
        between = sound[:, int((one.end + 0.05) * rate) : int((next_.start - 0.05) * rate)]
        assert decibels(between) < SILENCE_DB, next_.text
    assert max(next_.start - one.end for one, next_ in gaps) > 1.5


@pytest.mark.parametrize("slug", TRANSCRIBED)
def test_the_host_is_clearly_louder_than_each_guest(
    episodes: dict[str, Episode], slug: str
) -> None:
    episode = episodes[slug]
    sound, rate = decoded(episode.interview)
    levels: dict[str | None, list[float]] = {}
    for cue in read(transcript_of(episode)):
        level = decibels(sound[:, int(cue.start * rate) : int(cue.end * rate)])
        levels.setdefault(cue.speaker, []).append(level)
    mean = {speaker: float(np.mean(each)) for speaker, each in levels.items()}
    host = mean.pop("Wren Alderby")
    assert mean
    assert all(host - guest > CLEARLY_LOUDER_DB for guest in mean.values())


@pytest.mark.client
@pytest.mark.parametrize("slug", SPOKEN)
def test_chapters_and_transcript_are_those_that_the_script_gives(
    episodes: dict[str, Episode], program: Callable[[str], str], slug: str
) -> None:
    program("flite")
    episode = episodes[slug]
    scene = perform((episode.interview.parent / "script.txt").read_text(encoding="utf-8"))
    written = [(clock(chapter.start), chapter.title) for chapter in episode.chapters]
    assert written == [(clock(start), title) for start, title in scene.chapters]
    assert {turn.voice.name for turn in scene.turns} == {one.name for one in episode.persons}
    assert (episode.transcript is not None) == scene.wants_transcript
    if episode.transcript:
        assert episode.transcript.read_text(encoding="utf-8") == transcript(scene)


def transcript_of(episode: Episode) -> Path:
    assert episode.transcript
    return episode.transcript


def decoded(path: Path) -> tuple[npt.NDArray[np.float32], int]:
    """Return a recording as (channels, samples), and its rate in Hz."""
    with av.open(str(path)) as file:
        stream = file.streams.audio[0]
        planes = av.AudioResampler("fltp")
        pieces = [
            piece.to_ndarray() for frame in file.decode(stream) for piece in planes.resample(frame)
        ]
        return np.concatenate(pieces, axis=1), stream.rate


def decibels(sound: npt.NDArray[np.float32]) -> float:
    """Return the power of a sound in dB of full scale."""
    return 10 * float(np.log10(np.mean(np.square(sound)) + 1e-12))

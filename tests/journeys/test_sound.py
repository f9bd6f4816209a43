"""What a workspace says of its sound reaches the published files, and all that names times."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from io import BytesIO
from typing import TYPE_CHECKING, Any

import mutagen.id3
import numpy as np
import pytest
from PIL import Image

from tests.journeys.conftest import speech, write_wav
from tests.journeys.test_sample_show import ebur128

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.journeys.conftest import Shell

ID3: Any = mutagen.id3.ID3  # typed in part only
INTRO_SECONDS, OVERLAP = 3.0, 1.0
MADE_WITH = 0x010F  # Exif's tag for a camera's maker
VTT = "WEBVTT\n\n00:00.500 --> 00:02.000\n<v Ada>Hello.\n\n00:03.000 --> 00:04.000\n<v Ada>Again.\n"


def say(show: Shell, settings: str = "", front: str = "") -> Path:
    """Add lines to [audio] and to the episode's front matter; returns its folder."""
    toml = show.folder / "airdate.toml"
    toml.write_text(toml.read_text().replace("[audio]\n", f"[audio]\n{settings}\n"))
    folder = show.folder / "episodes" / "first"
    article = folder / "episode.md"
    article.write_text(article.read_text().replace("---\n", f"---\n{front}\n", 1))
    return folder


def published(show: Shell, pattern: str) -> Path:
    (path,) = (show.folder / "public").glob(pattern)
    return path


@pytest.mark.client
def test_every_rendition_is_as_loud_as_it_says_and_has_its_chapters(
    show: Shell, program: Callable[[str], str]
) -> None:
    say(show, 'renditions = ["mp3", "m4a", "opus"]', "chapters: ['0:00 One', '0:03 Two']")
    show.airdate("publish")
    feed = (show.folder / "public" / "feeds" / "main.xml").read_text()
    assert feed.count("<podcast:alternateEnclosure") == 3
    for ending in ("mp3", "m4a", "opus"):
        path = published(show, f"media/*.{ending}")
        loudness, peak = ebur128(program("ffmpeg"), path)
        assert loudness == pytest.approx(-16, abs=0.3), ending
        assert peak <= -1.0, ending
        assert starts(program("ffprobe"), path) == [0.0, 3.0]


@pytest.mark.client
def test_an_intro_moves_chapters_and_transcript_in_every_place(
    show: Shell, program: Callable[[str], str]
) -> None:
    write_wav(show.folder / "intro.wav", speech(INTRO_SECONDS))
    folder = say(
        show,
        'intro = "intro.wav"\ncrossfade = 1',
        "chapters: ['0:00 One', '0:03 Two']\ntranscript: said.vtt\nguests: Ada",
    )
    (folder / "said.vtt").write_text(VTT)
    show.airdate("publish")
    later = INTRO_SECONDS - OVERLAP
    chapters = json.loads(published(show, "chapters/*.json").read_text())["chapters"]
    assert [chapter["startTime"] for chapter in chapters] == [later, later + 3]
    assert starts(program("ffprobe"), published(show, "media/*.mp3")) == [later, later + 3]
    assert "00:00:02.500 --> 00:00:04.000" in published(show, "transcripts/*.vtt").read_text()
    page = published(show, "episodes/first.html").read_text()
    assert '.mp3#t=5"' in page
    assert '.mp3#t=2.5"' in page


@pytest.mark.parametrize("ending", ["mp3", "m4a", "opus"])
def test_a_chapters_picture_goes_out_small_and_without_what_a_camera_wrote(
    show: Shell, ending: str
) -> None:
    front = "chapters:\n  - {start: '0:00', title: One, url: 'https://a.example/', image: door.jpg}"
    folder = say(show, f'renditions = ["{ending}"]', front)
    photo = Image.new("RGB", (900, 600), "teal")
    exif = photo.getexif()
    exif[MADE_WITH] = "a telling camera"
    photo.save(folder / "door.jpg", exif=exif)
    show.airdate("publish")
    image = published(show, "art/chapter-*.jpg")
    with Image.open(image) as small:
        assert small.size == (600, 400)
    (mark,) = json.loads(published(show, "chapters/*.json").read_text())["chapters"]
    assert mark["img"].endswith(f"/art/{image.name}")
    media = published(show, f"media/*.{ending}").read_bytes()
    for body in (image.read_bytes(), media):
        assert b"telling" not in body
    assert (image.read_bytes() in media) == (ending != "opus")
    assert b"https://a.example/" in media


def test_silence_at_the_head_is_cut_and_told(show: Shell) -> None:
    folder = say(show, front="trim: true\nchapters: ['0:00 One', '0:05 Two']")
    (recording,) = folder.glob("*.wav")
    quiet = np.random.default_rng(1).standard_normal((44_100 * 3, 1)) * 0.0001
    write_wav(recording, np.concatenate([quiet, speech(6)]))
    show.airdate("publish")
    done = json.loads(published(show, "reports/*.json").read_text())["done"]
    assert 1.5 < done["cut_at_head_seconds"] < 3
    chapters = json.loads(published(show, "chapters/*.json").read_text())["chapters"]
    assert chapters[1]["startTime"] == pytest.approx(5 - done["cut_at_head_seconds"], abs=0.002)


def test_a_track_for_each_speaker_is_mixed(show: Shell) -> None:
    folder = say(show, front="tracks: [host.wav, guest.wav]")
    for path in folder.glob("interview.*"):
        path.unlink()
    host, guest = speech(8), speech(8)
    host[44_100 * 4 :] = 0.0002
    guest[: 44_100 * 4] = 0.0002
    write_wav(folder / "host.wav", host)
    write_wav(folder / "guest.wav", guest * 0.3)
    show.airdate("publish")
    report = json.loads(published(show, "reports/*.json").read_text())
    assert {track for _, _, track in report["turns"]} == {0, 1}
    assert report["after"]["seconds"] == pytest.approx(8, abs=0.01)


def test_damage_is_refused_with_its_place_unless_it_is_accepted(show: Shell) -> None:
    folder = say(show)
    (recording,) = folder.glob("*.wav")
    recording.write_bytes(recording.read_bytes()[:250_000])
    ran = show.airdate("publish", code=1)
    assert "0:00:02.8-0:00:06.0" in ran.text
    say(show, front="accept_damage: true")
    show.airdate("publish")
    report = json.loads(published(show, "reports/*.json").read_text())
    assert report["after"]["seconds"] == pytest.approx(2.83, abs=0.05)


def test_a_changed_title_or_cover_only_rewrites_tags(show: Shell) -> None:
    assert "mastering" not in show.airdate("publish").err  # the fixture's plan has mastered it
    (show.folder / "public").rename(show.folder / "before")
    article = show.folder / "episodes" / "first" / "episode.md"
    article.write_text(article.read_text().replace("title: First", "title: Renamed"))
    ran = show.airdate("publish")
    assert "mastering" not in ran.err
    assert b"R\0e\0n\0a\0m\0e\0d" in published(show, "media/*.mp3").read_bytes()
    (show.folder / "public").rename(show.folder / "before that")
    Image.new("RGB", (1400, 1400), "olive").save(article.parent / "cover.jpg")
    named = article.read_text().replace("title: Renamed", "title: Renamed\ncover: cover.jpg")
    article.write_text(named)
    assert "mastering" not in show.airdate("publish").err
    assert cover_colour(published(show, "media/*.mp3")) == pytest.approx((128, 128, 0), abs=4)


def test_a_changed_picture_of_a_chapter_only_rewrites_tags(show: Shell) -> None:
    folder = say(show, front="chapters:\n  - {start: 0, title: One, image: one.jpg}")
    colours = []
    for colour in ("teal", "olive"):
        shutil.rmtree(show.folder / "public", ignore_errors=True)
        Image.new("RGB", (500, 500), colour).save(folder / "one.jpg")
        ran = show.airdate("publish")
        colours.append(chapter_colour(published(show, "media/*.mp3")))
    assert "mastering" not in ran.err
    assert colours == [pytest.approx((0, 128, 128), abs=4), pytest.approx((128, 128, 0), abs=4)]


def cover_colour(path: Path) -> tuple[int, ...]:
    return colour_of(ID3(path).getall("APIC")[0].data)


def chapter_colour(path: Path) -> tuple[int, ...]:
    return colour_of(ID3(path).getall("CHAP")[0].sub_frames.getall("APIC")[0].data)


def colour_of(picture: bytes) -> tuple[int, ...]:
    with Image.open(BytesIO(picture)) as image:
        seen = image.convert("RGB").resize((1, 1)).getpixel((0, 0))
    assert isinstance(seen, tuple)
    return tuple(map(int, seen))


def test_the_leveller_is_off_with_one_line(show: Shell) -> None:
    say(show, "leveller = false")
    show.airdate("publish")
    report = json.loads(published(show, "reports/*.json").read_text())
    assert report["done"]["leveller"] == "off"


def test_status_tells_what_was_done_to_the_sound(show: Shell) -> None:
    assert show.airdate("status", "--audio").out.strip() == ""
    show.airdate("publish")
    (row,) = json.loads(show.airdate("status", "--audio", "--json").out)["episodes"]
    assert re.match(r"-1[56]\.\d LUFS, ", row["after"])
    assert "leveller" in row["processing"]
    assert "LAME" in row["encoder"]
    assert "LAME" in show.airdate("status", "--audio").out


def starts(ffprobe: str, path: Path) -> list[float]:
    command = [ffprobe, "-v", "error", "-of", "json", "-show_chapters", str(path)]
    seen = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [float(chapter["start_time"]) for chapter in json.loads(seen)["chapters"]]


def test_an_intro_that_is_no_sound_is_told_once_and_by_its_name(show: Shell) -> None:
    (show.folder / "intro.wav").write_bytes(b"no sound")
    say(show, 'intro = "intro.wav"')
    ran = show.airdate("publish", code=1)
    assert ran.text.count("intro.wav\n  error") == 1
    assert not (show.folder / "public").exists()

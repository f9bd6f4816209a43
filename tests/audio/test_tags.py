"""Tags as other people's readers see them, and tags from anywhere."""

from __future__ import annotations

import json
import shutil
import struct
import subprocess
from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

import av
import mutagen.id3
import mutagen.ogg
import pytest
from av.stream import Disposition
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from airdate.audio import AudioError, master_all, measure, read_tags, tag
from airdate.audio.tags.id3 import in_time_order, render
from airdate.model import Chapter, ProcessingSettings, Recipe, Rendition, SourceTags, Tags
from tests.audio import sounds

if TYPE_CHECKING:
    from collections.abc import Iterator

id3: Any = mutagen.id3  # typed in part only
mutagen_page: Any = mutagen.ogg.OggPage  # untyped
Format = Literal["mp3", "m4a", "opus"]
FORMATS: tuple[Format, ...] = ("mp3", "m4a", "opus")
needs_ffprobe = pytest.mark.skipif(shutil.which("ffprobe") is None, reason="needs ffprobe")


def picture(colour: str, form: str = "JPEG") -> bytes:
    file = BytesIO()
    Image.new("RGB", (64, 64), colour).save(file, form)
    return file.getvalue()


@pytest.fixture(scope="module")
def masters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("masters")
    path = sounds.write_wav(folder / "a.wav", sounds.talk(44_100, 6) * 0.3, 44_100)
    recipes = [
        Recipe(-16, -1, Rendition(form, form), ProcessingSettings(leveller=False))
        for form in FORMATS
    ]
    outs = [folder / f"out.{form}" for form in FORMATS]
    master_all([(path, measure(path))], recipes, outs, lambda _: None)
    return folder


@pytest.fixture
def tags(tmp_path: Path) -> Tags:
    image = tmp_path / "chapter"
    image.write_bytes(picture("blue", "PNG"))
    return Tags(
        title="Vertrauen – «aufbauen» 🎧",
        show="Die Sendung",
        artist="Ada Beispiel",
        date="2026-11-03",
        url="https://example.org/episodes/1.html",
        language="deu",
        comment="Worum es geht:\nVertrauen.",
        number=7,
        season=2,
        chapters=(
            Chapter(4, "Ein Bild", image=image),
            Chapter(0, "Anfang"),
            Chapter(2.5, "Mit einem viel längeren Titel", url="https://example.org/x"),
        ),
        cover=picture("red"),
    )


@pytest.fixture(params=FORMATS)
def tagged(request: pytest.FixtureRequest, tmp_path: Path, masters: Path, tags: Tags) -> Path:
    out = tmp_path / f"out.{request.param}"
    shutil.copy(masters / out.name, out)
    tag(out, tags)
    return out


def test_our_own_reader_reads_them_back(tagged: Path, tags: Tags) -> None:
    found = read_tags(tagged)
    assert (found.title, found.album, found.artist) == (tags.title, tags.show, tags.artist)
    assert (found.date, found.comment, found.track) == (tags.date, tags.comment, "7")
    assert found.cover == tags.cover
    starts = [(chapter.start, chapter.title) for chapter in found.chapters]
    assert starts == [(0, "Anfang"), (2.5, "Mit einem viel längeren Titel"), (4, "Ein Bild")]
    if tagged.suffix != ".m4a":  # whose links FFmpeg doesn't read
        assert found.chapters[1].url == "https://example.org/x"
        assert found.language == "deu"


@pytest.mark.client
@needs_ffprobe
def test_ffprobe_reads_them(tagged: Path, tags: Tags) -> None:
    show = ["-show_chapters", "-show_streams", "-show_format"]
    command = ["ffprobe", "-v", "error", "-of", "json", *show, str(tagged)]
    said = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    streams = said["streams"]
    found = {
        k.lower(): v
        for k, v in {**streams[0].get("tags", {}), **said["format"].get("tags", {})}.items()
    }
    assert (found["title"], found["album"], found["artist"]) == (tags.title, tags.show, tags.artist)
    assert found["date"] == "2026-11-03"
    assert found["track"] == "7"
    chapters = [(float(c["start_time"]), c["tags"]["title"]) for c in said["chapters"]]
    assert chapters == [(0, "Anfang"), (2.5, "Mit einem viel längeren Titel"), (4, "Ein Bild")]
    covers = [stream for stream in streams if stream["disposition"]["attached_pic"]]
    assert covers[0]["codec_name"] == "mjpeg"


@pytest.fixture
def m4a(tmp_path: Path, masters: Path) -> Path:
    return Path(shutil.copy(masters / "out.m4a", tmp_path))


def shown(path: Path) -> list[tuple[float, tuple[int, int, int]]]:
    """Return when an M4A's chapters show a picture, and its colour."""
    with av.open(str(path)) as file:
        streams = [s for s in file.streams.video if Disposition.timed_thumbnails in s.disposition]
        found = {}  # FFmpeg gives the first one twice
        for frame in file.decode(*streams) if streams else ():
            assert isinstance(frame, av.VideoFrame)
            red, green, blue = frame.to_ndarray(format="rgb24").mean(axis=(0, 1)).round(-1)
            found[float(frame.time or 0)] = (int(red), int(green), int(blue))
        return sorted(found.items())


def test_m4a_chapters_show_their_picture_or_the_cover(m4a: Path, tags: Tags) -> None:
    (m4a.parent / "chapter").write_bytes(picture("blue"))
    tag(m4a, tags)
    assert shown(m4a) == [(0, (250, 0, 0)), (2.5, (250, 0, 0)), (4, (0, 0, 250))]


@pytest.mark.parametrize("cover", [b"", b"no picture"])
def test_no_m4a_chapter_shows_another_ones_picture(m4a: Path, tags: Tags, cover: bytes) -> None:
    (m4a.parent / "chapter").write_bytes(picture("blue"))
    tag(m4a, replace(tags, cover=cover))
    assert shown(m4a) == []
    assert [chapter.title for chapter in read_tags(m4a).chapters][2] == "Ein Bild"


def test_m4a_chapters_have_their_links(m4a: Path, tags: Tags) -> None:
    tag(m4a, tags)
    title, link = "Mit einem viel längeren Titel", b"https://example.org/x"
    said = title.encode()
    encoded = struct.pack(">H", len(said)) + said + bytes.fromhex("0000000c656e636400000100")
    box = struct.pack(">HHB", 0, len(title), len(link)) + link + b"\0"
    assert encoded + struct.pack(">I4s", 8 + len(box), b"href") + box in m4a.read_bytes()
    assert m4a.read_bytes().count(b"href") == 1


def test_an_m4a_chapters_link_that_is_too_long_is_left_out(m4a: Path, tags: Tags) -> None:
    tag(m4a, replace(tags, chapters=(Chapter(0, "One", url="https://example.org/" + "x" * 236),)))
    assert b"href" not in m4a.read_bytes()
    assert [chapter.title for chapter in read_tags(m4a).chapters] == ["One"]


@pytest.mark.client
@pytest.mark.parametrize(
    ("program", "form", "expected"),
    [
        (["mp3val"], "mp3", "MPEG 1 Layer III), +ID3v2, CBR"),
        (["eyeD3"], "mp3", "Die Sendung"),
        (["mediainfo"], "mp3", "Die Sendung"),
        (["mediainfo"], "m4a", "Mit einem viel längeren Titel"),
        (["opusinfo"], "opus", "Playback length: 0m:06.000s"),
    ],
)
def test_other_programs_read_them(
    tmp_path: Path, masters: Path, tags: Tags, program: list[str], form: str, expected: str
) -> None:
    if shutil.which(program[0]) is None:
        pytest.skip(f"{program[0]} is not installed")
    out = tmp_path / f"out.{form}"
    shutil.copy(masters / out.name, out)
    tag(out, tags)
    run = subprocess.run([*program, str(out)], capture_output=True, text=True, check=True)
    assert expected in run.stdout
    assert "WARNING" not in run.stdout


def test_the_sound_stays_as_it_is(tmp_path: Path, masters: Path, tagged: Path, tags: Tags) -> None:
    del tmp_path
    before = measure(masters / tagged.name).measurement
    assert measure(tagged).measurement == before
    first = tagged.read_bytes()
    tag(tagged, tags)
    assert tagged.read_bytes() == first


@pytest.mark.parametrize("size", [0, 48_000, 130_050, 200_000])
def test_an_opus_cover_takes_as_many_pages_as_it_needs(
    tmp_path: Path, masters: Path, tags: Tags, size: int
) -> None:
    out = Path(shutil.copy(masters / "out.opus", tmp_path))
    before = measure(out).measurement
    for more in range(-2, 3):  # around the ends of segments and pages
        cover = b"\xff\xd8\xff" + bytes(max(0, size * 3 // 4 + more * 64))
        tag(out, replace(tags, cover=cover))
        assert read_tags(out).cover == cover
        assert measure(out).measurement == before
        with out.open("rb") as file:
            numbers = [page.sequence for page in ogg_pages(file)]
        assert numbers == list(range(len(numbers)))


def ogg_pages(file: BinaryIO) -> Iterator[Any]:
    with suppress(EOFError):
        while True:
            yield mutagen_page(file)


def test_only_what_we_say_goes_out(tmp_path: Path, masters: Path, tags: Tags) -> None:
    out = tmp_path / "out.mp3"
    shutil.copy(masters / "out.mp3", out)
    recorder = id3.ID3()
    recorder.add(id3.TXXX(desc="GPS", text="48.1, 11.5"))
    recorder.save(out)
    tag(out, tags)
    assert b"GPS" not in out.read_bytes()


def test_mp3_tags_are_v23_in_utf16_with_chapters_in_order(tags: Tags) -> None:
    data = render(tags, 6)
    assert data[:4] == b"ID3\x03"
    found = id3.ID3()
    found.load(BytesIO(data), translate=False)
    assert found.version == (2, 3, 0)
    assert found["TIT2"].encoding == id3.Encoding.UTF16
    assert found["TYER"].text == ["2026"]
    toc = found["CTOC:toc"]
    assert toc.flags == id3.CTOCFlags.TOP_LEVEL | id3.CTOCFlags.ORDERED
    assert toc.child_element_ids == ["chp0", "chp1", "chp2"]
    chapters = [found[f"CHAP:{name}"] for name in toc.child_element_ids]
    assert [(c.start_time, c.end_time) for c in chapters] == [(0, 2500), (2500, 4000), (4000, 6000)]
    assert chapters[2].sub_frames.getall("APIC")[0].mime == "image/png"
    at = [data.index(b"CHAP\0"), data.index(b"chp1", data.index(b"CHAP\0")), data.rindex(b"chp2")]
    assert at == sorted(at)


def test_no_more_than_255_chapters_go_into_one_mp3(tags: Tags) -> None:
    many = tuple(Chapter(n, f"Nr. {n}") for n in range(400))
    data = render(Tags(**{**{f: getattr(tags, f) for f in tags.__slots__}, "chapters": many}), 400)
    assert data.count(b"CHAP\0") == 255


@given(st.lists(st.tuples(st.integers(0, 10**6), st.text(max_size=30)), max_size=8))
def test_frames_in_time_order_are_the_same_frames(chapters: list[tuple[int, str]]) -> None:
    made = id3.ID3()
    for number, (start, title) in enumerate(chapters):
        made.add(
            id3.CHAP(
                element_id=f"c{number}",
                start_time=start,
                end_time=start + 1,
                start_offset=0,
                end_offset=0,
                sub_frames=[id3.TIT2(encoding=1, text=title)],
            )
        )
    made.add(id3.TALB(encoding=1, text="show"))
    made.update_to_v23()
    file = BytesIO()
    made.save(file, v2_version=3)
    ordered = in_time_order(file.getvalue())
    assert sorted(ordered) == sorted(file.getvalue())
    again = id3.ID3()
    again.load(BytesIO(ordered))
    assert [frame.start_time for frame in again.getall("CHAP")] == sorted(
        s for s, _ in chapters
    ) or (len({frame.HashKey for frame in again.getall("CHAP")}) == len(chapters))


def test_what_is_no_rendition_is_refused(tmp_path: Path, tags: Tags) -> None:
    (tmp_path / "a.mp3").write_bytes(b"hello, this is text")
    with pytest.raises(AudioError):
        tag(tmp_path / "a.mp3", tags)


@pytest.mark.parametrize("version", [3, 4])
def test_id3_in_an_mp3_and_a_wav(tmp_path: Path, masters: Path, version: int) -> None:
    for name in ("out.mp3", "a.wav"):
        path = tmp_path / name
        shutil.copy(masters / name, path)
        file = mutagen.File(path)
        if file.tags is None:
            file.add_tags()
        file.tags.add(id3.TIT2(encoding=3, text="Ein Tïtel\x07"))
        file.tags.add(id3.COMM(encoding=3, lang="eng", desc="", text="said"))
        file.tags.add(id3.TDRC(encoding=3, text="2024-05-06"))
        file.save(v2_version=version)
        found = read_tags(path)
        assert (found.title, found.comment) == ("Ein Tïtel", "said")
        assert found.date.startswith("2024")


@pytest.mark.parametrize(("name", "codec"), [("a.flac", "flac"), ("a.mkv", "ac3")])
def test_vorbis_comments_and_matroska(tmp_path: Path, masters: Path, name: str, codec: str) -> None:
    path = sounds.convert(masters / "a.wav", tmp_path / name, codec)
    assert read_tags(path) == SourceTags()
    if name == "a.flac":
        file = mutagen.File(path)
        file["title"], file["artist"] = "Titel", "Ada"
        file["chapter001"], file["chapter001name"] = "00:00:02.500", "Zwei"
        file.save()
        found = read_tags(path)
        assert (found.title, found.artist) == ("Titel", "Ada")
        assert found.chapters == (Chapter(2.5, "Zwei"),)


def test_a_hundred_thousand_frames_and_a_huge_cover(tmp_path: Path, masters: Path) -> None:
    frame = b"TXXX" + (8).to_bytes(4) + b"\0\0" + b"\0abc\0def"
    cover = b"\0image/jpeg\0\x03\0\xff\xd8\xff" + bytes(50_000_000)
    frames = frame * 100_000 + b"APIC" + len(cover).to_bytes(4) + b"\0\0" + cover
    size = len(frames)
    head = b"ID3\x03\0\0" + bytes((size >> shift) & 0x7F for shift in (21, 14, 7, 0))
    path = tmp_path / "a.mp3"
    path.write_bytes(head + frames + (masters / "out.mp3").read_bytes())
    assert read_tags(path).cover is None
    assert measure(path).measurement.seconds == 6


@pytest.mark.parametrize(
    "data", [b"", b"ID3", b"ID3\x04\0\0\x7f\x7f\x7f\x7f", b"OggS" * 20, b"fLaC" + bytes(99)]
)
def test_broken_tags_are_no_tags(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(data)
    assert read_tags(path) == SourceTags()
    assert read_tags(tmp_path / "missing.mp3") == SourceTags()

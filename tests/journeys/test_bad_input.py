"""Whatever a producer's folder holds: one clear message, exit code 1, nothing published."""

from __future__ import annotations

import os
import struct
import zlib
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.journeys.conftest import speech, write_wav

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.journeys.conftest import Ran, Shell


def refused(show: Shell) -> Ran:
    """Publish, and see it refused: a message with a remedy, and an untouched store."""
    ran = show.airdate("publish", code=1)
    assert not (show.folder / "public").exists() or show.tree("public") == {}
    assert "error" in ran.text
    return ran


def interview(show: Shell) -> Path:
    (path,) = (show.folder / "episodes" / "first").glob("*.wav")
    return path


def article(show: Shell) -> Path:
    return show.folder / "episodes" / "first" / "episode.md"


# ── Recordings ──────────────────────────────────────────────────────────────────────────────


def zero_bytes(path: Path) -> None:
    path.write_bytes(b"")


def cut_off(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 3])


def not_audio(path: Path) -> None:
    path.write_bytes(b"This is a letter, not a recording.\n" * 200)


def silence(path: Path) -> None:
    write_wav(path, np.zeros((44_100 * 5, 1)))


def a_blink(path: Path) -> None:
    write_wav(path, speech(seconds=0.1))


def a_directory(path: Path) -> None:
    path.unlink()
    path.mkdir()


def missing(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (zero_bytes, "empty"),
        (cut_off, "truncated"),
        (not_audio, "cannot decode the recording"),
        (silence, "silent"),
        (a_blink, "short"),
        (a_directory, "interview"),
        (missing, "interview"),
    ],
)
def test_a_bad_recording(show: Shell, spoil: Callable[[Path], None], said: str) -> None:
    path = interview(show)
    spoil(path)
    ran = refused(show)
    assert said in ran.text.lower()
    assert "first" in ran.text


def test_a_recording_that_may_not_be_read(show: Shell, program: Callable[[str], str]) -> None:
    interview(show).chmod(0)
    # Root may read everything, unless that is taken from it.
    drop = (program("setpriv"), "--bounding-set", "-dac_override,-dac_read_search")
    ran = show.process("publish", code=1, under=drop if os.geteuid() == 0 else ())
    assert "interview.wav" in ran.text
    assert "read" in ran.text
    assert not (show.folder / "public").exists()


def test_a_video_without_sound(show: Shell, program: Callable[[str], str]) -> None:
    import subprocess

    path = interview(show)
    mute = path.with_suffix(".mp4")
    command = [
        program("ffmpeg"),
        "-v",
        "error",
        "-f",
        "lavfi",
        "-i",
        "testsrc=duration=2:size=64x64",
    ]
    subprocess.run([*command, mute], check=True)
    path.unlink()
    assert "no audio track" in refused(show).text


def test_a_recording_with_the_wrong_ending_is_read_for_what_it_is(show: Shell) -> None:
    path = interview(show)
    path.rename(path.with_suffix(".mp3"))
    show.airdate("publish")


# ── Front matter and settings ───────────────────────────────────────────────────────────────

BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("front", "said"),
    [
        ("title: [unclosed", "YAML"),
        ("- a\n- list", "front matter"),
        ("just words", "front matter"),
        (BOMB, "alias"),
        ("titel: First\nstatus: live", "title"),
        ("title: 7\nstatus: live\nguid: x\ndate: yesterday", "date"),
        ("interview: ../../airdate.toml", "interview"),
        ("interview: /etc/passwd", "interview"),
    ],
)
def test_bad_front_matter(show: Shell, front: str, said: str) -> None:
    text = article(show).read_text()
    keep = "" if "status" in front else text.split("---", 2)[1].strip() + "\n"
    body = front if said in {"YAML", "front matter"} else f"{keep}{front}"
    article(show).write_text(f"---\n{body}\n---\n\nWords.\n\n::: interview\n")
    ran = refused(show)
    assert said.lower() in ran.text.lower()
    assert "episode.md" in ran.text


def test_all_problems_come_at_once(show: Shell) -> None:
    interview(show).write_bytes(b"")
    article(show).write_text(article(show).read_text().replace("title:", "titel:", 1))
    toml = show.folder / "airdate.toml"
    toml.write_text(toml.read_text() + "\nzone = 'x'\n")
    ran = refused(show)
    assert "airdate.toml" in ran.text
    assert "Did you mean" in ran.text
    assert "episode.md" in ran.text


def test_two_episodes_with_one_guid(show: Shell, recording: Path) -> None:
    show.airdate("add", recording, "--title", "Second", "--live")
    lines = article(show).read_text().splitlines()
    guid = next(line for line in lines if line.startswith("guid:"))
    second = show.folder / "episodes" / "second" / "episode.md"
    text = second.read_text().splitlines()
    second.write_text("\n".join(guid if line.startswith("guid:") else line for line in text))
    assert "guid" in refused(show).text


def test_two_episodes_with_one_slug(show: Shell, recording: Path) -> None:
    show.airdate("add", recording, "--title", "Second", "--live")
    second = show.folder / "episodes" / "second" / "episode.md"
    second.write_text(second.read_text().replace("---\n", "---\nslug: first\n", 1))
    assert "slug" in refused(show).text


@pytest.mark.parametrize("bad", ["\x00", "\x1b[2J", "\ud800"])
def test_control_characters_and_lone_surrogates_in_the_title(show: Shell, bad: str) -> None:
    import json

    text = article(show).read_text()
    quoted = json.dumps(f"First{bad}")
    article(show).write_text(text.replace("title: First", f"title: {quoted}"))
    ran = show.airdate("publish", code=None)
    assert ran.code in {0, 1}
    assert bad.encode("utf-8", "surrogatepass") not in b"".join(
        show.tree("public").values() if ran.code == 0 else []
    )
    assert ran.code == 0 or "episode.md" in ran.text


def test_placeholder_articles_are_refused(show: Shell) -> None:
    text = article(show).read_text()
    article(show).write_text(
        text + "\n\nINTERVIEW\n\nDouble-click here to upload or link to an audio file.\n"
    )
    assert "placeholder" in refused(show).text.lower()


def test_scripts_in_the_article_never_reach_the_page(show: Shell) -> None:
    hostile = (
        "\n<script>alert(1)</script>\n\n<img src=x onerror=alert(1)>\n\n"
        "[a](javascript:alert(1)) [b](data:text/html,x)\n\n<iframe src='//evil.example'></iframe>\n"
    )
    article(show).write_text(article(show).read_text() + hostile)
    show.airdate("publish", code=None)
    for key, body in show.tree("public").items() if (show.folder / "public").exists() else []:
        if key.endswith((".html", ".xml")):
            assert b"alert(1)" not in body.replace(b"&lt;script&gt;alert(1)", b""), key
            assert b"evil.example" not in body, key


# ── Covers ──────────────────────────────────────────────────────────────────────────────────


def bomb(path: Path) -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(99)))
    path.write_bytes(data + chunk(b"IEND", b""))


@pytest.mark.parametrize("spoil", [not_audio, zero_bytes, bomb])
def test_a_bad_cover(show: Shell, spoil: Callable[[Path], None]) -> None:
    cover = show.folder / "episodes" / "first" / "cover.png"
    spoil(cover)
    article(show).write_text(
        article(show).read_text().replace("---\n", "---\ncover: cover.png\n", 1)
    )
    assert "cover.png" in refused(show).text


# ── Commands ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("spoil", [zero_bytes, not_audio, missing])
def test_add_refuses_what_is_no_recording_and_writes_nothing(
    show: Shell, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    source = write_wav(tmp_path / "new.wav", speech(1))
    spoil(source)
    show.airdate("add", source, "--title", "New", code=1)
    assert not (show.folder / "episodes" / "new").exists()


def test_outside_a_workspace_a_command_says_how_to_begin(shell: Shell) -> None:
    ran = shell.airdate("publish", code=2)
    assert "airdate init" in ran.text


def test_init_keeps_what_is_there(show: Shell) -> None:
    before = (show.folder / "airdate.toml").read_text()
    show.airdate("init", ".", code=1)
    assert (show.folder / "airdate.toml").read_text() == before

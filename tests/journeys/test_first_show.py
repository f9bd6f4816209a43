"""From an empty folder to a published show, with no file edited and no question asked."""

from __future__ import annotations

import hashlib
import json
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from tests.journeys.conftest import speech, write_wav

if TYPE_CHECKING:
    from pathlib import Path

    from tests.journeys.conftest import Shell


def test_three_commands_publish_a_show(shell: Shell, recording: Path) -> None:
    before = hashlib.sha256(recording.read_bytes()).digest()
    shell.process("init", "demo")
    demo = shell.cd("demo")
    demo.process("add", recording, "--title", "Äöü & ? # % 🎙", "--live")
    ran = demo.process("publish")
    public = demo.folder / "public"
    (page,) = (public / "episodes").glob("*.html")
    assert page.name.isascii()
    feed = ET.parse(public / "feeds" / "main.xml").getroot()  # noqa: S314 - our own file
    enclosure = feed.find("./channel/item/enclosure")
    assert enclosure is not None
    media = public / enclosure.attrib["url"].removeprefix("http://localhost:8000/")
    assert media.stat().st_size == int(enclosure.attrib["length"])
    assert "feeds/main.xml" in ran.out
    assert hashlib.sha256(recording.read_bytes()).digest() == before


def test_a_second_publish_has_nothing_to_do(show: Shell) -> None:
    show.airdate("publish")
    before = show.tree("public")
    ran = show.airdate("publish")
    assert "Nothing to publish" in ran.out
    assert show.tree("public") == before


def test_an_episode_is_a_draft_until_it_is_said_to_be_live(show: Shell, recording: Path) -> None:
    show.airdate("add", recording, "--title", "Second")
    show.airdate("publish")
    pages = [key for key in show.tree("public") if key.startswith("episodes/")]
    assert pages == ["episodes/first.html", "episodes/first.md"]
    assert "draft" in show.airdate("status").out


def test_check_says_what_directories_will_miss_and_for_apple_it_is_an_error(show: Shell) -> None:
    assert "warning" in show.airdate("check").out
    ran = show.airdate("check", "--for", "apple", code=1)
    assert "error" in ran.out
    show.airdate("publish", "--for", "apple", code=1)
    assert not (show.folder / "public" / "head.json").exists()


def test_plan_changes_nothing_and_publish_does_what_it_said(show: Shell) -> None:
    said = json.loads(show.process("plan", "--json").out)
    assert not (show.folder / "public").exists()
    keys = {step["key"] for step in said["steps"] if not step["key"].startswith("history/")}
    show.process("publish")
    done = {key for key in show.tree("public") if not key.startswith("history/")}
    assert done == keys | {"head.json"}


def test_the_same_workspace_gives_the_same_bytes(show: Shell) -> None:
    """Dates of change come from the clock of the first publish, so that one is left out.

    Each in a process of its own: hashes of strings, and so the order of sets, are other ones.
    """
    show.process("publish")
    first = {key: body for key, body in show.tree("public").items() if key.startswith("media/")}
    for folder in ("public", ".airdate"):
        (show.folder / folder).rename(show.folder / f"{folder}-before")
    show.process("publish")
    again = {key: body for key, body in show.tree("public").items() if key.startswith("media/")}
    assert first == again
    assert first


def test_an_unpublished_episode_leaves_the_feed_and_its_page_says_gone(show: Shell) -> None:
    show.airdate("publish")
    file = show.folder / "episodes" / "first" / "episode.md"
    file.write_text(file.read_text().replace("status: live", "status: draft"))
    ran = show.airdate("publish")
    assert "unpublished: “First”" in ran.out
    page = (show.folder / "public" / "episodes" / "first.html").read_text()
    assert "noindex" in page
    assert "First" not in page
    feed = (show.folder / "public" / "feeds" / "main.xml").read_text()
    assert "<item>" not in feed
    file.write_text(file.read_text().replace("status: draft", "status: live"))
    show.airdate("publish")
    assert "<item>" in (show.folder / "public" / "feeds" / "main.xml").read_text()


def test_a_scheduled_episode_stays_home(show: Shell, recording: Path) -> None:
    show.airdate("add", recording, "--title", "Later", "--live", "--date", "2999-01-01")
    show.airdate("publish")
    assert "Later" not in (show.folder / "public" / "feeds" / "main.xml").read_text()
    assert "scheduled" in show.airdate("status").out


def test_a_renamed_episode_keeps_its_audio_and_its_old_page_leads_to_the_new(show: Shell) -> None:
    show.airdate("publish")
    media = [key for key in show.tree("public") if key.startswith("media/")]
    folder = show.folder / "episodes"
    (folder / "first").rename(folder / "renamed")
    show.airdate("publish")
    tree = show.tree("public")
    assert [key for key in tree if key.startswith("media/")] == media
    assert b"renamed.html" in tree["episodes/first.html"]
    assert media[0].encode() in tree["feeds/main.xml"]


def test_a_changed_title_replaces_no_audio(show: Shell) -> None:
    show.airdate("publish")
    before = show.tree("public")
    file = show.folder / "episodes" / "first" / "episode.md"
    file.write_text(file.read_text().replace("First", "Another title", 1))
    show.airdate("publish")
    after = show.tree("public")
    assert b"Another title" in after["feeds/main.xml"]
    media = [key for key in before if key.startswith("media/")]
    assert {key: after[key] for key in media} == {key: before[key] for key in media}
    assert len([key for key in after if key.startswith("media/")]) == 1


def test_replaced_audio_has_to_be_named(show: Shell) -> None:
    show.airdate("publish")
    (old,) = (key for key in show.tree("public") if key.startswith("media/"))
    (interview,) = (show.folder / "episodes" / "first").glob("*.wav")
    write_wav(interview, speech(seconds=7))
    ran = show.airdate("publish", code=1)
    assert "--replace-audio first" in ran.text
    show.airdate("publish", "--replace-audio", "first")
    tree = show.tree("public")
    assert old in tree
    assert old.encode() not in tree["feeds/main.xml"]


def test_a_feed_with_dates_of_its_own_is_published_and_then_has_nothing_to_do(show: Shell) -> None:
    feed = show.folder / "feeds" / "main.toml"
    trailer = 'title = "Soon"\nurl = "https://e.example/t.mp3"\ndate = "2026-01-02 09:00+00:00"\n'
    feed.write_text(f"{feed.read_text()}\n[[trailers]]\n{trailer}")
    show.airdate("publish")
    assert "<podcast:trailer" in (show.folder / "public" / "feeds" / "main.xml").read_text()
    assert "Nothing to publish" in show.airdate("publish").out

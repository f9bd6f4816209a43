"""What comes with an interview on its page, from the author's files to what is published."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from pathlib import Path

    from tests.journeys.conftest import Shell

CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
PERSON = "{https://podcastindex.org/namespace/1.0}person"
TRANSCRIPT = """WEBVTT

00:00:00.000 --> 00:00:02.000
<v Bo>Welcome.

00:00:02.000 --> 00:00:05.000
<v Ada>Nobody was listening. Then somebody was.
"""


def write(show: Shell, more: str, article: str = "") -> Path:
    """Add lines to the front matter of the first episode, and an article; return its folder."""
    file = show.folder / "episodes" / "first" / "episode.md"
    head, _, _ = file.read_text().removeprefix("---\n").partition("\n---\n")
    file.write_text(f"---\n{head}\n{more}\n---\n{article}")
    return file.parent


def item(show: Shell) -> ET.Element:
    """Return the only item of the main feed."""
    tree = ET.fromstring(show.tree("public")["feeds/main.xml"])  # noqa: S314 - we wrote it
    (found,) = tree.iter("item")
    return found


def test_a_quote_is_said_on_the_page_and_in_the_feed(show: Shell) -> None:
    folder = write(show, "transcript: words.vtt", "One.\n\n::: quote 0:02-0:03.5\n\nTwo.")
    (folder / "words.vtt").write_text(TRANSCRIPT)
    show.airdate("publish")
    page = show.tree("public")["episodes/first.html"].decode()
    quote = page[page.index("<blockquote>") : page.index("</figure>")]
    assert "Nobody was listening." in quote
    assert "Then somebody was." not in quote
    assert "<cite>Ada</cite>" in quote
    assert "#t=2,3.5" in quote
    notes = item(show).findtext(CONTENT) or ""
    assert "<blockquote><p><b>Ada:</b> Nobody was listening.</p>" in notes


def test_a_quote_of_nothing_is_refused_where_it_stands(show: Shell) -> None:
    write(show, "", "One.\n\n::: quote 0:02-0:03\n")
    said = show.airdate("publish", code=1).text
    file = show.folder / "episodes/first/episode.md"
    line = file.read_text().split("\n").index("::: quote 0:02-0:03") + 1
    assert f"{line}: error: quote from a transcript, and the episode has none" in said
    assert not (show.folder / "public").exists()


def test_corrections_are_on_the_page_and_in_the_notes_with_their_time(show: Shell) -> None:
    write(
        show,
        "summary: Short.\ncorrections:\n- 2026-11-20 at 0:03 It was <b>1979</b>.\n"
        "- date: 2026-11-21\n  text: A name was misspelt.",
    )
    show.airdate("publish")
    page = show.tree("public")["episodes/first.html"].decode()
    section = page[page.index('<section class="corrections"') :].split("</section>")[0]
    assert "It was &lt;b&gt;1979&lt;/b&gt;." in section
    assert re.search(r'href="\.\./media/first-\w+\.mp3#t=3"', section)
    assert 'datetime="2026-11-21' in section
    found = item(show)
    notes = found.findtext(CONTENT) or ""
    assert "2026-11-20: It was &lt;b&gt;1979&lt;/b&gt;." in notes
    assert 'episodes/first.html#t=3">at 0:03</a>' in notes
    assert (found.findtext("description") or "").startswith("Short.\n\nCorrections:\n2026-11-20")


def test_a_photo_goes_out_small_and_without_what_the_camera_wrote(show: Shell) -> None:
    folder = write(show, "guests:\n- name: Ada\n  photo: ada.jpg\n  credentials: knows rooms")
    exif = Image.Exif()
    exif[0x010E] = "at home, 50.1 N"
    Image.new("RGB", (1200, 900), "teal").save(folder / "ada.jpg", exif=exif)
    show.airdate("publish")
    tree = show.tree("public")
    (key,) = [key for key in tree if key.startswith("art/ada-")]
    with Image.open(BytesIO(tree[key])) as photo:
        assert max(photo.size) == 320
        assert not photo.getexif()
    page = tree["episodes/first.html"].decode()
    assert f'<img src="../{key}" alt="" width="320" height="240" loading="lazy">' in page
    assert "knows rooms" in page
    (person,) = item(show).iter(PERSON)
    assert person.get("img", "").endswith(key)


def test_a_machines_transcript_says_so(show: Shell) -> None:
    folder = write(show, "transcript: words.vtt\ntranscript_by: machine")
    (folder / "words.vtt").write_text(TRANSCRIPT)
    show.airdate("publish")
    assert "Transcribed automatically" in show.tree("public")["episodes/first.html"].decode()


def test_an_article_goes_out_before_its_interview_only_if_it_says_so(show: Shell) -> None:
    folder = write(show, "interview: coming", "One.\n\n::: interview\n\nTwo.")
    (recording,) = folder.glob("*.wav")
    recording.rename(show.folder / "kept.wav")
    ran = show.airdate("publish")
    assert "new: “First”: an article; it joins the feeds once" in ran.out
    tree = show.tree("public")
    page = tree["episodes/first.html"].decode()
    assert "Interview coming soon" in page
    assert "<audio" not in page
    assert "<script src" not in page
    assert b"<item>" not in tree["feeds/main.xml"]
    assert "interview coming" in show.airdate("status").out
    assert "nothing" in show.airdate("publish").out.lower()

    (show.folder / "kept.wav").rename(folder / "interview.wav")
    ran = show.airdate("publish")
    assert "new: “First”: podcast apps will show" in ran.out
    assert "Delete the line." in ran.text
    after = show.tree("public")
    assert b"<audio" in after["episodes/first.html"]
    assert after["feeds/main.xml"].count(b"<item>") == 1
    assert [key for key in after if key.startswith("episodes/")] == [
        key for key in after if key.startswith("episodes/first")
    ]

    (folder / "interview.wav").unlink()
    assert "has no interview" in show.airdate("publish", code=1).text
    assert show.tree("public") == after


def test_without_saying_so_an_article_waits_for_its_interview(show: Shell) -> None:
    (recording,) = (show.folder / "episodes" / "first").glob("*.wav")
    recording.unlink()
    assert "has no interview" in show.airdate("publish", code=1).text
    assert not (show.folder / "public").exists()

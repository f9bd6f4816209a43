"""Images of an article go out with it, and are where pages, feeds and readers look for them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from PIL import Image

if TYPE_CHECKING:
    from pathlib import Path

    from tests.journeys.conftest import Shell

MADE_WITH = 0x010F  # Exif's tag for a camera's maker
BASE = "http://localhost:8000/"


def illustrate(show: Shell, markdown: str) -> Path:
    """Add to the episode's article; returns its folder."""
    folder = show.folder / "episodes" / "first"
    article = folder / "episode.md"
    article.write_text(f"{article.read_text()}\n{markdown}\n")
    return folder


def images(path: Path) -> list[str]:
    """Return the article's images in a page or a feed."""
    found = re.findall(
        r'<img (?:[^>"]|"[^"]*")*>', path.read_text().replace("&lt;", "<").replace("&gt;", ">")
    )
    return [each for each in found if "/waveforms/" not in each]


def test_an_articles_image_is_published_small_and_without_what_a_camera_wrote(show: Shell) -> None:
    folder = illustrate(show, '![A <door>](the%20door.jpg "Ajar")\n\n::: tip\n![A door][1]\n:::\n')
    with (folder / "episode.md").open("a") as article:
        article.write("\n[1]: <the%20door.jpg>\n")
    photo = Image.new("RGB", (2000, 1000), "teal")
    exif = photo.getexif()
    exif[MADE_WITH] = "a telling camera"
    photo.save(folder / "the door.jpg", exif=exif)
    show.airdate("publish")
    public = show.folder / "public"
    (art,) = (public / "art").glob("the-door-*.jpg")
    with Image.open(art) as small:
        assert small.size == (1440, 720)
    assert b"telling" not in art.read_bytes()
    first, second = images(public / "episodes" / "first.html")
    for each in (first, second):
        assert each.startswith(f'<img src="../art/{art.name}" width="1440" height="720" loading')
    assert 'alt="A <door>" title="Ajar"' in first
    for each in images(public / "feeds" / "main.xml"):
        assert f'src="{BASE}art/{art.name}"' in each
    twin = (public / "episodes" / "first.md").read_text()
    assert f'![A <door>]({BASE}art/{art.name} "Ajar")' in twin
    assert f"[1]: <{BASE}art/{art.name}>" in twin
    assert "Nothing to publish" in show.airdate("publish").out


def test_another_image_of_the_same_name_has_another_address(show: Shell) -> None:
    folder = illustrate(show, "![A door](door.png)")
    names = []
    for colour in ("teal", "olive"):
        Image.new("RGB", (60, 40), colour).save(folder / "door.png")
        show.airdate("publish")
        (image,) = images(show.folder / "public" / "episodes" / "first.html")
        names.append(image)
        path = show.folder / "public" / "episodes" / image.split('"')[1]
        with Image.open(path) as shown:
            assert (shown.format, shown.size) == ("PNG", (60, 40))
    assert len(set(names)) == 2
    show.airdate("gc", "--delete", "--grace", "0")
    assert path.exists()


@pytest.mark.parametrize(
    ("markdown", "told"),
    [
        ("![A door](gone.jpg)", "file not found: gone.jpg"),
        ("![A door](../../airdate.toml)", "points outside its folder"),
        ("![A door](/etc/hostname)", "points outside its folder"),
        ("![A door](interview.wav)", "unknown image format"),
        ("![A door](%00.jpg)", "image has no file name"),
        ("![A door](#)", "image has no file name"),
    ],
)
def test_an_article_without_its_image_stays_home(show: Shell, markdown: str, told: str) -> None:
    folder = illustrate(show, markdown)
    ran = show.airdate("publish", code=1)
    assert told in ran.text
    line = (folder / "episode.md").read_text().split("\n").index(markdown) + 1
    assert f"  {line}: error" in ran.text or "interview.wav\n  error" in ran.text
    assert not (show.folder / "public").exists()


def test_images_elsewhere_and_in_code_are_left_alone(show: Shell) -> None:
    illustrate(show, "![A](https://images.example.net/a.jpg)\n\n    ![B](b.jpg)\n")
    ran = show.airdate("publish")
    assert "hosted elsewhere" in ran.text
    (image,) = images(show.folder / "public" / "episodes" / "first.html")
    assert 'src="https://images.example.net/a.jpg"' in image

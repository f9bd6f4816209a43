"""Fixes: one thing at a time, with every other character as it was, and shown before."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from airdate.art import artwork
from airdate.check.fixes import Edit, FixError, FixInput, edits, write
from airdate.check.link_rules import links
from airdate.model import EMPTY_MANIFEST, FeedRecord, Manifest, Published
from airdate.workspace import load
from airdate.workspace.write import edit
from tests.workspace.conftest import make

if TYPE_CHECKING:
    from airdate.check.urls import Link

MAIN, FIRST = "feeds/main.toml", "episodes/first/episode.md"
NOW = datetime(2026, 11, 23, tzinfo=UTC)
GUID = "0b7a9e9e-6d0c-4a55-9d5e-2f3f6f1f8f55"


@pytest.fixture
def show(tmp_path: Path) -> Path:
    return make(tmp_path / "show")


def change(show: Path, name: str, old: str, new: str) -> None:
    path = show / name
    text = path.read_bytes().decode()
    assert old in text, text
    path.write_bytes(text.replace(old, new, 1).encode())


def fix_input(
    show: Path, manifest: Manifest = EMPTY_MANIFEST, secure: tuple[Link, ...] = ()
) -> FixInput:
    workspace = load(show)[0]
    images = [feed.image for feed in workspace.feeds]
    images += [episode.cover for episode in workspace.episodes]
    pictures = {path: artwork.inspect(path) for path in images if path}
    return FixInput(workspace, pictures, manifest, lambda: GUID, secure)


def edits_by_path(show: Path, manifest: Manifest = EMPTY_MANIFEST) -> dict[str, Edit]:
    return {str(each.path): each for each in edits(fix_input(show, manifest))}


def lines(each: Edit) -> tuple[list[str], list[str]]:
    """Return the lines that go and those that come."""
    rows = each.diff.splitlines()[2:]
    return [row[1:] for row in rows if row[0] == "-"], [row[1:] for row in rows if row[0] == "+"]


def test_a_valid_workspace_has_no_fixes(show: Path) -> None:
    assert edits(fix_input(show)) == ()


# File, what is spoiled, how it reads then, and how the line reads that mends it.
CASES = [
    (MAIN, 'language = "en"', 'language = "en_gb"  # British', 'language = "en-GB"  # British'),
    (MAIN, 'language = "en"', "language = 'jp'", "language = 'ja'"),
    (
        MAIN,
        "explicit = false",
        'categories = [["Arts", "books"], ["true crime"]] # ours\nexplicit = false',
        'categories = [["Arts", "Books"], ["True Crime"]] # ours',
    ),
    (
        MAIN,
        "explicit = false",
        'categories = ["Technolgy"]\nexplicit = false',
        'categories = ["Technology"]',
    ),
    (MAIN, 'title = "Show"', 'title = "Show"  ', 'title = "Show"'),
    (MAIN, 'title = "Show"', 'title = "Sh\x0bow"', 'title = "Show"'),
    (FIRST, "title: First", "title: First\t", "title: First"),
    (FIRST, "title: First", "title: Fi\x08rst", "title: First"),
    (FIRST, "title: First", "title: First\nlanguage: EN_us # ours", "language: en-US # ours"),
    (
        FIRST,
        "date: 2026-11-23 10:30+01:00",
        'date: "2026-11-24 18:00"  # a Tuesday',
        'date: "2026-11-24 18:00+01:00"  # a Tuesday',
    ),
    (
        FIRST,
        "date: 2026-11-23 10:30+01:00",
        "date: 2026-07-01",
        "date: 2026-07-01 00:00+02:00",
    ),
]


@pytest.mark.parametrize(("name", "old", "bad", "good"), CASES)
def test_one_line_is_fixed(show: Path, name: str, old: str, bad: str, good: str) -> None:
    change(show, name, old, bad)
    found = edits_by_path(show)
    assert list(found) == [name]
    gone, come = lines(found[name])
    assert come == [good]
    assert len(gone) == 1
    assert found[name].why
    write(show, tuple(found.values()))
    assert edits(fix_input(show)) == ()


def test_a_fixed_workspace_has_no_problem(show: Path) -> None:
    change(show, FIRST, "title: First", "title: Fi\x08rst")
    assert load(show)[1]
    write(show, edits(fix_input(show)))
    assert load(show)[1] == ()
    assert (show / FIRST).read_text().startswith("---\ntitle: First\n")


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_missing_guid_is_minted(show: Path, ends: str, mark: str) -> None:
    path = show / FIRST
    kept = [line for line in path.read_text().split("\n") if not line.startswith("guid:")]
    path.write_bytes((mark + ends.join(kept)).encode())
    (found,) = edits_by_path(show).values()
    assert lines(found) == ([], [f'guid: "{GUID}"'])
    write(show, (found,))
    (episode,) = load(show)[0].episodes
    assert episode.guid == GUID
    assert path.read_bytes().decode().count(ends) == len(kept)


def test_a_missing_guid_is_the_one_that_was_published(show: Path) -> None:
    guid = load(show)[0].episodes[0].guid
    change(show, FIRST, f"guid: {guid}", "guid:")
    out = Published(guid, ("first",), "First", True, (), (), "", {}, NOW)  # noqa: FBT003
    manifest = replace(EMPTY_MANIFEST, episodes={guid: out})
    put = lines(edits_by_path(show, manifest)[FIRST])[1]
    assert put == [f'guid: "{guid}" # apps identify the episode by this: never change it']
    change(show, FIRST, "guid:", "#")
    assert lines(edits_by_path(show, manifest)[FIRST])[1] == [f'guid: "{guid}"']


def test_a_feed_gets_its_guid_below_its_first_remarks(show: Path) -> None:
    guid = load(show)[0].feeds[0].guid
    change(show, MAIN, f'guid = "{guid}"\n', "")
    record = FeedRecord("main", guid, "", "", NOW)
    manifest = replace(EMPTY_MANIFEST, feeds={"main": record})
    assert lines(edits_by_path(show, manifest)[MAIN]) == ([], [f'guid = "{guid}"'])
    write(show, tuple(edits_by_path(show, manifest).values()))
    assert (show / MAIN).read_text().startswith("#")
    assert load(show)[0].feeds[0].guid == guid


def test_a_date_without_a_zone_stays_where_no_zone_is_named(show: Path) -> None:
    change(show, "airdate.toml", 'timezone = "Europe/Berlin"', "")
    change(show, FIRST, "date: 2026-11-23 10:30+01:00", "date: 2026-11-24 18:00")
    assert edits(fix_input(show)) == ()


def test_two_spaces_at_the_end_of_an_articles_line_are_a_line_break(show: Path) -> None:
    (show / FIRST).write_text((show / FIRST).read_text() + "One  \ntwo\n")
    assert edits(fix_input(show)) == ()


def cover(show: Path, name: str, image: Image.Image, key: str = MAIN) -> Path:
    path = (show / key).parent / name
    image.save(path)
    old, new = ("explicit = false", f'image = "{name}"  # ours\nexplicit = false')
    if key == FIRST:
        old, new = "title: First", f"title: First\ncover: {name}"
    change(show, key, old, new)
    return path


@pytest.mark.parametrize(
    ("name", "image"),
    [
        ("cover.png", Image.new("RGBA", (1500, 1500), (255, 0, 0, 128))),
        ("cover.jpg", Image.new("RGB", (3200, 1000), "navy")),
        ("cover.webp", Image.new("RGB", (1400, 1400), "navy")),
        ("cover.jpg", Image.new("RGB", (300, 300), "navy")),
        ("cover.jpg", Image.effect_noise((1500, 1500), 90).convert("RGB")),
        ("cover.tiff", Image.new("CMYK", (2000, 2000))),
    ],
)
def test_artwork_gets_a_conforming_copy_beside_it(
    show: Path, name: str, image: Image.Image
) -> None:
    source = cover(show, name, image)
    before = source.read_bytes()
    found = edits_by_path(show)
    assert list(found) == ["feeds/cover-fit.jpg", MAIN]
    assert lines(found[MAIN])[1] == ['image = "cover-fit.jpg"  # ours']
    write(show, tuple(found.values()))
    picture = artwork.inspect(show / "feeds/cover-fit.jpg")
    assert (picture.format, picture.mode, picture.width) == ("JPEG", "RGB", picture.height)
    assert 1400 <= picture.width <= 3000
    assert picture.size <= 512_000
    assert source.read_bytes() == before
    assert load(show)[0].feeds[0].image == show / "feeds/cover-fit.jpg"
    assert edits(fix_input(show)) == ()


def test_nothing_of_a_wide_image_is_cut_off(show: Path) -> None:
    image = Image.new("RGB", (2000, 1000), "navy")
    image.paste("red", (0, 0, 20, 1000))
    image.paste("red", (1980, 0, 2000, 1000))
    cover(show, "cover.png", image)
    write(show, edits(fix_input(show)))
    with Image.open(show / "feeds/cover-fit.jpg") as made:
        left, middle, right = (made.getpixel((x, 1000)) for x in (5, 1000, 1994))
        corner = made.getpixel((1000, 5))
    assert isinstance(left, tuple)
    assert isinstance(right, tuple)
    assert isinstance(corner, tuple)
    assert isinstance(middle, tuple)
    assert left[0] > 200
    assert right[0] > 200
    assert abs(corner[2] - middle[2]) < 12  # the ground is of the edges' colour


def test_an_episodes_cover_gets_its_copy_too_and_another_is_never_overwritten(show: Path) -> None:
    cover(show, "me.webp", Image.new("RGB", (1400, 1400), "navy"), FIRST)
    other = show / "episodes/first/me-fit.jpg"
    other.write_bytes(b"mine")
    write(show, edits(fix_input(show)))
    assert other.read_bytes() == b"mine"
    assert load(show)[0].episodes[0].cover == show / "episodes/first/me-fit2.jpg"


def test_artwork_that_fits_is_left_alone(show: Path) -> None:
    cover(show, "cover.jpg", Image.new("RGB", (1400, 1400), "navy"))
    assert edits(fix_input(show)) == ()


def test_https_replaces_http_where_it_works(show: Path) -> None:
    change(show, MAIN, "explicit = false", 'link = "http://a.fm/" # http://a.fm/\nexplicit = false')
    text = "[a](http://a.fm/x) http://a.fm/xy [b](http://b.fm/)\n\n```\nhttp://a.fm/x\n```\n"
    (show / FIRST).write_text((show / FIRST).read_text() + text)
    workspace = load(show)[0]
    secure = tuple(link for link in links(workspace) if link.address.startswith("http://a.fm/"))
    assert len(secure) == 2
    write(show, edits(fix_input(show, secure=secure)))
    assert 'link = "https://a.fm/" # http://a.fm/\n' in (show / MAIN).read_text()
    good = "[a](https://a.fm/x) http://a.fm/xy [b](http://b.fm/)\n\n```\nhttp://a.fm/x\n```\n"
    assert (show / FIRST).read_text().endswith(good)


def test_a_file_that_changed_meanwhile_is_not_overwritten(show: Path) -> None:
    change(show, MAIN, 'language = "en"', 'language = "en_gb"')
    wanted = edits(fix_input(show))
    (show / MAIN).write_text("mine")
    with pytest.raises(FixError, match="changed meanwhile"):
        write(show, wanted)
    assert (show / MAIN).read_text() == "mine"


def test_a_link_out_of_the_workspace_is_not_followed(show: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.toml"
    outside.write_text((show / MAIN).read_text().replace('"en"', '"en_gb"'))
    (show / "feeds/other.toml").symlink_to(outside)
    assert edits(fix_input(show)) == ()


def test_a_link_within_the_workspace_stays_one(show: Path) -> None:
    (show / "real.toml").write_text((show / MAIN).read_text().replace('"en"', '"en_gb"'))
    (show / MAIN).unlink()
    (show / MAIN).symlink_to("../real.toml")
    write(show, edits(fix_input(show)))
    assert (show / MAIN).is_symlink()
    assert '"en-GB"' in (show / "real.toml").read_text()


@pytest.mark.parametrize("name", [MAIN, FIRST])
@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"---\n", b"= =", b"[[[", b"---\na: *b\n---\n"])
def test_an_unreadable_file_stays_as_it_is(show: Path, name: str, data: bytes) -> None:
    (show / name).write_bytes(data)
    assert edits(fix_input(show)) == ()


@given(st.text(st.characters(codec="utf-8"), max_size=60), st.booleans())
def test_a_fix_changes_only_what_it_shows(
    text: str,
    front: bool,  # noqa: FBT001
) -> None:
    read = edit.read_front_matter if front else edit.read_toml
    whole = f"---\nlanguage: jp\nx: {text}\n---\nA\n" if front else f'language = "jp"\nx = {text}\n'
    try:
        before = read(whole)
    except Exception:  # noqa: BLE001 - what can't be read is another test
        return
    if before.get("language") != "jp":
        return
    after = edit.with_value(whole, read, ("language",), "jp", "ja")
    assert after is not None
    assert read(after) == {**before, "language": "ja"}
    assert len(after) == len(whole)


def test_the_path_of_an_edit_is_relative_to_the_workspace(show: Path) -> None:
    change(show, FIRST, "title: First", "title: First ")
    (found,) = edits(fix_input(show))
    assert found.path == PurePosixPath(FIRST)
    assert found.diff.startswith(f"--- a/{FIRST}\n+++ b/{FIRST}\n")

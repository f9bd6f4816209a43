"""What is made of covers: small copies, cards, and words in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageChops

from airdate.art import artwork, derivatives
from airdate.ledger.cache import Cache

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from airdate.model import Picture


@pytest.fixture
def cover(tmp_path: Path) -> Callable[[int], Picture]:
    def draw(width: int) -> Picture:
        path = tmp_path / f"cover-{width}.png"
        Image.linear_gradient("L").resize((width, width)).convert("RGB").save(path)
        return artwork.inspect(path)

    return draw


@pytest.fixture
def kept(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def test_copies_are_in_three_formats_and_what_they_say_they_are(
    cover: Callable[[int], Picture], kept: Cache
) -> None:
    art, files = derivatives.copies(cover(1400), "show", kept)
    assert [each.width for each in art] == [*derivatives.WIDTHS] * 3
    for each, file in zip(art, files, strict=True):
        assert (file.key, file.size, file.sha256) == (each.key, each.size, each.sha256)
        with Image.open(str(file.body)) as image:
            assert f"image/{str(image.format).lower()}" == each.type
            assert image.size == (each.width, each.height)
    assert len({each.key for each in art}) == 9


def test_no_copy_is_larger_than_its_cover(cover: Callable[[int], Picture], kept: Cache) -> None:
    art, _ = derivatives.copies(cover(300), "show", kept)
    assert {each.width for each in art} == {240}
    art, _ = derivatives.copies(cover(100), "show", kept)
    assert {each.width for each in art} == {100}


def test_copies_are_made_once(
    cover: Callable[[int], Picture], kept: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = cover(500)
    first = derivatives.copies(picture, "show", kept)
    monkeypatch.setattr(artwork, "shrink", None)
    assert derivatives.copies(picture, "show", kept) == first


def test_the_copies_of_a_shared_cover_are_read_once(
    cover: Callable[[int], Picture], kept: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = cover(400)
    first = derivatives.copies(picture, "show", kept)
    monkeypatch.setattr(derivatives, "file_digest", pytest.fail)
    assert derivatives.copies(picture, "show", kept) == first


def test_private_copies_stay_in_their_folder(cover: Callable[[int], Picture], kept: Cache) -> None:
    art, _ = derivatives.copies(cover(300), "show", kept, "s3cr3t/")
    card, _ = derivatives.card(cover(300), "show", artwork.CardText("T", "A", "B"), kept, "s3cr3t/")
    assert all(each.key.startswith("s3cr3t/") for each in (*art, card))


def test_a_card_is_as_large_as_sites_ask_and_light(
    cover: Callable[[int], Picture], kept: Cache
) -> None:
    said = artwork.CardText("A title of rather many words " * 4, "The show", "Ada, Bo")
    card, file = derivatives.card(cover(1400), "first", said, kept)
    assert (card.width, card.height, card.type) == (1200, 630, "image/jpeg")
    assert card.size < 300_000
    assert card.key.startswith("cards/first-")
    assert derivatives.card(cover(1400), "first", said, kept) == (card, file)


def test_each_line_of_a_card_is_drawn(cover: Callable[[int], Picture], tmp_path: Path) -> None:
    def drawn(title: str, above: str, below: str) -> Image.Image:
        path = tmp_path / "card.jpg"
        artwork.draw_card(cover(400), artwork.CardText(title, above, below), path)
        return Image.open(path).convert("L")

    bare = drawn("", "", "")
    places = [
        _place(bare, drawn("Title", "", "")),
        _place(bare, drawn("", "Above", "")),
        _place(bare, drawn("", "", "Below")),
    ]
    title, above, below = places
    assert above[3] <= title[1]  # the bottom of one, the top of the other
    assert title[3] <= below[1]
    assert min(left for left, _, _, _ in places) > 490 + 70  # beside the cover


def _place(before: Image.Image, after: Image.Image) -> tuple[int, int, int, int]:
    seen = ImageChops.difference(before, after).point(lambda value: 255 * (value > 60))
    box = seen.getbbox()
    assert box
    return box


@pytest.mark.parametrize("words", ["Größe", "Żółć", "Ωρα", "Час", "ساعة", "Год – “one”"])
def test_letters_are_drawn_not_boxes(
    cover: Callable[[int], Picture], tmp_path: Path, words: str
) -> None:
    """A word looks otherwise than as many of the sign for a missing letter do, or none."""
    shots = []
    for text in (words, "\U0010ffff" * len(words), ""):
        path = tmp_path / "card.jpg"
        artwork.draw_card(cover(400), artwork.CardText(text, "", ""), path)
        shots.append(path.read_bytes())
    assert shots[0] not in shots[1:]
    assert shots[1] == shots[2]  # what has no letter leaves nothing


def test_signs_without_a_letter_are_left_out_and_the_rest_is_drawn(
    cover: Callable[[int], Picture], tmp_path: Path
) -> None:
    shots = []
    for text in ("A talk 🎙 對話", "A talk"):
        artwork.draw_card(cover(400), artwork.CardText(text, "", ""), tmp_path / "card.jpg")
        shots.append((tmp_path / "card.jpg").read_bytes())
    assert shots[0] == shots[1]


def test_a_logo_stays_see_through_and_small(tmp_path: Path, kept: Cache) -> None:
    path = tmp_path / "logo.webp"
    Image.new("RGBA", (900, 300), (200, 0, 0, 128)).save(path)
    art, file = derivatives.logo(path, artwork.inspect(path), kept)
    assert (art.width, art.height, art.type) == (288, 96, "image/png")
    with Image.open(str(file.body)) as image:
        assert image.mode == "RGBA"
        assert image.getpixel((9, 9)) == pytest.approx((200, 0, 0, 128), abs=2)


def test_a_drawn_logo_goes_out_as_it_is(tmp_path: Path, kept: Cache) -> None:
    path = tmp_path / "logo.svg"
    path.write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 3"/>')
    art, file = derivatives.logo(path, None, kept)
    assert (art.width, art.type) == (0, "image/svg+xml")
    assert file.body == path

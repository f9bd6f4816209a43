"""Images: what they are, what is refused, what goes out."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from airdate.art import artwork
from airdate.art.artwork import ArtworkError

if TYPE_CHECKING:
    from pathlib import Path


def test_a_jpeg_goes_out_as_it_is(tmp_path: Path) -> None:
    path = _saved(tmp_path / "cover.jpg", Image.new("RGB", (1400, 1400), "navy"))
    picture = artwork.inspect(path)
    assert (picture.format, picture.mode, picture.width, picture.height) == (
        "JPEG",
        "RGB",
        1400,
        1400,
    )
    assert picture.size == path.stat().st_size
    assert artwork.is_publishable(picture)


@pytest.mark.parametrize("mode", ["RGBA", "P", "LA", "CMYK"])
def test_other_modes_are_converted_to_rgb_without_alpha(tmp_path: Path, mode: str) -> None:
    name = "cover.tiff" if mode == "CMYK" else "cover.png"
    path = _saved(tmp_path / name, Image.new(mode, (300, 300)))
    picture = artwork.inspect(path)
    assert not artwork.is_publishable(picture)
    out = tmp_path / "out.jpg"
    artwork.convert(picture, out)
    converted = artwork.inspect(out)
    assert (converted.format, converted.mode) == ("JPEG", "RGB")
    assert artwork.is_publishable(converted)


def test_see_through_parts_become_white(tmp_path: Path) -> None:
    path = _saved(tmp_path / "cover.png", Image.new("RGBA", (40, 40), (0, 0, 0, 0)))
    artwork.convert(artwork.inspect(path), tmp_path / "out.jpg")
    with Image.open(tmp_path / "out.jpg") as image:
        assert image.getpixel((20, 20)) == (255, 255, 255)


def test_what_a_camera_wrote_does_not_go_out_and_its_turn_is_kept(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # shown turned by 90 degrees
    exif[0x010F] = "A camera that knows where you live"
    source = tmp_path / "cover.jpg"
    Image.new("RGB", (200, 100), "red").save(source, exif=exif)
    picture = artwork.inspect(source)
    assert not artwork.is_publishable(picture)
    artwork.convert(picture, tmp_path / "out.jpg")
    out = artwork.inspect(tmp_path / "out.jpg")
    assert (out.width, out.height) == (100, 200)
    assert b"where you live" not in (tmp_path / "out.jpg").read_bytes()


def test_a_copy_for_tags_is_small(tmp_path: Path) -> None:
    path = _saved(tmp_path / "cover.jpg", Image.new("RGB", (3000, 1500), "navy"))
    artwork.convert(artwork.inspect(path), tmp_path / "out.jpg", pixels=600)
    out = artwork.inspect(tmp_path / "out.jpg")
    assert (out.width, out.height) == (600, 300)


def test_what_is_not_an_image_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cover.jpg"
    path.write_bytes(b"<html>not an image</html>")
    with pytest.raises(ArtworkError) as caught:
        artwork.inspect(path)
    assert "unknown image format" in caught.value.message
    assert "JPEG or PNG" in caught.value.hint


def test_an_image_cut_off_is_refused(tmp_path: Path) -> None:
    path = _saved(tmp_path / "cover.jpg", Image.effect_noise((800, 800), 80).convert("RGB"))
    path.write_bytes(path.read_bytes()[:20_000])
    with pytest.raises(ArtworkError, match="damaged or truncated"):
        artwork.inspect(path)


@pytest.mark.parametrize(("width", "height"), [(30_000, 30_000), (200_000, 200_000)])
def test_a_decompression_bomb_is_refused_by_its_header(
    tmp_path: Path, width: int, height: int
) -> None:
    path = tmp_path / "cover.png"
    path.write_bytes(_png_header(width, height))
    with pytest.raises(ArtworkError, match=r"more than|larger than"):
        artwork.inspect(path)


def test_a_huge_file_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "cover.png"
    with path.open("wb") as file:
        file.truncate(artwork.MAX_BYTES + 1)
    with pytest.raises(ArtworkError, match="bytes"):
        artwork.inspect(path)


@pytest.mark.parametrize("title", ["Short", "A title of very many words " * 20, "Ünïcödé 🎙 對話"])
def test_a_plain_cover_meets_what_apple_asks(tmp_path: Path, title: str) -> None:
    out = tmp_path / "cover.jpg"
    artwork.draw_cover(title, out)
    first = out.read_bytes()
    picture = artwork.inspect(out)
    assert (picture.format, picture.mode, picture.width, picture.height) == (
        "JPEG",
        "RGB",
        1400,
        1400,
    )
    assert picture.size <= 512_000
    artwork.draw_cover(title, out)
    assert out.read_bytes() == first


def test_covers_of_two_shows_differ(tmp_path: Path) -> None:
    artwork.draw_cover("One", tmp_path / "one.jpg")
    artwork.draw_cover("Two", tmp_path / "two.jpg")
    assert (tmp_path / "one.jpg").read_bytes() != (tmp_path / "two.jpg").read_bytes()


def test_the_kind_of_image_bytes() -> None:
    png = BytesIO()
    Image.new("RGB", (3, 3)).save(png, "PNG")
    assert artwork.is_image(png.getvalue()) == ".png"
    assert artwork.is_image(b"GIF89a") is None
    assert artwork.is_image(b"") is None


def _saved(path: Path, image: Image.Image) -> Path:
    image.save(path)
    return path


def _png_header(width: int, height: int) -> bytes:
    """Return a PNG that claims a size and brings one scan line's worth of data."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def test_a_conforming_copy_of_mere_noise_is_light_enough(tmp_path: Path) -> None:
    path = _saved(tmp_path / "cover.png", Image.effect_noise((1700, 900), 90).convert("RGBA"))
    made = artwork.fitted(artwork.inspect(path), 512_000)
    with Image.open(BytesIO(made)) as image:
        assert (image.format, image.mode) == ("JPEG", "RGB")
        assert image.width == image.height
        assert 1400 <= image.width <= 3000
    assert len(made) <= 512_000


def test_a_conforming_copy_stands_as_its_camera_held_it_and_tells_nothing(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # shown turned by 90 degrees
    exif[0x010F] = "A camera that knows where you live"
    picture = Image.new("RGB", (1500, 1500), "navy")
    picture.paste("red", (0, 0, 1500, 750))
    picture.save(tmp_path / "cover.jpg", exif=exif)
    made = artwork.fitted(artwork.inspect(tmp_path / "cover.jpg"), 512_000)
    assert b"where you live" not in made
    with Image.open(BytesIO(made)) as image:
        right, left = image.getpixel((1400, 750)), image.getpixel((100, 750))
    assert isinstance(right, tuple)
    assert isinstance(left, tuple)
    assert right[0] > 200 > left[0]


def test_no_copy_is_made_of_what_is_cut_off(tmp_path: Path) -> None:
    path = _saved(tmp_path / "cover.jpg", Image.effect_noise((800, 800), 80).convert("RGB"))
    picture = artwork.inspect(path)
    path.write_bytes(path.read_bytes()[:20_000])
    with pytest.raises(ArtworkError, match="damaged or truncated"):
        artwork.fitted(picture, 512_000)

"""From picture files to pixels: every kind of file and every limit."""

import io
import random
import struct
import zlib
from pathlib import Path

import keras
import numpy as np
import pytest
from PIL import Image, ImageFile

from dogcat.pictures.decoding import PictureError, decode_picture, open_picture, thumbnail
from dogcat.pictures.file_formats import suffix_of
from tests.odd_files import ORIENTATIONS

RED, GREEN, BLUE, YELLOW = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0)


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "AVIF"])
def test_other_common_formats_are_decoded(kind: str) -> None:
    data = _bytes(_quarters(), kind)
    _check_quarters(decode_picture(data, 40))
    assert suffix_of(data[:200]) == {"TIFF": ".tif"}.get(kind, f".{kind.lower()}")


def test_heic_is_decoded_where_its_package_is_installed() -> None:
    pytest.importorskip("pillow_heif")
    data = _bytes(_quarters(), "HEIF")
    _check_quarters(decode_picture(data, 40))
    assert suffix_of(data[:200]) == ".heic"


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "AVIF"])
def test_of_several_pictures_the_first_is_taken(kind: str) -> None:
    others = [Image.new("RGB", (64, 32), "black"), Image.new("RGB", (64, 32), "white")]
    data = _bytes(_quarters(), kind, save_all=True, append_images=others)
    _check_quarters(decode_picture(data, 40))


@pytest.mark.parametrize("kind", ["TIFF", "AVIF"])
def test_a_turned_picture_of_another_format_is_shown_upright(kind: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    _check_quarters(decode_picture(_bytes(_quarters().transpose(Image.Transpose.ROTATE_90), kind, exif=exif), 40))


def test_bytes_that_only_begin_like_a_bmp_are_no_picture() -> None:
    text = b"BMW is a maker of cars, and this is a text"
    assert suffix_of(text) == ""
    with pytest.raises(PictureError, match="is not a picture of a known format"):
        decode_picture(text, 22)


def test_the_limit_of_pixels_holds_for_each_format(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dogcat.pictures.decoding.MAX_PIXELS", 2_000)
    monkeypatch.setattr("dogcat.pictures.decoding.MAX_COPIED_PIXELS", 2_000)
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda _picture: pytest.fail("the picture was decoded"))
    for kind in ("GIF", "BMP", "TIFF", "AVIF", "WEBP"):
        with pytest.raises(PictureError, match="has 60 x 51 pixels"):
            decode_picture(_bytes(_noise((60, 51)), kind), 22)


def test_a_tiff_whose_tile_would_fill_the_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = bytearray(_bytes(_noise((64, 64)), "TIFF"))
    for old, new in ((278, 322), (284, 323)):  # rows of a strip and planes become the width and height of a tile
        place = next(at for at in range(10, 200, 12) if struct.unpack_from("<H", data, at) == (old,))
        struct.pack_into("<HHII", data, place, new, 4, 1, 60_000)
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda _picture: pytest.fail("the picture was decoded"))
    with pytest.raises(PictureError, match="is damaged or incomplete"):
        decode_picture(bytes(data), 22)


@pytest.mark.parametrize("size", [(30, 20), (22, 22), (7, 90), (1, 1)])
def test_a_picture_becomes_a_square_of_bytes(size: tuple[int, int]) -> None:
    array = decode_picture(_bytes(_noise(size), "JPEG"), 22)
    assert array.shape == (22, 22, 3)
    assert array.dtype == np.uint8


@pytest.mark.parametrize("size", [(97, 61), (22, 22), (9, 13), (300, 20)])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_pixels_are_those_of_keras_own_loader(tmp_path: Path, size: tuple[int, int], kind: str) -> None:
    path = tmp_path / f"picture.{kind.lower()}"
    path.write_bytes(_bytes(_noise(size), kind))
    expected = keras.utils.load_img(path, target_size=(22, 22), interpolation="bilinear")
    np.testing.assert_array_equal(decode_picture(path, 22), np.asarray(expected))
    np.testing.assert_array_equal(decode_picture(path.read_bytes(), 22), np.asarray(expected))


def test_a_grey_jpeg_gets_three_equal_channels() -> None:
    array = decode_picture(_bytes(Image.new("L", (9, 9), 77), "JPEG"), 8)
    np.testing.assert_array_equal(array, np.full((8, 8, 3), 77))


@pytest.mark.parametrize("colour", [RED, GREEN, BLUE, YELLOW])
def test_a_cmyk_jpeg_keeps_its_colours(colour: tuple[int, int, int]) -> None:
    array = decode_picture(_bytes(Image.new("RGB", (16, 16), colour).convert("CMYK"), "JPEG"), 8)
    assert np.abs(array.astype(int) - colour).max() <= 12


def test_transparent_parts_become_white() -> None:
    picture = Image.new("RGBA", (20, 20), (0, 0, 0, 0))
    picture.paste((0, 0, 0, 128), (0, 0, 10, 20))
    array = np.asarray(open_picture(_bytes(picture, "PNG")))
    assert np.all(array[:, 10:] == 255)
    assert np.all(np.abs(array[:, :10].astype(int) - 127) <= 1)


def test_the_transparent_colour_of_a_palette_becomes_white() -> None:
    picture = Image.new("P", (20, 20), 1)
    picture.putpalette([0, 0, 0, *BLUE])
    picture.paste(0, (0, 0, 10, 20))
    array = np.asarray(open_picture(_bytes(picture, "PNG", transparency=0)))
    assert np.all(array[:, :10] == 255)
    assert np.all(array[:, 10:] == BLUE)


def test_grey_with_transparency_and_one_bit_pictures_become_rgb() -> None:
    grey = open_picture(_bytes(Image.new("LA", (5, 5), (90, 255)), "PNG"))
    bit = open_picture(_bytes(Image.new("1", (5, 5), 1), "PNG"))
    assert grey.mode == bit.mode == "RGB"
    assert grey.getpixel((2, 2)) == (90, 90, 90)
    assert bit.getpixel((2, 2)) == (255, 255, 255)


@pytest.mark.parametrize(("level", "expected"), [(0, 0), (65_535, 255), (32_896, 128), (25_700, 100)])
def test_sixteen_bit_grey_is_brought_to_eight_bits(level: int, expected: int) -> None:
    levels = np.full((6, 6), level, dtype=np.uint16)
    levels[0, 0] = 65_535
    array = np.asarray(open_picture(_bytes(Image.fromarray(levels), "PNG")))
    assert array.shape == (6, 6, 3)
    assert np.all(array[3, 3] == expected)


def test_a_dark_sixteen_bit_picture_stays_dark() -> None:
    array = np.asarray(open_picture(_bytes(Image.fromarray(np.full((6, 6), 250, dtype=np.uint16)), "PNG")))
    assert array.max() <= 1


@pytest.mark.parametrize(("orientation", "turned"), ORIENTATIONS.items())
def test_a_turned_photo_is_shown_upright(orientation: int, turned: Image.Transpose | None) -> None:
    upright = _quarters()
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = upright if turned is None else upright.transpose(turned)
    data = _bytes(stored, "JPEG", exif=exif, quality=100, subsampling=0)
    assert open_picture(data).size == upright.size
    _check_quarters(decode_picture(data, 40))


def test_a_turned_photo_with_a_mistyped_exif_entry_is_shown_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "text"
    data = _bytes(_quarters().transpose(Image.Transpose.ROTATE_90), "JPEG", exif=exif, quality=100, subsampling=0)
    assert data.count(b"\x01\x0e\x00\x02") == 1
    mistyped = data.replace(b"\x01\x0e\x00\x02", b"\x01\x00\x00\x02")  # the picture's width, as text
    _check_quarters(decode_picture(mistyped, 40))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "BMP", "TIFF", "AVIF"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_truncated_file_is_refused(kind: str, share: float) -> None:
    data = _bytes(_noise((64, 64)), kind)
    with pytest.raises(PictureError, match=r"^is damaged or incomplete$"):  # without what Pillow says, in English
        decode_picture(data[: int(len(data) * share)], 22)


def test_files_that_are_no_pictures_are_refused(tmp_path: Path) -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
    others = {kind: _bytes(Image.new("RGB", (9, 9)), kind) for kind in ("ICO", "PPM", "TGA")}
    for name, data in {"empty": b"", "text": b"not a picture", "svg": svg, **others}.items():
        path = tmp_path / f"{name}.jpg"
        path.write_bytes(data)
        with pytest.raises(PictureError, match=r"^is not a picture of a known format$"):
            decode_picture(path, 22)


def test_a_path_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.jpg", tmp_path, tmp_path / ("x" * 300)):
        with pytest.raises(PictureError, match=r"^cannot be read \("):
            decode_picture(path, 22)


def test_a_file_of_too_many_bytes_is_refused_without_reading_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "huge.jpg"
    with path.open("wb") as file:
        file.truncate(21 * 10**6)
    monkeypatch.setattr(Path, "read_bytes", lambda _path: pytest.fail("the file was read"))
    with pytest.raises(PictureError, match="is 21 MB; at most 20 MB are allowed"):
        decode_picture(path, 22)
    with pytest.raises(PictureError, match="at most 20 MB are allowed"):
        decode_picture(bytes(21 * 10**6), 22)


@pytest.mark.parametrize(("side", "words"), [(20_000, "too many pixels"), (7_072, "has 7072 x 7072 pixels")])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(
    side: int, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = _one_bit_png(side)
    assert len(data) < 2**20
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda _picture: pytest.fail("the picture was decoded"))
    with pytest.raises(PictureError, match=f"{words}.*at most 50 million are allowed"):
        decode_picture(data, 22)


def test_the_largest_allowed_picture_is_decoded_and_made_smaller() -> None:
    opened = open_picture(_one_bit_png(7_071))
    assert opened.size == (3_536, 3_536)  # a quarter of the memory
    assert opened.getextrema() == ((0, 0),) * 3


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L"])
def test_a_picture_that_is_made_smaller_keeps_its_place_and_colours(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dogcat.pictures.decoding.MAX_KEPT_PIXELS", 600)
    monkeypatch.setattr("dogcat.pictures.decoding._BAND_PIXELS", 64 * 4)  # several bands
    whole = _quarters().convert(mode)
    small = np.asarray(open_picture(_bytes(whole, "PNG")))
    assert small.shape == (16, 32, 3)
    np.testing.assert_array_equal(small, np.asarray(whole.convert("RGB").reduce(2)))


@pytest.mark.parametrize("options", [{}, {"progressive": True}])
def test_a_jpeg_with_more_pixels_is_reduced_while_it_is_decoded(options: dict[str, bool]) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = Image.new("RGB", (9_232, 6_928), RED)  # 64 million, as the cameras of some phones make
    picture.paste(BLUE, (4_616, 0, 9_232, 6_928))
    opened = open_picture(_bytes(picture, "JPEG", exif=exif, **options))
    assert opened.size == (3_464, 4_616)
    for row, colour in ((1_000, RED), (3_600, BLUE)):
        assert np.abs(np.asarray(opened.getpixel((1_700, row)), int) - colour).max() <= 10


def test_a_jpeg_above_its_own_limit_is_refused_before_it_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dogcat.pictures.decoding.MAX_JPEG_PIXELS", 3_000)
    monkeypatch.setattr("dogcat.pictures.decoding.MAX_COEFFICIENT_BYTES", 6_000)
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda _picture: pytest.fail("the picture was decoded"))
    scans = {"progressive": True}
    for size, options in (((60, 51), {}), ((60, 40), scans | {"subsampling": 0}), ((64, 32), scans)):
        if (size, options) == ((64, 32), scans):  # with half the colours, each pixel takes half the bytes
            monkeypatch.setattr("dogcat.pictures.decoding.MAX_COEFFICIENT_BYTES", 6_100)
        with pytest.raises(PictureError, match=f"has {size[0]} x {size[1]} pixels"):
            decode_picture(_bytes(_noise(size), "JPEG", **options), 22)


def test_any_damage_to_a_picture_gives_pixels_or_a_picture_error() -> None:
    """A few thousand damaged files: no other exception may come out."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "hello"
    noise = _noise((24, 30))
    whole = [_bytes(noise, kind, exif=exif) for kind in ("JPEG", "PNG", "WEBP", "AVIF")]
    whole += [_bytes(noise, kind) for kind in ("GIF", "BMP", "TIFF")]
    whole += [_bytes(noise, "TIFF", compression=kind) for kind in ("tiff_lzw", "jpeg", "tiff_adobe_deflate")]
    whole += [_bytes(noise.convert(mode), "PNG") for mode in ("P", "LA", "1")]
    chance = random.Random(11)
    num_refused = 0
    for _ in range(3000):
        data = bytearray(chance.choice(whole))
        for _ in range(chance.randint(1, 4)):
            place = chance.randrange(min(len(data), 200)) if chance.random() < 0.7 else chance.randrange(len(data))
            if chance.random() < 0.7:
                data[place] = chance.randrange(256)
            else:
                del data[place : place + chance.randint(1, 8)]
        try:
            assert decode_picture(bytes(data), 22).shape == (22, 22, 3)
        except PictureError:
            num_refused += 1
    assert 500 < num_refused < 3000


@pytest.mark.parametrize("size", [(300, 100), (50, 400), (20, 20)])
def test_a_thumbnail_is_a_square_jpeg(size: tuple[int, int]) -> None:
    small = Image.open(io.BytesIO(thumbnail(_bytes(_noise(size), "PNG"), 64)))
    assert small.format == "JPEG"
    assert small.size == (64, 64)


def test_a_thumbnail_shows_the_middle() -> None:
    picture = Image.new("RGB", (90, 30), BLUE)
    picture.paste(RED, (30, 0, 60, 30))
    small = np.asarray(Image.open(io.BytesIO(thumbnail(_bytes(picture, "PNG"), 30))))
    assert np.abs(small[5:-5, 5:-5].astype(int) - RED).max() <= 20


# The decoded cache of a split


# Each process waits before its first picture until the other one has come as far.


def _noise(size: tuple[int, int]) -> Image.Image:
    generator = np.random.default_rng(3)
    return Image.fromarray(generator.integers(0, 256, (size[1], size[0], 3), dtype=np.uint8))


def _bytes(picture: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def _quarters() -> Image.Image:
    """Wider than high, with a colour of its own in each quarter."""
    picture = Image.new("RGB", (64, 32))
    for colour, corner in ((RED, (0, 0)), (GREEN, (32, 0)), (BLUE, (0, 16)), (YELLOW, (32, 16))):
        picture.paste(colour, (*corner, corner[0] + 32, corner[1] + 16))
    return picture


def _check_quarters(array: np.ndarray) -> None:
    for colour, row, column in ((RED, 10, 10), (GREEN, 10, 30), (BLUE, 30, 10), (YELLOW, 30, 30)):
        assert np.abs(array[row, column].astype(int) - colour).max() <= 10


def _one_bit_png(side: int) -> bytes:
    """A black square, written by hand because Pillow would need a byte for each pixel of it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((1 + (side + 7) // 8) * side), 1)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")

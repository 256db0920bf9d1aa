"""Texts, profiles and EXIF, however malformed, leave a picture readable."""

import io
import struct
import zlib
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from dogcat.pictures.ancillary import has_partial_scans, orientation_of, without_segments, without_texts
from dogcat.pictures.decoding import decode_picture

PICTURE = Image.fromarray(np.random.default_rng(1).integers(0, 256, (24, 36, 3), dtype=np.uint8))
NOTES = {
    "empty": b"",
    "zeros": bytes(30),
    "cut off": b"II*\0\x08\0\0\0\x01\0",
    "start twice": b"Exif\0\0II*\0\x08\0\0\0",
    "65,535 entries": b"II*\0\x08\0\0\0\xff\xff\x12\x01\x03\0\x01\0\0\0\x01\0\0\0",
    "text for a number": b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x02\0\0\0\x02x\0\0\0\0\0\0\0",
}


def encoded(kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    PICTURE.save(file, kind, **options)
    return file.getvalue()


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def in_jpeg(note: bytes) -> bytes:
    data = encoded("JPEG")
    return data[:2] + segment(0xE1, b"Exif\0\0" + note) + data[2:]


def in_png(note: bytes) -> bytes:
    data = encoded("PNG")
    return data[:33] + chunk(b"eXIf", note) + data[33:]  # behind the header


def in_webp(note: bytes) -> bytes:
    return encoded("WEBP", lossless=True, exif=note or b"x")


@pytest.mark.parametrize("note", NOTES)
@pytest.mark.parametrize("put_in", [in_jpeg, in_png, in_webp])
def test_malformed_exif_does_no_harm(put_in: Callable[[bytes], bytes], note: str) -> None:
    whole = {in_jpeg: encoded("JPEG"), in_png: encoded("PNG"), in_webp: encoded("WEBP", lossless=True)}[put_in]
    np.testing.assert_array_equal(decode_picture(put_in(NOTES[note]), 16), decode_picture(whole, 16))


@pytest.mark.parametrize(
    "broken",
    [
        segment(0xE0, b"JFIF\0"),
        segment(0xE2, b"ICC_PROFILE\0"),
        segment(0xE2, b"MPF\0II*\0\x08\0\0\0\xff\xff"),
        segment(0xED, b"Photoshop 3.0\0008BIM\x03\xed\xff"),
        segment(0xEE, b"Adobe"),
        segment(0xFE, b""),
    ],
)
def test_malformed_segments_of_a_jpeg_do_no_harm(broken: bytes) -> None:
    data = encoded("JPEG")
    np.testing.assert_array_equal(decode_picture(data[:2] + broken + data[2:], 16), decode_picture(data, 16))


@pytest.mark.parametrize("zipped", [True, False])
def test_a_png_with_much_text_is_decoded(zipped: bool) -> None:
    texts = PngImagePlugin.PngInfo()
    texts.add_itxt("workflow", "node " * 400_000, zip=zipped)
    texts.add_text("comment", "x" * 2_000_000, zip=zipped)
    expected = decode_picture(encoded("PNG"), 16)
    np.testing.assert_array_equal(decode_picture(encoded("PNG", pnginfo=texts), 16), expected)
    np.testing.assert_array_equal(decode_picture(encoded("PNG", icc_profile=bytes(2_000_000)), 16), expected)


def test_only_texts_and_profiles_are_taken_from_a_png() -> None:
    plain = encoded("PNG")
    assert without_texts(plain) is plain
    texts = PngImagePlugin.PngInfo()
    texts.add_text("comment", "hello")
    exif = Image.Exif()
    exif[0x0112] = 6
    assert without_texts(encoded("PNG", pnginfo=texts, icc_profile=b"x" * 200)) == plain
    assert without_texts(encoded("PNG", pnginfo=texts, exif=exif)) == encoded("PNG", exif=exif)
    assert without_texts(plain[:40]) == plain[:40]


def test_a_jpeg_keeps_its_pixels_without_segments() -> None:
    data = in_jpeg(NOTES["zeros"])
    bare = without_segments(data)
    assert b"Exif" not in bare
    np.testing.assert_array_equal(decode_picture(bare, 16), decode_picture(data, 16))


def test_an_orientation_is_a_number_from_1_to_8() -> None:
    for stored, expected in ((6, 6), (0, 1), (9, 1), (1, 1)):
        exif = Image.Exif()
        exif[0x0112] = stored
        assert orientation_of(Image.open(io.BytesIO(encoded("JPEG", exif=exif)))) == expected


def test_a_jpeg_whose_first_scan_has_only_some_colours_is_known() -> None:
    data = encoded("JPEG")
    assert not has_partial_scans(data)
    scan = data.index(b"\xff\xda")
    assert has_partial_scans(data[:scan] + b"\xff\xda\0\x08\x01\x01\0\0\x3f\0" + data[scan + 14 :])
    assert not has_partial_scans(data[:scan])

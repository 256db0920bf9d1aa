"""What is said of files that are no pictures, and of odd names."""

import io

import pytest
from PIL import Image

from dogcat.pictures.decoding import PictureError, decode_picture
from dogcat.pictures.refusals import MAX_NAME, is_animated, refusal, shown_name

HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(100)


def encoded(kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(file, kind, **options)
    return file.getvalue()


def words_on(data: bytes) -> str:
    with pytest.raises(PictureError) as error:
        decode_picture(data, 16)
    return refusal(data, error.value)


@pytest.mark.usefixtures("without_heif")
@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (HEIC, "Most Compatible"),
        (b"\x00\x00\x00\x18ftypisom" + bytes(50), "a video or a picture in a newer format"),
        (encoded("GIF")[:20], "is damaged or incomplete. Save or send it again"),
        (encoded("TIFF")[:60], "is damaged or incomplete. Save or send it again"),
        (b"%PDF-1.7\n", "a PDF document"),
        (b"PK\x03\x04rest", "zip archive"),
        (b"\xef\xbb\xbf  <SVG xmlns='x'>", "an SVG drawing"),
        (b"<?xml version='1.0'?><svg/>", "perhaps an SVG drawing"),
        (b"<!DOCTYPE html><html>", "It is a web page"),
        (b"dear diary", "is not a picture of a known format. Choose another one"),
        (encoded("JPEG")[:300], "is damaged or incomplete. Save or send it again, or choose another one"),
    ],
)
def test_each_kind_of_file_is_told_what_to_do(data: bytes, words: str) -> None:
    assert words in words_on(data)
    assert not words_on(data).endswith(".")


def test_animations_are_known() -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    moving = encoded("WEBP", save_all=True, append_images=frames)
    assert is_animated(moving)
    assert is_animated(encoded("GIF", save_all=True, append_images=frames))
    assert not is_animated(encoded("WEBP"))
    assert not is_animated(encoded("GIF"))
    assert not is_animated(encoded("PNG"))
    with_preview = io.BytesIO()
    frames[0].save(with_preview, "MPO", save_all=True, append_images=frames[1:])
    assert not is_animated(with_preview.getvalue()), "a phone's second picture is no animation"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("cat.jpg", "cat.jpg"),
        ("../../etc/passwd.jpg", "passwd.jpg"),
        ("C:\\photos\\cat.jpg", "cat.jpg"),
        ("🐱.png", "🐱.png"),
        ("a\x00b\n.jpg", "a�b�.jpg"),
        ("", "(no name)"),
    ],
)
def test_names_are_shown_without_folders_and_what_cannot_be_printed(name: str, shown: str) -> None:
    assert shown_name(name) == shown


def test_a_long_name_keeps_its_end() -> None:
    assert len(shown_name("x" * 300 + ".jpg")) == MAX_NAME
    assert shown_name("x" * 300 + ".jpg").endswith(".jpg")

"""Text files in the encodings that people's editors choose. The bytes are made here."""

import codecs
import os
from pathlib import Path

import pytest

from dogcat.common.text_file import (
    MAX_BYTES,
    OddFileError,
    TextFileError,
    decode_text,
    is_plain_file,
    is_plain_folder,
    open_to_append,
    read_plain,
    read_text_file,
)

KOREAN = '# 우리 반\nclass_code = "야옹"\n'
JAPANESE = '# クラスの合言葉\nclass_code = "ねこ"\npicture_sets = ["表示ソ"]\n'


@pytest.mark.parametrize("text", [KOREAN, JAPANESE, '{"epochs": 3}\n'])
@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (b"", "utf-16-le"),
        (b"", "utf-16-be"),
    ],
)
def test_a_text_is_read_in_each_encoding_of_unicode(tmp_path: Path, text: str, mark: bytes, encoding: str) -> None:
    file = tmp_path / "text"
    file.write_bytes(mark + text.replace("\n", "\r\n").encode(encoding))
    assert read_text_file(file) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (KOREAN, "cp949"),
        ('class_code = "뷁 우리 반"', "cp949"),
        ("# ※ 우리 반 (一班)", "cp949"),
        (JAPANESE, "cp932"),
        ('"title": "猫と犬の写真"', "cp932"),
    ],
)
def test_a_text_of_older_windows_is_read_where_it_makes_sense_in_one_encoding(text: str, encoding: str) -> None:
    assert decode_text(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("# 合言葉 猫", "cp932"),
        ("# élan", "cp1252"),
        ('class_code = "café"', "cp1252"),
        ("# кот и пёс", "cp1251"),
        ("# 貓和狗", "big5"),
    ],
)
def test_an_encoding_that_cannot_be_told_is_named_as_the_fault(tmp_path: Path, text: str, encoding: str) -> None:
    file = tmp_path / "mine.json"
    file.write_bytes(text.encode(encoding))
    with pytest.raises(TextFileError, match=r"The encoding of .*mine\.json cannot be told: .* encoding UTF-8"):
        read_text_file(file)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (codecs.BOM_UTF16_LE + b"a", "cannot be told"),
        (b"PK\x03\x04\x14\x00\x06\x00", "is not a text file"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "is not a text file"),
        (b"#" * (MAX_BYTES + 1), "has more than 1,000,000 bytes"),
    ],
)
def test_what_is_no_text_is_refused_by_name(tmp_path: Path, data: bytes, words: str) -> None:
    file = tmp_path / "mine.json"
    file.write_bytes(data)
    with pytest.raises(TextFileError, match=words):
        read_text_file(file)


def test_a_folder_is_no_text_file_and_a_missing_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(TextFileError, match=r"cannot be read \("):
        read_text_file(tmp_path)
    with pytest.raises(FileNotFoundError):
        read_text_file(tmp_path / "nowhere.json")


@pytest.mark.parametrize(
    "data", [codecs.BOM_UTF8 * 2 + KOREAN.encode(), KOREAN.encode() + b"\x1a", KOREAN.encode() + bytes(30)]
)
def test_what_odd_programs_put_around_a_text_is_no_part_of_it(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "text"
    file.write_bytes(data)
    assert read_text_file(file) == KOREAN


def test_an_archive_is_no_text_of_an_unknown_encoding(tmp_path: Path) -> None:
    file = tmp_path / "recipe.json"
    file.write_bytes(b"PK\x03\x04" + bytes(range(256)))
    with pytest.raises(TextFileError, match="is not a text file, whatever its name says"):
        read_text_file(file)


def test_an_empty_file_is_an_empty_text(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    assert read_text_file(tmp_path / "empty") == ""


# Plain files


@pytest.fixture
def places(tmp_path: Path) -> dict[str, Path]:
    """One of each kind."""
    (tmp_path / "file").write_bytes(b"12345")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "file")
    (tmp_path / "broken").symlink_to(tmp_path / "nothing")
    (tmp_path / "device").symlink_to("/dev/zero")
    (tmp_path / "link to a folder").symlink_to(tmp_path / "folder")
    os.mkfifo(tmp_path / "pipe")
    return {path.name: path for path in tmp_path.iterdir()} | {"missing": tmp_path / "missing"}


def test_only_a_file_is_a_plain_file(places: dict[str, Path]) -> None:
    assert [name for name, path in places.items() if is_plain_file(path)] == ["file"]
    assert [name for name, path in places.items() if is_plain_folder(path)] == ["folder"]
    assert not is_plain_file(Path("a\0b"))


def test_a_plain_file_is_read_up_to_its_size(places: dict[str, Path]) -> None:
    assert read_plain(places["file"], 5) == b"12345"
    with pytest.raises(OddFileError, match="at most 0 kB are allowed"):
        read_plain(places["file"], 4)
    for missing in (places["missing"], places["file"] / "inside"):
        with pytest.raises(FileNotFoundError):
            read_plain(missing, 5)


@pytest.mark.parametrize(
    ("name", "why"), [("link", "link"), ("broken", "link"), ("device", "link"), ("pipe", "not a file"),
                      ("folder", "not a file")],
)  # fmt: skip
def test_anything_else_is_refused_at_once(places: dict[str, Path], name: str, why: str) -> None:
    with pytest.raises(OddFileError, match=why):
        read_plain(places[name], 100)
    with pytest.raises(OSError, match="is a link or no file"):
        open_to_append(places[name])
    assert places["file"].read_bytes() == b"12345"


def test_a_file_is_made_and_grows_at_its_end(places: dict[str, Path]) -> None:
    for name in ("missing", "file"):
        with open_to_append(places[name]) as file:
            file.write(b"6")
    assert (places["missing"].read_bytes(), places["file"].read_bytes()) == (b"6", b"123456")

"""Paths as people paste them."""

from pathlib import Path

import pytest

from dogcat.common.typed_path import typed_path, typed_word


@pytest.mark.parametrize(
    "text",
    [
        "/my photos/cat.jpg",
        '"/my photos/cat.jpg"',
        "'/my photos/cat.jpg'",
        " “/my photos/cat.jpg” ",
        "file:///my%20photos/cat.jpg",
        '"file:///my%20photos/cat.jpg"',
        "FILE://localhost/my%20photos/cat.jpg",
    ],
)
def test_quotes_and_addresses_name_the_same_file(text: str) -> None:
    assert typed_path(text) == Path("/my photos/cat.jpg")


def test_an_address_may_hold_what_other_addresses_may_not() -> None:
    assert typed_path("file:///a/50%25%20#1?.jpg") == Path("/a/50% #1?.jpg")
    assert typed_path("file:///%EC%82%AC%EC%A7%84") == Path("/사진")


def test_a_home_folder_inside_quotes_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/me")
    monkeypatch.setenv("USERPROFILE", "/home/me")
    assert typed_path("'~/pets'") == Path("/home/me/pets")
    assert typed_path("~nobody-of-this-name/pets") == Path("~nobody-of-this-name/pets")


@pytest.mark.parametrize("name", ["'odd'", "file:", " space "])
def test_a_file_that_really_has_this_name_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).touch()
    assert typed_path(name) == Path(name)


def test_one_quote_alone_is_part_of_the_name() -> None:
    assert typed_path('"') == Path('"')
    assert typed_path("it's") == Path("it's")


def test_a_word_is_the_same_however_a_keyboard_writes_it() -> None:
    assert typed_word(" ｃａｔ\u00a0") == "cat"
    assert typed_word("\u1112\u1161\u11ab") == "한"
    assert typed_word("Cat") != "cat"

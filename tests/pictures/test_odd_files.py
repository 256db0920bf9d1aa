"""A picture set's folder that somebody handed over: links and special files are left out, and named."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from dogcat.pictures.odd_files import odd_files, odd_files_text, odd_sets_text
from dogcat.pictures.picture_set import PictureSet, PictureSetError, list_picture_sets


def _link(file: Path, target: Path | str) -> None:
    file.unlink(missing_ok=True)
    file.symlink_to(target)


def _pipe(file: Path) -> None:
    file.unlink(missing_ok=True)
    os.mkfifo(file)


ODD: dict[str, tuple[str, Callable[[Path, Path], None]]] = {
    "a link": ("train/cats/x.jpg", lambda file, outside: _link(file, outside / "secret.jpg")),
    "a device": ("train/cats/x.jpg", lambda file, _outside: _link(file, "/dev/zero")),
    "a pipe": ("train/cats/x.jpg", lambda file, _outside: _pipe(file)),
    "a folder": ("test/dogs/x.jpg", lambda file, _outside: file.mkdir()),
    "a pipe for the note": ("set.json", lambda file, _outside: _pipe(file)),
    "a pipe for the mends": ("left_out.json", lambda file, _outside: _pipe(file)),
}


@pytest.mark.parametrize("kind", ODD)
def test_what_is_no_file_is_left_out_and_named(kind: str, tiny_set: PictureSet, tmp_path: Path) -> None:
    name, make = ODD[kind]
    counts = tiny_set.counts()
    make(tiny_set.folder / name, tmp_path)
    assert odd_files(tiny_set) == [name]
    assert name in odd_files_text(tiny_set)
    assert [pictures.title for pictures in list_picture_sets()] == ["tiny"]
    if name == "left_out.json":
        with pytest.raises(PictureSetError, match="Delete the file"):
            tiny_set.counts()
    else:
        assert tiny_set.counts() == counts


def test_a_folder_of_a_class_that_is_a_link_has_no_pictures(tiny_set: PictureSet, tmp_path: Path) -> None:
    (tiny_set.folder / "train" / "cats").rename(tmp_path / "cats")
    (tiny_set.folder / "train" / "cats").symlink_to(tmp_path / "cats")
    assert tiny_set.counts()["train"]["cat"] == 0
    assert odd_files(tiny_set) == ["train/cats"]


def test_a_set_that_is_a_link_is_no_set_and_named(tiny_set: PictureSet, tmp_path: Path) -> None:
    tiny_set.folder.rename(tmp_path / "away")
    tiny_set.folder.symlink_to(tmp_path / "away")
    assert list_picture_sets() == []
    assert "tiny" in odd_sets_text()


@pytest.mark.parametrize(
    "note",
    [[1], {"source_parts": 5}, {"source_parts": {"message": "{x:>999999999}", "values": {"x": 1}}},
     {"source": ["x"]}, {"made": 1e300}, {"source": "\x1b[2J\u202e"}],
)  # fmt: skip
def test_whatever_the_note_says_the_set_is_listed(tiny_set: PictureSet, note: object) -> None:
    (tiny_set.folder / "set.json").write_text(json.dumps(note))
    assert "\x1b" not in tiny_set.source()
    assert "\u202e" not in tiny_set.source()
    assert len(tiny_set.source()) < 100
    assert tiny_set.made is None
    assert tiny_set.title == "tiny"

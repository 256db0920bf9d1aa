"""Picture sets on disk: names, order, counts, and finding, listing and deleting them."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dogcat.common import language
from dogcat.common.errors import DogcatError
from dogcat.common.permission import COMMAND_LINE
from dogcat.common.sentence import Sentence
from dogcat.pictures.picture_set import (
    SPLITS,
    PictureSet,
    PictureSetError,
    check_new_name,
    check_set_name,
    delete_picture_set,
    is_picture_name,
    list_picture_sets,
    new_picture_set,
    open_picture_set,
)

BAD_NAMES = ["", ".", "..", "a/b", "../x", "a\\b", "two words", ".hidden", "-x", "x" * 65, "a\nb", "a\n", "a\0b", "a:b"]


def test_pictures_come_cats_first_in_the_order_a_person_counts(tmp_path: Path) -> None:
    for name in ("cats/cat.10.jpg", "cats/cat.2.jpg", "cats/cat.1.jpg", "dogs/dog.3.jpg", "dogs/9.jpg", "dogs/10.jpg"):
        _touch(tmp_path / "train" / name)
    found = PictureSet("pets", tmp_path).pictures("train")
    assert [picture.name for picture in found] == [
        "train/cats/cat.1.jpg",
        "train/cats/cat.2.jpg",
        "train/cats/cat.10.jpg",
        "train/dogs/9.jpg",
        "train/dogs/10.jpg",
        "train/dogs/dog.3.jpg",
    ]
    assert [picture.label for picture in found] == [0, 0, 0, 1, 1, 1]
    assert all(picture.path == tmp_path / picture.name for picture in found)


def test_the_order_does_not_depend_on_how_the_file_system_lists(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("cat.1.jpg", "cat.01.jpg", "cat.001.jpg", "Cat.1.jpg"):
        _touch(tmp_path / "test" / "cats" / name)
    listed = Path.iterdir
    orders = []
    for backwards in (False, True):

        def iterdir(folder: Path, backwards: bool = backwards) -> Iterator[Path]:
            return iter(sorted(listed(folder), reverse=backwards))

        monkeypatch.setattr(Path, "iterdir", iterdir)
        orders.append([picture.name for picture in PictureSet("pets", tmp_path).pictures("test")])
    assert len(orders[0]) == 4
    assert orders[0] == orders[1]


def test_only_picture_files_of_the_class_folders_are_pictures(tmp_path: Path) -> None:
    for name in (
        "cats/a.jpg",
        "cats/notes.txt",
        "cats/._a.jpg",
        "cats/deeper/b.jpg",
        "dogs/c.PNG",
        "birds/d.jpg",
        "e.jpg",
    ):
        _touch(tmp_path / "test" / name)
    names = [picture.name for picture in PictureSet("pets", tmp_path).pictures("test")]
    assert names == ["test/cats/a.jpg", "test/dogs/c.PNG"]


def test_a_missing_folder_holds_no_pictures(tmp_path: Path) -> None:
    assert PictureSet("pets", tmp_path).pictures("train") == []


def test_counts_by_split_and_class(tmp_path: Path) -> None:
    for name in ("train/cats/1.jpg", "train/cats/2.jpg", "train/dogs/1.jpg", "test/dogs/1.webp"):
        _touch(tmp_path / name)
    assert PictureSet("pets", tmp_path).counts() == {
        "train": {"cat": 2, "dog": 1},
        "validation": {"cat": 0, "dog": 0},
        "test": {"cat": 0, "dog": 1},
    }


@pytest.mark.parametrize(
    "name", ["a.jpg", "a.JPG", "a.jpeg", "a.png", "a.webp", "a.gif", "a.tiff", "cat.1.jpg", "ä b.Png"]
)
def test_names_that_are_taken_for_pictures(name: str) -> None:
    assert is_picture_name(name)


@pytest.mark.parametrize("name", ["a", "jpg", ".jpg", "a.tgz", "a.jpg.txt", "._a.jpg", ".DS_Store", "a.svg", "a.psd"])
def test_names_that_are_not_taken_for_pictures(name: str) -> None:
    assert not is_picture_name(name)


@pytest.mark.parametrize("name", ["pets", "Pets-2.1_b", "x", "x" * 64, "2024", "Käse", "猫と犬"])
def test_set_names_that_are_allowed(name: str) -> None:
    assert check_set_name(name) == name


@pytest.mark.parametrize("name", BAD_NAMES)
def test_set_names_that_are_refused(name: str, home: Path) -> None:
    for use in (check_set_name, open_picture_set, lambda name: delete_picture_set(name, COMMAND_LINE)):
        with pytest.raises(PictureSetError, match=r"cannot be the name of a picture set\. Use 1 to 64 letters"):
            use(name)


def test_a_name_too_long_for_the_file_system_is_refused(home: Path) -> None:
    with pytest.raises(PictureSetError):
        open_picture_set("𠀀" * 64)  # 256 bytes


def test_both_spellings_of_an_accent_are_one_name() -> None:
    assert check_set_name("Ka\u0308se") == check_set_name("K\u00e4se") == "K\u00e4se"


def test_no_set_is_listed_before_there_is_a_home(home: Path) -> None:
    assert list_picture_sets() == []
    assert not home.exists()


def test_sets_are_listed_by_name_without_hidden_folders_and_files(home: Path) -> None:
    for name in ("b", "a", ".making-1-x", ".deleted-c"):
        (home / "pictures" / name).mkdir(parents=True)
    _touch(home / "pictures" / "file")
    assert [pictures.name for pictures in list_picture_sets()] == ["a", "b"]


def test_an_unknown_set_is_answered_with_the_known_ones(home: Path) -> None:
    with pytest.raises(PictureSetError, match=r"There is no picture set 'pets'. Known sets: none yet\."):
        open_picture_set("pets")
    for name in ("one", "two"):
        (home / "pictures" / name).mkdir(parents=True)
    with pytest.raises(PictureSetError, match=r"Known sets: one, two\..*pictures import PATH --name pets"):
        open_picture_set("pets")


def test_an_imported_set_is_found_again(tiny_set: PictureSet) -> None:
    assert open_picture_set("tiny") == tiny_set
    assert list_picture_sets() == [tiny_set]
    assert tiny_set.counts() == {split: {"cat": 6, "dog": 6} for split in SPLITS}


def test_a_new_set_appears_whole_and_with_its_source(home: Path) -> None:
    with new_picture_set("pets", Sentence("a drawer")) as folder:
        _touch(folder / "train" / "cats" / "1.jpg")
        assert list_picture_sets() == []
    assert [pictures.name for pictures in list_picture_sets()] == ["pets"]
    assert open_picture_set("pets").source() == "a drawer"
    assert open_picture_set("pets").counts()["train"]["cat"] == 1
    assert [path.name for path in (home / "pictures").iterdir()] == ["pets"]


def test_a_source_is_kept_in_english_and_said_in_the_reader_s_language(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(language, "_find_language", lambda: "ko")
    with new_picture_set("pets", Sentence("Imported from {place}", place="{my} drawer")):
        pass
    assert json.loads((home / "pictures" / "pets" / "set.json").read_text())["source"] == "Imported from {my} drawer"
    assert open_picture_set("pets").source() == "가져온 곳: {my} drawer"


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_a_new_set_that_fails_never_appears(home: Path, error: type[BaseException]) -> None:
    def fail() -> None:
        with new_picture_set("pets", Sentence("nowhere")) as folder:
            _touch(folder / "train" / "cats" / "1.jpg")
            raise error

    with pytest.raises(error):
        fail()
    assert list((home / "pictures").iterdir()) == []


def test_a_new_set_needs_a_free_name_at_its_start_and_at_its_end(home: Path) -> None:
    def make(source: str, meanwhile: Callable[[], None] = lambda: None) -> None:
        with new_picture_set("pets", Sentence(source)) as folder:
            _touch(folder / "train" / "cats" / "1.jpg")
            meanwhile()

    for late in (lambda: make("late", lambda: make("first")), lambda: make("later"), lambda: check_new_name("pets")):
        with pytest.raises(PictureSetError, match="'pets' exists already"):
            late()
        assert open_picture_set("pets").source() == "first"
        assert [path.name for path in (home / "pictures").iterdir()] == ["pets"]


def test_source_is_empty_when_the_note_is_missing_or_no_note(tmp_path: Path) -> None:
    assert PictureSet("pets", tmp_path).source() == ""
    for text in ("", "{", "[1]", "{}"):
        (tmp_path / "set.json").write_text(text)
        assert PictureSet("pets", tmp_path).source() == ""


def test_deleting_removes_the_copies_and_not_what_they_came_from(
    home: Path, tiny_set: PictureSet, tmp_path: Path
) -> None:
    (home / "pictures" / ".deleted-tiny").mkdir()  # somebody was killed while deleting a set of this name
    before = len(list((tmp_path / "tiny-source").rglob("*.jpg")))
    delete_picture_set("tiny", COMMAND_LINE)
    assert list((home / "pictures").iterdir()) == []
    assert len(list((tmp_path / "tiny-source").rglob("*.jpg"))) == before == 36
    with pytest.raises(PictureSetError, match="There is no picture set 'tiny'"):
        delete_picture_set("tiny", COMMAND_LINE)


def test_a_picture_set_error_is_written_for_the_user() -> None:
    assert issubclass(PictureSetError, DogcatError)


def _touch(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()


def test_a_name_gives_its_picture_also_when_it_is_left_out(tiny_set: PictureSet) -> None:
    for one in tiny_set.all_pictures("validation"):
        assert tiny_set.picture(one.name) == one


def test_a_set_knows_when_it_was_made(tiny_set: PictureSet) -> None:
    assert tiny_set.made is not None
    assert abs(tiny_set.made - time.time()) < 60
    for note in ("{}", '{"made": 5}', '{"made": "yesterday"}', "no JSON"):
        (tiny_set.folder / "set.json").write_text(note)
        assert tiny_set.made is None, note

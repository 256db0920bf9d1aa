"""Which files come in: the content decides, nothing is lost without a line, and no refusal comes after the plan."""

from pathlib import Path

import pytest

from dogcat.pictures.importing.importer import ImportPlan, import_pictures, plan_import
from dogcat.pictures.picture_set import SPLITS, PictureSetError
from tests.pictures.importing.test_layouts import copied, pack, picture, pictures, refused, zipped

HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100)
IS_HEIC = "It is a HEIC picture, as iPhones take them. For new photos, choose Settings"
BOTH = ("cats", "dogs")


@pytest.mark.parametrize("form", ["folder", "zip", "tar.gz"])
@pytest.mark.parametrize("ending", [".jfif", ".jpe", ".pjpeg", ".JPG", "", ".txt", ".jpg.download"])
def test_the_content_makes_a_picture_whatever_its_name(home: Path, tmp_path: Path, ending: str, form: str) -> None:
    files = pictures(*(f"{folder}/{number}{ending}" for folder in BOTH for number in range(8)))
    result = import_pictures(pack(tmp_path, files, form), "pets")
    assert result.pictures.counts()["train"] == {"cat": 4, "dog": 4}
    assert result.skipped == []
    kept = ending if ending in {".jfif", ".jpe", ".pjpeg", ".JPG"} else f"{ending}.jpg"
    assert (result.pictures.folder / "train" / "cats" / f"0{kept}").read_bytes() == picture(f"cats/0{ending}")


@pytest.mark.usefixtures("without_heif")
def test_heic_named_as_jpeg_is_refused_by_its_name_before_the_plan(home: Path, tmp_path: Path) -> None:
    files = {f"cats/IMG_{number}.jpg": HEIC for number in range(16)} | pictures(*(f"dogs/{n}.jpg" for n in range(16)))
    told: list[ImportPlan] = []
    with pytest.raises(PictureSetError) as caught:
        import_pictures(pack(tmp_path, files, "zip"), "pets", announce=told.append)
    assert "has no pictures of cats." in str(caught.value)
    assert f"Left out were: cats/IMG_0.jpg and 15 more files in its folder: {IS_HEIC}" in str(caught.value)
    assert told == []


@pytest.mark.usefixtures("without_heif")
def test_some_heic_files_and_pages_are_left_out_of_the_plan_and_named(home: Path, tmp_path: Path) -> None:
    files = pictures(*(f"{folder}/{number}.jpg" for folder in BOTH for number in range(8)))
    files |= {f"cats/IMG_{number}.HEIC": HEIC for number in range(5)}
    files |= {"dogs/page.jpg": b"<!DOCTYPE html><html></html>"}
    files |= {"dogs/lfs.jpg": b"version https://git-lfs.github.com/spec/v1\noid sha256:0"}
    plan = plan_import(pack(tmp_path, files, "zip"))
    assert plan.counts["train"] == {"cat": 4, "dog": 4}
    assert plan.skipped[0].startswith(f"cats/IMG_0.HEIC and 4 more files in its folder: {IS_HEIC}")
    assert plan.skipped[1].startswith("dogs/page.jpg: It is a web page")
    assert plan.skipped[2].startswith("dogs/lfs.jpg: It is a pointer of Git LFS, not the picture itself")


@pytest.mark.parametrize("form", ["folder", "zip", "tar"])
def test_pictures_below_the_class_come_in_and_keep_apart(home: Path, tmp_path: Path, form: str) -> None:
    breeds = {"cats": ("persian", "코리안숏헤어"), "dogs": ("beagle", "poodle")}
    names = [f"{folder}/{breed}/{n}.jpg" for folder in BOTH for breed in breeds[folder] for n in range(4)]
    names += [f"{folder}/{number}.jpg" for folder in BOTH for number in range(4)]
    result = import_pictures(pack(tmp_path, pictures(*names), form), "pets")
    assert sorted(copied(result).values()) == sorted(map(picture, names))
    assert result.skipped == []
    for place, data in copied(result).items():
        assert place.split("/")[1] == data[3:].decode().split("/")[0]


def test_a_split_of_breeds_keeps_its_split(home: Path, tmp_path: Path) -> None:
    names = [f"{split}/{folder}/{breed}/1.jpg" for split in SPLITS for folder in BOTH for breed in ("one", "two")]
    result = import_pictures(pack(tmp_path, pictures(*names), "zip"), "pets")
    assert {place.split("/")[0] for place in copied(result)} == set(SPLITS)
    assert all(place.split("/")[0] == data[3:].decode().split("/")[0] for place, data in copied(result).items())


@pytest.mark.parametrize("with_folders", [False, True])
def test_test_pictures_without_classes_are_left_out_with_a_line(home: Path, tmp_path: Path, with_folders: bool) -> None:
    names = [f"pets/{split}/{folder}/{n}.jpg" for split in ("train", "validation") for folder in BOTH for n in range(4)]
    files = pictures(*names, *(f"pets/test/{number}.jpg" for number in range(5)))
    plan = plan_import(pack(tmp_path, {"pets/test/": b"", **files} if with_folders else files, "zip"))
    assert plan.skipped == [
        "pets/test/0.jpg and 4 more files in its folder: neither the folder nor the name says cat or dog"
    ]
    assert plan.splits.startswith("There is no test split. The second half of each class of validation")
    assert plan.counts["test"] == {"cat": 2, "dog": 2}


@pytest.mark.parametrize(
    "names",
    [
        tuple(f"{name}/{name}/{folder}" for name in ("training_set", "test_set") for folder in BOTH),
        ("학습데이터/고양이", "학습데이터/개", "시험데이터/고양이", "시험데이터/개"),
        ("a/train/cats", "a/train/dogs", "b/test/cats", "b/test/dogs"),
        ("cats/train", "dogs/train", "cats/test", "dogs/test"),
    ],
)
def test_splits_in_places_that_complete_each_other_are_joined(
    home: Path, tmp_path: Path, names: tuple[str, ...]
) -> None:
    files = pictures(*(f"{name}/{number}.jpg" for name in names for number in range(8)))
    plan = plan_import(pack(tmp_path, files, "folder"))
    assert plan.layout.endswith("train, test, with cats and dogs in each, without validation")
    assert plan.counts == {"train": {"cat": 6, "dog": 6}, "validation": {"cat": 2, "dog": 2}} | {
        "test": {"cat": 8, "dog": 8}
    }
    assert plan.skipped == []


def test_splits_whose_files_name_the_class_keep_their_splits(home: Path, tmp_path: Path) -> None:
    names = [
        f"{split}/{animal}.{number}.jpg"
        for split in ("train", "test")
        for animal in ("cat", "dog")
        for number in range(8)
    ]
    assert plan_import(pack(tmp_path, pictures(*names), "zip")).counts["test"] == {"cat": 8, "dog": 8}


def test_a_zip_for_each_class_is_one_set(home: Path, tmp_path: Path) -> None:
    files = {f"{name}.zip": zipped(pictures(*(f"{name}/{n}.jpg" for n in range(8)))) for name in BOTH}
    result = import_pictures(pack(tmp_path, files, "folder"), "pets")
    assert result.pictures.counts()["train"] == {"cat": 4, "dog": 4}
    assert result.skipped == []


def test_folders_with_one_class_each_are_one_set(home: Path, tmp_path: Path) -> None:
    files = pictures(
        *(f"{person}/{folder}/{n}.jpg" for person, folder in zip("ab", BOTH, strict=True) for n in range(8)),
        *(f"c/cats/{n}.jpg" for n in range(8)),
    )
    result = import_pictures(pack(tmp_path, files, "zip"), "pets")
    assert sorted(copied(result).values()) == sorted(files.values())


def parts(*numbers: int) -> dict[str, bytes]:
    """The zips of a download in two parts."""
    names = [f"my pets/{split}/{folder}/{n}.jpg" for split in SPLITS for folder in BOTH for n in range(4)]
    return {
        f"my pets-20260301T090000Z-1-00{number}.zip": zipped(pictures(*names[number - 1 :: 2])) for number in numbers
    }


def test_the_parts_of_a_download_are_joined(home: Path, tmp_path: Path) -> None:
    result = import_pictures(pack(tmp_path, parts(1, 2), "folder"), "pets")
    assert result.pictures.counts() == {split: {"cat": 4, "dog": 4} for split in SPLITS}
    assert (result.plan.missing, result.skipped) == ("", [])


def test_a_lone_part_says_that_another_is_missing(home: Path, tmp_path: Path) -> None:
    missing = "This is a download in several parts, and part 1 is not here. Put the zip files of all parts into one"
    folder = pack(tmp_path, parts(2), "folder")
    assert plan_import(folder).missing.startswith(missing)
    assert plan_import(next(folder.iterdir())).missing.startswith(missing)
    one_class = pack(tmp_path, pictures("cats/1.jpg"), "zip")
    refused(home, one_class.rename(tmp_path / "x-20260301T090000Z-3-003.zip"), missing)


def test_the_first_part_alone_says_that_more_may_follow(home: Path, tmp_path: Path) -> None:
    more = "This is part 1 of a download. If it has more parts, put the zip files of all parts into one folder"
    folder = pack(tmp_path, parts(1), "folder")
    assert plan_import(folder).missing.startswith(more)
    assert plan_import(next(folder.iterdir())).missing.startswith(more)


def test_a_class_alone_says_how_to_bring_in_both(home: Path, tmp_path: Path) -> None:
    whole = "has no pictures of dogs. If they are in another folder or zip file, put cats and dogs into one folder"
    refused(home, pack(tmp_path, pictures("cats/1.jpg", "cats/2.jpg"), "zip"), whole)


def test_the_same_file_in_two_parts_comes_in_once(home: Path, tmp_path: Path) -> None:
    data = zipped(pictures(*(f"{folder}/{n}.jpg" for folder in BOTH for n in range(8))))
    result = import_pictures(pack(tmp_path, {"pets (1).zip": data, "pets (2).zip": data}, "folder"), "pets")
    assert len(copied(result)) == 16
    assert result.skipped == [
        f"{folder}/0.jpg and 7 more files in its folder: a second file of this name" for folder in BOTH
    ]

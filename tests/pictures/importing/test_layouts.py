"""Every layout from a folder, a zip and a tar: what is recognised, what comes in, and what is passed over."""

import io
import tarfile
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import pytest

from dogcat.pictures.importing.importer import ImportPlan, ImportResult, import_pictures, plan_import
from dogcat.pictures.picture_set import SPLITS, PictureSetError
from tests.pictures.importing.imported import num_copied

FORMS = ("folder", "zip", "tar", "tar.gz", "upload", "zip in a zip", "zip in a folder")
Files = dict[str, bytes]


def picture(what: str = "") -> bytes:
    """What passes for a JPEG when it is copied; no two are alike."""
    return b"\xff\xd8\xff" + what.encode()


def pictures(*names: str) -> Files:
    return {name: picture(name) for name in names}


TUTORIAL = pictures(
    *(f"{split}/{animal}s/{animal}.{number}.jpg" for split in SPLITS for animal in ("cat", "dog") for number in (1, 2))
)
PET_IMAGES = pictures(*(f"PetImages/{folder}/{number}.jpg" for folder in ("Cat", "Dog") for number in range(8)))
NUMBERED = pictures(*(f"train/{animal}.{number}.jpg" for animal in ("cat", "dog") for number in range(8)))
BREEDS = pictures(
    *(f"images/{breed}_{number}.jpg" for breed in ("Maine_Coon", "Sphynx", "pug", "shiba_inu") for number in range(4))
)
UNSPLIT = {
    "train": {"cat": 4, "dog": 4},
    "validation": {"cat": 2, "dog": 2},
    "test": {"cat": 2, "dog": 2},
}
LAYOUTS = {
    "tutorial": (TUTORIAL, "The tutorial's layout: train, validation, test, with cats and dogs in each"),
    "PetImages": (PET_IMAGES, "The folders Cat and Dog, no splits (as Microsoft's PetImages)"),
    "numbered": (NUMBERED, "File names such as cat.0.jpg and dog.0.jpg, no splits (as in Kaggle's train.zip)"),
    "breeds": (
        BREEDS,
        "Oxford-IIIT Pet: file names of breeds, cats with a capital letter and dogs with a small one, no splits",
    ),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_comes_in_from_everything(home: Path, tmp_path: Path, layout: str, form: str) -> None:
    files, description = LAYOUTS[layout]
    source = pack(tmp_path, {f"some/where/{name}": data for name, data in files.items()}, form)
    result = import_pictures(source, "pets")
    assert result.plan.layout == description
    assert result.skipped == result.plan.skipped == []
    assert num_copied(result) == len(files)
    assert sorted(copied(result).values()) == sorted(files.values())
    expected = UNSPLIT if layout != "tutorial" else {split: {"cat": 2, "dog": 2} for split in SPLITS}
    assert result.plan.counts == result.pictures.counts() == expected
    assert result.plan.num_bytes == sum(map(len, files.values()))
    assert bool(result.plan.splits) == (layout != "tutorial")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_cats_are_cats_and_dogs_are_dogs(home: Path, tmp_path: Path, layout: str) -> None:
    result = import_pictures(pack(tmp_path, LAYOUTS[layout][0], "folder"), "pets")
    for place, data in copied(result).items():
        name = data[3:].decode()
        is_cat = any(word in name for word in ("cat", "Cat", "Maine", "Sphynx"))
        assert place.split("/")[1] == ("cats" if is_cat else "dogs")
        assert place.split("/")[2] == name.split("/")[-1]


@pytest.mark.parametrize("form", FORMS)
def test_the_plan_is_told_before_anything_is_copied_and_is_what_is_done(home: Path, tmp_path: Path, form: str) -> None:
    source = pack(tmp_path, {**PET_IMAGES, "PetImages/Cat/Thumbs.db": b"x"}, form)
    plan = plan_import(source)
    assert not list((home / "pictures").glob("*"))
    told: list[ImportPlan] = []
    done: list[int] = []

    def announce(plan: ImportPlan) -> None:
        assert not done
        assert not list((home / "pictures").rglob("*.jpg"))
        told.append(plan)

    result = import_pictures(source, "pets", lambda count, _: done.append(count), announce=announce)
    assert told == [plan] == [result.plan]
    assert plan.skipped[0].endswith("Cat/Thumbs.db: not a picture")


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("zipped", ["folder", "zip", "tar"])
@pytest.mark.parametrize(
    ("splits", "classes"),
    [
        (("Train", "VALID", "Testing"), ("CAT", "Dogs")),
        (("training", "val", "test"), ("Cats", "dog")),
        (("훈련", "검증", "시험"), ("고양이", "강아지")),
        (("학습", "validation", "테스트"), ("고양이들", "개")),
        (("train", "검증", "test"), ("cats", "개들")),
    ],
)
def test_folder_names_may_be_english_or_korean_of_any_case_and_number(
    home: Path, tmp_path: Path, splits: tuple[str, ...], classes: tuple[str, str], zipped: str, form: str
) -> None:
    names = [f"{split}/{folder}/1.jpg" for split in splits for folder in classes]
    files = pictures(*(unicodedata.normalize(form, name) for name in names))
    result = import_pictures(pack(tmp_path, files, zipped), "pets")
    assert list(copied(result)) == sorted(f"{split}/{folder}/1.jpg" for split in SPLITS for folder in ("cats", "dogs"))
    for split, own in zip(SPLITS, splits, strict=True):
        cat = (result.pictures.folder / split / "cats" / "1.jpg").read_bytes()[3:].decode()
        assert unicodedata.normalize("NFC", cat) == f"{own}/{classes[0]}/1.jpg"


@pytest.mark.parametrize("encoding", ["utf-8", "cp949"])
def test_korean_names_are_read_from_a_zip_that_does_not_say_how_they_are_written(
    home: Path, tmp_path: Path, encoding: str
) -> None:
    names = {b"C": "고양이".encode(encoding), b"D": "강아지".encode(encoding)}
    stand_ins = {letter: letter * len(name) for letter, name in names.items()}
    packed = {f"{folder.decode()}/{number}.jpg": picture() for folder in stand_ins.values() for number in range(4)}
    file = pack(tmp_path, packed, "zip")
    data = file.read_bytes()
    for letter, name in names.items():
        data = data.replace(stand_ins[letter] + b"/", name + b"/")
    file.write_bytes(data)
    assert import_pictures(file, "pets").plan.layout.startswith("The folders 고양이 and 강아지, no splits")


def test_western_names_are_kept_in_a_zip_that_does_not_say_how_they_are_written(home: Path, tmp_path: Path) -> None:
    file = pack(tmp_path, {**TUTORIAL, "train/cats/Gr__e.jpg": picture()}, "zip")
    file.write_bytes(file.read_bytes().replace(b"Gr__e", "Größe".encode("cp437")))
    assert "train/cats/Größe.jpg" in copied(import_pictures(file, "pets"))


def test_kaggles_zip_of_two_zips_comes_in_with_one_line_on_the_test_photos(home: Path, tmp_path: Path) -> None:
    test_photos = pictures(*(f"test1/{number}.jpg" for number in range(1, 101)))
    whole = {"train.zip": zipped(NUMBERED), "test1.zip": zipped(test_photos), "sampleSubmission.csv": b"id,label"}
    result = import_pictures(pack(tmp_path, whole, "zip"), "pets")
    assert result.pictures.counts() == UNSPLIT
    assert result.skipped == [
        "test1.zip/test1/1.jpg and 99 more files in its folder: neither the folder nor the name says cat or dog"
    ]


def test_oxfords_annotations_are_not_mentioned_and_other_files_beside_its_pictures_are(
    home: Path, tmp_path: Path
) -> None:
    added = {
        "annotations/trimaps/pug_1.png": b"x",
        "annotations/trimaps/._pug_1.png": b"x",
        "images/Sphynx_9.mat": b"x",
        "images/IMG_0001.jpg": picture(),
    }
    result = import_pictures(pack(tmp_path, {**BREEDS, **added}, "tar.gz"), "pets")
    assert num_copied(result) == len(BREEDS)
    assert result.skipped == [
        "images/Sphynx_9.mat: not a picture",
        "images/IMG_0001.jpg: neither the folder nor the name says cat or dog",
    ]


def test_other_photos_with_numbers_are_no_breeds(home: Path, tmp_path: Path) -> None:
    names = [f"images/{stem}_{number}.jpg" for stem in ("IMG", "photo") for number in range(8)]
    names += [f"holidays/{stem}_{number}.jpg" for stem in ("Summer", "winter") for number in range(8)]
    with pytest.raises(PictureSetError, match="has neither the tutorial's layout nor another"):
        import_pictures(pack(tmp_path, pictures(*names), "folder"), "pets")


@pytest.mark.parametrize("name", ["cat.{}.jpg", "Cat ({}).JPG", "cats_{}.png", "고양이 {}.webp", "cat{}.jpeg"])
def test_numbered_names_may_be_written_in_many_ways(home: Path, tmp_path: Path, name: str) -> None:
    files = pictures(*(pattern.format(n) for pattern in (name, "DOG-{}.jpg") for n in range(1, 9)))
    assert import_pictures(pack(tmp_path, files, "zip"), "pets").pictures.counts() == UNSPLIT


def test_names_that_only_begin_with_a_class_are_left_out_and_named(home: Path, tmp_path: Path) -> None:
    added = pictures("train/category.1.jpg", "train/cat.jpg", "train/dog.1.copy.jpg", "train/12.jpg", "logo.png")
    result = import_pictures(pack(tmp_path, {**NUMBERED, **added}, "folder"), "pets")
    assert num_copied(result) == len(NUMBERED)
    why = "neither the folder nor the name says cat or dog"
    assert sorted(result.skipped) == [f"logo.png: {why}", f"train/12.jpg and 3 more files in its folder: {why}"]


def test_petimages_comes_in_with_its_empty_files_and_says_so(home: Path, tmp_path: Path) -> None:
    broken = {"PetImages/Cat/666.jpg": b"", "PetImages/Dog/11702.jpg": b""}
    other = {"PetImages/Cat/Thumbs.db": b"x", "PetImages/Dog/Thumbs.db": b"x", "readme[1].txt": b"x"}
    result = import_pictures(pack(tmp_path, {**PET_IMAGES, **broken, **other}, "zip"), "pets")
    assert num_copied(result) == len(PET_IMAGES) + 2
    assert result.skipped == [
        "Cat/Thumbs.db: not a picture",
        "Dog/Thumbs.db: not a picture",
        "test/cats/666.jpg: an empty file; training will leave it out",
        "test/dogs/11702.jpg: an empty file; training will leave it out",
    ]


def test_a_class_whose_files_are_all_empty_is_refused(home: Path, tmp_path: Path) -> None:
    files = {name: b"" if "Dog" in name else data for name, data in PET_IMAGES.items()}
    refused(home, pack(tmp_path, files, "zip"), "has no pictures of dogs")


def test_many_files_that_are_left_out_take_twenty_lines_at_most(home: Path, tmp_path: Path) -> None:
    added = {f"PetImages/Cat/notes.{number}.txt": b"x" for number in range(500)}
    added |= pictures(*(f"other/{folder}/{number}.jpg" for folder in range(60) for number in range(2)))
    result = import_pictures(pack(tmp_path, {**PET_IMAGES, **added}, "folder"), "pets")
    assert len(result.skipped) == 20
    assert result.skipped[0] == ("Cat/notes.0.txt and 499 more files in its folder: not a picture")
    assert result.skipped[-1] == "and 102 more such lines"  # of 1 + 120, 19 are told


def test_the_tutorials_layout_wins_over_others_in_and_below_its_folder(home: Path, tmp_path: Path) -> None:
    files = {**TUTORIAL, **NUMBERED, **PET_IMAGES, **pictures("cats/1.jpg", "dogs/1.jpg", "cat.1.jpg", "dog.1.jpg")}
    result = import_pictures(pack(tmp_path, {f"pets/{name}": data for name, data in files.items()}, "zip"), "pets")
    assert sorted(copied(result).values()) == sorted(TUTORIAL.values())
    outside = "is outside the recognised folders of pictures"
    assert f"pets/train/cat.0.jpg and 15 more files in its folder: {outside}" in result.skipped
    assert f"pets/dogs/1.jpg: {outside}" in result.skipped


@pytest.mark.parametrize("first", LAYOUTS)
@pytest.mark.parametrize("second", LAYOUTS)
def test_two_layouts_in_two_folders_are_refused_with_both_places(
    home: Path, tmp_path: Path, first: str, second: str
) -> None:
    files = {f"one/{name}": data for name, data in LAYOUTS[first][0].items()}
    files |= {f"two/{name}": data for name, data in LAYOUTS[second][0].items()}
    places = {"tutorial": "", "PetImages": "/PetImages", "numbered": "/train", "breeds": "/images"}
    words = f"contains more than one picture set (one{places[first]} and two{places[second]})"
    refused(home, pack(tmp_path, files, "folder"), words)


def test_a_layout_beside_a_folder_with_one_class_is_meant(home: Path, tmp_path: Path) -> None:
    files = {**PET_IMAGES, **pictures("album/dogs/1.jpg", "dog.1.jpg")}
    result = import_pictures(pack(tmp_path, files, "folder"), "pets")
    assert sorted(copied(result).values()) == sorted(PET_IMAGES.values())
    assert len(result.skipped) == 2


def test_archives_beside_a_layout_stay_closed_and_are_named(home: Path, tmp_path: Path) -> None:
    files = {**TUTORIAL, "more.zip": zipped(NUMBERED), "broken.zip": b"x"}
    result = import_pictures(pack(tmp_path, files, "zip"), "pets")
    assert num_copied(result) == len(TUTORIAL)
    why = "an archive beside the pictures; it was not opened"
    assert result.skipped == [f"more.zip: {why}", f"broken.zip: {why}"]


@pytest.mark.parametrize(("kept", "lacking"), [("cat", "dog"), ("dog", "cat")])
@pytest.mark.parametrize("layout", ["PetImages", "numbered"])
def test_one_class_alone_is_refused(home: Path, tmp_path: Path, layout: str, kept: str, lacking: str) -> None:
    files = {name: data for name, data in LAYOUTS[layout][0].items() if kept in name.lower().split("images")[-1]}
    refused(home, pack(tmp_path, files, "zip"), f"has no pictures of {lacking}s.")


def test_a_source_with_nothing_of_the_kind_is_told_all_layouts(home: Path, tmp_path: Path) -> None:
    with pytest.raises(PictureSetError) as caught:
        import_pictures(pack(tmp_path, pictures("a/1.jpg", "b/2.jpg"), "tar.gz"), "pets")
    for words in (
        "has neither the tutorial",
        "{train,validation,test}/{cats,dogs}/",
        "Cat/ and Dog/",
        "cat.1.jpg",
        "Oxford-IIIT Pet",
        "Korean",
    ):
        assert words in str(caught.value)


def test_two_folders_of_one_class_give_one_name_only_once(home: Path, tmp_path: Path) -> None:
    files = {**TUTORIAL, **pictures("train/Cat/cat.1.jpg", "train/Cat/cat.9.jpg")}
    result = import_pictures(pack(tmp_path, files, "zip"), "pets")
    assert result.plan.counts["train"] == {"cat": 3, "dog": 2}
    assert result.skipped == ["train/Cat/cat.1.jpg: a second file of this name"]


def pack(folder: Path, files: Files, form: str) -> Any:
    """Writes `files` below or in a file of `folder` in one of `FORMS`; a path or, for an upload, an open file."""
    inner = folder / "inner"
    if form == "folder":
        for name, data in files.items():
            path = inner / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return inner
    if form in {"tar", "tar.gz"}:
        file = folder / f"pets.{form}"
        with tarfile.open(file, "w" if form == "tar" else "w:gz") as archive:
            for name, data in files.items():
                member = tarfile.TarInfo(name)
                member.size = len(data)
                archive.addfile(member, io.BytesIO(data))
        return file
    file = folder / "pets.zip"
    file.write_bytes(zipped(files))
    if form == "zip in a zip":
        (folder / "outer.zip").write_bytes(zipped({"data/pets.zip": zipped(files)}))
        return folder / "outer.zip"
    if form == "zip in a folder":
        inner.mkdir()
        return file.rename(inner / "pets.zip").parent
    return io.BytesIO(file.read_bytes()) if form == "upload" else file


def zipped(files: Files) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


def copied(result: ImportResult) -> Files:
    """The imported files by their place in the set, in the order of the places."""
    folder = result.pictures.folder
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.*") if path.is_file()}
    return {name: files[name] for name in sorted(files) if name != "set.json"}


def refused(home: Path, source: Path, words: str) -> None:
    with pytest.raises(PictureSetError) as caught:
        import_pictures(source, "pets")
    assert words in str(caught.value)
    assert not list((home / "pictures").glob("*"))

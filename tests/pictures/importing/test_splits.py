"""The splits that an import makes where the source has none or not all: sizes, order, and that they never overlap."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dogcat.pictures.importing.importer import ImportResult, import_pictures
from dogcat.pictures.importing.splits import split_sizes
from dogcat.pictures.picture_set import SPLITS, PictureSet, PictureSetError
from tests.pictures.importing.imported import num_copied

Fill = Callable[..., Path]


@pytest.fixture
def fill(tmp_path: Path) -> Fill:
    """Makes a folder with files of these names, each of which passes for a JPEG with its name in it."""

    def make(*names: str) -> Path:
        for name in names:
            path = tmp_path / "source" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"\xff\xd8\xff" + name.encode())
        return tmp_path / "source"

    return make


def numbered(cats: int, dogs: int) -> list[str]:
    return [f"cat.{number}.jpg" for number in range(cats)] + [f"dog.{number}.jpg" for number in range(dogs)]


@pytest.mark.parametrize(
    ("num_pictures", "sizes"),
    [
        (4, (2, 1, 1)),
        (5, (3, 1, 1)),
        (6, (3, 2, 1)),
        (7, (4, 2, 1)),
        (8, (4, 2, 2)),
        (1000, (500, 250, 250)),
        (1999, (1000, 500, 499)),
        (2000, (1000, 500, 500)),
        (12500, (1000, 500, 500)),
    ],
)
def test_sizes_are_the_tutorials_or_a_half_and_two_quarters(num_pictures: int, sizes: tuple[int, int, int]) -> None:
    assert split_sizes(num_pictures) == sizes


def test_no_split_is_empty_and_nothing_is_lost_below_two_thousand() -> None:
    for num_pictures in range(4, 2000):
        assert min(split_sizes(num_pictures)) >= 1
        assert sum(split_sizes(num_pictures)) == num_pictures


def test_by_number_the_first_are_for_training_in_counting_order(home: Path, fill: Fill) -> None:
    result = import_pictures(fill(*numbered(12, 8)), "pets")
    assert names(result, "train", 0) == [f"cat.{number}.jpg" for number in range(6)]
    assert names(result, "validation", 0) == ["cat.6.jpg", "cat.7.jpg", "cat.8.jpg"]
    assert names(result, "test", 0) == ["cat.9.jpg", "cat.10.jpg", "cat.11.jpg"]
    assert names(result, "test", 1) == ["dog.6.jpg", "dog.7.jpg"]
    assert result.plan.splits == (
        "Splits made in the order of the numbers in the file names: of each class half for training, a quarter for"
        " validation and a quarter for test. Pictures not needed: 0."
    )


def test_of_kaggles_photos_the_tutorials_own_are_taken(home: Path, fill: Fill) -> None:
    result = import_pictures(fill(*numbered(2003, 2000)), "pets")
    assert num_copied(result) == 4000
    for label, animal in enumerate(("cat", "dog")):
        for split, numbers in zip(SPLITS, (range(1000), range(1000, 1500), range(1500, 2000)), strict=True):
            assert names(result, split, label) == [f"{animal}.{number}.jpg" for number in numbers]
    assert result.plan.splits == (
        "Splits made in the order of the numbers in the file names: of each class 1,000 for training, 500 for"
        " validation and 500 for test. Pictures not needed: 3."
    )


def test_every_breed_comes_into_every_split(home: Path, fill: Fill) -> None:
    breeds = ("Abyssinian", "Sphynx", "beagle", "pug")
    result = import_pictures(fill(*(f"images/{breed}_{number}.jpg" for breed in breeds for number in range(8))), "pets")
    for split in SPLITS:
        found = {name.split("_")[0] for label in (0, 1) for name in names(result, split, label)}
        assert found == set(breeds)


def test_by_seed_the_same_seed_gives_the_same_splits_and_another_gives_others(home: Path, fill: Fill) -> None:
    source = fill(*numbered(40, 40))
    first = import_pictures(source, "first", split_rule="seed", seed=7)
    again = import_pictures(source, "again", split_rule="seed", seed=7)
    other = import_pictures(source, "other", split_rule="seed", seed=8)
    assert whole(first) == whole(again)
    assert whole(first) != whole(other) != whole(import_pictures(source, "by-number"))
    assert first.pictures.counts() == other.pictures.counts()
    assert first.plan.splits.startswith("Splits made in a random order with the seed 7: of each class half")


def test_by_seed_a_folder_and_its_copy_in_another_order_are_split_alike(home: Path, fill: Fill, tmp_path: Path) -> None:
    source = fill(*numbered(10, 10))
    moved = tmp_path / "moved"
    for path in sorted(source.iterdir(), reverse=True):
        folder = moved / ("Cat" if path.name.startswith("cat") else "Dog")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / path.name).write_bytes(path.read_bytes())
    one = import_pictures(source, "one", split_rule="seed", seed=3)
    two = import_pictures(moved, "two", split_rule="seed", seed=3)
    assert whole(one) == whole(two)


@pytest.mark.parametrize("rule", ["number", "seed"])
@pytest.mark.parametrize("present", [(), ("train", "validation"), ("train", "test")], ids=str)
def test_no_picture_is_in_two_splits_and_none_is_lost(
    home: Path, fill: Fill, present: tuple[str, ...], rule: str
) -> None:
    wanted = [
        f"{split}/{animal}s/{split}.{animal}.{number}.jpg"
        for split in present or ("all",)
        for animal in ("cat", "dog")
        for number in range(9)
    ]
    result = import_pictures(fill(*wanted), "pets", split_rule="seed" if rule == "seed" else "number")
    found = [name for split in SPLITS for label in (0, 1) for name in names(result, split, label)]
    assert sorted(found) == sorted(name.split("/")[-1] for name in wanted)


def test_without_test_the_last_half_of_validation_becomes_test(home: Path, fill: Fill) -> None:
    train = [f"data/train/{animal}s/{animal}.{number}.jpg" for animal in ("cat", "dog") for number in range(2)]
    validation = [f"data/validation/cats/cat.{number}.jpg" for number in range(8, 13)]
    validation += [f"data/validation/dogs/dog.{number}.jpg" for number in range(2)]
    result = import_pictures(fill(*train, *validation), "pets")
    assert names(result, "validation", 0) == ["cat.8.jpg", "cat.9.jpg", "cat.10.jpg"]
    assert names(result, "test", 0) == ["cat.11.jpg", "cat.12.jpg"]
    assert (names(result, "validation", 1), names(result, "test", 1)) == (["dog.0.jpg"], ["dog.1.jpg"])
    assert result.plan.layout == ("The tutorial's layout: train, validation, with cats and dogs in each, without test")
    assert result.plan.splits == (
        "There is no test split. The second half of each class of validation, in the order of the numbers in the file"
        " names, becomes the test split."
    )


def test_without_validation_the_last_quarter_of_train_becomes_validation(home: Path, fill: Fill) -> None:
    test = ["test/cats/cat.90.jpg", "test/dogs/dog.90.jpg"]
    train = [
        f"train/{animal}s/{animal}.{number}.jpg" for animal, last in (("cat", 12), ("dog", 3)) for number in range(last)
    ]
    result = import_pictures(fill(*train, *test), "pets")
    assert names(result, "validation", 0) == ["cat.9.jpg", "cat.10.jpg", "cat.11.jpg"]
    assert names(result, "validation", 1) == ["dog.2.jpg"]
    assert names(result, "train", 1) == ["dog.0.jpg", "dog.1.jpg"]
    assert names(result, "test", 0) == ["cat.90.jpg"]
    assert result.plan.splits.startswith(
        "There is no validation split. The last quarter of each class of the training split, in the"
    )


def test_train_alone_is_split_as_any_folder_of_classes(home: Path, fill: Fill) -> None:
    result = import_pictures(
        fill(*(f"train/{animal}/{number}.jpg" for animal in ("cat", "dog") for number in range(4))), "pets"
    )
    assert result.plan.layout == "The folders cat and dog, no splits (as Microsoft's PetImages)"
    assert result.pictures.counts()["train"] == {"cat": 2, "dog": 2}


def test_classes_of_two_sizes_are_each_split_by_their_own(home: Path, fill: Fill) -> None:
    result = import_pictures(fill(*numbered(2001, 8)), "pets")
    assert result.plan.counts["validation"] == {"cat": 500, "dog": 2}
    assert "of the cats 1,000 for training, 500 for validation and 500 for test; of the dogs half" in result.plan.splits
    assert "Pictures not needed: 1." in result.plan.splits


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (numbered(4, 3), "has only 3 pictures of dogs. To make the splits that are missing, at least 4 of each class"),
        (numbered(1, 9), "has only 1 picture of cats. To make the splits that are missing, at least 4 of each class"),
        (
            [f"{split}/{animal}s/1.jpg" for split in ("train", "validation") for animal in ("cat", "dog")],
            "has only 1 picture of cats in validation. To make the splits that are missing, at least 2 of each class",
        ),
        (
            [f"{split}/{animal}s/1.jpg" for split in ("train", "test") for animal in ("cat", "dog")],
            "has only 1 picture of cats in train. To make the splits that are missing, at least 2 of each class",
        ),
    ],
)
def test_too_few_pictures_to_split_are_refused(home: Path, fill: Fill, wanted: list[str], words: str) -> None:
    with pytest.raises(PictureSetError) as caught:
        import_pictures(fill(*wanted), "pets")
    assert words in str(caught.value)
    assert not list((home / "pictures").glob("*"))


def test_a_source_with_all_splits_is_never_split_again(home: Path, fill: Fill) -> None:
    wanted = [f"{split}/{animal}s/{number}.jpg" for split in SPLITS for animal in ("cat", "dog") for number in range(3)]
    result = import_pictures(fill(*wanted), "pets", split_rule="seed", seed=5)
    assert result.plan.splits == ""
    for split in SPLITS:
        for picture in result.pictures.pictures(split):
            assert picture.path.read_bytes()[3:].decode() == picture.name


def names(result: ImportResult, split: str, label: int) -> list[str]:
    return [picture.path.name for picture in result.pictures.pictures(split) if picture.label == label]


def whole(result: ImportResult) -> dict[str, list[str]]:
    pictures: PictureSet = result.pictures
    return {split: [picture.name for picture in pictures.pictures(split)] for split in SPLITS}

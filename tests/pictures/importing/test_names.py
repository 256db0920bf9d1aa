"""What the names of folders and archives say."""

import time

import pytest

from dogcat.pictures.importing.names import (
    archive_part,
    download_part,
    is_filler,
    label_named,
    numbered_label,
    split_named,
)

SPLIT_NAMES = {
    "train": ["training_set", "train_data", "training-set", "Train Data", "train2017", "01_train", "train.zip"],
    "validation": ["val", "valid_set", "validation_data", "val2017", "2_val", "검증데이터", "검증용", "val.tar.gz"],
    "test": ["test_set", "TestSet", "testing-data", "시험데이터", "테스트셋", "평가용_데이터", "test.zip"],
    "": ["test1", "train1", "latest", "trainer", "contest", "개발", "data", "catalogue", ""],
}
KOREAN_TRAIN_NAMES = ["학습데이터", "훈련용 데이터", "학습_세트", "훈련 사진", "사진_학습"]
CLASS_NAMES = {
    0: ["0 Cat", "cat_images", "Cat Photos", "cats (2)", "고양이 사진", "고양이_이미지", "cats.zip", "kittens"],
    1: ["1_dogs", "dog-pictures", "개 사진", "강아지사진", "DOGS.tgz", "puppy"],
    None: ["dogma", "category", "개나리", "cats and dogs", "catdog", "hotdog", "set", ""],
}


@pytest.mark.parametrize(("split", "name"), [(split, name) for split, names in SPLIT_NAMES.items() for name in names])
def test_a_split_is_known_by_its_common_spellings(split: str, name: str) -> None:
    assert split_named(name) == split


@pytest.mark.parametrize("name", KOREAN_TRAIN_NAMES)
def test_train_is_known_by_its_korean_spellings(name: str) -> None:
    assert split_named(name) == "train"


@pytest.mark.parametrize(("label", "name"), [(label, name) for label, names in CLASS_NAMES.items() for name in names])
def test_a_class_is_known_by_its_common_spellings(label: int | None, name: str) -> None:
    assert label_named(name) == label


def test_words_that_say_nothing_are_filler() -> None:
    assert [name for name in ("images", "데이터", "my images", "cats", "", "photo set") if is_filler(name)] == [
        "images",
        "데이터",
        "photo set",
    ]


def test_a_files_name_says_the_class_only_with_a_number() -> None:
    stems = {"cat.12": 0, "Dog (3)": 1, "고양이 7": 0, "cat": None, "category.1": None, "cat.1.copy": None}
    assert {stem: numbered_label(stem) for stem in stems} == stems


def test_parts_of_a_download_are_known_by_their_numbers() -> None:
    assert download_part("my pets-20260301T090000Z-1-002.zip") == ("my pets", 2)
    assert download_part("my pets-20260301T090000Z-001") == ("my pets", 1)
    assert download_part("my pets-20260301.zip") is None
    assert archive_part("pets (1).zip") == ("pets", 1)
    assert archive_part("pets.part2.zip") == ("pets", 2)
    assert archive_part("pets.zip") is archive_part("pets 1") is None


def test_a_hostile_name_takes_no_time() -> None:
    start = time.perf_counter()
    for word in ("dataset" * 40 + "x", "데이터셋" * 40 + "x", "1" * 300, "cat" * 100, "part" * 90, "-" * 300):
        split_named(word), label_named(word), archive_part(word + ".zip"), download_part(word), numbered_label(word)
    assert time.perf_counter() - start < 0.5

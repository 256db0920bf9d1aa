"""Which pictures are shown, and in which order."""

from pathlib import Path

import pytest

from dogcat.pictures.picture_set import Picture
from dogcat.pictures.selection import classes_in_turn, of_class, page_of, shuffled


def listing(num_cats: int, num_dogs: int) -> list[Picture]:
    names = [(f"train/cats/{number}.jpg", 0) for number in range(num_cats)]
    names += [(f"train/dogs/{number}.jpg", 1) for number in range(num_dogs)]
    return [Picture(Path(name), name, label) for name, label in names]


@pytest.mark.parametrize(("animal", "labels"), [("cat", [0, 0]), ("dog", [1, 1, 1]), ("both", [0, 0, 1, 1, 1])])
def test_a_class_alone_or_both(animal: str, labels: list[int]) -> None:
    assert [picture.label for picture in of_class(listing(2, 3), animal)] == labels


def test_the_same_seed_gives_the_same_order_of_all_pictures() -> None:
    pictures = listing(10, 10)
    assert shuffled(pictures, 1) == shuffled(pictures, 1) != shuffled(pictures, 2)
    assert sorted(shuffled(pictures, 1), key=lambda one: one.name) == sorted(pictures, key=lambda one: one.name)


@pytest.mark.parametrize(("number", "page", "num_shown"), [(1, 1, 4), (3, 3, 2), (0, 1, 4), (9, 3, 2)])
def test_a_page_that_does_not_exist_becomes_the_nearest_one(number: int, page: int, num_shown: int) -> None:
    pictures = listing(5, 5)
    found = page_of(pictures, number, 4)
    assert (found.number, found.num_pages, len(found.pictures)) == (page, 3, num_shown)
    assert found.pictures[0] == pictures[4 * (page - 1)]


def test_no_pictures_are_one_empty_page() -> None:
    assert page_of([], 2, 4) == page_of([], 1, 4)
    assert page_of([], 1, 4).num_pages == 1


def test_classes_come_in_turn_from_all_over_the_listing() -> None:
    found = classes_in_turn(listing(20, 40), 4)
    assert [one.name for one in found] == [
        "train/cats/0.jpg",
        "train/dogs/0.jpg",
        "train/cats/10.jpg",
        "train/dogs/10.jpg",
    ]
    assert len(classes_in_turn(listing(1, 1), 24)) == 2
    assert classes_in_turn(listing(3, 0), 4) == []

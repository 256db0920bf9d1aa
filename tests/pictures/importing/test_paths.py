"""What a path says of a picture, between its neighbours."""

import pytest

from dogcat.pictures.importing.paths import PathReader


def read(path: str, *neighbours: str) -> tuple[str, int, str] | None:
    """The split, label and place of a path; None if it says no class."""
    found = PathReader([tuple(name.split("/")) for name in (path, *neighbours)]).read(tuple(path.split("/")))
    return found and (found.split, found.label, "/".join(found.place))


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("pets/training_set/training_set/cats/1.jpg", ("train", 0, "pets")),
        ("pets/train/images/dogs/1.jpg", ("train", 1, "pets")),
        ("cats/cats/1.jpg", ("", 0, "")),
        ("cats/persian/young/1.jpg", ("", 0, "")),
        ("val/dogs/2026-03-01/1.jpg", ("validation", 1, "")),
        ("dogs/test/1.jpg", ("test", 1, "")),
        ("train/cat.1.jpg", ("train", 0, "")),
        ("train/images/dog.1.jfif", ("train", 1, "")),
        ("train/1.jpg", None),
        ("dogs/beagle/cat.1.jpg", ("", 0, "dogs/beagle")),
    ],
)
def test_the_nearest_folder_or_name_decides(path: str, said: tuple[str, int, str] | None) -> None:
    assert read(path) == said


def test_a_folder_that_holds_both_classes_is_no_class() -> None:
    assert read("dogs/test/1.jpg", "dogs/train/cats/1.jpg", "dogs/train/dogs/1.jpg") is None
    assert read("dogs/all/dog.1.jpg", "dogs/all/cat.1.jpg") == ("", 1, "dogs/all")


def test_parts_of_a_download_are_one_place() -> None:
    paths = [f"{name}.zip/pets/cats/1.jpg" for name in ("pets-20260301T090000Z-1-001", "pets-20260301T090000Z-1-002")]
    assert read(*paths) == ("", 0, "pets")
    assert read("pets (1).zip/cats/1.jpg", "pets (2).zip/dogs/1.jpg") == ("", 0, "")
    assert read("pets (1).zip/cats/1.jpg", "others.zip/dogs/1.jpg") == ("", 0, "pets (1).zip")

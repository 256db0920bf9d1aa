"""Copies: of one photo among the class's, and of pictures in the picture sets, mirrored or not."""

import io
from pathlib import Path

import pytest
from PIL import Image

from dogcat.common.permission import NotAllowedError
from dogcat.common.storage import cache_dir
from dogcat.lesson.class_photos.copies import find_copied_photos, find_in_process
from dogcat.lesson.class_photos.photos import hand_in
from dogcat.pictures.decoding import open_picture
from dogcat.pictures.importing.importer import import_pictures
from dogcat.pictures.picture_set import SPLITS
from tests.lesson.class_photos.pets import ANN, BEN, TEACHER, photo


@pytest.fixture
def taken(home: Path, tmp_path: Path) -> str:
    """The name of a picture of a set that a learner has handed in, mirrored."""
    for number, (split, kind) in enumerate((split, kind) for split in SPLITS for kind in ("cats", "dogs")):
        folder = tmp_path / "source" / split / kind
        folder.mkdir(parents=True)
        for place in range(2):
            (folder / f"{place}.jpg").write_bytes(photo(100 + 10 * number + place))
    picture = import_pictures(tmp_path / "source", "pets").pictures.pictures("validation")[0]
    mirrored = io.BytesIO()
    open_picture(picture.path).transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(mirrored, "JPEG", quality=70)
    hand_in(ANN, mirrored.getvalue(), 0)
    return picture.name


def test_copies_are_named_in_a_process_of_its_own(taken: str) -> None:
    one, other = hand_in(ANN, photo(1), 0), hand_in(BEN, photo(1), 0)
    hand_in(BEN, photo(2), 1)
    with pytest.raises(NotAllowedError):
        find_in_process(lambda _done, _all: None, ANN)
    found = find_in_process(lambda _done, _all: None, TEACHER)
    assert sorted(len(group.ids) for group in found) == [1, 2]
    of_set, of_class = sorted(found, key=lambda group: len(group.ids))
    assert of_set.elsewhere == (("pets", taken),)
    assert of_set.likeness.said() == "nearly the same picture, mirrored"
    assert set(of_class.ids) == {one.id, other.id}
    assert of_class.elsewhere == ()
    cached = {file.parent.name for file in cache_dir().rglob("*.npy")}
    assert cached == {"pets"}


def test_without_photos_nothing_is_looked_at(home: Path) -> None:
    assert find_copied_photos() == []

"""Watched pictures: written with a run and read again without a change."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from dogcat.common.permission import Visitor
from dogcat.pictures.decoding import decode_picture
from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import create_run
from dogcat.runs.watched import (
    WatchedPicture,
    has_uploads,
    is_of_set,
    may_see_watched,
    read_watched,
    sharp_file,
    write_watched,
)


def some_pictures(size: int) -> list[WatchedPicture]:
    generator = np.random.default_rng(1)
    pixels = generator.integers(0, 256, (3, size, size, 3), dtype=np.uint8)
    return [
        WatchedPicture("a", 0, pixels[0]),
        WatchedPicture("my dög", 1, pixels[1]),
        WatchedPicture("?", None, pixels[2]),
    ]


def test_watched_pictures_come_back_to_the_pixel(tmp_path: Path) -> None:
    assert read_watched(tmp_path) == []
    made = some_pictures(22)
    write_watched(tmp_path, made)
    read = read_watched(tmp_path)
    assert [(picture.name, picture.label) for picture in read] == [("a", 0), ("my dög", 1), ("?", None)]
    for mine, theirs in zip(read, made, strict=True):
        np.testing.assert_array_equal(mine.pixels, theirs.pixels)


def test_a_sharp_picture_is_that_of_the_set_and_no_other(tiny_set: PictureSet) -> None:
    picture = tiny_set.pictures("validation")[0]
    kept = decode_picture(picture.path, 22)
    sharp = sharp_file(tiny_set, picture.name, kept, 90)
    assert sharp is not None
    assert Image.open(io.BytesIO(sharp)).size == (90, 90)
    assert sharp_file(tiny_set, picture.name, kept[::-1], 90) is None, "another picture of this name"
    assert sharp_file(tiny_set, "validation/cats/gone.jpg", kept, 90) is None
    assert sharp_file(tiny_set, "../secret.jpg", kept, 90) is None
    assert sharp_file(None, picture.name, kept, 90) is None
    assert is_of_set(picture.name)
    assert not is_of_set("my cat.jpg")


@pytest.mark.parametrize(
    ("name", "owner", "seen_by_bob"),
    [("me.jpg", "ann", False), ("me.jpg", "", True), ("train/cats/cat.1.jpg", "ann", True), (None, "ann", True)],
)
def test_an_uploaded_picture_is_seen_by_its_learner_and_the_teacher(
    home: object, name: str | None, owner: str, seen_by_bob: bool
) -> None:
    watched = [WatchedPicture(name, 0, np.zeros((22, 22, 3), np.uint8))] if name else []
    run = create_run(Recipe(), "pets", owner=owner, watched=watched)
    assert has_uploads(run.folder) is (name == "me.jpg")
    sees = [
        may_see_watched(run.folder, run.followers, who)
        for who in (Visitor("bob"), Visitor("ann"), Visitor("teacher", is_in_charge=True), None)
    ]
    assert sees == [seen_by_bob, True, True, True]

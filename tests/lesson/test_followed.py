"""The followed pictures: those of the set that all shown trainings have watched, sharp where the set still has them."""

import base64
import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from dogcat.lesson.followed import SIDE, followed_pictures
from dogcat.pictures.decoding import decode_picture
from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import Run, create_run
from dogcat.runs.watched import WatchedPicture


def size_of(source: str) -> tuple[int, int]:
    return Image.open(io.BytesIO(base64.b64decode(source.split(",")[1]))).size


def watches(recipe: Recipe, pictures: PictureSet, places: Sequence[int], p_dog: Sequence[float | None]) -> Run:
    """A run that has watched pictures of the validation split, and one of the learner's own."""
    listing = pictures.pictures("validation")
    watched = [
        WatchedPicture(listing[n].name, listing[n].label, decode_picture(listing[n].path, recipe.picture_size))
        for n in places
    ]
    own = WatchedPicture("my cat.jpg", None, np.zeros((recipe.picture_size, recipe.picture_size, 3), np.uint8))
    run = create_run(recipe, pictures.name, owner="me", watched=[*watched, own])
    run.append("watch", epoch=0, p_dog=[0.5] * (len(places) + 1))
    run.append("watch", epoch=1, p_dog=[*p_dog, 0.9])
    return run


@pytest.fixture
def runs(tiny_set: PictureSet, tiny_recipe: Recipe) -> list[Run]:
    return [
        watches(tiny_recipe, tiny_set, (0, 1, 2), (0.1, 0.2, None)),
        watches(replace(tiny_recipe, dropout=0.5), tiny_set, (2, 1, 3), (0.3, 0.4, 0.6)),
    ]


def test_pictures_that_all_have_watched_come_with_each_last_answer(runs: list[Run], tiny_set: PictureSet) -> None:
    listing = tiny_set.pictures("validation")
    found = followed_pictures(runs)
    assert [(one.name, one.label, one.p_dog) for one in found] == [
        (listing[2].name, listing[2].label, (None, 0.3)),
        (listing[1].name, listing[1].label, (0.2, 0.4)),
    ]
    assert [size_of(one.source) for one in found] == [(SIDE, SIDE)] * 2
    alone = followed_pictures(runs[1:])
    assert [one.p_dog for one in alone] == [(0.3,), (0.4,), (0.6,)]
    assert not [one for one in alone if "my cat" in one.name], "a learner's own picture is not handed in"


def test_without_the_set_they_are_shown_as_the_network_got_them(
    runs: list[Run], tiny_set: PictureSet, tiny_recipe: Recipe
) -> None:
    Image.new("RGB", (30, 30)).save(tiny_set.folder / tiny_set.pictures("validation")[2].name)  # another of this name
    sizes = [size_of(one.source) for one in followed_pictures(runs)]
    assert sizes == [(tiny_recipe.picture_size, tiny_recipe.picture_size), (SIDE, SIDE)]


def test_nothing_is_followed_without_answers_or_runs(runs: list[Run], home: Path) -> None:
    (runs[0].folder / "events.jsonl").unlink()
    assert followed_pictures(runs) == ()
    assert followed_pictures([]) == ()

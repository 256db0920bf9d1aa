"""What is shown of augmentation on one picture."""

from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np
import pytest

from dogcat.augmentation.demonstration import (
    NONE,
    TUTORIAL_SHEAR_IN_DEGREES,
    apply_alone,
    changes_pictures,
    colour_invented,
    matrix_in_latex,
    mix_pairs,
)
from dogcat.pictures.decoding import PictureError
from dogcat.pictures.picture_set import Picture, PictureSet
from dogcat.recipe.recipe import Augmentation

PIXELS = np.random.default_rng(1).integers(0, 256, (40, 40, 3), dtype=np.uint8)


def test_one_parameter_alone_changes_the_picture() -> None:
    assert not np.array_equal(apply_alone(PIXELS, "rotation_range", 40.0), PIXELS)
    assert np.array_equal(apply_alone(PIXELS, "horizontal_flip", True), PIXELS[:, ::-1])
    assert np.array_equal(apply_alone(PIXELS, "rotation_range", NONE.rotation_range), PIXELS)


def test_settings_change_pictures_where_they_differ_from_none() -> None:
    settings = Augmentation(zoom_range=(0.8, 1.2))
    assert changes_pictures(settings, ["rotation_range", "zoom_range"])
    assert not changes_pictures(settings, ["rotation_range"])


def test_invented_pixels_alone_are_coloured() -> None:
    invented = np.zeros((40, 40), bool)
    invented[3, 4] = True
    found = colour_invented(np.zeros_like(PIXELS), invented)
    assert found[3, 4].tolist() == [117, 51, 0]
    assert np.count_nonzero(found) == 2


def test_a_matrix_is_written_row_by_row() -> None:
    found = matrix_in_latex(np.array([[1.0, 0.5, -3.0], [0.0, 2.0, 4.25]]))
    assert r"1.000 & 0.500 & -3.0 \\ 0.000 & 2.000 & 4.2 \\ 0 & 0 & 1" in found


def test_the_tutorial_s_shear_in_radians_is_eleven_degrees() -> None:
    assert pytest.approx(11.46, abs=0.01) == TUTORIAL_SHEAR_IN_DEGREES


@pytest.mark.parametrize("way", ["mixup", "cutmix"])
def test_pairs_are_mixed_with_their_labels(tiny_set: PictureSet, way: Literal["mixup", "cutmix"]) -> None:
    pairs = mix_pairs(tiny_set.pictures("train"), 22, way, 1, seed=1)
    assert (pairs.pixels.shape, pairs.mixed.shape) == ((4, 22, 22, 3), (4, 22, 22, 3))
    assert pairs.labels.tolist() == [0, 1, 1, 0]
    assert ((pairs.soft[[0, 2]] > 0) & (pairs.soft[[0, 2]] < 1)).all()  # a cat and a dog
    assert pairs.soft[[1, 3]].tolist() == [1, 0]  # two dogs, two cats
    low, high = (bound(pairs.pixels, np.roll(pairs.pixels, -1, axis=0)) for bound in (np.minimum, np.maximum))
    assert ((low <= pairs.mixed) & (pairs.mixed <= high)).all()
    unmixed = mix_pairs(tiny_set.pictures("train"), 22, way, 0, seed=1)
    np.testing.assert_array_equal(unmixed.mixed, pairs.pixels)
    assert unmixed.soft.tolist() == [0, 1, 1, 0]


def test_a_damaged_picture_is_passed_over_and_a_class_without_any_is_refused(
    tiny_set: PictureSet, tmp_path: Path
) -> None:
    damaged = tmp_path / "damaged.jpg"
    damaged.write_bytes(b"no picture")
    listing = tiny_set.pictures("train")
    dogs = [picture for picture in listing if picture.label == 1]
    last = replace(dogs[-1], path=damaged)
    found = mix_pairs([picture if picture != dogs[-1] else last for picture in listing], 22, "cutmix", 1, seed=1)
    np.testing.assert_array_equal(found.pixels[2], mix_pairs([*listing, dogs[0]], 22, "cutmix", 1, seed=1).pixels[2])
    for without in ([picture for picture in listing if picture.label == 0], _all_at(damaged, listing)):
        with pytest.raises(PictureError):
            mix_pairs(without, 22, "mixup", 1, seed=1)


def _all_at(path: Path, listing: list[Picture]) -> list[Picture]:
    return [replace(picture, path=path) for picture in listing]

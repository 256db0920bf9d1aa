"""The random transform: exact where it can be, equal to Keras' own within rounding, uniform where it is random."""

import dataclasses
from typing import Any

import numpy as np
import pytest
from keras.src.legacy.preprocessing.image import apply_affine_transform
from scipy import ndimage, stats

from dogcat.augmentation import NUM_DICE, roll_dice, transform_matrices, warp
from dogcat.recipe import REGULARIZED, Augmentation

SIZE = 50
MIDDLE = 0.5  # the value of a die that rotates, shifts and shears by nothing, and does not flip
ALONE: dict[str, dict[str, Any]] = {
    "rotation": {"rotation_range": 40},
    "shift down": {"height_shift_range": 0.2},
    "shift right": {"width_shift_range": 0.2},
    "shear": {"shear_range": 30},
    "zoom": {"zoom_range": (0.8, 1.2)},
    "flip": {"horizontal_flip": True},
}
TOGETHER = {name: value for changes in ALONE.values() for name, value in changes.items()}


def test_dice_are_uniform_numbers_by_picture() -> None:
    dice = roll_dice(np.random.default_rng(1), 5)
    assert dice.shape == (5, NUM_DICE)
    assert dice.dtype == np.float64
    np.testing.assert_array_equal(dice, roll_dice(np.random.default_rng(1), 5))
    assert not np.array_equal(dice, roll_dice(np.random.default_rng(2), 5))


def test_no_strength_leaves_pixels_as_they_are() -> None:
    pictures = _noise(4)
    dice = roll_dice(np.random.default_rng(1), 4)
    np.testing.assert_array_equal(warp(pictures, transform_matrices(Augmentation(), SIZE, dice)), pictures)


def test_dice_in_the_middle_leave_pixels_as_they_are_at_any_strength() -> None:
    pictures = _noise(4)
    matrices = transform_matrices(_augmentation(TOGETHER), SIZE, np.full((4, NUM_DICE), MIDDLE))
    np.testing.assert_array_equal(warp(pictures, matrices), pictures)


def test_flip_alone_mirrors_about_half_of_the_pictures_exactly() -> None:
    pictures = _noise(40)
    warped = warp(pictures, transform_matrices(_augmentation(ALONE["flip"]), SIZE, _dice(40)))
    mirrored = [np.array_equal(after, before[:, ::-1]) for before, after in zip(pictures, warped, strict=True)]
    unchanged = [np.array_equal(after, before) for before, after in zip(pictures, warped, strict=True)]
    assert all(one != other for one, other in zip(mirrored, unchanged, strict=True))
    assert 10 < sum(mirrored) < 30


@pytest.mark.parametrize(("down", "right"), [(3, 0), (-7, 0), (0, 4), (0, -5), (6, -2), (50, 50)])
def test_a_shift_by_whole_pixels_repeats_the_edge(down: int, right: int) -> None:
    pictures = _noise(2)
    dice = np.full((2, NUM_DICE), MIDDLE)
    dice[:, 1], dice[:, 2] = (1 + down / SIZE) / 2, (1 + right / SIZE) / 2  # of a range of the whole size
    augmentation = Augmentation(height_shift_range=1, width_shift_range=1)
    warped = warp(pictures, transform_matrices(augmentation, SIZE, dice))
    padded = np.pad(pictures, ((0, 0), (SIZE, SIZE), (SIZE, SIZE), (0, 0)), mode="edge")
    top, left = SIZE + down, SIZE + right
    np.testing.assert_array_equal(warped, padded[:, top : top + SIZE, left : left + SIZE])


def test_warping_keeps_shape_and_type_and_does_not_touch_its_input() -> None:
    pictures = _noise(3)
    before = pictures.copy()
    pictures.setflags(write=False)  # the cache is mapped read-only
    warped = warp(pictures, transform_matrices(_augmentation(TOGETHER), SIZE, _dice(3)))
    assert warped.shape == pictures.shape
    assert warped.dtype == np.uint8
    np.testing.assert_array_equal(pictures, before)


@pytest.mark.parametrize("changes", [*ALONE.values(), TOGETHER], ids=[*ALONE, "all together"])
def test_pixels_are_those_of_keras_own_transform(changes: dict[str, Any]) -> None:
    augmentation = _augmentation(changes)
    pictures, dice = _smooth(50), _dice(50)
    warped = warp(pictures, transform_matrices(augmentation, SIZE, dice))
    expected = np.stack(
        [_keras_transform(augmentation, picture, row) for picture, row in zip(pictures, dice, strict=True)]
    )
    difference = np.abs(warped - expected).mean(axis=(1, 2, 3))
    assert difference.max() <= 1.5
    assert np.abs(pictures - expected).mean() > 2  # so that it would be noticed if nothing had been done


def test_the_tutorials_shear_is_practically_none() -> None:
    pictures = _smooth(20)
    shear = Augmentation(shear_range=REGULARIZED.augmentation.shear_range)
    warped = warp(pictures, transform_matrices(shear, SIZE, _dice(20)))
    assert np.abs(warped.astype(float) - pictures).mean() < 1


def test_ten_thousand_draws_stay_in_their_ranges_and_are_uniform() -> None:
    strengths = REGULARIZED.augmentation
    dice = roll_dice(np.random.default_rng(7), 10_000)

    def only(**kept: Any) -> np.ndarray:
        return transform_matrices(Augmentation(**kept), SIZE, dice)

    rotation = only(rotation_range=strengths.rotation_range)
    shear = only(shear_range=strengths.shear_range)
    zoom = only(zoom_range=strengths.zoom_range)
    shift = only(width_shift_range=strengths.width_shift_range, height_shift_range=strengths.height_shift_range)
    drawn = {  # values, lowest, highest; a matrix maps (x, y), so column 0 is x
        "rotation": (np.rad2deg(np.arctan2(rotation[:, 0, 1], rotation[:, 0, 0])), -40, 40),
        "shift right": (shift[:, 0, 2] / SIZE, -0.2, 0.2),
        "shift down": (shift[:, 1, 2] / SIZE, -0.2, 0.2),
        "shear": (np.rad2deg(np.arcsin(shear[:, 1, 0])), -0.2, 0.2),
        "zoom of columns": (zoom[:, 0, 0], 0.8, 1.2),
        "zoom of rows": (zoom[:, 1, 1], 0.8, 1.2),
    }
    for name, (values, low, high) in drawn.items():
        slack = 1e-9 * (high - low)
        assert low - slack <= values.min() < low + 0.01 * (high - low), name
        assert high - 0.01 * (high - low) < values.max() <= high + slack, name
        assert stats.kstest(values, stats.uniform(low, high - low).cdf).pvalue > 0.001, name
    flipped = only(horizontal_flip=True)[:, 0, 0] < 0
    assert abs(flipped.mean() - 0.5) <= 0.02


def test_draws_are_independent_of_each_other() -> None:
    dice = roll_dice(np.random.default_rng(7), 10_000)
    correlation = np.corrcoef(dice, rowvar=False) - np.eye(NUM_DICE)
    assert np.abs(correlation).max() < 0.04
    zoom = transform_matrices(Augmentation(zoom_range=(0.8, 1.2)), SIZE, dice)
    assert abs(np.corrcoef(zoom[:, 0, 0], zoom[:, 1, 1])[0, 1]) < 0.04  # each axis for itself


def _augmentation(changes: dict[str, Any]) -> Augmentation:
    return dataclasses.replace(Augmentation(), **changes)


def _dice(num_pictures: int) -> np.ndarray:
    return roll_dice(np.random.default_rng(5), num_pictures)


def _noise(num_pictures: int) -> np.ndarray:
    return np.random.default_rng(4).integers(0, 256, (num_pictures, SIZE, SIZE, 3), dtype=np.uint8)


def _smooth(num_pictures: int) -> np.ndarray:
    """Pictures as cameras make them: no jump from one pixel to the next."""
    blurred = ndimage.gaussian_filter(_noise(num_pictures).astype(float), (0, 3, 3, 0))
    low, high = blurred.min(), blurred.max()
    return ((blurred - low) / (high - low) * 255).astype(np.uint8)


def _keras_transform(augmentation: Augmentation, picture: np.ndarray, dice: np.ndarray) -> np.ndarray:
    """The same draw by Keras' function.

    Keras 2.2.4, which the tutorial used, took the matrix for (row, column); today's Keras takes it for (x, y), unless
    the axes are given in the other order.
    """
    sides = 2 * dice - 1
    low, high = augmentation.zoom_range
    moved = apply_affine_transform(
        picture.astype(np.float32),
        theta=augmentation.rotation_range * sides[0],
        tx=augmentation.height_shift_range * SIZE * sides[1],
        ty=augmentation.width_shift_range * SIZE * sides[2],
        shear=augmentation.shear_range * sides[3],
        zx=low + (high - low) * dice[4],
        zy=low + (high - low) * dice[5],
        row_axis=1,
        col_axis=0,
        channel_axis=2,
        fill_mode="nearest",
        order=1,
    )
    return moved[:, ::-1] if augmentation.horizontal_flip and dice[6] < 0.5 else moved

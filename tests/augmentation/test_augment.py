"""The random transform: exact where it can be, and equal to Keras' own within rounding at every fill mode."""

import dataclasses
from typing import Any

import cv2
import numpy as np
import pytest
from keras.src.legacy.preprocessing.image import apply_affine_transform, apply_brightness_shift, apply_channel_shift
from scipy import ndimage

from dogcat.augmentation.augment import augment, invented_pixels, transform_matrices, variants_of, warp
from dogcat.augmentation.photometric import CUTOUT_LEVEL
from dogcat.augmentation.sampling import DICE, NUM_DICE, draw, roll_dice
from dogcat.recipe.recipe import REGULARIZED, Augmentation

SIZE = 50
MIDDLE = 0.5  # the value of a die that rotates, shifts and shears by nothing, and does not flip
FILL_MODES = ("nearest", "reflect", "wrap", "constant")
ALONE: dict[str, dict[str, Any]] = {
    "rotation": {"rotation_range": 40},
    "shift down": {"height_shift_range": 0.2},
    "shift right": {"width_shift_range": 0.2},
    "shear": {"shear_range": 30},
    "zoom": {"zoom_range": (0.8, 1.2)},
    "flip": {"horizontal_flip": True},
    "upside down": {"vertical_flip": True},
    "channel shift": {"channel_shift_range": 60},
    "brightness": {"brightness_range": (0.5, 1.5)},
}
TOGETHER = {name: value for changes in ALONE.values() for name, value in changes.items()}
EVERYTHING = {
    **TOGETHER,
    "random_crop_area": (0.5, 1),
    "random_crop_aspect": (0.75, 4 / 3),
    "contrast_range": (0.6, 1.4),
    "saturation_range": (0.6, 1.4),
    "noise_stddev": 10,
    "cutout_size": 0.3,
}


# What stays as it is


@pytest.mark.parametrize("fill_mode", FILL_MODES)
def test_no_strength_leaves_pixels_as_they_are(fill_mode: str) -> None:
    pictures = _noise(4)
    np.testing.assert_array_equal(augment(pictures, Augmentation(fill_mode=fill_mode), _dice(4)), pictures)


@pytest.mark.parametrize("fill_mode", FILL_MODES)
def test_dice_in_the_middle_leave_pixels_as_they_are_at_any_strength(fill_mode: str) -> None:
    pictures = _noise(4)
    augmentation = _augmentation(TOGETHER, fill_mode=fill_mode)
    np.testing.assert_array_equal(augment(pictures, augmentation, np.full((4, NUM_DICE), MIDDLE)), pictures)


def test_augmenting_keeps_shape_and_type_and_does_not_touch_its_input() -> None:
    pictures = _noise(3)
    before = pictures.copy()
    pictures.setflags(write=False)  # the cache is mapped read-only
    for fill_mode in FILL_MODES:
        changed = augment(pictures, _augmentation(EVERYTHING, fill_mode=fill_mode), _dice(3))
        assert changed.shape == pictures.shape
        assert changed.dtype == np.uint8
    np.testing.assert_array_equal(pictures, before)


def test_a_picture_comes_out_the_same_alone_and_among_others() -> None:
    """So that a preview of one shows what the training gets."""
    pictures, dice = _noise(5), _dice(5)
    together = augment(pictures, _augmentation(EVERYTHING), dice)
    for number in range(5):
        row = slice(number, number + 1)
        alone = augment(pictures[row], _augmentation(EVERYTHING), dice[row])
        np.testing.assert_array_equal(alone[0], together[number])


def test_a_little_more_strength_changes_a_picture_only_a_little() -> None:
    pictures, dice = _smooth(20), _dice(20)
    weaker = augment(pictures, _augmentation({**EVERYTHING, "rotation_range": 30, "cutout_size": 0}), dice)
    stronger = augment(pictures, _augmentation({**EVERYTHING, "rotation_range": 30.5, "cutout_size": 0}), dice)
    other_dice = augment(pictures, _augmentation(EVERYTHING), _dice(20, seed=6))
    step = np.abs(weaker.astype(float) - stronger).mean()
    assert 0 < step < 0.1 * np.abs(weaker.astype(float) - other_dice).mean()


# Exact changes


@pytest.mark.parametrize(("name", "axis"), [("flip", 2), ("upside down", 1)])
@pytest.mark.parametrize("fill_mode", FILL_MODES)
def test_a_flip_alone_mirrors_about_half_of_the_pictures_exactly(name: str, axis: int, fill_mode: str) -> None:
    pictures = _noise(40)
    changed = augment(pictures, _augmentation(ALONE[name], fill_mode=fill_mode), _dice(40))
    flipped = (changed == np.flip(pictures, axis)).all(axis=(1, 2, 3))
    unchanged = (changed == pictures).all(axis=(1, 2, 3))
    assert (flipped ^ unchanged).all()
    assert 10 < flipped.sum() < 30


@pytest.mark.parametrize(("down", "right"), [(3, 0), (-7, 0), (0, 4), (0, -5), (6, -2), (50, 50)])
@pytest.mark.parametrize("fill_mode", FILL_MODES)
def test_a_shift_by_whole_pixels_is_exact_and_fills_as_told(down: int, right: int, fill_mode: str) -> None:
    pictures = _noise(2)
    augmentation = Augmentation(height_shift_range=1, width_shift_range=1, fill_mode=fill_mode, cval=77)
    dice = _still(2, down=(1 + down / SIZE) / 2, right=(1 + right / SIZE) / 2)
    if fill_mode == "wrap":  # the first and the last pixel share one place
        rows, columns = (np.arange(SIZE) + shift for shift in (down, right))
        rows, columns = (np.where((at < 0) | (at >= SIZE), at % (SIZE - 1), at) for at in (rows, columns))
        expected = pictures[:, rows][:, :, columns]
    else:
        mode = {"nearest": "edge", "reflect": "symmetric", "constant": "constant"}[fill_mode]
        level: dict[str, Any] = {"constant_values": 77} if fill_mode == "constant" else {}
        padded = np.pad(pictures, ((0, 0), (SIZE, SIZE), (SIZE, SIZE), (0, 0)), mode=mode, **level)  # type: ignore[call-overload]
        top, left = SIZE + down, SIZE + right
        expected = padded[:, top : top + SIZE, left : left + SIZE]
    np.testing.assert_array_equal(augment(pictures, augmentation, dice), expected)


@pytest.mark.parametrize("place", [(0.0, 0.0), (0.5, 0.5), (1.0, 0.0), (0.3, 0.8)])
def test_a_crop_is_that_part_of_the_picture_at_full_size(place: tuple[float, float]) -> None:
    pictures = _smooth(3)
    augmentation = Augmentation(random_crop_area=(0.32, 0.32), random_crop_aspect=(2, 2))
    dice = _still(3)
    dice[:, DICE.index("crop down")], dice[:, DICE.index("crop right")] = place
    height, width = round(0.4 * SIZE), round(0.8 * SIZE)
    top, left = round(place[0] * (SIZE - height)), round(place[1] * (SIZE - width))
    cropped = pictures[:, top : top + height, left : left + width]
    expected = np.stack([cv2.resize(part, (SIZE, SIZE), interpolation=cv2.INTER_LINEAR) for part in cropped])
    inside = (slice(None), slice(2, -2), slice(1, -1))  # at its edge a resized crop does not see what lies beside it
    difference = np.abs(augment(pictures, augmentation, dice)[inside].astype(float) - expected[inside])
    assert difference.max() <= 1


def test_a_crop_comes_first_and_what_lies_beside_it_is_not_invented() -> None:
    """A shift by a fifth of the output is one by a tenth of the picture, when half of its width is shown."""
    augmentation = Augmentation(random_crop_area=(0.25, 0.25), width_shift_range=0.2)
    dice = _still(1, right=1)
    x, y = transform_matrices(augmentation, 151, dice)[0] @ (75, 75, 1)
    assert (x, y) == pytest.approx((75 + 0.1 * 151, 75))
    assert not invented_pixels(augmentation, 151, dice).any()


def test_cutout_and_noise_come_last() -> None:
    pictures = _noise(20)
    augmentation = _augmentation(EVERYTHING)
    changed = augment(pictures, augmentation, _dice(20))
    noiseless = augment(pictures, dataclasses.replace(augmentation, noise_stddev=0), _dice(20))
    drawn = draw(augmentation, SIZE, _dice(20))
    for number, (down, right) in enumerate(zip(drawn.cutout_down, drawn.cutout_right, strict=True)):
        y, x = int(down), int(right)
        assert (changed[number, y, x] == CUTOUT_LEVEL).all()
        assert (noiseless[number, y, x] == CUTOUT_LEVEL).all()
    difference = changed.astype(float) - noiseless
    assert 5 < difference.std() < 10  # 10 levels but in squares, and where levels end


# What the fill invented


def test_the_pixels_beyond_the_edge_are_the_invented_ones() -> None:
    augmentation = Augmentation(height_shift_range=1, width_shift_range=1)
    invented = invented_pixels(augmentation, SIZE, _still(1, down=(1 + 6 / SIZE) / 2, right=(1 - 4 / SIZE) / 2))
    expected = np.zeros((1, SIZE, SIZE), dtype=bool)
    expected[:, -6:], expected[:, :, :4] = True, True
    np.testing.assert_array_equal(invented, expected)


@pytest.mark.parametrize("size", [8, 63, 64, 150])
def test_flips_crops_and_enlargements_invent_nothing(size: int) -> None:
    dice = _dice(50)
    for changes in (
        {},
        {"horizontal_flip": True, "vertical_flip": True},
        {"zoom_range": (0.5, 1)},
        {"random_crop_area": (0.1, 1), "random_crop_aspect": (0.3, 3)},
    ):
        invented = invented_pixels(_augmentation(changes), size, dice)
        assert invented.shape == (50, size, size)
        edge = size // 4 if "random_crop_area" in changes else 0  # a stretched edge pixel lies half beyond the edge
        assert not invented[:, edge : size - edge, edge : size - edge].any(), changes


def test_constant_paints_exactly_the_invented_pixels() -> None:
    pictures = np.clip(_noise(30), 10, 255)
    augmentation = Augmentation(
        rotation_range=180, shear_range=30, zoom_range=(0.5, 2), width_shift_range=0.3, fill_mode="constant", cval=3
    )
    painted = (augment(pictures, augmentation, _dice(30)) == 3).all(axis=3)
    invented = invented_pixels(augmentation, SIZE, _dice(30))
    np.testing.assert_array_equal(painted, invented)
    assert 0.1 < invented.mean() < 0.6


# Keras' own


@pytest.mark.parametrize("fill_mode", FILL_MODES)
@pytest.mark.parametrize("changes", [*ALONE.values(), TOGETHER], ids=[*ALONE, "all together"])
def test_pixels_are_those_of_keras_own_transform(changes: dict[str, Any], fill_mode: str) -> None:
    augmentation = _augmentation(changes, fill_mode=fill_mode, cval=90)
    pictures, dice = _smooth(200), _dice(200)
    changed = augment(pictures, augmentation, dice)
    expected = np.stack(
        [_keras_transform(augmentation, picture, row) for picture, row in zip(pictures, dice, strict=True)]
    )
    difference = np.abs(changed - expected).mean(axis=(1, 2, 3))
    assert difference.max() <= 1.5
    assert np.abs(pictures - expected).mean() > 2  # so that it would be noticed if nothing had been done


@pytest.mark.parametrize("fill_mode", FILL_MODES)
def test_the_strongest_geometry_is_scipys_at_every_seam(fill_mode: str) -> None:
    """Pictures without any smoothness, repeated many times: a seam one pixel off would be seen."""
    pictures, dice = _noise(40), _dice(40)
    augmentation = Augmentation(180, 1, 1, 60, (0.5, 8), fill_mode=fill_mode, cval=255)
    matrices = transform_matrices(augmentation, SIZE, dice)
    warped = warp(pictures, matrices, fill_mode, 255)
    for picture, matrix, found in zip(pictures, matrices, warped, strict=True):
        row_column = matrix[[1, 0]][:, [1, 0, 2]]
        expected = np.stack(
            [
                ndimage.affine_transform(
                    channel, row_column[:, :2], row_column[:, 2], order=1, mode=fill_mode, cval=255
                )
                for channel in np.moveaxis(picture.astype(np.float64), 2, 0)
            ],
            axis=2,
        )
        assert np.abs(found - expected).mean() <= 1.5
        assert (np.abs(found - expected) > 12).mean() <= 0.001  # 255 / 32 for older OpenCV, and rounding


# Where Keras' convention surprises


def test_a_shift_turns_with_the_rotation() -> None:
    """A shift down of a picture that is turned by a quarter moves it sideways."""
    dice = _still(1, rotation=1, down=1)
    matrix = transform_matrices(Augmentation(rotation_range=90, height_shift_range=0.2), 151, dice)[0]
    x, y = matrix @ (75, 75, 1)
    assert (x, y) == pytest.approx((75 + 0.2 * 151, 75))


def test_a_shift_above_zero_moves_the_picture_up_and_left() -> None:
    """Because the map leads from the output back to the input."""
    pictures = np.zeros((1, SIZE, SIZE, 3), dtype=np.uint8)
    pictures[0, 25, 25] = 255
    shift = Augmentation(height_shift_range=0.2, width_shift_range=0.4)
    shifted = augment(pictures, shift, _still(1, down=1, right=1))
    assert np.argwhere(shifted[0, :, :, 0]).tolist() == [[15, 5]]


def test_a_rotation_above_zero_turns_the_picture_clockwise() -> None:
    pictures = _noise(1)
    turned = augment(pictures, Augmentation(rotation_range=90), _still(1, rotation=1))
    np.testing.assert_array_equal(turned[0], np.rot90(pictures[0], k=-1))


def test_a_zoom_above_one_shows_the_picture_smaller_on_each_axis_by_itself() -> None:
    pictures = np.zeros((1, SIZE, SIZE, 3), dtype=np.uint8)
    pictures[0, 15:35, 15:35] = 255  # 20 pixels
    zoom = Augmentation(zoom_range=(0.5, 2))
    dice = _still(1)
    dice[0, DICE.index("zoom of rows")], dice[0, DICE.index("zoom of columns")] = 1, 0
    white = augment(pictures, zoom, dice)[0, :, :, 0] > 127
    assert white.any(axis=1).sum() == 10  # rows: twice as much picture in them
    assert white.any(axis=0).sum() == 40


def test_shear_is_an_angle_in_degrees_and_squeezes_too() -> None:
    """Keras documents an intensity; 0.2 of it is next to nothing, and 60 leaves half of the width."""
    matrix = transform_matrices(Augmentation(shear_range=60), SIZE, _still(1, shear=1))[0]
    np.testing.assert_allclose(matrix[:, :2], [[0.5, 0], [-np.sqrt(3) / 2, 1]], atol=1e-12)


def test_the_tutorials_shear_is_practically_none() -> None:
    pictures = _smooth(20)
    shear = Augmentation(shear_range=REGULARIZED.augmentation.shear_range)
    assert np.abs(augment(pictures, shear, _dice(20)).astype(float) - pictures).mean() < 1


def test_flips_come_after_all_other_geometry() -> None:
    pictures, dice = _smooth(10), _dice(10)
    strengths = _augmentation({"rotation_range": 40, "width_shift_range": 0.2})
    mirrored = dice.copy()
    mirrored[:, DICE.index("mirroring")] = 0
    expected = augment(pictures, strengths, dice)[:, :, ::-1]
    found = augment(pictures, dataclasses.replace(strengths, horizontal_flip=True), mirrored)
    assert np.abs(found.astype(float) - expected).max() <= 1


def test_todays_keras_shifts_the_other_axis() -> None:
    """Keras 2.2.4, which the tutorial used, took `tx` for rows; today's takes it for columns. We do as the tutorial."""
    picture = _noise(1)[0].astype(np.float32)
    for axes, expected in (((0, 1), picture[:, 3:]), ((1, 0), picture[3:])):
        shifted = apply_affine_transform(picture, tx=3, row_axis=axes[0], col_axis=axes[1], channel_axis=2)
        np.testing.assert_allclose(shifted[: expected.shape[0], : expected.shape[1]], expected)


def _augmentation(changes: dict[str, Any], **more: Any) -> Augmentation:
    return dataclasses.replace(Augmentation(), **changes, **more)


def _dice(num_pictures: int, seed: int = 5) -> np.ndarray:
    return roll_dice(np.random.default_rng(seed), num_pictures)


def _still(num_pictures: int, **dice: float) -> np.ndarray:
    """Dice that change nothing but what is named."""
    still = np.full((num_pictures, NUM_DICE), MIDDLE)
    for name, value in dice.items():
        still[:, DICE.index(name)] = value
    return still


def _noise(num_pictures: int) -> np.ndarray:
    return np.random.default_rng(4).integers(0, 256, (num_pictures, SIZE, SIZE, 3), dtype=np.uint8)


def _smooth(num_pictures: int) -> np.ndarray:
    """Pictures as cameras make them: no jump from one pixel to the next."""
    blurred = ndimage.gaussian_filter(_noise(num_pictures).astype(np.float32), (0, 3, 3, 0))
    low, high = blurred.min(), blurred.max()
    return ((blurred - low) / (high - low) * 255).astype(np.uint8)


def _keras_transform(augmentation: Augmentation, picture: np.ndarray, dice: np.ndarray) -> np.ndarray:
    """The same draw by Keras' functions, in the order of `ImageDataGenerator.apply_transform`.

    Keras 2.2.4, which the tutorial used, took the matrix for (row, column); today's Keras takes it for (x, y), unless
    the axes are given in the other order.
    """
    drawn = draw(augmentation, SIZE, dice[None])
    changed = apply_affine_transform(
        picture.astype(np.float32),
        theta=drawn.rotation[0],
        tx=drawn.down[0],
        ty=drawn.right[0],
        shear=drawn.shear[0],
        zx=drawn.row_zoom[0],
        zy=drawn.column_zoom[0],
        row_axis=1,
        col_axis=0,
        channel_axis=2,
        fill_mode=augmentation.fill_mode,
        cval=augmentation.cval,
        order=1,
    )
    if augmentation.channel_shift_range:
        changed = apply_channel_shift(changed, drawn.channel_shift[0], channel_axis=2)
    if drawn.mirrored[0]:
        changed = changed[:, ::-1]
    if drawn.upside_down[0]:
        changed = changed[::-1]
    if augmentation.brightness_range != (1, 1):
        changed = apply_brightness_shift(changed, drawn.brightness[0], scale=False)
    return changed


def test_variants_are_copies_that_are_changed_by_a_row_of_dice_each() -> None:
    picture = np.random.default_rng(2).integers(0, 256, (20, 20, 3), dtype=np.uint8)
    dice = roll_dice(np.random.default_rng(3), 4)
    found = variants_of(picture, REGULARIZED.augmentation, dice)
    assert found.shape == (4, 20, 20, 3)
    assert np.array_equal(found[2], augment(picture[None], REGULARIZED.augmentation, dice[2:3])[0])

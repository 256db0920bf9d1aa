"""Dice: the same for the same seed, uniform, in their ranges, and untouched by strength."""

import dataclasses

import numpy as np
import pytest
from scipy import stats

from dogcat.augmentation.sampling import DICE, NUM_DICE, Draw, dice_of_seed, die, draw, roll_dice
from dogcat.recipe.recipe import Augmentation

SIZE = 150
STRONG = Augmentation(
    rotation_range=40,
    width_shift_range=0.2,
    height_shift_range=0.1,
    shear_range=20,
    zoom_range=(0.8, 1.3),
    horizontal_flip=True,
    vertical_flip=True,
    channel_shift_range=60,
    brightness_range=(0.5, 1.2),
    random_crop_area=(0.4, 0.7),
    random_crop_aspect=(0.75, 4 / 3),
    contrast_range=(0.6, 1.3),
    saturation_range=(0.7, 1.6),
)
DECIDED = {
    "rotation": {"rotation"},
    "down": {"down"},
    "right": {"right"},
    "shear": {"shear"},
    "zoom of rows": {"row_zoom"},
    "zoom of columns": {"column_zoom"},
    "mirroring": {"mirrored"},
    "upside down": {"upside_down"},
    "channel shift": {"channel_shift"},
    "brightness": {"brightness"},
    "crop area": {"crop_height", "crop_width", "crop_down", "crop_right"},
    "crop aspect": {"crop_height", "crop_width", "crop_down", "crop_right"},
    "crop down": {"crop_down"},
    "crop right": {"crop_right"},
    "noise": {"noise_seed"},
    "cutout down": {"cutout_down"},
    "cutout right": {"cutout_right"},
    "mixup": set(),  # mixup.py, cutmix.py and mixing.py read their own
    "contrast": {"contrast"},
    "saturation": {"saturation"},
    "cutmix": set(),
    "cutmix down": set(),
    "cutmix right": set(),
    "mixed batch": set(),
}
TEN_THOUSAND = roll_dice(np.random.default_rng(7), 10_000)


def test_dice_are_numbers_by_picture_and_seed() -> None:
    dice = roll_dice(np.random.default_rng(1), 5)
    assert dice.shape == (5, NUM_DICE)
    assert dice.dtype == np.float64
    np.testing.assert_array_equal(dice, roll_dice(np.random.default_rng(1), 5))
    assert not np.array_equal(dice, roll_dice(np.random.default_rng(2), 5))


def test_the_first_dice_are_those_of_recorded_trainings() -> None:
    dice, generator = (roll_dice(np.random.default_rng((1, 1, 0)), 32), np.random.default_rng((1, 1, 0)))
    np.testing.assert_array_equal(dice[:, :7], generator.random((32, 7)))
    assert DICE[:7] == ("rotation", "down", "right", "shear", "zoom of rows", "zoom of columns", "mirroring")
    np.testing.assert_array_equal(dice[:, 7:18], generator.random((32, 11)))
    assert (DICE[7], DICE[17]) == ("upside down", "mixup")


def test_dice_are_uniform_and_independent_of_each_other() -> None:
    for name in DICE:
        values = die(TEN_THOUSAND, name)
        assert stats.kstest(values, "uniform").pvalue > 0.001, name
    correlation = np.corrcoef(TEN_THOUSAND, rowvar=False) - np.eye(NUM_DICE)
    assert np.abs(correlation).max() < 0.04


def test_ten_thousand_draws_lie_in_their_ranges_and_are_uniform() -> None:
    drawn = draw(STRONG, SIZE, TEN_THOUSAND)
    expected = {  # values, lowest, highest
        "rotation": (drawn.rotation, -40, 40),
        "down": (drawn.down, -0.1 * SIZE, 0.1 * SIZE),
        "right": (drawn.right, -0.2 * SIZE, 0.2 * SIZE),
        "shear": (drawn.shear, -20, 20),
        "row zoom": (drawn.row_zoom, 0.8, 1.3),
        "column zoom": (drawn.column_zoom, 0.8, 1.3),
        "channel shift": (drawn.channel_shift, -60, 60),
        "brightness": (drawn.brightness, 0.5, 1.2),
        "contrast": (drawn.contrast, 0.6, 1.3),
        "saturation": (drawn.saturation, 0.7, 1.6),
        "crop area": (drawn.crop_height * drawn.crop_width, 0.4, 0.7),
        "crop aspect": (np.log(drawn.crop_width / drawn.crop_height), np.log(3 / 4), np.log(4 / 3)),
        "crop down": (drawn.crop_down / (1 - drawn.crop_height), -SIZE / 2, SIZE / 2),
        "crop right": (drawn.crop_right / (1 - drawn.crop_width), -SIZE / 2, SIZE / 2),
        "noise": (drawn.noise_seed, 0, 2**53),
        "cutout down": (drawn.cutout_down, 0, SIZE),
        "cutout right": (drawn.cutout_right, 0, SIZE),
    }
    for name, (values, low, high) in expected.items():
        slack = 1e-9 * (high - low)
        assert low - slack <= values.min() < low + 0.01 * (high - low), name
        assert high - 0.01 * (high - low) < values.max() <= high + slack, name
        assert stats.kstest(values, stats.uniform(low, high - low).cdf).pvalue > 0.001, name


def test_half_of_the_pictures_are_flipped_each_way() -> None:
    drawn = draw(STRONG, SIZE, TEN_THOUSAND)
    assert abs(drawn.mirrored.mean() - 0.5) <= 0.02
    assert abs(drawn.upside_down.mean() - 0.5) <= 0.02
    assert abs((drawn.mirrored & drawn.upside_down).mean() - 0.25) <= 0.02
    still = draw(Augmentation(), SIZE, TEN_THOUSAND)
    assert not still.mirrored.any()
    assert not still.upside_down.any()


def test_a_crop_never_leaves_the_picture_and_keeps_its_area_at_any_aspect() -> None:
    extreme = Augmentation(random_crop_area=(0.01, 1), random_crop_aspect=(0.1, 10))
    drawn = draw(extreme, SIZE, TEN_THOUSAND)
    np.testing.assert_allclose(drawn.crop_height * drawn.crop_width, 0.01 + 0.99 * die(TEN_THOUSAND, "crop area"))
    for extent, offset in ((drawn.crop_height, drawn.crop_down), (drawn.crop_width, drawn.crop_right)):
        assert (extent <= 1).all()
        assert (np.abs(offset) + extent * SIZE / 2 <= SIZE / 2 + 1e-9).all()
    whole = draw(Augmentation(random_crop_aspect=(0.1, 10)), SIZE, TEN_THOUSAND)
    assert (whole.crop_height == 1).all()
    assert (whole.crop_width == 1).all()


@pytest.mark.parametrize("name", ["rotation", "down", "right", "shear", "channel_shift"])
def test_twice_the_strength_is_twice_the_change_by_the_same_dice(name: str) -> None:
    half = Augmentation(
        rotation_range=20, width_shift_range=0.1, height_shift_range=0.05, shear_range=10, channel_shift_range=30
    )
    weak, strong = (getattr(draw(strengths, SIZE, TEN_THOUSAND[:20]), name) for strengths in (half, STRONG))
    np.testing.assert_allclose(strong, 2 * weak)


def test_each_die_decides_one_thing() -> None:
    """So that a new strength changes nothing of what was seen before."""
    before = draw(STRONG, SIZE, TEN_THOUSAND[:20])
    for column in range(NUM_DICE):
        dice = TEN_THOUSAND[:20].copy()
        dice[:, column] = (dice[:, column] + 0.5) % 1
        after = draw(STRONG, SIZE, dice)
        changed = {
            item.name
            for item in dataclasses.fields(Draw)
            if not np.array_equal(getattr(before, item.name), getattr(after, item.name))
        }
        assert changed == DECIDED[DICE[column]], DICE[column]


def test_a_seed_gives_the_same_dice_each_time() -> None:
    found = dice_of_seed(3, 5)
    assert np.array_equal(found, roll_dice(np.random.default_rng(3), 5))
    assert not np.array_equal(found, dice_of_seed((3, 1), 5))

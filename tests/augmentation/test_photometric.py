"""Colour as Keras changes it, noise of the strength that was asked for, a square of the size that was asked for."""

import numpy as np
import pytest
from keras.src.legacy.preprocessing.image import apply_brightness_shift, apply_channel_shift
from PIL import Image, ImageEnhance
from scipy import stats

from dogcat.augmentation.photometric import (
    CUTOUT_LEVEL,
    add_noise,
    change_contrast,
    change_saturation,
    cut_out,
    shift_levels,
)

PICTURE = np.random.default_rng(1).integers(20, 230, (40, 40, 3), dtype=np.uint8)
GREY = np.full((100, 100, 3), 100, dtype=np.uint8)


@pytest.mark.parametrize("shift", [-255, -60.5, -0.4, 0, 0.6, 33.3, 255])
def test_the_channel_shift_is_keras_own(shift: float) -> None:
    expected = apply_channel_shift(PICTURE.astype(np.float32), shift, channel_axis=2)
    assert np.abs(shift_levels(PICTURE, shift, 1) - expected).max() < 1


def test_the_channel_shift_is_one_amount_for_all_channels_and_stops_at_the_pictures_own_extremes() -> None:
    picture = np.zeros((2, 2, 3), dtype=np.uint8)
    picture[0], picture[1] = (50, 60, 70), (150, 160, 170)
    shifted = shift_levels(picture, 30, 1)
    assert shifted[0, 0].tolist() == [80, 90, 100]
    assert shifted[1, 0].tolist() == [170, 170, 170]  # 170 was the brightest of all channels


@pytest.mark.parametrize("factor", [0, 0.2, 0.999, 1, 1.1, 1.7, 5])
def test_brightness_is_keras_own(factor: float) -> None:
    expected = apply_brightness_shift(PICTURE.astype(np.float32), factor, scale=False)
    np.testing.assert_array_equal(shift_levels(PICTURE, 0, factor), expected)


def test_the_shift_comes_before_the_brightness() -> None:
    picture = np.array([[[10, 20, 30], [200, 210, 220]]], dtype=np.uint8)
    assert shift_levels(picture, 10, 0.5)[0, 0].tolist() == [10, 15, 20]


@pytest.mark.parametrize("factor", [0, 0.3, 0.7, 1, 1.3, 2.5, 5])
def test_contrast_and_saturation_are_pillows_own_to_a_level(factor: float) -> None:
    image = Image.fromarray(PICTURE)
    for change, enhance in ((change_contrast, ImageEnhance.Contrast), (change_saturation, ImageEnhance.Color)):
        expected = np.asarray(enhance(image).enhance(factor)).astype(float)
        assert np.abs(change(PICTURE, factor) - expected).max() <= max(1, np.ceil(factor)), change
        if factor == 1:
            np.testing.assert_array_equal(change(PICTURE, factor), PICTURE)


def test_without_contrast_one_grey_is_left_and_without_saturation_a_grey_in_each_pixel() -> None:
    assert np.ptp(change_contrast(PICTURE, 0)) == 0
    without_colours = change_saturation(PICTURE, 0)
    assert (np.ptp(without_colours, axis=2) == 0).all()
    assert np.ptp(without_colours) > 50


def test_noise_has_the_strength_that_was_asked_for_and_is_gaussian() -> None:
    noise = add_noise(GREY, 10, seed=3).astype(float) - 100
    assert noise.std() == pytest.approx(10, rel=0.02)
    assert abs(noise.mean()) < 0.2
    smoothed = noise.ravel() + np.random.default_rng(1).uniform(
        -0.5, 0.5, noise.size
    )  # whole levels are not continuous
    assert stats.kstest(smoothed, stats.norm(0, np.sqrt(100 + 1 / 6)).cdf).pvalue > 0.001
    channels = np.corrcoef(noise.reshape(-1, 3), rowvar=False) - np.eye(3)
    assert np.abs(channels).max() < 0.04


def test_more_strength_is_more_of_the_same_noise() -> None:
    weak, strong = (add_noise(GREY, stddev, seed=3).astype(float) - 100 for stddev in (8, 16))
    assert np.abs(strong - 2 * weak).max() <= 1.5  # both are rounded to whole levels
    np.testing.assert_array_equal(add_noise(GREY, 8, seed=3), add_noise(GREY, 8, seed=3))
    assert not np.array_equal(add_noise(GREY, 8, seed=3), add_noise(GREY, 8, seed=4))


def test_noise_stays_within_the_levels() -> None:
    noisy = add_noise(PICTURE, 128, seed=1)
    assert noisy.min() == 0
    assert noisy.max() == 255
    assert noisy.dtype == np.uint8


@pytest.mark.parametrize(
    ("side", "down", "right", "covered"),
    [
        (10, 20, 20, (slice(15, 25), slice(15, 25))),
        (20, 0, 39, (slice(0, 10), slice(29, 40))),
        (80, 0, 0, (slice(0, 40), slice(0, 40))),
        (0, 20, 20, (slice(0, 0), slice(0, 0))),
    ],
)
def test_a_square_is_covered_and_nothing_else(
    side: float, down: float, right: float, covered: tuple[slice, ...]
) -> None:
    expected = PICTURE.copy()
    expected[covered] = CUTOUT_LEVEL
    np.testing.assert_array_equal(cut_out(PICTURE, side, down, right), expected)


def test_a_larger_square_covers_what_the_smaller_did() -> None:
    before = np.zeros(GREY.shape[:2], dtype=bool)
    for side in range(0, 101, 5):
        covered = (cut_out(GREY, side, 33.3, 71.9) == CUTOUT_LEVEL).all(axis=2)
        assert (covered >= before).all()
        before = covered


def test_the_picture_that_is_given_stays_as_it_is() -> None:
    picture = PICTURE.copy()
    picture.setflags(write=False)
    for changed in (
        shift_levels(picture, 5, 1.2),
        change_contrast(picture, 1.2),
        change_saturation(picture, 1.2),
        add_noise(picture, 5, 1),
        cut_out(picture, 9, 9, 9),
    ):
        assert changed.shape == picture.shape
        assert changed.dtype == np.uint8
        assert not np.array_equal(changed, picture)

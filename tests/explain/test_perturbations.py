"""Changes of one picture along one axis, and all of a visitor's together."""

import numpy as np
import pytest

from dogcat.explain.perturbations import (
    AXES,
    Changes,
    along,
    blurred,
    brightened,
    changed,
    compressed,
    rotated,
    shifted,
    zoomed,
)

PIXELS = np.random.default_rng(1).integers(0, 256, (24, 24, 3), dtype=np.uint8)


def test_no_change_is_no_change() -> None:
    np.testing.assert_array_equal(changed(PIXELS, Changes()), PIXELS)


@pytest.mark.parametrize("name", [name for name in AXES if name != "jpeg"])
def test_every_axis_passes_the_picture_itself(name: str) -> None:
    axis = AXES[name]
    variants = along(PIXELS, axis)
    assert variants.shape == (len(axis.values), 24, 24, 3)
    assert variants.dtype == np.uint8
    assert list(axis.values) == sorted(axis.values)
    for value, variant in zip(axis.values, variants, strict=True):
        assert (variant == PIXELS).all() == (value == axis.unchanged)


def test_a_turn_is_clockwise_and_moves_nothing_else() -> None:
    np.testing.assert_array_equal(rotated(PIXELS, 90), np.rot90(PIXELS, -1))
    np.testing.assert_array_equal(rotated(PIXELS, -90), np.rot90(PIXELS))


def test_a_shift_goes_to_the_right_and_the_edge_goes_on() -> None:
    moved = shifted(PIXELS, 0.25)
    np.testing.assert_array_equal(moved[:, 6:], PIXELS[:, :-6])
    np.testing.assert_array_equal(moved[:, :6], np.repeat(PIXELS[:, :1], 6, axis=1))


def test_half_of_the_picture_is_twice_as_large() -> None:
    dot = np.zeros((25, 25, 3), np.uint8)
    dot[12, 15] = 255
    enlarged = zoomed(dot, 0.5)
    assert np.argwhere(enlarged[..., 0] == 255).tolist() == [[12, 18]]


def test_blur_keeps_the_mean_and_takes_the_contrast() -> None:
    soft = blurred(PIXELS, 2)
    assert soft.std() < PIXELS.std() / 3
    assert soft.mean() == pytest.approx(PIXELS.mean(), abs=2)


def test_half_the_brightness_is_half_of_each_level() -> None:
    np.testing.assert_array_equal(brightened(PIXELS, 0.5), PIXELS // 2)
    assert (brightened(PIXELS, 3)[PIXELS >= 85] == 255).all()


def test_worse_jpeg_is_further_from_the_picture() -> None:
    smooth = np.repeat(np.repeat(PIXELS[::8, ::8], 8, axis=0), 8, axis=1)
    errors = [np.abs(compressed(smooth, quality).astype(int) - smooth).mean() for quality in (90, 30, 5)]
    assert 0 < errors[0] < errors[1] < errors[2]


def test_a_patch_lies_where_it_was_put() -> None:
    covered = changed(PIXELS, Changes(patch_size=0.25, patch_down=0.5, patch_right=1))
    assert (covered[9:15, 21:] == 128).all()
    covered[9:15, 21:] = PIXELS[9:15, 21:]
    np.testing.assert_array_equal(covered, PIXELS)


def test_changes_do_not_touch_the_picture() -> None:
    before = PIXELS.copy()
    changed(PIXELS, Changes(rotation=20, crop=0.7, blur=1, brightness=0.5, patch_size=0.3))
    for axis in AXES.values():
        along(PIXELS, axis)
    np.testing.assert_array_equal(PIXELS, before)

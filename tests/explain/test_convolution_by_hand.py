"""One value of a convolution and of its pooling, with all steps."""

import numpy as np
import pytest

from dogcat.explain.convolution_by_hand import convolve, pool, pooled_place, strongest_place


def test_what_is_below_0_becomes_0() -> None:
    white = np.full((3, 3, 3), 255, np.uint8)
    below = convolve(white, np.full((3, 3, 3), -0.1), 0.5, 0, 0)
    assert below.before_relu == pytest.approx(-2.2)
    assert below.value == 0


def test_the_patch_lies_at_its_row_and_column() -> None:
    pixels = np.arange(4 * 5 * 3, dtype=np.uint8).reshape(4, 5, 3)
    kernel = np.zeros((2, 2, 3), np.float32)
    kernel[1, 0, 2] = 2.0  # the blue value one row below
    found = convolve(pixels, kernel, bias=0.25, row=2, column=3)
    np.testing.assert_array_equal(found.patch, pixels[2:4, 3:5] / 255)
    assert found.products.sum() == pytest.approx(2 * pixels[3, 3, 2] / 255)
    assert found.value == pytest.approx(2 * pixels[3, 3, 2] / 255 + 0.25)


def test_centred_pixels_lie_between_minus_1_and_1() -> None:
    pixels = np.array([[[0, 51, 255]]], np.uint8)
    kernel = np.array([[[1.0, 10.0, 100.0]]])
    found = convolve(pixels, kernel, 0.5, 0, 0, "-1..1")
    np.testing.assert_allclose(found.patch, [[[-1, -0.6, 1]]])
    np.testing.assert_array_equal(found.pixels, pixels)
    assert found.value == pytest.approx(-1 - 6 + 100 + 0.5)
    white = np.full((2, 2, 3), 255, np.uint8)
    np.testing.assert_allclose(pool(white, -kernel, 120.0, 0, 0, "-1..1"), 9)


def test_pooling_takes_four_neighbours() -> None:
    pixels = np.zeros((6, 6, 3), np.uint8)
    pixels[2, 5] = 255
    identity = np.zeros((1, 1, 3))
    identity[0, 0, 0] = 1.0
    np.testing.assert_array_equal(pool(pixels, identity, 0.0, row=1, column=2), [[0, 1], [0, 0]])


def test_the_colours_add_up_to_the_value() -> None:
    pixels = np.random.default_rng(5).integers(0, 256, (9, 9, 3), dtype=np.uint8)
    kernel = np.random.default_rng(6).normal(size=(3, 3, 3))
    by_hand = convolve(pixels, kernel, 0.25, row=2, column=4)
    assert by_hand.colour_sums == pytest.approx((pixels[2:5, 4:7] / 255 * kernel).sum(axis=(0, 1)).tolist())
    assert sum(by_hand.colour_sums) + 0.25 == pytest.approx(by_hand.before_relu)


@pytest.mark.parametrize(("place", "expected"), [((0, 0), (0, 0)), ((3, 4), (1, 2)), ((6, 5), (2, 2))])
def test_the_last_row_of_an_odd_map_has_no_pooled_value_of_its_own(
    place: tuple[int, int], expected: tuple[int, int]
) -> None:
    assert pooled_place(*place, pooled_size=3) == expected


def test_the_strongest_place_is_that_of_the_largest_value() -> None:
    feature_map = np.zeros((4, 5))
    feature_map[3, 1] = 2.0
    assert strongest_place(feature_map) == (3, 1)

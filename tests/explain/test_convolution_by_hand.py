"""One value of a convolution and of its pooling, with all steps."""

import numpy as np
import pytest

from dogcat.explain.convolution_by_hand import convolve, pool


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


def test_pooling_takes_four_neighbours() -> None:
    pixels = np.zeros((6, 6, 3), np.uint8)
    pixels[2, 5] = 255
    identity = np.zeros((1, 1, 3))
    identity[0, 0, 0] = 1.0
    np.testing.assert_array_equal(pool(pixels, identity, 0.0, row=1, column=2), [[0, 1], [0, 0]])

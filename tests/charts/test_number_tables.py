"""Numbers on coloured cells: which colour a cell has, and that its number can be read."""

import re

import numpy as np
import pytest

from dogcat.charts.number_tables import colour_tables, diverging, ink_on, number_table, patch_table, window_table
from dogcat.explain.convolution_by_hand import Convolution


def cells(table: str) -> list[tuple[str, str]]:
    """Background and text of each cell."""
    return re.findall(r'background:rgb\(([\d,]+)\);color:#\w+">([^<]+)', table)


def test_the_tables_of_one_colour_show_its_pixels_weights_and_products() -> None:
    seen, patch, weights = np.zeros((2, 1, 3), np.uint8), np.zeros((2, 1, 3)), np.zeros((2, 1, 3))
    seen[..., 2] = [[255], [127]]
    patch[..., 2], weights[..., 2] = [[1.0], [0.5]], [[0.2], [-0.4]]
    weights[0, 0, 0] = 0.8  # of another colour: it sets the scale of all three
    pixels, shown_weights, products = map(cells, colour_tables(Convolution(seen, patch, weights, 0.1), channel=2))
    assert pixels == [("0,0,255", "1.000"), ("0,0,127", "0.500")]
    assert [text for _colour, text in shown_weights] == ["0.200", "-0.400"]
    assert [text for _colour, text in products] == ["0.200", "-0.200"]
    assert products[0][0] == "230,159,0", "the largest product has the full colour"
    assert shown_weights[0][0] == "248,231,191", "a quarter of the strongest weight has a quarter of the colour"


def test_zero_is_white_and_the_signs_have_their_colours() -> None:
    above, zero, below = diverging(np.array([[2.0, 0.0, -2.0]]), 2.0)[0].tolist()
    assert (above, zero, below) == ([230, 159, 0], [255, 255, 255], [86, 180, 233])
    assert diverging(np.zeros((1, 1)), 0.0).tolist() == [[[255, 255, 255]]], "all weights may be 0"


def test_the_largest_value_of_a_window_is_marked() -> None:
    shown = cells(window_table(np.array([[0.1, 0.7], [0.3, 0.2]])))
    assert shown[1] == ("255,224,130", "0.700000")
    assert {colour for colour, text in shown if text != "0.700000"} == {"235,235,235"}


@pytest.mark.parametrize(
    ("colour", "ink"), [((255, 255, 255), "#000"), ((0, 0, 255), "#fff"), ((0, 255, 0), "#000"), ((90, 90, 90), "#fff")]
)
def test_the_ink_stands_out_from_the_cell(colour: tuple[int, int, int], ink: str) -> None:
    assert ink_on(*colour) == ink
    assert f"color:{ink}" in number_table(np.ones((1, 1)), np.array([[colour]]))


def test_a_patch_has_a_number_on_each_pixel_s_colour() -> None:
    patch = np.array([[[255, 255, 255], [0, 10, 20]]], np.uint8)
    assert cells(patch_table(patch, patch[..., 1], 0)) == [("255,255,255", "255"), ("0,10,20", "10")]
    assert cells(patch_table(patch, patch[..., 1] / 255, 2))[1] == ("0,10,20", "0.04")
    assert 'class="dogcat-patch"' in patch_table(patch, patch[..., 1], 0)

"""Feature maps as pictures: tiles, grids of values, frames."""

import numpy as np
import pytest

from dogcat.explain.feature_maps import (
    FILTER_TILE_SIZE,
    MAP_TILE_SIZE,
    OFF_COLOUR,
    coloured,
    filter_tiles,
    in_black_square,
    map_tiles,
    num_silent,
    scale_colours,
    value_grid,
    with_frame,
)
from dogcat.runs.first_layer import FirstLayer


def layer_of(responses: np.ndarray, kernels: np.ndarray | None = None) -> FirstLayer:
    silent = np.zeros((3, 3, 3, responses.shape[-1]), np.float32)
    return FirstLayer(silent if kernels is None else kernels, np.zeros(responses.shape[-1], np.float32), responses)


def test_a_tile_shows_the_filter_and_where_it_answers() -> None:
    responses = np.zeros((4, 4, 2), np.float32)
    responses[2:, 2:, 0] = 4.0
    responses[2:, 2:, 1] = 1.0
    kernels = np.zeros((3, 3, 3, 2), np.float32)
    kernels[0, 0, 0, 0], kernels[1, 1, 2, 1] = 2.0, -1.0
    strong, weak = filter_tiles(layer_of(responses, kernels))
    assert strong.shape == (FILTER_TILE_SIZE, FILTER_TILE_SIZE, 3)
    np.testing.assert_array_equal(strong[-5, -5], [255, 255, 255])
    np.testing.assert_array_equal(weak[-5, -5], [128, 128, 128])  # a quarter of it, so half as bright
    assert not strong[18, 129].any()
    np.testing.assert_array_equal(strong[8, 8], [255, 128, 128])  # red at the upper left
    np.testing.assert_array_equal(weak[23, 23], [128, 128, 64])  # less blue in the middle
    np.testing.assert_array_equal(weak[8, 8], [128, 128, 128])


def test_value_grid_shows_every_value_once() -> None:
    values = np.arange(7 * 7 * 128, dtype=np.float64).reshape(7, 7, 128)
    is_on = values % 2 == 0
    cells = value_grid(values, is_on, width=112)
    assert cells.shape == (56, 112, 3)
    assert (cells == OFF_COLOUR).all(axis=-1).sum() == 3136
    np.testing.assert_array_equal(cells[7, 0], coloured(values, values.max())[0, 0, 16])
    assert value_grid(np.ones((1, 1, 13))).shape[1] > 0, "also when no row can be filled but one"


def test_silent_filters_are_counted() -> None:
    maps = np.zeros((4, 4, 5))
    maps[1, 2, 3] = 0.1
    assert num_silent(maps) == 4
    assert num_silent(np.array([[[0.0, 2.0, 0.0]]])) == 2, "units of a dense layer are maps of one value"


def test_a_wide_picture_comes_into_the_middle_of_a_square() -> None:
    square = in_black_square(np.full((10, 30, 3), 7, np.uint8))
    assert square.shape == (30, 30, 3)
    assert (square[10:20] == 7).all()
    assert square.sum() == 7 * 10 * 30 * 3


def test_a_frame_leaves_what_is_inside_it() -> None:
    picture = np.random.default_rng(1).integers(1, 200, (150, 150, 3), dtype=np.uint8)
    for row, column in ((0, 0), (147, 147), (40, 70)):
        framed = with_frame(picture, row, column, 3)
        inside = framed[3 * row : 3 * row + 9, 3 * column : 3 * column + 9]
        if 0 < row < 147:
            np.testing.assert_array_equal(inside[::3, ::3], picture[row : row + 3, column : column + 3])
        assert (framed == 255).all(axis=-1).sum() > 30


@pytest.mark.parametrize(("side", "expected"), [(7, 98), (48, MAP_TILE_SIZE), (148, 148)])
def test_small_maps_are_enlarged_to_one_size_and_large_ones_are_not(side: int, expected: int) -> None:
    maps = np.zeros((side, side, 3))
    maps[0, 0, 2] = 4.0
    (tile,) = map_tiles(maps, [2], strongest=4.0)
    assert tile.shape == (expected, expected, 3)
    times = expected // side
    np.testing.assert_array_equal(tile[times - 1, times - 1], coloured(np.array(1.0), 1.0))
    np.testing.assert_array_equal(tile[times, times], coloured(np.array(0.0), 1.0))


def test_the_colours_of_the_scale_go_from_black_to_the_strongest() -> None:
    colours = scale_colours(5)
    assert len(set(colours)) == 5
    assert colours[0] == tuple(coloured(np.array(0.0), 1.0).tolist())
    assert colours[2] == tuple(coloured(np.array(1.0), 2.0).tolist())
    assert colours[-1] == tuple(coloured(np.array(3.0), 3.0).tolist())

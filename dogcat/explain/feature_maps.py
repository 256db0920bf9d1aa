"""Feature maps as pictures, in a colour scale from black (0) to bright (the largest value)."""

import math
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageOps
from plotly.colors import sample_colorscale

from dogcat.runs.first_layer import FirstLayer

MAP_TILE_SIZE = 96  # smallest side of a map's picture in pixels; larger maps keep their size
FILTER_TILE_SIZE = 148  # side of a filter's picture in pixels
OFF_COLOUR = (0, 158, 215)  # of values that dropout switches off; unlike all colours of the scale
_SCALE = np.round(255 * np.array(sample_colorscale("Inferno", 256, colortype="tuple"))).astype(np.uint8)
_FRAME = 3  # width of a frame in pixels
_CORNER = 42  # side of the filter's weights in the corner of its picture, in pixels


def brightest_first(maps: np.ndarray) -> list[int]:
    """The filters' numbers, from 0, in the order of decreasing mean.

    Args:
        maps: float (h, w, C), 0 or more.
    """
    return [int(number) for number in np.argsort(-maps.mean(axis=(0, 1)), kind="stable")]


def num_silent(maps: np.ndarray) -> int:
    """Number of filters whose map is 0 everywhere; maps as for `brightest_first`."""
    return int((maps.max(axis=(0, 1)) <= 0).sum())


def coloured(values: np.ndarray, strongest: float) -> np.ndarray:
    """Values as colours. The scale uses their square root, so that weak values are visible too.

    Args:
        values: float, any shape, 0 or more.
        strongest: the value of the brightest colour.

    Returns:
        Red, green and blue, uint8, of shape (..., 3).
    """
    return _SCALE[np.round(255 * np.sqrt(np.clip(values / (strongest or 1.0), 0, 1))).astype(np.intp)]


def scale_colours(number: int) -> list[tuple[int, int, int]]:
    """This many colours of the scale at equal distances, from 0 to the strongest value."""
    return [(red, green, blue) for red, green, blue in coloured(np.linspace(0, 1, number), 1.0).tolist()]


def map_tiles(maps: np.ndarray, numbers: Sequence[int], strongest: float) -> list[np.ndarray]:
    """The maps of some filters as pictures of one size; small ones are enlarged without interpolation.

    Args:
        maps: float (h, h, C), 0 or more.
        numbers: the filters' numbers, from 0.
        strongest: the value of the brightest colour.

    Returns:
        uint8 arrays (T, T, 3), T at least `MAP_TILE_SIZE`.
    """
    times = max(1, -(-MAP_TILE_SIZE // maps.shape[0]))
    return [coloured(maps[..., number], strongest).repeat(times, axis=0).repeat(times, axis=1) for number in numbers]


def value_grid(
    values: np.ndarray, is_on: np.ndarray | None = None, strongest: float | None = None, width: int = 900
) -> np.ndarray:
    """All values of all maps as cells of one picture, about twice as wide as high if full rows of maps allow it.

    Args:
        values: float (h, w, C), 0 or more; (1, 1, C) for the units of a dense layer.
        is_on: bool of the same shape; cells that are off have `OFF_COLOUR`. None if all are on.
        strongest: the value of the brightest colour; None for the largest value.
        width: width of the picture in pixels. The result is narrower by less than a pixel for each cell of a row, or
            wider if a row has more cells than pixels.

    Returns:
        uint8 (H, W, 3).
    """
    height, wide, num_maps = values.shape
    cells = coloured(values, float(values.max()) if strongest is None else strongest)
    if is_on is not None:
        cells = np.where(is_on[..., None], cells, np.array(OFF_COLOUR, np.uint8))
    wanted = (2 * num_maps * height / wide) ** 0.5
    full_rows = [number for number in range(1, num_maps + 1) if num_maps % number == 0]
    across = min(full_rows, key=lambda number: abs(math.log(number / wanted)))
    size = max(1, width // (across * wide))
    tiles = cells.transpose(2, 0, 1, 3).reshape(-1, across, height, wide, 3)
    grid = tiles.transpose(0, 2, 1, 3, 4).reshape(-1, across * wide, 3)
    return grid.repeat(size, axis=0).repeat(size, axis=1)


def with_frame(pixels: np.ndarray, row: int, column: int, size: int, width: int = 450) -> np.ndarray:
    """A picture, enlarged without interpolation, with a frame around a square part.

    Args:
        pixels: uint8 (S, S, 3).
        row: first row of the part.
        column: first column of the part.
        size: side of the part in pixels of the picture.
        width: approximate width of the result in pixels.

    Returns:
        uint8 (W, W, 3).
    """
    times = max(1, round(width / pixels.shape[0]))
    picture = Image.fromarray(pixels.repeat(times, axis=0).repeat(times, axis=1))
    canvas = ImageDraw.Draw(picture)
    side = picture.width
    for distance, colour in ((2 * _FRAME, "black"), (_FRAME, "white")):  # white inside black is visible on any picture
        top, left = (max(0, times * place - distance) for place in (row, column))
        bottom, right = (min(side, times * (place + size) + distance) - 1 for place in (row, column))
        canvas.rectangle((left, top, right, bottom), outline=colour, width=_FRAME)
    return np.asarray(picture)


def in_black_square(picture: np.ndarray) -> np.ndarray:
    """A picture in the middle of a black square.

    Args:
        picture: uint8 (h, w, 3).

    Returns:
        uint8 (S, S, 3), where S is the larger of h and w.
    """
    side = max(picture.shape[:2])
    made = np.zeros((side, side, 3), np.uint8)
    top, left = ((side - length) // 2 for length in picture.shape[:2])
    made[top : top + picture.shape[0], left : left + picture.shape[1]] = picture
    return made


def filter_tiles(layer: FirstLayer) -> list[np.ndarray]:
    """A picture of each filter: its feature map in grey, with its weights in the corner.

    All filters share one scale. Brightness is the square root of the response, so that weak filters are visible too. A
    weight of 0 is middle grey.

    Returns:
        uint8 arrays of shape (FILTER_TILE_SIZE, FILTER_TILE_SIZE, 3), one for each filter.
    """
    strongest = float(layer.responses.max()) or 1.0
    largest = float(np.abs(layer.kernels).max()) or 1.0
    tiles = []
    for number in range(layer.kernels.shape[-1]):
        brightness = np.sqrt(layer.responses[..., number] / strongest)
        answers = Image.fromarray(np.round(255 * brightness).astype(np.uint8))
        tile = answers.resize((FILTER_TILE_SIZE, FILTER_TILE_SIZE), Image.Resampling.BILINEAR).convert("RGB")
        weights = np.round(127.5 * (1 + layer.kernels[..., number] / largest)).astype(np.uint8)
        corner = Image.fromarray(weights).resize((_CORNER, _CORNER), Image.Resampling.NEAREST)
        tile.paste(ImageOps.expand(corner, 2, "white"), (0, 0))
        tiles.append(np.asarray(tile))
    return tiles

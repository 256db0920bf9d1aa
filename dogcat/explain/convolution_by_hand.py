"""One output value of the first convolution and of its pooling, with all steps, as on paper."""

from dataclasses import dataclass

import numpy as np

from dogcat.recipe.blueprint import POOL_SIZE
from dogcat.recipe.recipe import PIXEL_RANGES


def network_values(pixels: np.ndarray, pixel_range: str) -> np.ndarray:
    """Return the values that a network computes with, float64 in the shape of the pixels.

    Args:
        pixels: uint8 of any shape.
        pixel_range: one of `PIXEL_RANGES`.
    """
    divisor, offset = PIXEL_RANGES[pixel_range]
    values: np.ndarray = pixels / divisor + offset
    return values


@dataclass(frozen=True)
class Convolution:
    """One output value of the first layer.

    Attributes:
        pixels: uint8 (K, K, 3), the pixels under the filter.
        patch: float64 (K, K, 3), the same pixels as the network gets them: 0 to 1, or −1 to 1.
        weights: float64 (K, K, 3), the weights of the filter.
        bias: the bias of the filter.
    """

    pixels: np.ndarray
    patch: np.ndarray
    weights: np.ndarray
    bias: float

    @property
    def products(self) -> np.ndarray:
        """Each pixel times its weight, float64 (K, K, 3)."""
        products: np.ndarray = self.patch * self.weights
        return products

    @property
    def colour_sums(self) -> list[float]:
        """The sum of the products of each colour: red, green, blue."""
        sums: list[float] = self.products.sum(axis=(0, 1)).tolist()
        return sums

    @property
    def before_relu(self) -> float:
        """The sum of all products and the bias."""
        return float(self.products.sum()) + self.bias

    @property
    def value(self) -> float:
        """The output value after ReLU, 0 or more."""
        return max(0.0, self.before_relu)


def convolve(
    pixels: np.ndarray, kernel: np.ndarray, bias: float, row: int, column: int, pixel_range: str = "0..1"
) -> Convolution:
    """The output value at (row, column) of a convolution without padding.

    Args:
        pixels: uint8 (S, S, 3).
        kernel: (K, K, 3), the weights of the filter.
        bias: the bias of the filter.
        row: row of the output, 0 to S - K.
        column: column of the output, 0 to S - K.
        pixel_range: of the network's recipe.
    """
    size = kernel.shape[0]
    patch = pixels[row : row + size, column : column + size]
    return Convolution(patch, network_values(patch, pixel_range), kernel.astype(np.float64), float(bias))


def pool(
    pixels: np.ndarray, kernel: np.ndarray, bias: float, row: int, column: int, pixel_range: str = "0..1"
) -> np.ndarray:
    """The values from which max pooling takes the largest for its output at (row, column).

    Args:
        pixels: uint8 (S, S, 3).
        kernel: (K, K, 3), the weights of the filter.
        bias: the bias of the filter.
        row: row of the pooled map, from 0.
        column: column of the pooled map, from 0.
        pixel_range: of the network's recipe.

    Returns:
        float64 (2, 2), output values of the convolution.
    """
    places = [range(POOL_SIZE * place, POOL_SIZE * (place + 1)) for place in (row, column)]
    return np.array(
        [[convolve(pixels, kernel, bias, high, wide, pixel_range).value for wide in places[1]] for high in places[0]]
    )


def pooled_place(row: int, column: int, pooled_size: int) -> tuple[int, int]:
    """Return row and column of the pooled value that a value of the map goes into, or of the nearest one.

    Pooling drops the last row and column of a map of odd size.
    """
    return min(row // POOL_SIZE, pooled_size - 1), min(column // POOL_SIZE, pooled_size - 1)


def strongest_place(feature_map: np.ndarray) -> tuple[int, int]:
    """Return row and column of the largest value of a map, float (h, w); the first one if there are several."""
    row, column = np.unravel_index(np.argmax(feature_map), feature_map.shape)
    return int(row), int(column)
